"""A big book for measuring search: members, policies, claims, invoices and providers, on either engine."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from benchmarks.people import People

BATCH = 20_000


def fill(connection: Connection, *, members: int, policies: int, claims: int, seed: int = 7) -> None:
    """Put the book into an empty database. The search index is not built."""
    people = People(seed)
    companies = [people.company(number) for number in range(policies)]
    _load(
        connection,
        "policy_holder",
        ("id", "code", "name_en", "name_zh"),
        ((n, f"H{n:06d}", en, zh) for n, (en, zh) in enumerate(companies, 1)),
    )
    _load(
        connection,
        "policy",
        ("id", "policy_no", "holder_id", "plan_type", "currency", "payment_mode", "status"),
        (
            (n, str(90_000 + n), n, "group_medical", "HKD", "yearly", "in_force" if n % 9 else "expired")
            for n in range(1, policies + 1)
        ),
    )
    columns = (
        *("id", "policy_id", "cert_no", "suffix", "relation", "name_en", "name_zh", "identity_type"),
        *("identity_no", "mobile", "email", "person_ref", "status"),
    )
    _load(connection, "member", columns, _members(people, members, policies))
    numbers = (
        "generate_series(1, :claims) AS n"
        if connection.dialect.name == "postgresql"
        else "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :claims)"
        " SELECT n FROM s)"
    )
    connection.execute(
        text(
            "INSERT INTO claim (id, claim_no, member_id, received_on, status, status_on, currency)"
            " SELECT n, 'A' || (2000000000 + n), 1 + CAST(n AS BIGINT) * 7919 % :members,"
            f" date('2026-05-04'), 'paid', date('2026-05-08'), 'HKD' FROM {numbers} WHERE n <= :claims"
        ),
        {"claims": claims, "members": members},
    )
    _load(
        connection,
        "invoice",
        ("id", "invoice_no", "policy_id", "issued_on", "due_on", "amount", "currency"),
        (
            (n, str(9_000_000 + n), 1 + n % policies, "2026-05-29", "2026-06-28", 5_234_400, "HKD")
            for n in range(1, policies * 12 + 1)
        ),
    )
    _load(
        connection,
        "provider",
        ("id", "provider_no", "kind", "name_en", "name_zh", "specialty", "phones"),
        (
            (n, f"D{n:05d}", "doctor", f"Dr. {p.name_en.title()}", p.name_zh, "GENERAL PRACTITIONER",
             people.mobile())
            for n, p in ((n, people.person()) for n in range(1, max(150, policies // 2)))
        ),
    )  # fmt: skip


def _members(people: People, members: int, policies: int) -> Iterator[tuple[Any, ...]]:
    number = 0
    r = people.random
    for policy, size in enumerate(people.sizes(members, policies), 1):
        family = 0
        left = size
        while left:
            family += 1
            for suffix in range(min(left, r.choices((1, 2, 3, 4), (50, 20, 15, 15))[0])):
                number += 1
                left -= 1
                person = people.person()
                relation = ("employee", "spouse", "child", "child")[suffix]
                grown = suffix < 2
                yield (
                    number,
                    policy,
                    f"{family:04d}",
                    f"{suffix:02d}",
                    relation,
                    person.name_en,
                    person.name_zh,
                    "hkid",
                    people.identity(),
                    people.mobile() if grown else "",
                    f"{person.name_en.lower().replace(' ', '.')}.{number}@example.com" if grown else "",
                    f"P{number:08d}",
                    "active" if r.random() > 0.12 else "terminated",
                )


def _load(
    connection: Connection, table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    names = list(columns)
    source = iter(rows)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in source:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    while batch := list(islice(source, BATCH)):
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", batch)
