"""The documents of a person: what is missing, due, received, over all their claims; and open claims nobody
asks about."""

from functools import partial

from textual import on
from textual.content import Content

from consoleapp.desk.document_shapes import DocumentRequest
from consoleapp.desk.shapes import ClaimRow, MemberCard
from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.documents.acts import WAITING, PapersAt
from consoleapp.screens.documents.rows import item_of, request_of, request_rows
from consoleapp.screens.facts import STYLES, TONES, fill
from consoleapp.screens.member.claims import STATUS_WORDS, item_named
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading
from consoleapp.screens.widgets.state import State


class DocumentsPanel(Panel):
    """Requests first, those under way on top; then the open claims nothing is asked for."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.requests: tuple[DocumentRequest, ...] = ()
        self.claims: tuple[ClaimRow, ...] = ()

    def turn(self) -> None:
        super().turn()
        self.requests = self.claims = ()

    def close(self) -> None:
        super().close()
        self.requests = self.claims = ()

    def read(self, card: MemberCard) -> None:
        member_id = card.member_id
        self.load(
            card,
            lambda desk: (
                verbs.documents.of_member(desk, member_id),
                verbs.members.claims(desk, member_id),
            ),
            self.took,
        )

    def took(self, found: tuple[tuple[DocumentRequest, ...], tuple[ClaimRow, ...]]) -> None:
        requests, claims = found
        self.requests = tuple(sorted(requests, key=lambda one: not one.status.is_live))
        asked = {one.claim_id for one in requests if one.status.is_live}
        self.claims = tuple(one for one in claims if one.status in WAITING and one.claim_id not in asked)

    def draw(self) -> None:
        rows = request_rows(self.requests, claims=True)
        if self.claims:
            rows += [blank()] if rows else []
            rows.append(heading(lambda: _("Open claims nothing is asked for")))
            rows += [
                Row(("claim", one.claim_id), partial(claim_line, one), copied=printable(one.claim_no))
                for one in self.claims
            ]
        self.show_rows(
            rows, empty=(State.EMPTY, "", N_("No document was asked for, and no claim waits for one."))
        )
        self.tell()

    @property
    def currency(self) -> str:
        return self.card.policy.currency if self.card is not None else "HKD"

    @on(RowList.Highlighted)
    def tell(self) -> None:
        """What to say about the request under the cursor."""
        request = request_of(self.requests, self.rows.key) if self.error is None else None
        if request is None:
            self.say("")
        else:
            self.say_aloud(lambda speaker: speaker.documents(request))

    def papers_at(self) -> PapersAt | None:
        """The claim, the request and the paper under the cursor."""
        key = self.rows.key if self.error is None else None
        request = request_of(self.requests, key)
        if request is not None:
            item = item_of(self.requests, key)
            return PapersAt(request.claim_id, request.claim_status, self.currency, request, item)
        claim = self.claim_of(key)
        return PapersAt(claim.claim_id, claim.status) if claim is not None else None

    def claim_of(self, key: object) -> ClaimRow | None:
        """The open claim nothing is asked for under the cursor."""
        match key:
            case ("claim", int(claim_id)):
                return next((one for one in self.claims if one.claim_id == claim_id), None)
            case _:
                return None


def claim_line(claim: ClaimRow, _width: int) -> list[Content]:
    """``A2600011355  In review since 18 Nov 2026  Physiotherapy``."""
    status = _(STATUS_WORDS[claim.status]).format(day=formats.day(claim.status_on))
    items = ", ".join(dict.fromkeys(item_named(line) for line in claim.lines))
    return [
        Content("  ")
        + fill(
            [
                Content.styled(printable(claim.claim_no), "$ink"),
                Content.styled(status, STYLES[TONES[claim.status]]),
                Content.styled(items, "$muted"),
            ]
        )
    ]
