"""A small book written by hand: every figure in it is known to the tests that read it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from consoleapp.store import tables
from consoleapp.store.engine import Database
from consoleapp.store.ledger.documents import post_documents
from consoleapp.store.usage import settle
from tests.desk.bookclaims import DIAGNOSIS, at, write_claims

SECRETS = {
    "identity_no": "A123456(3)",
    "birth_date": "1979-03-17",
    "mobile": "+85291234567",
    "phone": "+85227654321",
    "email": "tai.man@example.com",
    "address": "FLAT G, 4/F, LANTERN COURT, TSUEN WAN, New Territories",
    "diagnosis": DIAGNOSIS,
}


@dataclass(frozen=True, slots=True)
class Ids:
    """What is in the book, by name."""

    employee: int
    spouse: int
    minor: int
    grown_child: int
    colleague: int
    """Another family on the same policy."""
    stranger: int
    """Somebody on another policy of another company."""
    policy: int
    other_policy: int
    holder: int
    broker: int
    plan: int
    claims: dict[str, int]
    invoice: int
    receipt: int
    provider: int
    stale_provider: int
    account: int
    employer_account: int
    line: int
    """A line of the employee's with a diagnosis."""


def fill(database: Database) -> Ids:
    """Write the book; today is 20 Nov 2026."""
    with database.write() as connection:
        ids = _Writer(connection).everything()
        post_documents(connection, datetime(2026, 11, 1, tzinfo=UTC))
    return ids


