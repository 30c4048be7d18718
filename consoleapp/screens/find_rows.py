"""Hits as the rows of a list: what was typed in the accent, what is not in force marked, why a hit is there
where the eye cannot see it. People have columns; other records share them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from consoleapp.desk.shapes import Tone
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.statuses import MemberStatus, PolicyStatus
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import STYLES, TONES, fill, pad
from consoleapp.screens.widgets.row_list import Row, blank

if TYPE_CHECKING:
    from consoleapp.desk.lookup import FindResult, Hit

SEEN = frozenset({Why.NUMBER, Why.EXACT, Why.PART, Why.PREFIX})
"""Why a hit is there is plain from the parts in the accent."""

RUNNING = frozenset({MemberStatus.ACTIVE, PolicyStatus.IN_FORCE})

GAP = 2
LEAST_COMPANY = 10
"""Cells in which a company is still told from another."""
PAPERS = frozenset({SubjectKind.INVOICE, SubjectKind.RECEIPT})
"""Records whose own state is not their policy's: that it is in force says nothing about them."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells, without the gaps between."""

    name: int
    policy: int
    certificate: int
    relation: int
    company: int
    status: int


def count_line(result: "FindResult") -> str:
    """``8 people · 1 policy · 3 ms``."""
    parts = [counted(kind, result.counts[kind]) for kind in SubjectKind if result.counts.get(kind)]
    if result.more:
        parts.append(_("and more"))
    parts.append(_("{n} ms").format(n=max(1, round(result.took_ms))))
    return " · ".join(parts)


def counted(kind: SubjectKind, n: int) -> str:
    """``1 person``, ``8 people``."""
    match kind:
        case SubjectKind.MEMBER:
            words = ngettext("{n} person", "{n} people", n)
        case SubjectKind.POLICY:
            words = ngettext("{n} policy", "{n} policies", n)
        case SubjectKind.COMPANY:
            words = ngettext("{n} company", "{n} companies", n)
        case SubjectKind.CLAIM:
            words = ngettext("{n} claim", "{n} claims", n)
        case SubjectKind.INVOICE:
            words = ngettext("{n} invoice", "{n} invoices", n)
        case SubjectKind.RECEIPT:
            words = ngettext("{n} receipt", "{n} receipts", n)
        case SubjectKind.PROVIDER:
            words = ngettext("{n} doctor or clinic", "{n} doctors and clinics", n)
        case SubjectKind.ACCOUNT:
            words = ngettext("{n} account", "{n} accounts", n)
        case SubjectKind.REQUEST:
            words = ngettext("{n} service request", "{n} service requests", n)
    return words.format(n=f"{n:,}")


def hit_rows(hits: "Sequence[Hit]", *, searched: bool) -> list[Row]:
    """The rows, kind by kind in the order of the best hit of each; people stand under column heads."""
    rows: list[Row] = []
    at = cache(lambda width: columns(hits, width, searched=searched))

    def draw(hit: "Hit", width: int) -> list[Content]:
        return [hit_line(hit, at(width), searched=searched)]

    last = None
    for kind in dict.fromkeys(hit.kind for hit in hits):
        group = [hit for hit in hits if hit.kind is kind]
        if rows and SubjectKind.MEMBER in (kind, last):
            rows.append(blank())  # people stand apart; everything else follows line by line
        last = kind
        if kind is SubjectKind.MEMBER:
            rows.append(Row(None, lambda width: [heads(at(width))]))
        rows += [
            Row(
                hit,
                partial(draw, hit),
                copied=printable(hit.certificate or hit.policy_no or hit.title),
                copied_whole="\t".join(
                    printable(part)
                    for part in (hit.title, hit.title_zh, hit.policy_no, hit.certificate, company_of(hit))
                ),
                member_id=hit.member_id,
            )
            for hit in group
        ]
    return rows


