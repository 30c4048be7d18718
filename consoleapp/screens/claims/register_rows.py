"""What the form of a new claim draws: who brings it, papers, lines, and what registering would make."""

from collections.abc import Hashable, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from textual.content import Content

from consoleapp.desk.claim_shapes import Checked, NewLine, NewPaper, ResolvedLine
from consoleapp.desk.shapes import FamilyMember, MemberCard
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.statuses import Relation
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.documents.take_in import named_files
from consoleapp.screens.facts import fill, name_of, pad, toned
from consoleapp.screens.widgets.row_list import Row, blank, heading

ORIGINALS = "originals"
PAPERS = tuple(one for one in DocumentKind if one is not DocumentKind.OTHER)


@dataclass(slots=True)
class Handed:
    """What was handed in, by whom, and where the scans lie."""

    ticked: set[Hashable] = field(default_factory=set)
    files: dict[Hashable, str] = field(default_factory=dict)
    by: int | None = None
    """The member who hands it in; None until somebody is chosen: the desk decides."""

    @property
    def kinds(self) -> tuple[DocumentKind, ...]:
        return tuple(one for one in PAPERS if one in self.ticked)

    @property
    def originals(self) -> bool:
        return ORIGINALS in self.ticked

    def files_of(self, kind: DocumentKind) -> tuple[Path, ...]:
        return named_files(self.files.get(kind, ""))

    @property
    def papers(self) -> tuple[NewPaper, ...]:
        return tuple(NewPaper(one, self.files_of(one)) for one in self.kinds)


def handed_rows(handed: Handed, card: MemberCard | None) -> list[Row]:
    """The papers, then who of the family hands the claim in."""
    rows = [heading(lambda: _("Handed in"))]
    rows += [Row(one, partial(paper_lines, handed, one)) for one in PAPERS]
    rows.append(
        Row(ORIGINALS, partial(ticked_lines, handed.ticked, ORIGINALS, N_("Originals of the receipts")))
    )
    family = [
        one
        for one in (card.family if card is not None else ())
        if one.relation is not Relation.PARENT or (card is not None and one.member_id == card.member_id)
    ]
    if len(family) > 1:
        rows += [blank(), heading(lambda: _("Handed in by"))]
        rows += [Row(("by", one.member_id), partial(by_lines, handed, one)) for one in family]
    return rows


def ticked_lines(ticked: Set[Hashable], key: Hashable, word: str, _width: int) -> list[Content]:
    on = key in ticked
    return [Content.assemble((" ● " if on else " ○ ", "bold $good" if on else "$muted"), _(word))]


def paper_lines(handed: Handed, kind: DocumentKind, width: int) -> list[Content]:
    """A paper, and how many scans of it were named."""
    line = ticked_lines(handed.ticked, kind, kind.word, width)[0]
    files = len(handed.files_of(kind))
    if files:
        count = ngettext("{n} file", "{n} files", files).format(n=files)
        return [Content.assemble((" ● ", "bold $good"), _(kind.word), (f"  {count}", "$muted"))]
    return [line]


def by_lines(handed: Handed, one: FamilyMember, _width: int) -> list[Content]:
    chosen = one.member_id == handed.by
    name = name_of(one.name_en, one.name_zh)
    mark = (" ● " if chosen else " ○ ", "bold $accent" if chosen else "$muted")
    return [Content.assemble(mark, name, (f"  {_(one.relation.word)}", "$muted"))]


def item_words(line: ResolvedLine) -> str:
    """The benefit item a line was taken for, in the language in use."""
    chinese = current().startswith("zh") and line.item_name_zh
    return printable(line.item_name_zh if chinese else line.item_name)


def line_lines(line: NewLine, taken_for: ResolvedLine | None, width: int) -> list[Content]:
    item = item_words(taken_for) if taken_for is not None else printable(line.item)
    words = fill(
        [Content(formats.day(line.consulted_on)), Content(item),
         Content.styled(printable(line.provider_name), "$muted")]
    )  # fmt: skip
    return [pad(words, max(8, width - 12)) + pad(Content(str(line.amount)), 12, right=True)]


def sum_line(checked: Checked) -> Content:
    """What registering would make now: sum, what is missing, where it starts, what came before."""
    parts = [Content.styled(checked.total.named(), "bold $ink")]
    if checked.total > checked.limit:
        told = _("above {limit}: originals are required").format(limit=checked.limit)
        parts.append(Content.styled(told, "$waiting"))
    parts.append(Content.assemble((_("starts as") + " ", "$muted")) + toned(checked.starts_as))
    if checked.missing:
        kinds = ", ".join(_(one.word) for one in checked.missing)
        parts.append(Content.styled(_("missing: {papers}").format(papers=kinds), "$waiting"))
    for twin in checked.duplicates:
        told = _("seems to be on record: claim {claim}, {why}")
        told = told.format(claim=printable(twin.claim_no), why=_(twin.why.word))
        parts.append(Content.styled(told, "$bad"))
    parts += [Content.styled(printable(one.text(_, current())), "$waiting") for one in checked.warnings]
    return fill(parts)
