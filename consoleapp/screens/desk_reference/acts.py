"""What staff do with an entry of the desk reference: give it to the caller, print a form, copy an answer."""

from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from consoleapp.i18n import N_, _
from consoleapp.rules.desk_reference import Section, Validity
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_reference.lines import copied, reader
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.dialogs.give import GiveDialog, Giving
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Say
from consoleapp.screens.once import press_once
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from collections.abc import Hashable

    from consoleapp.desk.context import Desk
    from consoleapp.desk.reference_shapes import ReferenceDetail, ReferenceRow
    from consoleapp.rules.statuses import Language


class ReferenceActs(Calls):
    """For a screen with an entry :meth:`at` hand."""

    @abstractmethod
    def at(self) -> "ReferenceRow | None":
        """The entry the keys act on."""

    def go_to(self, member_id: int) -> None:
        open_member(self._screen.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self._screen.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_reference_action(self, action: str) -> bool | None:
        """Whether a key works now; for ``check_action`` of the screen."""
        row = self.at()
        if action in ("give", "print_form"):
            given = row is not None and row.validity is Validity.IN_FORCE
            return given and (action == "give" or (row is not None and row.section is Section.FORM))
        if action == "copy_answer":
            return row is not None
        return False if action == "note" else self.check_contact_action(action)

    def action_give(self) -> None:
        """Read it aloud, or send it."""
        row = self.at()
        if row is None:
            return
        entry_id, language = row.entry_id, reader()
        spoken = language if self.session.contact is None else None
        giving = Giving(
            ("reference", entry_id, spoken),
            lambda desk: verbs.reference_give.to_give(desk, entry_id),
            lambda desk, key: verbs.reference_give.read_aloud(desk, entry_id, key=key),
            lambda desk, channel, address, key: verbs.reference_give.send(
                desk, entry_id, channel, address, spoken, key=key
            ),
        )
        self._screen.app.push_screen(GiveDialog(self.session, giving), self.gave)

    def gave(self, told: str | None) -> None:
        if told:
            self._screen.post_message(Say(told, MessageTone.DONE))

    def action_copy_answer(self) -> None:
        row = self.at()
        if row is not None:
            text = copied(row)
            self._screen.app.copy_to_clipboard(text)
            said = _("Copied: {text}").format(text=printable(text))
            self._screen.post_message(Say(said, MessageTone.DONE))

    # A form as a file.

    def action_print_form(self) -> None:
        """Into the folder of exports, in the language that is chosen where there are several."""
        row = self.at()
        if row is not None:
            entry_id = row.entry_id
            self.ask("form", lambda desk: verbs.desk_reference.detail(desk, entry_id), self.print_in)

    def print_in(self, detail: "ReferenceDetail") -> None:
        languages, entry_id = detail.files, detail.row.entry_id
        if len(languages) < 2:
            self.print_form(entry_id, languages[0] if languages else reader())
            return
        choices: list[Choice] = [(one, partial(_, one.word)) for one in languages]

        def chosen(answer: "tuple[Hashable] | None") -> None:
            language = None if answer is None else next((one for one in languages if one == answer[0]), None)
            if language is not None:
                self.print_form(entry_id, language)

        question = Choose(N_("The form in which language?"), choices, at=reader())
        self._screen.app.push_screen(question, chosen)

    def print_form(self, entry_id: int, language: "Language") -> None:
        folder = self.session.settings.exports

        def write(desk: "Desk", key: str) -> Path:
            from consoleapp.exchange.form_file import save_form

            return save_form(desk, entry_id, language, folder, key=key)

        press_once(self, "form", ("form", entry_id, language), write, self.printed, self.regret)

    def printed(self, file: Path) -> None:
        said = _("The form is in {file}. Open it to print it.").format(file=f"exports/{file.name}")
        self._screen.post_message(Say(said, MessageTone.DONE))
