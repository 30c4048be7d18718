"""Claims and what they use of limits, against a plain oracle: any order of acts, both engines.

The oracle keeps claims as people would write them on paper and counts anew each time. It knows nothing of
tables, phases of rows, differences or sets.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Table, delete, func, insert, select, update

from consoleapp.rules.statuses import ClaimStatus, next_of
from consoleapp.store import tables
from consoleapp.store.engine import Database
from consoleapp.store.loading.run import run
from consoleapp.store.loading.shapes import Batch, Value
from consoleapp.store.usage import settle

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEARS = {date(2024, 5, 1): date(2025, 4, 30), date(2025, 5, 1): date(2026, 4, 30)}
LATER = {date(2026, 5, 1): date(2027, 4, 30)}
"""The year that is loaded when its claims may be there already."""
DAYS = (date(2025, 4, 30), date(2025, 5, 1), date(2026, 4, 30), date(2026, 5, 1), date(2020, 1, 1))
SCHEDULE = {  # item: benefit type, and the limits used up: scope, basis
    "GP": ("OPB", {("individual", "year")}),
    "RB": (
        "HOS",
        {("individual", "year"), ("individual", "lifetime"), ("family", "year"), ("policy", "year")},
    ),
    "OPB": ("OPB", {("individual", "year"), ("family", "year")}),  # a cap over the whole type
}
MORE = ("GP", ("family", "lifetime"))
"""A limit the schedule gets later."""
OPEN = ("received", "in_review", "pending_documents")
numbers = itertools.count(1)


@dataclass(frozen=True)
class Line:
    """One line of a claim on paper; amounts in minor units."""

    item: str
    on: date
    incurred: int | None
    paid: int | None
    visits: int
    days: int


@dataclass
class Claim:
    """A claim on paper."""

    number: str
    suffix: str
    currency: str
    status: str
    lines: list[Line]


@dataclass
class Paper:
    """All claims of one family, and what a line may use."""

    claims: list[Claim] = field(default_factory=list)
    years: dict[date, date] = field(default_factory=lambda: dict(YEARS))
    limits: dict[str, set[tuple[str, str]]] = field(
        default_factory=lambda: {item: set(limits) for item, (_, limits) in SCHEDULE.items()}
    )

    def balances(self) -> Counter[tuple[object, ...]]:
        """Whose, of what, from when, phase, measure → how much."""
        found: Counter[tuple[object, ...]] = Counter()
        for claim in self.claims:
            for line in claim.lines:
                for code in {line.item, SCHEDULE.get(line.item, ("DEN", ()))[0]} & set(self.limits):
                    for scope, basis in self.limits[code]:
                        self.count(found, claim, line, code, scope, basis)
        return Counter({key: n for key, n in found.items() if n})

    def count(
        self, found: Counter[tuple[object, ...]], claim: Claim, line: Line, code: str, scope: str, basis: str
    ) -> None:
        start: date | None = date.min
        if basis == "year":
            start = next((a for a, b in self.years.items() if a <= line.on <= b), None)
        if start is None or claim.status in ("declined", "withdrawn"):
            return
        whose = claim.suffix if scope == "individual" else scope
        phase = "pending" if claim.status in OPEN else "posted"
        found[whose, code, start, phase, "visits"] += line.visits
        found[whose, code, start, phase, "days"] += line.days
        if claim.currency != "HKD":
            found[whose, code, start, phase, "foreign_lines"] += line.incurred is not None
        elif line.paid is not None:
            found[whose, code, start, phase, "amount"] += line.paid
        elif line.incurred is not None:
            found[whose, code, start, "pending", "amount"] += line.incurred


class Extract:
    """Rows of one sheet, as a file would give them."""

    def __init__(self, sheet: str, rows: list[dict[str, Value]]) -> None:
        self.given = {sheet: tuple(rows[0])}
        self.rows = [(number, 0, *row.values()) for number, row in enumerate(rows, 2)]
        self.names, self.sha256 = (f"{sheet}.csv",), ""

    def batches(self) -> Iterator[Batch]:
        (sheet,) = self.given
        yield Batch(sheet, list(self.rows), [])

    def progress(self, stage: str, done: int, total: int) -> None:
        pass


class Machine(RuleBasedStateMachine):
    """An employee and a spouse on one policy, and another policy that must never be touched."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.paper = Paper()
        self.policy_no = f"8{next(numbers):04}"
        self.ids: dict[str, int] = {}
        self.rows = 0

    @initialize()
    def book(self) -> None:
        with self.database.write() as connection:

            def row(table: Table, **values: Any) -> int:
                made = insert(table).values(**values).returning(table.c.id)
                return connection.execute(made).scalar_one()  # type: ignore[no-any-return]

            holder = row(tables.policy_holder, code=f"H{self.policy_no}", name_en="ABC COMPANY")
            self.policy = row(
                tables.policy, policy_no=self.policy_no, holder_id=holder, plan_type="group_medical",
                currency="HKD", payment_mode="yearly", status="in_force",
            )  # fmt: skip
            for start, end in YEARS.items():
                row(tables.policy_period, policy_id=self.policy, starts_on=start, ends_on=end)
            # Limits stand in two plans: a line touches what any plan of its policy has, once.
            plans = [row(tables.plan, policy_id=self.policy, code=code) for code in ("10", "12")]
            for plan, (item, (kind, limits)) in itertools.product(plans, SCHEDULE.items()):
                benefit = row(
                    tables.benefit,
                    plan_id=plan,
                    item_code=item,
                    benefit_type=kind,
                    name_en=item,
                    covered=True,
                )
                for scope, basis in [*limits, ("individual", "day")]:
                    row(
                        tables.benefit_limit, benefit_id=benefit, measure="money", basis=basis, scope=scope,
                        amount=100_000,
                    )  # fmt: skip
            for suffix, relation in (("00", "employee"), ("01", "spouse")):
                row(
                    tables.member, policy_id=self.policy, cert_no="0001", suffix=suffix, relation=relation,
                    name_en="CHAN TAI MAN", status="active", plan_id=plans[int(suffix)],
                )  # fmt: skip

    # What happens.

    @rule(data=st.data(), status=st.sampled_from(OPEN))
    def receive(self, data: st.DataObject, status: str) -> None:
        """A claim comes with an extract, at any open status."""
        lines = data.draw(st.lists(LINES, min_size=1, max_size=3))
        suffix = data.draw(st.sampled_from(["00", "01"]))
        self.load(Claim(f"A{next(numbers):010}", suffix, "HKD", status, lines))

    @precondition(lambda self: self.paper.claims)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """The desk reviews, pends, approves, pays, declines or withdraws."""
        claim = data.draw(st.sampled_from(self.paper.claims))
        following = next_of(ClaimStatus(claim.status))
        if following:
            claim.status = data.draw(st.sampled_from(following)).value
            with self.database.write() as connection:
                where = tables.claim.c.id == self.ids[claim.number]
                connection.execute(update(tables.claim).where(where).values(status=claim.status))
                settle(connection, [self.ids[claim.number]], NOW)

    @precondition(lambda self: self.paper.claims)
    @rule(data=st.data())
    def turns_out_foreign(self, data: st.DataObject) -> None:
        """The amounts are in another currency: they cannot be added up. Visits and days can."""
        claim = data.draw(st.sampled_from(self.paper.claims))
        claim.currency = "USD"
        with self.database.write() as connection:
            where = tables.claim.c.id == self.ids[claim.number]
            connection.execute(update(tables.claim).where(where).values(currency="USD"))
            settle(connection, [self.ids[claim.number]], NOW)

    @precondition(lambda self: self.paper.claims)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        """A newer extract says something else of a line, whatever the status; or has a line more."""
        claim = data.draw(st.sampled_from(self.paper.claims))
        place = data.draw(st.integers(0, len(claim.lines)))
        new = data.draw(LINES)
        claim.lines = [*claim.lines[:place], new, *claim.lines[place + 1 :]]
        self.load(claim)

    @precondition(lambda self: self.paper.claims)
    @rule(data=st.data(), amounts=st.booleans())
    def pay(self, data: st.DataObject, amounts: bool) -> None:
        """The extract tells of the amounts with the approval, or only that it is approved."""
        claim = data.draw(st.sampled_from(self.paper.claims))
        if claim.status in ("received", "in_review"):
            claim.status = data.draw(st.sampled_from(["approved", "paid"]))
            claim.lines = [
                replace(one, paid=one.incurred * 4 // 5 if one.incurred and amounts else None)
                for one in claim.lines
            ]
            self.load(claim)

    @precondition(lambda self: any(claim.currency == "HKD" for claim in self.paper.claims))
    @rule()
    def same_again(self) -> None:
        """The same extract again adds nothing."""
        self.load(*(claim for claim in self.paper.claims if claim.currency == "HKD"))
        assert self.counted() == self.rows

    @precondition(lambda self: len(self.paper.years) == len(YEARS))
    @rule()
    def another_year(self) -> None:
        """The policy is renewed: lines that lay beyond its years lie in one now."""
        self.paper.years |= LATER
        shared: dict[str, Value] = {
            "policy_no": self.policy_no, "holder_code": f"H{self.policy_no}", "holder_name": "ABC COMPANY",
            "plan_type": "group_medical", "currency": "HKD", "payment_mode": "yearly", "status": "in_force",
        }  # fmt: skip
        self.run(
            "policies",
            [
                {**shared, "period_from": start.isoformat(), "period_to": end.isoformat()}
                for start, end in self.paper.years.items()
            ],
        )

    @rule()
    def schedule_changes(self) -> None:
        """A limit comes, or goes again."""
        item, limit = MORE
        coming = limit not in self.paper.limits[item]
        self.paper.limits[item] ^= {limit}
        with self.database.write() as connection:
            of_item = select(tables.benefit.c.id).join(tables.plan)
            ids = of_item.where(tables.plan.c.policy_id == self.policy, tables.benefit.c.item_code == item)
            scope, basis = limit
            for benefit in connection.scalars(ids).all():
                if coming:
                    new = {"benefit_id": benefit, "measure": "visits", "amount": None}
                    connection.execute(insert(tables.benefit_limit).values(**new, scope=scope, basis=basis))
                else:
                    kept = tables.benefit_limit.c
                    connection.execute(
                        delete(tables.benefit_limit).where(
                            kept.benefit_id == benefit, kept.scope == scope, kept.basis == basis
                        )
                    )
            settle(connection, select(tables.claim.c.id), NOW)

    # What must hold.

    @invariant()
    def usage_is_what_the_paper_says(self) -> None:
        if not hasattr(self, "policy"):
            return
        kept, used = tables.entitlement.c, tables.benefit_usage.c
        measures = ("amount", "visits", "days", "foreign_lines")
        sums = (func.sum(used[measure]) for measure in measures)
        asked = (
            select(kept.scope, kept.suffix, kept.code, kept.starts_on, used.phase, *sums)
            .join(tables.benefit_usage, used.entitlement_id == kept.id)
            .where(kept.policy_id == self.policy)
            .group_by(kept.id, used.phase)
        )
        found: Counter[tuple[object, ...]] = Counter()
        with self.database.read() as connection:
            for scope, suffix, code, start, phase, *totals in connection.execute(asked):
                for measure, total in zip(measures, totals, strict=True):
                    if total:
                        found[suffix or scope.value, code, start, phase.value, measure] = int(total)
        assert found == self.paper.balances()

    @invariant()
    def rows_are_only_added_and_settling_again_adds_none(self) -> None:
        rows = self.counted()
        assert rows >= self.rows
        self.rows = rows
        with self.database.write() as connection:
            settle(connection, self.ids.values(), NOW)
        assert self.counted() == self.rows

    # How.

    def counted(self) -> int:
        with self.database.read() as connection:
            return connection.scalar(select(func.count()).select_from(tables.benefit_usage)) or 0

    def load(self, *claims: Claim) -> None:
        def day(value: date) -> str:
            return value.isoformat()

        def cell(minor: int | None) -> int | None:
            return None if minor is None else minor * 10

        self.run(
            "claims",
            [
                {
                    "claim_no": claim.number, "line_no": place, "policy_no": self.policy_no,
                    "certificate": f"0001-{claim.suffix}", "received_date": day(date(2026, 8, 3)),
                    "status": claim.status, "status_date": day(date(2026, 8, 4)), "currency": "HKD",
                    "consultation_date": day(line.on), "benefit_type": SCHEDULE.get(line.item, ("DEN", 0))[0],
                    "item_code": line.item, "incurred": cell(line.incurred), "paid": cell(line.paid),
                    "visits": line.visits, "days": line.days,
                }
                for claim in claims
                for place, line in enumerate(claim.lines, 1)
            ],
        )  # fmt: skip
        with self.database.read() as connection:
            for claim in claims:
                claim.currency = "HKD"
                asked = select(tables.claim.c.id).where(tables.claim.c.claim_no == claim.number)
                self.ids[claim.number] = connection.execute(asked).scalar_one()
                if claim not in self.paper.claims:
                    self.paper.claims.append(claim)

    def run(self, sheet: str, rows: list[dict[str, Value]]) -> None:
        with self.database.write() as connection:
            run(connection, Extract(sheet, rows), NOW)


AMOUNTS = st.one_of(st.none(), st.integers(0, 3).map(lambda n: n * 12_345))
LINES = st.builds(
    Line,
    item=st.sampled_from([*SCHEDULE, "TOOTH"]),
    on=st.sampled_from(DAYS),
    incurred=AMOUNTS,
    paid=AMOUNTS,
    visits=st.integers(0, 2),
    days=st.integers(0, 2),
)


def _run(database: Database, examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Machine(database),
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )


def test_usage_follows_claims(database: Database) -> None:
    _run(database, examples=5, steps=10)


@pytest.mark.soak
def test_usage_follows_claims_whatever_happens(database: Database) -> None:
    _run(database, examples=150, steps=30)
