"""A small book for search tests: the people of DOMAIN's examples, some awkward names, and invented people."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from benchmarks.people import People
from consoleapp.store import search
from consoleapp.store.tables import (
    broker,
    claim,
    invoice,
    member,
    policy,
    policy_holder,
    portal_account,
    provider,
    settlement,
)

DAY = date(2026, 5, 4)

HOLDERS = [
    (1, "THE ABC COMPANY", "甲乙丙公司"),
    (2, "XYZ LIMITED", ""),
    (3, "HARBOUR PEAK TRADING LIMITED", "海港貿易有限公司"),
    (4, "D'ARCY & SONS (HK) LTD", "達西父子有限公司"),
]
POLICIES = [
    (1, "91307", 1, "in_force"),
    (2, "91310", 2, "in_force"),
    (3, "91822", 3, "in_force"),
    (4, "90700", 1, "expired"),
    (5, "91999", 4, "in_force"),
]
E, S, C = "employee", "spouse", "child"
# id, policy, certificate, suffix, relation, English, Chinese, identity, mobile, e-mail, reference, status
MEMBERS = [
    (1, 1, "0001", "00", E, "CHAN TAI MAN", "陳大文", "A123456(3)", "+85291234567", "tai.man@example.com",
     "P0000017", "active"),
    (2, 1, "0001", "01", S, "WONG TAI YIN", "黃大賢", "B765432(1)", "+85298765432", "", "", "active"),
    (3, 1, "0001", "02", C, "CHAN SIU MING", "陳小明", "", "", "", "", "active"),
    (4, 2, "0042", "00", E, "CHAN TAI MING", "陳泰明", "C111222(3)", "+85261112222", "", "", "active"),
    (5, 3, "0007", "01", S, "CHEN TAI MAN", "", "", "", "", "", "active"),
    (6, 1, "0002", "00", E, "CHAN TAI MAN", "陳泰民", "", "", "", "", "terminated"),
    (7, 3, "0007", "00", E, "PETER CHEUNG", "張國榮", "K998877(A)", "+8613800138000",
     "desk.nine@example.com", "", "active"),
    (8, 3, "0008", "00", E, "AU YEUNG KA MING", "歐陽家明", "", "", "", "", "active"),
    (9, 3, "0009", "00", E, "TSANG WING SZE PEGGY", "曾詠詩", "", "", "", "", "suspended"),
    (10, 5, "0001", "00", E, "O'BRIEN, José María", "", "PE1234567", "", "JOSE@example.com", "", "active"),
    (11, 5, "0002", "00", E, "[/x] A\\B %_ NG", "吳", "", "", "", "", "active"),
    (12, 5, "0003", "00", E, "LAU HOYAN", "劉可欣", "", "", "", "", "active"),
    (13, 5, "0004", "00", E, "WONG KA YAN", "一二三四五六七八九十" * 4, "", "", "", "", "active"),
    (14, 5, "0005", "00", E, "MADONNA", "", "", "", "", "", "active"),
]  # fmt: skip
PROVIDERS = [
    (
        1,
        "D00001",
        "doctor",
        "Dr. Chan Tai Man",
        "陳大文醫生",
        "GENERAL PRACTITIONER",
        "+85223456789; +85223456780",
    ),
    (2, "D00002", "hospital", "Harbour View Hospital", "海景醫院", "", "+85228889999"),
]


def fill(connection: Connection, invented: int = 0) -> None:
    """Put the book in and build its index."""
    _put(connection, broker, [{"id": 1, "code": "B00023", "name": "Kite Brokers"}])
    _put(
        connection,
        policy_holder,
        [{"id": n, "code": f"H{n}", "name_en": en, "name_zh": zh} for n, en, zh in HOLDERS],
    )
    _put(
        connection,
        policy,
        [
            {"id": n, "policy_no": number, "holder_id": holder, "broker_id": 1, "status": status}
            | {"plan_type": "group_medical", "currency": "HKD", "payment_mode": "yearly"}
            for n, number, holder, status in POLICIES
        ],
    )
    keys = ("id", "policy_id", "cert_no", "suffix", "relation", "name_en", "name_zh", "identity_no", "mobile")
    members = [dict(zip((*keys, "email", "person_ref", "status"), row, strict=True)) for row in MEMBERS]
    people = People(11)
    for number in range(invented):
        person = people.person()
        row = (100 + number, 3, f"{1000 + number}", "00", "employee", person.name_en, person.name_zh)
        more = (people.identity(), people.mobile(), "", "", "active")
        members.append(dict(zip((*keys, "email", "person_ref", "status"), row + more, strict=True)))
    _put(connection, member, members)
    _put(
        connection,
        claim,
        [
            {
                "id": n,
                "claim_no": number,
                "member_id": 1,
                "received_on": DAY,
                "status": "paid",
                "status_on": DAY,
            }
            | {"currency": "HKD"}
            for n, number in ((1, "A2000001447"), (2, "A2000001448"), (3, "B2000009999"))
        ],
    )
    _put(
        connection,
        invoice,
        [
            {
                "id": n,
                "invoice_no": number,
                "policy_id": 1,
                "issued_on": DAY,
                "due_on": DAY,
                "amount": 5_234_400,
            }
            | {"currency": "HKD"}
            for n, number in ((1, "9200352"), (2, "9200353"), (3, "91307000"))
        ],
    )
    _put(
        connection,
        settlement,
        [
            {"id": 1, "receipt_no": "R0000099", "policy_id": 1, "received_on": DAY, "method": "fps"}
            | {"amount": 100, "currency": "HKD"}
        ],
    )
    names = ("id", "provider_no", "kind", "name_en", "name_zh", "specialty", "phones")
    _put(connection, provider, [dict(zip(names, row, strict=True)) for row in PROVIDERS])
    accounts = [
        {"id": 1, "account_no": "U000001", "member_id": 1, "user_id": "TaiMan88", "stage": "active"},
        {"id": 2, "account_no": "U000002", "holder_id": 1, "user_id": "abchr", "stage": "active"},
        {"id": 3, "account_no": "U000003", "broker_id": 1, "user_id": "kitebrokers", "stage": "disabled"},
    ]
    for account in accounts:
        _put(connection, portal_account, [account])
    search.rebuild(connection)


def _put(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(table), rows)
