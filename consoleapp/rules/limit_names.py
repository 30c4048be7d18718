"""Limits as they are read aloud: `the yearly limit shared by the family`, `HKD 400.00`, `30 visits`."""

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Limit, Measure, Reach, Scope
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Sentence

_NAMES = {
    Basis.VISIT: N_("the limit per visit"),
    Basis.DAY: N_("the limit per day"),
    Basis.DISABILITY: N_("the limit per disability"),
    Basis.YEAR: N_("the limit per policy year"),
    Basis.LIFETIME: N_("the lifetime limit"),
}
_SHARED = {
    Scope.FAMILY: N_("{limit} shared by the family"),
    Scope.POLICY: N_("{limit} shared by the policy"),
}
_COUNTS = {Measure.VISITS: N_("{n} visits"), Measure.DAYS: N_("{n} days")}
_ONE = {Measure.VISITS: N_("1 visit"), Measure.DAYS: N_("1 day")}


def limit_name(limit: Limit, reach: Reach = Reach.ITEM) -> Sentence:
    """What a limit is called inside a sentence."""
    name = Sentence(_NAMES[limit.basis])
    if limit.scope in _SHARED:
        name = Sentence(_SHARED[limit.scope], {"limit": name})
    if reach is Reach.TYPE:
        name = Sentence(N_("{limit} of the whole benefit type"), {"limit": name})
    return name


def figure(measure: Measure, count: int, currency: str) -> Money | Sentence:
    """``count`` of a measure as it is read: minor units of money, visits or days."""
    if measure is Measure.MONEY:
        return Money(count, currency)
    if count == 1:
        return Sentence(_ONE[measure])
    return Sentence(_COUNTS[measure], {"n": f"{count:,}"})
