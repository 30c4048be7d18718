"""What is used and pending of a member's accumulators, and where each limit of a schedule stands with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work
from consoleapp.desk.shapes import LimitLine
from consoleapp.rules.accumulators import Phase, Used, stands
from consoleapp.rules.benefits import Answer, Basis, Item, Limit, Over, Reach, Scope, Standing
from consoleapp.rules.money import Money
from consoleapp.settings import Benefits
from consoleapp.store.queries import usage as queries

Key = tuple[Scope, Reach, str, Basis]
"""Whose, an item or a whole type, its code, over what: one accumulator among those of a member."""


class Balances:
    """The accumulators that count for one member, in one policy year and in a lifetime."""

    def __init__(self, rows: Iterable[Row[Any]] = ()) -> None:
        self._sums: dict[Key, dict[Phase, Used]] = {}
        self._ids: dict[Key, int] = {}
        for row in rows:
            key = (row.scope, row.reach, row.code, row.basis)
            self._ids[key] = row.id
            used = Used(row.amount, row.visits, row.days, row.foreign_lines)
            self._sums.setdefault(key, {})[row.phase] = used

    @classmethod
    def of(cls, work: Work, person: Row[Any], starts_on: date | None) -> "Balances":
        """Those of the member of a card's row, in the policy year that begins on ``starts_on``."""
        rows = queries.balances(work.connection, person.policy_id, person.cert_no, person.suffix, starts_on)
        return cls(rows)

    def sums(self, key: Key) -> Mapping[Phase, Used]:
        """What an accumulator adds up to in each phase."""
        return self._sums.get(key, {})

    @staticmethod
    def key(limit: Limit, reach: Reach, item: Row[Any]) -> Key:
        """The accumulator in which a limit over ``item``, or over its whole type, counts."""
        code = item.benefit_type.value if reach is Reach.TYPE else item.item_code
        return limit.scope, reach, code, limit.basis

    def line(
        self, limit: Limit, reach: Reach, item: Row[Any], *, covered: bool | None, year_known: bool
    ) -> LimitLine:
        """Where a limit stands, and the accumulator behind it."""
        if not limit.has_remainder:
            return LimitLine(stands(limit, reach, {}, covered=covered))
        key = self.key(limit, reach, item)
        found = stands(limit, reach, self._sums.get(key, {}), covered=covered)
        if limit.basis is Basis.YEAR and not year_known and found.remaining is not None:
            # Which lines fall into the year is not on record.
            found = replace(found, answer=Answer.NOT_KNOWN, remaining=None)
        return LimitLine(found, self._ids.get(key))


def limits_of(rows: Iterable[Row[Any]]) -> tuple[Limit, ...]:
    """The limits among rows of a schedule."""
    return tuple(
        Limit(row.measure, row.basis, row.scope, row.amount) for row in rows if row.measure is not None
    )


def is_cap(item: Row[Any]) -> bool:
    """Whether a row of the schedule is a cap over its whole benefit type: its item code is the type's."""
    return bool(item.item_code == item.benefit_type.value)


class Schedule:
    """The items of a member's plan, each with the rows of its limits, and how each stands."""

    def __init__(self, person: Row[Any], rows: Sequence[Row[Any]]) -> None:
        self.person = person
        self.items: dict[int, Row[Any]] = {}
        self._rows: dict[int, list[Row[Any]]] = {}
        for row in rows:
            self.items.setdefault(row.id, row)
            self._rows.setdefault(row.id, []).append(row)
        self._caps = {row.benefit_type: row for row in self.items.values() if is_cap(row)}

    def covered(self, item: Row[Any]) -> bool | None:
        """A type the member does not carry is not covered, whatever the plan says; no list says nothing."""
        types = self.person.benefit_types.split()
        covered: bool | None = item.covered if not types or item.benefit_type.value in types else False
        return covered

    def lines(self, item: Row[Any], balances: Balances, *, year_known: bool) -> tuple[LimitLine, ...]:
        """Where the limits of an item stand, and after them those of its whole type that are used up."""
        covered = self.covered(item)
        reach = Reach.TYPE if is_cap(item) else Reach.ITEM
        own = [(limit, reach) for limit in limits_of(self._rows[item.id])]
        cap = self._caps.get(item.benefit_type)
        if cap is not None and cap.id != item.id:
            over = (limit for limit in limits_of(self._rows[cap.id]) if limit.has_remainder)
            own += [(limit, Reach.TYPE) for limit in over]
        return tuple(
            balances.line(limit, reach, item, covered=covered, year_known=year_known) for limit, reach in own
        )

    def item(self, item: Row[Any], figures: Benefits) -> Item:
        """The terms of an item as rules read them; ``figures`` say what no extract does."""

        def money(minor: int | None) -> Money | None:
            return None if minor is None else Money(minor, self.person.currency)

        return Item(
            benefit_type=item.benefit_type,
            code=item.item_code,
            name_en=item.name_en,
            name_zh=item.name_zh,
            covered=item.covered,
            limits=limits_of(self._rows[item.id]),
            reimbursement_percent=item.reimbursement_percent,
            co_payment=money(item.co_payment),
            deductible=money(item.deductible),
            deductible_basis=Basis(figures.deductible_per),
            each_time_over=Over(figures.limits_each_time_over),
            waiting_days=item.waiting_days,
            area_of_cover=item.area_of_cover,
            referral_needed=item.referral_needed,
            network_only=item.network_only,
            unapproved_share_percent=item.unapproved_share_percent,
            specified_hospital_share_percent=item.specified_hospital_share_percent,
        )


def withheld(line: LimitLine) -> LimitLine:
    """The limit alone, for a caller who may not hear what was used."""
    limit = line.standing.limit
    if not limit.has_remainder or line.standing.answer in (Answer.NOT_COVERED, Answer.NOT_KNOWN):
        return LimitLine(replace(line.standing, used=0, pending=0))
    return LimitLine(Standing(limit, 0, 0, Answer.WITHHELD, None, line.standing.reach))
