"""Two benefit schedules side by side: item by item, term by term, and where they differ. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from consoleapp.desk.policy_shapes import PlanSchedule, ScheduleItem
from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Limit, Measure, Scope
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, CoverArea


class Condition(Coded):
    """What applies to an item of a schedule besides its limits (DOMAIN 3)."""

    COVERED = "covered", N_("Cover")
    PAID = "paid", N_("Reimbursed")
    CO_PAYMENT = "co_payment", N_("Co-payment")
    DEDUCTIBLE = "deductible", N_("Deductible")
    WAITING = "waiting", N_("Waiting")
    AREA = "area", N_("Area")
    REFERRAL = "referral", N_("Referral")
    NETWORK_ONLY = "network_only", N_("Network only")
    UNAPPROVED = "unapproved", N_("Unapproved provider")
    SPECIFIED = "specified", N_("Specified hospital")


LimitKind = tuple[Measure, Basis, Scope]
"""Which limit of an item: there is one of a kind at most."""

What = Condition | LimitKind
Value = Limit | Money | CoverArea | bool | int | None
"""None: the schedule does not say; for a limit: there is none of this kind."""


def terms(item: ScheduleItem) -> Iterator[tuple[What, Value]]:
    """Every limit, then every condition; of an item that is not covered, or not known to be, only that."""
    if not item.covered:
        yield Condition.COVERED, item.covered
        return
    for limit in item.limits:
        yield (limit.measure, limit.basis, limit.scope), limit
    yield Condition.PAID, item.reimbursement_percent
    yield Condition.CO_PAYMENT, item.co_payment
    yield Condition.DEDUCTIBLE, item.deductible
    yield Condition.WAITING, item.waiting_days
    yield Condition.AREA, item.area_of_cover
    yield Condition.REFERRAL, item.referral_needed
    yield Condition.NETWORK_ONLY, item.network_only
    yield Condition.UNAPPROVED, item.unapproved_share_percent
    yield Condition.SPECIFIED, item.specified_hospital_share_percent


@dataclass(frozen=True, slots=True)
class TermPair:
    """One limit or condition in both plans."""

    what: What
    left: Value
    right: Value

    @property
    def same(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class ItemPair:
    """One item in both plans; a side is None where the plan does not name it."""

    benefit_type: BenefitType
    item_code: str
    left: ScheduleItem | None
    right: ScheduleItem | None
    terms: tuple[TermPair, ...]
    """Empty where one plan does not name the item, or where both do not cover it alike."""

    @property
    def either(self) -> ScheduleItem:
        """The item as one of the plans names it."""
        item = self.left or self.right
        assert item is not None
        return item

    @property
    def same(self) -> bool:
        return self.left is not None and self.right is not None and all(term.same for term in self.terms)


def side_by_side(left: PlanSchedule, right: PlanSchedule) -> tuple[ItemPair, ...]:
    """The items of both plans by benefit type, in the order of the left one; only the right's come last."""
    lefts = {item.item_code: item for item in left.items}
    rights = {item.item_code: item for item in right.items}
    pairs = [_pair(code, lefts.get(code), rights.get(code)) for code in dict.fromkeys((*lefts, *rights))]
    kinds = list(BenefitType)
    return tuple(sorted(pairs, key=lambda pair: kinds.index(pair.benefit_type)))


def _pair(code: str, left: ScheduleItem | None, right: ScheduleItem | None) -> ItemPair:
    item = left or right
    assert item is not None
    if left is None or right is None:
        return ItemPair(item.benefit_type, code, left, right, ())
    ones, others = dict(terms(left)), dict(terms(right))
    if Condition.COVERED in ones or Condition.COVERED in others:
        covers = TermPair(Condition.COVERED, left.covered, right.covered)
        return ItemPair(item.benefit_type, code, left, right, (covers,))
    whats = sorted(dict.fromkeys((*ones, *others)), key=lambda what: isinstance(what, Condition))
    found = tuple(TermPair(what, ones.get(what), others.get(what)) for what in whats)
    return ItemPair(item.benefit_type, code, left, right, found)
