"""What staff do with one entry: correct, move, close and re-open, verify, dispute, give, look back."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import local, parse_date
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.provider_upkeep import ProviderAct, ReportKind, VerifiedHow
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.dialogs.ask import AskLine, AskReason, Reason
from consoleapp.screens.dialogs.give import GiveDialog, Giving
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.directory.form import EntryScreen
from consoleapp.screens.facts import fill
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.directory_shapes import DoctorDetail, HistoryRow

EDITING = frozenset({"correct", "move_away", "close_or_reopen", "verified"})


class EntryActs(Calls):
    """For a screen that shows ``detail``; :meth:`read_again` shows what became of it."""

    detail: "DoctorDetail | None" = None

    def read_again(self) -> None:
        """The entry changed."""

    def may_edit(self) -> bool:
        desk = self.session.desk
        return desk is not None and allowed(desk.actor.role, Permission.EDIT_DIRECTORY)

    def check_entry_action(self, action: str) -> bool | None:
        """Whether a key works now; for ``check_action`` of the screen."""
        if action in EDITING:
            return self.detail is not None and self.may_edit()
        return True

    def act_on(self, act: "Callable[[Desk], object]", told: str) -> None:
        """Do it, say so, and show what is on record now."""

        def done(_answer: object) -> None:
            self._screen.post_message(Say(told, MessageTone.DONE))
            self.read_again()

        self.ask("act", act, done)

    # Correcting.

    def action_correct(self) -> None:
        self.to_form(ProviderAct.CORRECTED)

    def action_move_away(self) -> None:
        self.to_form(ProviderAct.MOVED)

    def to_form(self, act: ProviderAct) -> None:
        if self.detail is not None:
            screen = EntryScreen(self.session, self.detail.row.provider_id, act)
            self._screen.app.push_screen(screen, lambda _done: self.read_again())

    def action_close_or_reopen(self) -> None:
        """Asks for the day, then for the reason."""
        detail = self.detail
        if detail is None:
            return
        closed = detail.effective_to is not None
        today = local(self.session.clock()).date()
        question = (
            N_("From which day is {name} open again?") if closed else N_("Which is the last day of {name}?")
        )
        ask = AskLine(question, value=today.isoformat(), name=detail.row.name_en)

        def day_given(text: str | None) -> None:
            if text is None:
                return
            try:
                day = parse_date(text)
            except ConsoleError as error:
                self.regret(error)
                return
            self._screen.app.push_screen(
                AskLine(N_("Why? It goes on record.")), lambda why: self.close_on(day, why, closed=closed)
            )

        self._screen.app.push_screen(ask, day_given)

    def close_on(self, day: date, why: str | None, *, closed: bool) -> None:
        if why is None or self.detail is None:
            return
        provider_id, version, key = self.detail.row.provider_id, self.detail.version, new_key()

        def act(desk: "Desk") -> int:
            verb = verbs.directory_upkeep.reopen if closed else verbs.directory_upkeep.close
            answer: int = verb(desk, provider_id, version, day, why, key=key)
            return answer

        told = _("Open again from {day}.") if closed else _("Its last day is {day}.")
        self.act_on(act, told.format(day=formats.day(day)))

    # Trust.

    def action_verified(self) -> None:
        if self.detail is None:
            return
        provider_id, version, key = self.detail.row.provider_id, self.detail.version, new_key()

        def given(reason: Reason | None) -> None:
            if reason is not None:
                how = VerifiedHow(reason.code)
                self.act_on(
                    lambda desk: verbs.directory_freshness.verify(
                        desk, provider_id, version, how, reason.note, key=key
                    ),
                    _("Verified today."),
                )

        question = N_("All of it is right as it stands. How do you know?")
        self._screen.app.push_screen(AskReason(question, _choices(VerifiedHow)), given)

    def action_dispute(self) -> None:
        if self.detail is None:
            return
        provider_id, key = self.detail.row.provider_id, new_key()

        def given(reason: Reason | None) -> None:
            if reason is not None:
                kind = ReportKind(reason.code)
                self.act_on(
                    lambda desk: verbs.directory_freshness.dispute(
                        desk, provider_id, kind, reason.note, key=key
                    ),
                    _("Marked as disputed until somebody has checked it."),
                )

        choices = {code: word for code, word in _choices(ReportKind).items() if code != ReportKind.PLAN}
        asked = AskReason(
            N_("What does the caller say is wrong?"), choices, needs_note=frozenset({ReportKind.OTHER.value})
        )
        self._screen.app.push_screen(asked, given)

    # The caller, and looking back.

    def action_give(self) -> None:
        if self.detail is not None:
            provider_id = self.detail.row.provider_id
            giving = Giving(
                ("provider", provider_id),
                lambda desk: verbs.directory_give.to_give(desk, provider_id),
                lambda desk, key: verbs.directory_give.read_aloud(desk, provider_id, key=key),
                lambda desk, channel, address, key: verbs.directory_give.send(
                    desk, provider_id, channel, address, key=key
                ),
            )
            self._screen.app.push_screen(GiveDialog(self.session, giving), self.gave)

    def gave(self, told: str | None) -> None:
        if told:
            self._screen.post_message(Say(told, MessageTone.DONE))
            self.read_again()

    def action_history(self) -> None:
        if self.detail is not None:
            provider_id = self.detail.row.provider_id
            self.ask(
                "history",
                lambda desk: verbs.directory_entry.history(desk, provider_id),
                self.show_history,
            )

    def show_history(self, found: "tuple[HistoryRow, ...]") -> None:
        def text() -> Content:
            if not found:
                return Content.styled(_("Nothing was changed at this console yet."), "$muted")
            return Content("\n").join(line for one in found for line in history_lines(one))

        self._screen.app.push_screen(ReadDialog(lambda: _("History"), text))


def history_lines(one: "HistoryRow") -> list[Content]:
    """Who did what, when and why; below it what each field was and became."""
    head = [
        Content.styled(formats.moment(one.at), "$muted"),
        Content.styled(_(one.act.word), "bold $ink"),
        Content.styled(printable(one.by), "$ink"),
        Content.styled(printable(one.reason), "$muted"),
    ]
    if one.effective_on is not None:
        head.insert(2, Content(_("from {day}").format(day=formats.day(one.effective_on))))
    lines = [fill(head)]
    for change in one.changes:
        told = f"    {_(change.field.word)}: {change.old or '–'} → {change.new or '–'}"
        lines.append(Content(printable(told)))
    return lines


def _choices(vocabulary: type[Coded]) -> dict[str, str]:
    return {one.value: one.word for one in vocabulary}
