"""What staff do about documents, on a claim and on its person: ask, take in, reject, waive, chase, close."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consoleapp.desk.document_shapes import DocumentItem, DocumentRequest
from consoleapp.desk.keys import new_key
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.documents import DocumentItemStatus, DocumentRequestStatus
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.screens import verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.claims.register import RegisterScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.documents.ask import AskDialog, PreviewDialog
from consoleapp.screens.documents.rows import item_name
from consoleapp.screens.documents.take_in import TakeInDialog, TakenIn
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

WAITING = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS)
"""Documents are asked for while a claim is open and not decided."""
ACTIONS = ("ask_documents", "take_in", "reject", "waive", "chase", "close_request", "save_files")


@dataclass(frozen=True, slots=True)
class PapersAt:
    """What the cursor stands on: a claim, the request about it, one paper of that."""

    claim_id: int
    claim_status: ClaimStatus
    currency: str = "HKD"
    request: DocumentRequest | None = None
    item: DocumentItem | None = None


class DocumentActs(Calls):
    """For a screen that shows requests for documents. The verbs of the desk decide; a refusal is one line."""

    @abstractmethod
    def papers_at(self) -> PapersAt | None:
        """What the cursor stands on; None where no document is shown."""

    @abstractmethod
    def papers_changed(self) -> None:
        """Read again what is shown."""

    def may(self, permission: Permission) -> bool:
        desk = self.session.desk
        return desk is not None and allowed(desk.actor.role, permission)

    def check_documents(self, action: str) -> bool:
        """Whether a key of documents works now; for ``check_action`` of the screen."""
        at = self.papers_at()
        if at is None or not self.may(Permission.HANDLE_DOCUMENTS):
            return False
        request, item = at.request, at.item
        live = request is not None and request.status.is_live
        match action:
            case "ask_documents":
                asked = request is not None and request.status is DocumentRequestStatus.OPEN
                return at.claim_status in WAITING and not asked
            case "take_in":
                return request is not None and live and bool(request.missing)
            case "reject":
                return live and item is not None and item.status is not DocumentItemStatus.WAIVED
            case "waive":
                return live and item is not None and not item.status.is_settled
            case "chase":
                return request is not None and request.status is DocumentRequestStatus.OPEN
            case "close_request":
                return live
            case _:
                return item is not None and bool(item.files or item.uploads)

    def told(self, text: str, tone: MessageTone = MessageTone.DONE) -> None:
        self._screen.post_message(Say(text, tone))

    def act(self, verb: "Callable[[Desk], Any]", done: str) -> None:
        """Do one thing at the desk, say that it is done, read anew."""

        def finished(_result: object) -> None:
            self.told(done)
            self.papers_changed()
            self.refresh_contact()

        def sorry(error: Exception) -> None:
            self.regret(error)
            self.papers_changed()

        self.ask("documents", verb, finished, sorry)

    # Asking.

    def action_ask_documents(self) -> None:
        """A new request; one that was drafted is shown as it would go out."""
        at = self.papers_at()
        if at is None:
            return
        request = at.request
        if request is not None and request.status is DocumentRequestStatus.DRAFT:
            self.show_text(request.request_id, request.version, again=False)
        else:
            self._screen.app.push_screen(AskDialog(self.session, at.claim_id), self.drafted)

    def drafted(self, request_id: int | None) -> None:
        if request_id is not None:
            self.show_text(request_id, 1, again=False)

    def show_text(self, request_id: int, version: int, *, again: bool) -> None:
        """The very text; Enter there sends it."""

        def sent(done: bool | None) -> None:
            if done:
                self.told(_("Sent. The claim waits for the documents.") if not again else _("Asked again."))
            elif not again:
                self.told(_("Kept as a draft; n shows it again."), MessageTone.NOTE)
            self.papers_changed()
            self.refresh_contact()

        self._screen.app.push_screen(PreviewDialog(self.session, request_id, version, again=again), sent)

    def action_chase(self) -> None:
        """Ask again for what is still missing, with a new date."""
        at = self.papers_at()
        if at is not None and at.request is not None:
            self.show_text(at.request.request_id, at.request.version, again=True)

    # Taking in.

    def action_take_in(self) -> None:
        at = self.papers_at()
        if at is not None and at.request is not None and at.request.missing:
            item_id = at.item.item_id if at.item is not None else None
            dialog = TakeInDialog(self.session, at.request, at.currency, item_id)
            self._screen.app.push_screen(dialog, self.took_in)

    def took_in(self, result: TakenIn | None) -> None:
        """Say what is in and where the claim stands; a new invoice gets the offer of a claim of its own."""
        if result is None:
            return
        if result.count:
            count = ngettext("{n} document is in.", "{n} documents are in.", result.count)
            parts = [count.format(n=result.count)]
            if result.request is not None and result.request.status is DocumentRequestStatus.COMPLETE:
                parts.append(_("The claim is in review again; its days start anew."))
            self.told(" ".join(parts))
        self.papers_changed()
        self.refresh_contact()
        if result.member_id is not None:
            self.offer_claim(result.member_id)

    def offer_claim(self, member_id: int) -> None:
        """A new invoice was refused: open a claim for it, where this role registers claims."""
        if not self.may(Permission.REGISTER_CLAIMS):
            self.told(
                _("A new invoice needs a claim of its own. The counter registers it."), MessageTone.WARNING
            )
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self._screen.app.push_screen(RegisterScreen(self.session, member_id))

        question = Confirm(
            N_("A new invoice needs a claim of its own. Open one for this member with it."),
            yes=N_("Open a claim"),
        )
        self._screen.app.push_screen(question, answer)

    # One paper.

    def action_reject(self) -> None:
        """Turn a paper away with the reason the member is told; asked again at once, or told here."""
        at = self.papers_at()
        if at is None or at.item is None or at.request is None:
            return
        item, open_ = at.item, at.request.status is DocumentRequestStatus.OPEN

        def reasoned(reason: str | None) -> None:
            if not reason or not reason.strip():
                return
            if not open_:
                self.turn_away(item, reason, ask_again=False)
                return
            choices: list[Choice] = [
                (True, lambda: _("Ask again now, with the reason")),
                (False, lambda: _("The member is here and was told")),
            ]
            self._screen.app.push_screen(
                Choose(N_("How does the member hear of it?"), choices, at=True),
                lambda chosen: self.turn_away(item, reason, ask_again=bool(chosen[0])) if chosen else None,
            )

        question = N_("What is wrong with “{document}”? The member is told.")
        self._screen.app.push_screen(AskLine(question, document=item_name(item)), reasoned)

    def turn_away(self, item: DocumentItem, reason: str, *, ask_again: bool) -> None:
        key = new_key()
        self.act(
            lambda desk: verbs.documents.reject(
                desk, item.item_id, reason, ask_again=ask_again, version=item.version, key=key
            ),
            _("Rejected; it is asked for again.") if ask_again else _("Rejected."),
        )

    def action_waive(self) -> None:
        """Do without a paper; a second person says yes."""
        at = self.papers_at()
        if at is None or at.item is None:
            return
        item = at.item

        def reasoned(reason: str | None) -> None:
            if reason and reason.strip():
                self.let_go(item, reason.strip(), None)

        question = N_("Why do without “{document}”? A second person approves.")
        self._screen.app.push_screen(AskLine(question, document=item_name(item)), reasoned)

    def let_go(self, item: DocumentItem, reason: str, approval_id: int | None) -> None:
        key = new_key()

        def waive(desk: "Desk") -> None:
            verbs.documents.waive(
                desk, item.item_id, reason, approval_id=approval_id, version=item.version, key=key
            )

        def done(_none: None) -> None:
            self.told(_("Waived."))
            self.papers_changed()
            self.refresh_contact()

        def sorry(error: Exception) -> None:
            if isinstance(error, NotAllowed) and isinstance(error, verbs.approvals.NeedsApproval):
                dialog = ApproveDialog(self.session, error.asked, reason)
                self._screen.app.push_screen(
                    dialog, lambda number: self.let_go(item, reason, number) if number is not None else None
                )
                return
            self.regret(error)
            self.papers_changed()

        self.ask("documents", waive, done, sorry)

    def action_save_files(self) -> None:
        """Write the files of a paper into ``exports/``; the look is on record."""
        at = self.papers_at()
        if at is None or at.item is None:
            return
        item, folder = at.item, self.session.settings.exports

        def save(desk: "Desk") -> list[Path]:
            from consoleapp.exchange.whole import whole_file

            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = []
            opened = [partial(verbs.documents.open_file, desk, one.file_id) for one in item.files]
            opened += [partial(verbs.document_uploads.open_upload, desk, one.file_id) for one in item.uploads]
            for read in opened:
                name, content = read()
                file = folder / Path(name).name
                if not file.exists():
                    with whole_file(file) as part:
                        part.write_bytes(content)
                written.append(file)
            return written

        def saved(written: list[Path]) -> None:
            names = ", ".join(f"exports/{file.name}" for file in written)
            self.told(_("Written: {files}").format(files=names))
            self.refresh_contact()

        self.ask("files", save, saved)

    # The request.

    def action_close_request(self) -> None:
        """End a request though papers are missing."""
        at = self.papers_at()
        if at is None or at.request is None:
            return
        request, key = at.request, new_key()

        def reasoned(reason: str | None) -> None:
            if reason and reason.strip():
                self.act(
                    lambda desk: verbs.documents.close(
                        desk, request.request_id, reason, version=request.version, key=key
                    ),
                    _("The request is closed. The claim waits until somebody decides."),
                )

        self._screen.app.push_screen(AskLine(N_("Why is the request closed?")), reasoned)