class _Writer:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def row(self, table: Table, **values: Any) -> int:
        result: int = self.connection.execute(
            insert(table).values(**values).returning(table.c.id)
        ).scalar_one()
        return result

    def everything(self) -> Ids:
        holder = self.row(
            tables.policy_holder,
            code="H0307",
            name_en="THE ABC COMPANY",
            name_zh="甲乙丙公司",
            contact_name="MAK SIU LING",
            contact_phone="+85285970307",
        )
        branch = self.row(tables.branch, holder_id=holder, code="HO", name_en="THE ABC COMPANY")
        broker = self.row(
            tables.broker,
            code="B00023",
            name="Banyan Tree Brokers",
            contact_name="YUEN KA WAI",
            contact_phone="+85285980000",
        )
        policy = self.policy("91307", holder, broker)
        for year in (2024, 2025, 2026):
            self.row(
                tables.policy_period,
                policy_id=policy,
                starts_on=date(year, 5, 1),
                ends_on=date(year + 1, 4, 30),
            )
        other_holder = self.row(tables.policy_holder, code="H0999", name_en="XYZ LIMITED")
        other_policy = self.policy("91310", other_holder, None, status="expired")
        self.row(
            tables.policy_period,
            policy_id=other_policy,
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 12, 31),
        )
        plan = self.row(tables.plan, policy_id=policy, code="10", name_en="Staff")
        self.schedule(plan)
        member = {"policy_id": policy, "plan_id": plan, "branch_id": branch}
        employee = self.member(
            "0001",
            "00",
            "employee",
            "CHAN TAI MAN",
            name_zh="陳大文",
            person_ref="PR9130700100",
            benefit_types="HOS OPB",
            sum_life=100_000_00,
            **{key: value for key, value in SECRETS.items() if key not in ("birth_date", "diagnosis")},
            identity_type="hkid",
            birth_date=date(1979, 3, 17),
            **member,
        )
        spouse = self.member(
            "0001",
            "01",
            "spouse",
            "WONG TAI YIN",
            birth_date=date(1981, 11, 2),
            identity_no="B987654(2)",
            **member,
        )
        minor = self.member("0001", "02", "child", "CHAN SIU MING", birth_date=date(2015, 6, 1), **member)
        grown = self.member("0001", "03", "child", "CHAN SIU FONG", birth_date=date(2004, 6, 1), **member)
        colleague = self.member("0002", "00", "employee", "LEE KA YAN", birth_date=date(1990, 1, 1), **member)
        stranger = self.member(
            "0042", "00", "employee", "CHAN TAI MING", birth_date=date(1985, 1, 1), policy_id=other_policy
        )
        claims, line = write_claims(self.row, employee, spouse, minor, colleague)
        settle(self.connection, claims.values(), at(19))
        invoice = self.row(
            tables.invoice,
            invoice_no="9200352",
            policy_id=policy,
            branch_id=branch,
            issued_on=date(2026, 9, 1),
            due_on=date(2026, 10, 1),
            amount=5_234_400,
            currency="HKD",
        )
        paid_invoice = self.row(
            tables.invoice,
            invoice_no="9201877",
            policy_id=policy,
            issued_on=date(2025, 9, 1),
            due_on=date(2025, 10, 1),
            amount=4_690_000,
            currency="HKD",
        )
        receipt = self.row(
            tables.settlement,
            receipt_no="R-11077",
            policy_id=policy,
            received_on=date(2025, 9, 20),
            method="cheque",
            payer="THE ABC COMPANY",
            amount=4_700_000,
            currency="HKD",
        )
        self.connection.execute(
            insert(tables.allocation).values(settlement_id=receipt, invoice_id=paid_invoice, amount=4_690_000)
        )
        provider = self.provider("PV10001", "DR. CHAN TAI MAN", date(2026, 11, 1))
        stale = self.provider("PV10002", "DR. LO KING YUEN", date(2026, 8, 21))
        account = self.row(
            tables.portal_account,
            account_no="PA200007",
            member_id=employee,
            user_id="taiman.chan",
            stage="frozen",
            registration_step="questions",
            language="en",
            terms_version="2026-01",
            last_login_at=at(6),
            failed_attempts=5,
            frozen_at=at(20),
            frozen_reason="Five invalid logins",
        )
        for hour in range(5):
            self.row(tables.portal_attempt, account_id=account, at=at(20, hour), origin="203.0.113.7")
        employer_account = self.row(
            tables.portal_account,
            account_no="PA200090",
            holder_id=holder,
            stage="registering",
            registration_step="terms",
        )
        return Ids(
            employee,
            spouse,
            minor,
            grown,
            colleague,
            stranger,
            policy,
            other_policy,
            holder,
            broker,
            plan,
            claims,
            invoice,
            receipt,
            provider,
            stale,
            account,
            employer_account,
            line,
        )

    def policy(self, number: str, holder: int, broker: int | None, status: str = "in_force") -> int:
        return self.row(
            tables.policy,
            policy_no=number,
            holder_id=holder,
            broker_id=broker,
            plan_type="group_medical",
            currency="HKD",
            payment_mode="yearly",
            status=status,
        )

    def member(self, cert: str, suffix: str, relation: str, name: str, **more: Any) -> int:
        return self.row(
            tables.member,
            **{"status": "active", "effective_date": date(2024, 5, 1), **more},
            cert_no=cert,
            suffix=suffix,
            relation=relation,
            name_en=name,
        )

    def provider(self, number: str, name: str, verified_on: date) -> int:
        return self.row(
            tables.provider,
            provider_no=number,
            kind="doctor",
            name_en=name,
            specialty="GENERAL PRACTITIONER",
            area="kowloon",
            district="Yau Tsim Mong",
            address_en="SHOP A, 123 STREET",
            phones="+85285950003",
            hours="Mon–Fri 09:30–13:30",
            direct_billing=True,
            verified_on=verified_on,
        )

    def schedule(self, plan: int) -> None:
        """Every kind of answer: left, nothing left, unlimited, per visit, not covered, not known, shared."""
        items: list[tuple[str, str, str, str, bool | None, list[tuple[str, str, str, int | None]]]] = [
            (
                "GP",
                "OPB",
                "General consultation",
                "普通科門診",
                True,
                [("visits", "year", "individual", 30), ("money", "visit", "individual", 400_00)],
            ),
            ("PHY", "OPB", "Physiotherapy", "物理治療", True, [("visits", "year", "individual", 2)]),
            ("LAB", "OPB", "Laboratory tests", "化驗", True, [("money", "year", "individual", None)]),
            ("SPE", "OPB", "Spectacles", "眼鏡", False, [("money", "year", "individual", 1_000_00)]),
            ("ACU", "OPB", "Acupuncture", "針灸", None, [("visits", "year", "individual", 10)]),
            (
                "RB",
                "HOS",
                "Room and board",
                "房租膳食",
                True,
                [
                    ("money", "year", "individual", 10_000_00),
                    ("money", "year", "family", 12_000_00),
                    ("money", "year", "policy", 50_000_00),
                    ("money", "lifetime", "individual", 20_000_00),
                    ("days", "year", "individual", 90),
                ],
            ),
            ("DEN1", "DEN", "Scaling", "洗牙", True, [("visits", "year", "individual", 2)]),
        ]
        for position, (code, kind, name, name_zh, covered, limits) in enumerate(items):
            benefit = self.row(
                tables.benefit,
                plan_id=plan,
                item_code=code,
                benefit_type=kind,
                name_en=name,
                name_zh=name_zh,
                position=position,
                covered=covered,
            )
            for measure, basis, scope, amount in limits:
                self.row(
                    tables.benefit_limit,
                    benefit_id=benefit,
                    measure=measure,
                    basis=basis,
                    scope=scope,
                    amount=amount,
                )
