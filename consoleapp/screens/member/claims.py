"""The claims of a person, newest first: status in words, the promised date, and on Enter the lines."""

from collections.abc import Callable, Hashable
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from textual.content import Content

from consoleapp.desk.shapes import ClaimLine, ClaimRow, MemberCard, Tone
from consoleapp.i18n import N_, _, current
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.dialogs.why_less import WhyLessDialog
from consoleapp.screens.facts import STYLES, TONES, fill, name_of, pad, toned
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.member.say import Speaker
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank
from consoleapp.screens.widgets.state import State

STATUS_WORDS = {
    ClaimStatus.RECEIVED: N_("Received on {day}"),
    ClaimStatus.IN_REVIEW: N_("In review since {day}"),
    ClaimStatus.PENDING_DOCUMENTS: N_("Waits for documents since {day}"),
    ClaimStatus.APPROVED: N_("Approved on {day}"),
    ClaimStatus.PAID: N_("Paid on {day}"),
    ClaimStatus.DECLINED: N_("Declined on {day}"),
    ClaimStatus.WITHDRAWN: N_("Withdrawn on {day}"),
}


class ClaimsPanel(Panel):
    """Enter folds a claim's lines out, with the cursor on the first that was paid less, and in again."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("claim_line")]

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.claims: tuple[ClaimRow, ...] = ()
        self.unfolded: set[int] = set()
        self.at: Hashable | None = None
        """Where the cursor goes next."""

    def turn(self) -> None:
        super().turn()
        self.claims, self.at = (), None
        self.unfolded.clear()

    def close(self) -> None:
        super().close()
        self.claims = ()

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.members.claims(desk, card.member_id), self.took)

    def took(self, claims: tuple[ClaimRow, ...]) -> None:
        self.claims = claims

    def stand_on(self, claim_id: int) -> None:
        """Show one claim, folded out."""
        self.unfolded.add(claim_id)
        self.at = ("claim", claim_id)
        self.relabel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.line is not None if action == "why_less" else True

    def action_why_less(self) -> None:
        """Why less was paid on the line under the cursor."""
        line, card = self.line, self.card
        if line is not None and card is not None:
            self.app.push_screen(WhyLessDialog(self.session, card.member_id, line.claim_line_id))

    def draw(self) -> None:
        rows: list[Row] = [Row(None, lambda width: [heads(width)])] if self.claims else []
        for claim in self.claims:
            rows.append(self.row(claim))
            if claim.claim_id in self.unfolded:
                rows += [line_row(claim, line) for line in claim.lines]
                rows.append(blank())
        empty = (State.EMPTY, "", N_("No claim is on record. Claims appear when they are received."))
        self.show_rows(rows, empty=empty)
        if self.at is not None and rows:
            self.rows.show(rows, at=self.at)
            self.at = None
        self.tell()

    def row(self, claim: ClaimRow) -> Row:
        return Row(
            ("claim", claim.claim_id),
            lambda width: claim_lines(claim, width),
            height=2,
            copied=printable(claim.claim_no),
            copied_whole=Speaker(current()).claim(claim),
        )

    @property
    def claim(self) -> ClaimRow | None:
        """The claim under the cursor, also from one of its lines."""
        key = self.rows.key
        wanted = key[1] if isinstance(key, tuple) else None
        return next((claim for claim in self.claims if claim.claim_id == wanted), None)

    @property
    def line(self) -> ClaimLine | None:
        """The line under the cursor; None on a claim."""
        key, claim = self.rows.key, self.claim
        if claim is None or not isinstance(key, tuple) or key[0] != "line":
            return None
        return next((line for line in claim.lines if line.line_no == key[2]), None)

    @on(RowList.Opened)
    def fold(self) -> None:
        claim = self.claim
        if claim is None:
            return
        self.unfolded ^= {claim.claim_id}
        self.at = ("claim", claim.claim_id)
        if claim.claim_id in self.unfolded and claim.lines:
            line = next((one for one in claim.lines if paid_less(one)), claim.lines[0])
            self.at = ("line", claim.claim_id, line.line_no)
        self.draw()

    @on(RowList.Highlighted)
    def tell(self) -> None:
        self.screen.refresh_bindings()
        claim = self.claim
        if claim is None or self.error is not None:
            self.say("")
            return
        self.say_aloud(lambda speaker: speaker.claim(claim))


# Lines.


def paid_less(line: ClaimLine) -> bool:
    """Whether somebody may ask why."""
    return line.incurred is not None and line.paid is not None and line.paid < line.incurred


NUMBER, MONEY = 14, 12
NARROW = 70


def day_room() -> int:
    """Cells of a day in the language in use, and a gap."""
    return 16 if current().startswith("zh") else 13


def heads(width: int) -> Content:
    """What stands in the columns; a narrow list has the number in the second line."""
    day = day_room()
    if width < NARROW:
        words = [pad(Content(_("Consulted")), day), pad(Content(_("Status")), width - day - MONEY)]
        return Content("").join([*words, pad(Content(_("Paid")), MONEY, right=True)]).stylize("$muted")
    words = [pad(Content(_("Consulted")), day), pad(Content(_("Claim")), NUMBER)]
    words.append(pad(Content(_("Status")), width - day - NUMBER - 2 * MONEY))
    words += [pad(Content(word), MONEY, right=True) for word in (_("Incurred"), _("Paid"))]
    return Content("").join(words).stylize("$muted")


def claim_lines(claim: ClaimRow, width: int) -> list[Content]:
    """Day, number, status in words, amounts; below it what it was for and the promise."""
    consulted = min((line.consulted_on for line in claim.lines), default=None)
    at = day_room()
    day = pad(Content(formats.day(consulted) if consulted else "–"), at)
    number = Content.styled(printable(claim.claim_no), "$ink")
    paid = money_cell(claim.paid, MONEY, _("n/a") if claim.status.is_closed else "–")
    items = ", ".join(dict.fromkeys(item_named(line) for line in claim.lines))
    if width < NARROW:
        first = day + pad(status_of(claim, width - at - MONEY), width - at - MONEY) + paid
        what = fill([number, Content(items)])
    else:
        incurred = money_cell(claim.incurred, MONEY, _("n/a"))
        room = width - at - NUMBER - 2 * MONEY
        first = day + pad(number, NUMBER) + pad(status_of(claim, room), room) + incurred + paid
        what = Content(items)
    promise = promise_words(claim)
    under = Content("  ") + what.stylize("$muted")
    return [first, pad(under, width - promise.cell_length - 1) + " " + promise]


def item_named(line: ClaimLine) -> str:
    """The item of a line in the language in use, where the plan has it so."""
    return name_of(line.item_name or line.item_code, line.item_name_zh)


def status_of(claim: ClaimRow, room: int) -> Content:
    """The status with its day, or the status alone where both have no room."""
    status = _(STATUS_WORDS[claim.status]).format(day=formats.day(claim.status_on))
    if cell_len(status) > room:
        status = _(claim.status.word)
    return Content.styled(status, STYLES[TONES[claim.status]])


def promise_words(claim: ClaimRow) -> Content:
    """``promised for Thu 26 Nov``; nothing once no more is due."""
    if claim.promised_on is None:
        return Content("")
    word = _("promised for {day}, overdue") if claim.overdue else _("promised for {day}")
    style = STYLES[Tone.BAD if claim.overdue else Tone.WAITING]
    return Content.styled(word.format(day=formats.near_day(claim.promised_on)), style)


def money_cell(value: Money | None, width: int, without: str) -> Content:
    """An amount; ``without`` where there is none: not applicable, or not yet."""
    text = Content.styled(str(value), "$ink") if value is not None else Content.styled(without, "$muted")
    return pad(text, width, right=True)


def line_row(claim: ClaimRow, line: ClaimLine) -> Row:
    second = line_parts(line)
    return Row(
        ("line", claim.claim_id, line.line_no),
        lambda width: line_lines(claim, line, width, second),
        height=2,
        copied=f"{printable(claim.claim_no)}-{line.line_no}",
    )


def line_parts(line: ClaimLine) -> Callable[[], list[Content]]:
    """Provider, diagnosis, how and when it was paid, why less."""

    def parts() -> list[Content]:
        found = [Content.styled(printable(line.provider_name), "$muted")]
        if line.reason is not None:
            found.append(Content.styled(_("less: {why}").format(why=_(line.reason.word).lower()), "$waiting"))
        if line.diagnosis.on_record:
            words = _("diagnosis {text}").format(text=printable(line.diagnosis.shown))
            found.append(Content.styled(words, "$ink" if line.diagnosis.open else "$muted"))
        if line.payment_method is not None:
            found.append(toned(line.payment_method, Tone.MUTED))
        if line.paid_on is not None:
            found.append(Content.styled(formats.day(line.paid_on), "$muted"))
        return found

    return parts


def line_lines(
    claim: ClaimRow, line: ClaimLine, width: int, second: Callable[[], list[Content]]
) -> list[Content]:
    """``1  01 Aug 2018  Prescribed Medicine``, amounts; below it the rest. Narrow: only what was paid."""
    narrow = width < NARROW
    day = "" if narrow else f"{formats.day(line.consulted_on)}  "
    name = Content.assemble((f"  {line.line_no}  {day}", "$muted"), item_named(line))
    figures = [] if narrow else [money_cell(line.incurred, MONEY, _("n/a"))]
    figures.append(money_cell(line.paid, MONEY, _("n/a") if claim.status.is_closed else "–"))
    first = Content("").join([pad(name, width - len(figures) * MONEY), *figures])
    return [first, Content("     ") + fill(second())]
