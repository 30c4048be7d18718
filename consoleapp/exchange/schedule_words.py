"""A benefit schedule in words, in one language, whatever the screen speaks (DOMAIN 3)."""

from consoleapp import i18n
from consoleapp.desk.policy_shapes import ScheduleItem
from consoleapp.desk.side_by_side import Condition, Value, What, terms
from consoleapp.i18n import N_
from consoleapp.reference.templates import written_in
from consoleapp.rules.benefits import Basis, Limit, Measure, Scope
from consoleapp.rules.coded import Coded
from consoleapp.rules.money import Money

_EACH = {
    Basis.VISIT: N_("{amount} a visit"),
    Basis.DAY: N_("{amount} a day"),
    Basis.DISABILITY: N_("{amount} a disability"),
    Basis.YEAR: N_("{amount} a policy year"),
    Basis.LIFETIME: N_("{amount} in a lifetime"),
}


class ScheduleWords:
    """Says what a schedule grants, in ``language`` or the nearest that is complete."""

    def __init__(self, language: str, currency: str) -> None:
        self.currency = currency
        self.language = written_in(language)
        catalogue = i18n.catalogue(self.language)
        self._, self.ngettext = catalogue.gettext, catalogue.ngettext
        self.say = self._
        """A sentence or label of the catalogue in this language."""

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    def word(self, value: Coded | None) -> str:
        """A code in words; None is "not known"."""
        return self._("not known") if value is None else self._(value.word)

    def name(self, english: str, chinese: str) -> str:
        """The name a reader of the language looks for; the other where that one is not known."""
        return (chinese if self.chinese else english) or english or chinese

    def amount(self, limit: Limit) -> str:
        """``30 visits``, ``3 days``, ``1,240.00``, ``unlimited``; the currency stands on the schedule."""
        if limit.amount is None:
            return self._("unlimited")
        match limit.measure:
            case Measure.MONEY:
                return str(Money(limit.amount, self.currency))
            case Measure.VISITS:
                return self.ngettext("{n} visit", "{n} visits", limit.amount).format(n=f"{limit.amount:,}")
            case Measure.DAYS:
                return self.ngettext("{n} day", "{n} days", limit.amount).format(n=f"{limit.amount:,}")

    def limit(self, limit: Limit) -> str:
        """``30 visits a policy year``, ``12,000.00 a policy year, shared by the family``."""
        said = self.amount(limit)
        if limit.amount is not None:
            said = self._(_EACH[limit.basis]).format(amount=said)
        if limit.scope is Scope.INDIVIDUAL:
            return said
        return self._("{limit}, {shared}").format(limit=said, shared=self._(limit.scope.word))

    def limits(self, item: ScheduleItem) -> list[str]:
        """Every limit; of an item without one, whether it is covered at all."""
        if item.covered is None:
            return [self._("not known")]
        if not item.covered:
            return [self._("not covered")]
        return [self.limit(one) for one in item.limits] or [self._("covered, no limit")]

    def conditions(self, item: ScheduleItem) -> list[str]:
        """What else applies, as short phrases, without what the schedule does not say."""
        if not item.covered:
            return []
        found = []
        if item.reimbursement_percent is not None:
            found.append(self._("{n} % paid").format(n=item.reimbursement_percent))
        if item.co_payment:
            found.append(self._("member pays {amount}").format(amount=item.co_payment))
        if item.deductible:
            found.append(self._("deductible {amount}").format(amount=item.deductible))
        if item.waiting_days:
            days = item.waiting_days
            found.append(self.ngettext("{n} day waiting", "{n} days waiting", days).format(n=days))
        if item.referral_needed:
            found.append(self._("referral needed"))
        if item.network_only:
            found.append(self._("network only"))
        if item.area_of_cover is not None:
            found.append(self._(item.area_of_cover.word))
        for share, where in (
            (item.unapproved_share_percent, N_("member bears {n} % at an unapproved provider")),
            (item.specified_hospital_share_percent, N_("member bears {n} % at a specified hospital")),
        ):
            if share:
                found.append(self._(where).format(n=share))
        return found

    def label(self, what: What) -> str:
        """The label of a term."""
        return self._(what.word) if isinstance(what, Condition) else self._("Limit")

    def value(self, what: What, value: Value) -> str:
        """A term in words; what the schedule does not say is "not known", a limit that is not there "no such
        limit"."""
        if isinstance(value, Limit):
            return self.limit(value)
        if value is None:
            return self._("not known") if isinstance(what, Condition) else self._("no such limit")
        match what:
            case Condition.COVERED:
                return self._("covered") if value else self._("not covered")
            case Condition.PAID:
                return f"{value} %"
            case Condition.WAITING if isinstance(value, int):
                return self.ngettext("{n} day", "{n} days", value).format(n=value)
            case Condition.UNAPPROVED | Condition.SPECIFIED:
                return self._("member bears {n} %").format(n=value)
            case Condition.REFERRAL | Condition.NETWORK_ONLY:
                return self._("yes") if value else self._("no")
            case _:
                return self._(value.word) if isinstance(value, Coded) else str(value)

    def terms(self, item: ScheduleItem) -> list[tuple[str, str]]:
        """Every limit and condition with its label, what the schedule does not say included."""
        return [(self.label(what), self.value(what, value)) for what, value in terms(item)]
