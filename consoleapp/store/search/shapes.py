"""What a search answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from consoleapp.rules.coded import Coded
from consoleapp.rules.masking import Field
from consoleapp.rules.statuses import Relation
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.store.search.route import Guess

Span = tuple[int, int]
"""Start and end of a matched part, in characters of the text it belongs to."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that answers the search, with what a list row shows.

    ``title`` is the name of a member, company or provider, or the number of a policy, claim, invoice,
    receipt, request or account; ``spans`` and ``spans_zh`` are the parts of it that were typed. ``person`` is
    whom a claim, a request or an account belongs to. Identity numbers, telephones and e-mail addresses are
    searched, never returned.
    """

    kind: SubjectKind
    id: int
    title: str
    why: Why
    title_zh: str = ""
    spans: tuple[Span, ...] = ()
    spans_zh: tuple[Span, ...] = ()
    member_id: int | None = None
    policy_id: int | None = None
    policy_no: str = ""
    certificate: str = ""
    relation: Relation | None = None
    company: str = ""
    company_zh: str = ""
    person: str = ""
    person_zh: str = ""
    status: Coded | None = None
    in_force: bool = True
    detail: str = ""
    """A policy's plan type, a provider's specialty and district, what is asked for by a request."""
    on: date | None = None
    """The day of a claim's receipt, an invoice's issue, a settlement; when a request is due."""
    loose: int = 0
    """How loosely the reason holds; among hits with the same reason less comes first."""
    private: Field | None = None
    """The private value of the member that answered: whoever sees the hit has learnt something of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in their order, how many there are of each kind, and what the text was taken for.

    ``more`` says that the book holds more than was counted: the counts are then the least there are.
    """

    hits: tuple[Hit, ...] = ()
    counts: Mapping[SubjectKind, int] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    more: bool = False
