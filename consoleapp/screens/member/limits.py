"""Limits of a benefit in figures and words: ``30 visits``, ``5,000.00 a day``, ``none left``, a thin bar."""

from collections.abc import Sequence

from textual.content import Content

from consoleapp.desk.shapes import BenefitLine
from consoleapp.i18n import _, ngettext
from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, Standing
from consoleapp.rules.money import Money

BAR = "─"


def amount(limit: Limit, minor: int, currency: str) -> str:
    """A figure in the limit's measure: ``12 visits``, ``3 days``, ``1,240.00``."""
    match limit.measure:
        case Measure.MONEY:
            return str(Money(minor, currency))
        case Measure.VISITS:
            return ngettext("{n} visit", "{n} visits", minor).format(n=f"{minor:,}")
        case Measure.DAYS:
            return ngettext("{n} day", "{n} days", minor).format(n=f"{minor:,}")


def figure(limit: Limit, minor: int, currency: str) -> str:
    """A figure without its unit, which the first column says; nothing as a dash."""
    if minor == 0:
        return "–"
    return str(Money(minor, currency)) if limit.measure is Measure.MONEY else f"{minor:,}"


def initial(limit: Limit, currency: str) -> str:
    """What the schedule grants: ``30 visits``, ``5,000.00 a day``, ``unlimited``."""
    if limit.amount is None:
        return _("unlimited")
    granted = amount(limit, limit.amount, currency)
    match limit.basis:
        case Basis.VISIT:
            return _("{amount} a visit").format(amount=granted)
        case Basis.DAY:
            return _("{amount} a day").format(amount=granted)
        case Basis.DISABILITY:
            return _("{amount} a disability").format(amount=granted)
        case Basis.LIFETIME:
            return _("{amount} in a lifetime").format(amount=granted)
        case Basis.YEAR:
            return granted


def shared(limit: Limit) -> str:
    """Whom the limit is shared with; empty for one's own."""
    return "" if limit.scope is Scope.INDIVIDUAL else _(limit.scope.word)


def remaining(standing: Standing, currency: str, *, bold: bool = False) -> Content:
    """What is left. The answers that are no number never look alike."""
    weight = "bold " if bold else ""
    match standing.answer:
        case Answer.LEFT:
            return Content.styled(amount(standing.limit, standing.remaining or 0, currency), f"{weight}$good")
        case Answer.NOTHING_LEFT:
            return Content.styled(_("none left"), "bold $bad")
        case Answer.UNLIMITED:
            return Content.styled(_("unlimited"), f"{weight}$good")
        case Answer.NO_REMAINDER:
            return Content.styled(_("no yearly limit"), "$muted")
        case Answer.NOT_COVERED:
            return Content.styled(_("not covered"), "$muted")
        case Answer.NOT_KNOWN:
            return Content.styled(_("not known"), "italic $muted")
        case Answer.WITHHELD:
            return Content.styled(_("withheld"), "$waiting")


def bar(standing: Standing, width: int) -> Content:
    """Used in grey, pending in amber, left in green. A limit without a remainder has no bar."""
    limit = standing.limit
    if standing.remaining is None or not limit.amount:
        return Content("")
    used = min(width, round(width * standing.used / limit.amount))
    pending = min(width - used, round(width * standing.pending / limit.amount))
    if standing.pending and pending == 0 and used < width:
        pending = 1
    left = width - used - pending
    if standing.remaining and left == 0:
        left, used = 1, max(0, used - 1)
    return Content.assemble((BAR * used, "$muted"), (BAR * pending, "$waiting"), (BAR * left, "$good"))


def accumulators(line: BenefitLine) -> list[Standing]:
    """The standings with a remainder, one's own before shared ones, a year before a lifetime."""
    kept = [limit.standing for limit in line.limits if limit.standing.limit.has_remainder]
    order = {basis: place for place, basis in enumerate((Basis.YEAR, Basis.LIFETIME))}
    scopes = {scope: place for place, scope in enumerate(Scope)}
    return sorted(kept, key=lambda one: (scopes[one.limit.scope], order[one.limit.basis]))


def each_time(line: BenefitLine) -> list[Standing]:
    """The standings per visit, day or disability."""
    return [limit.standing for limit in line.limits if not limit.standing.limit.has_remainder]


def conditions(line: BenefitLine, currency: str, *, skip: Sequence[Limit] = ()) -> list[str]:
    """What applies each time, as short phrases: limits, what the member pays, what is needed first."""
    found = [
        initial(one.limit, currency) for one in each_time(line) if one.limit not in skip and one.limit.amount
    ]
    if line.reimbursement_percent is not None and line.reimbursement_percent < 100:
        found.append(_("{n} % paid").format(n=line.reimbursement_percent))
    if line.co_payment:
        found.append(_("member pays {amount}").format(amount=line.co_payment))
    if line.deductible:
        found.append(_("deductible {amount}").format(amount=line.deductible))
    if line.referral_needed:
        found.append(_("referral needed"))
    if line.network_only:
        found.append(_("network only"))
    if line.waiting_days:
        found.append(
            ngettext("{n} day waiting", "{n} days waiting", line.waiting_days).format(n=line.waiting_days)
        )
    return found


def all_conditions(line: BenefitLine, currency: str) -> list[tuple[str, str]]:
    """Every condition with its label, what the schedule does not say included."""
    unknown = _("not known")

    def percent(value: int | None) -> str:
        return unknown if value is None else f"{value} %"

    def borne(value: int | None) -> str:
        return unknown if value is None else _("member bears {n} %").format(n=value)

    def yes_no(value: bool | None) -> str:
        return unknown if value is None else _("yes") if value else _("no")

    limits = [
        (
            _("Limit"),
            " ".join(
                part
                for part in (initial(one.standing.limit, currency), basis_words(one.standing.limit))
                if part
            ),
        )
        for one in line.limits
    ]
    return [
        *limits,
        (_("Paid"), percent(line.reimbursement_percent)),
        (_("Co-payment"), unknown if line.co_payment is None else str(line.co_payment)),
        (_("Deductible"), unknown if line.deductible is None else str(line.deductible)),
        (_("Waiting"), unknown if line.waiting_days is None
         else ngettext("{n} day", "{n} days", line.waiting_days).format(n=line.waiting_days)),
        (_("Area"), unknown if line.area_of_cover is None else _(line.area_of_cover.word)),
        (_("Referral"), yes_no(line.referral_needed)),
        (_("Network only"), yes_no(line.network_only)),
        (_("Unapproved provider"), borne(line.unapproved_share_percent)),
        (_("Specified hospital"), borne(line.specified_hospital_share_percent)),
    ]  # fmt: skip


def basis_words(limit: Limit) -> str:
    """``a year``, and whom it is shared with, where the figure does not say."""
    year = _("a policy year") if limit.basis is Basis.YEAR and limit.amount is not None else ""
    return ", ".join(part for part in (year, shared(limit)) if part)
