"""Usage of limits: which accumulators a claim line touches, what it uses of each, where each stands.

Rows are append-only (ARCHITECTURE, balances): a line is *pending* first; when it is approved the pending row
is reversed and a *posted* one written; a declined, withdrawn or reversed claim gives back what it used.
"""

from dataclasses import dataclass
from datetime import date

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Reach, Scope
from consoleapp.rules.coded import Coded


class Phase(Coded):
    """Where usage stands."""

    PENDING = "pending", N_("Pending")
    POSTED = "posted", N_("Posted")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One accumulator: whose, of what, over which span. The plan is no part of it: a change of plan in
    mid-year carries over what the same item used.

    ``holder`` names the member, the family or the policy, as ``scope`` says. ``code`` is the item's, or the
    benefit type's for a parent cap. ``span`` is the first day of the policy year, the disability, or "" for
    a lifetime.
    """

    holder: str
    scope: Scope
    reach: Reach
    code: str
    basis: Basis
    span: date | str


@dataclass(frozen=True, slots=True)
class Used:
    """What is used: minor units of the policy's currency, visits, days. ``foreign`` counts lines in another
    currency, whose money cannot be added up: while it is not zero no remaining money is known."""

    money: int = 0
    visits: int = 0
    days: int = 0
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One row of an accumulator: what a line used in a phase. A reversal turns the signs."""

    entitlement: Entitlement
    line: str
    phase: Phase
    used: Used