def columns(hits: "Sequence[Hit]", width: int, *, searched: bool) -> Columns:
    """What each column needs, and the rest for name and company."""
    policy = widest([hit.policy_no for hit in hits] + [_("Policy")])
    certificate = widest([hit.certificate for hit in hits] + [_("Cert.")])
    relation = widest([relation_of(hit) for hit in hits] + [_("Relation")])
    # Why a hit is there may be long; on a short list the name needs the room more.
    states = [status_of(hit, searched=searched).plain for hit in hits]
    status = min(24 if width >= 110 else 16, widest([*states, _("Status")]))
    people = [hit for hit in hits if hit.kind is SubjectKind.MEMBER] or hits
    wanted = widest([title_of(hit, Content("")).plain for hit in people] + [_("Name")])
    rest = width - policy - certificate - relation - status - 5 * GAP
    if rest - wanted < LEAST_COMPANY and people is not hits:
        # The certificate tells an employee from a dependant: a whole name is worth more than the word.
        rest, relation = rest + relation + GAP, 0
    name = max(min(wanted, rest - LEAST_COMPANY), rest // 2 if people is hits else 0, 8)
    return Columns(name, policy, certificate, relation, max(rest - name, 0), status)


def widest(texts: Sequence[str]) -> int:
    return max(cell_len(text) for text in texts)


def heads(at: Columns) -> Content:
    """The heads of the people's columns."""
    return laid_out(
        at,
        Content(_("Name")),
        Content(_("Policy")),
        Content(_("Cert.")),
        Content(_("Relation")),
        Content(_("Company")),
        Content(_("Status")),
    ).stylize("$muted")


def laid_out(at: Columns, *cells: Content) -> Content:
    """``cells`` in their columns."""
    widths = (at.name, at.policy, at.certificate, at.relation, at.company, at.status)
    gap = Content(" " * GAP)
    return gap.join([pad(cell, width) for cell, width in zip(cells, widths, strict=True) if width])


def hit_line(hit: "Hit", at: Columns, *, searched: bool) -> Content:
    """One hit. What is no person has no certificate or relation: its name takes their room."""
    ink = "$ink" if hit.in_force else "$muted"
    status = status_of(hit, searched=searched)
    if hit.kind is SubjectKind.MEMBER:
        return laid_out(
            at,
            title_of(hit, Content("")),
            Content.styled(printable(hit.policy_no), ink),
            Content.styled(printable(hit.certificate), ink),
            Content.styled(relation_of(hit), "$muted"),
            Content.styled(company_of(hit), ink),
            status,
        )
    policy_no = "" if hit.policy_no == hit.title else hit.policy_no
    number = f"{printable(policy_no)} {printable(hit.certificate)}".strip()
    title = title_of(hit, kind_word(hit)) + Content.styled(f"  {number}" if number else "", ink)
    gap = Content(" " * GAP)
    room = at.name + at.policy + at.certificate + 2 * GAP + (at.relation + GAP if at.relation else 0)
    detail = Content.styled(company_of(hit), "$muted")
    return gap.join([pad(title, room), pad(detail, at.company), pad(status, at.status)])


def kind_word(hit: "Hit") -> Content:
    """What the record is, for everything but people."""
    if hit.kind is SubjectKind.MEMBER:
        return Content("")
    return pad(Content.styled(_(hit.kind.word), "$muted"), cell_len(_(hit.kind.word))) + "  "


def title_of(hit: "Hit", lead: Content) -> Content:
    """The name with its typed parts in the accent, then the Chinese name."""
    ink = "$ink" if hit.in_force else "$muted"
    if not lead and hit.kind is not SubjectKind.MEMBER:
        lead = kind_word(hit)
    title = accented(hit.title, hit.spans, ink)
    chinese = accented(hit.title_zh, hit.spans_zh, "$muted")
    return lead + title + (Content("  ") + chinese if title and chinese else chinese)


def accented(text: str, spans: Sequence[tuple[int, int]], ink: str) -> Content:
    """``text`` with ``spans`` in the accent. Spans count characters of the stored text."""
    parts: list[tuple[str, str]] = []
    end = 0
    for start, stop in sorted(spans):
        if start < end or stop > len(text):
            continue
        parts += [(printable(text[end:start]), ink), (printable(text[start:stop]), "bold $accent")]
        end = stop
    parts.append((printable(text[end:]), ink))
    return Content.assemble(*(part for part in parts if part[0]))


def relation_of(hit: "Hit") -> str:
    return _(hit.relation.word) if hit.relation is not None else ""


def company_of(hit: "Hit") -> str:
    """The employer; for other records whom or what they belong to, and the day."""
    chinese = current().startswith("zh")
    company = printable((hit.company_zh if chinese else "") or hit.company or hit.company_zh)
    if hit.kind is SubjectKind.MEMBER:
        return company
    person = printable((hit.person_zh if chinese else "") or hit.person or hit.person_zh)
    day = formats.day(hit.on) if hit.on is not None else ""
    return " · ".join(part for part in (person, printable(_(hit.detail)), company, day) if part)


def status_of(hit: "Hit", *, searched: bool) -> Content:
    """In force or not, and why the hit is there where that cannot be seen."""
    why = Content.styled(_(hit.why.word) if searched and hit.why not in SEEN else "", "$muted")
    if hit.status is None and hit.in_force:
        return why
    if hit.status in RUNNING:
        if not hit.in_force:
            return fill([Content.styled(_(NOT_IN_FORCE), "$bad"), why])
        usual = "" if hit.kind in PAPERS else _(PolicyStatus.IN_FORCE.word)
        return why or Content.styled(usual, "$good")
    if hit.status is None:
        return fill([Content.styled(_(NOT_IN_FORCE), "$bad"), why])
    return fill([Content.styled(_(hit.status.word), STYLES[TONES.get(hit.status, Tone.MUTED)]), why])


NOT_IN_FORCE = N_("Not in force")
