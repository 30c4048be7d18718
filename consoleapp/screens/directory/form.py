"""F6, e: an entry as a form, checked as it is typed, its hours read back as a week (SCREENS)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local, parse_date
from consoleapp.rules.provider_record import ProviderField, Record
from consoleapp.rules.provider_upkeep import ProviderAct
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.directory.clashes import ClashDialog
from consoleapp.screens.directory.week import day_lines
from consoleapp.screens.once import Sending, SendsOnce
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.directory_shapes import EntryChecked, EntryForm, Twin
    from consoleapp.desk.directory_upkeep import Outdated

F = ProviderField
FIELDS = tuple(one for one in ProviderField if one is not F.EFFECTIVE_TO)
"""What the form holds; a last day is given by closing the entry."""


class EntryScreen(Calls, SendsOnce, DeskScreen):
    """Boxes on the left, the week and what is noticed on the right; ^S saves with the reason."""

    FIND_BOX = "#name"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("entry"),
        Binding("escape", "leave_form", show=False, id="app.back"),
    ]

    def __init__(
        self, session: Session, provider_id: int | None = None, act: ProviderAct = ProviderAct.CORRECTED
    ) -> None:
        super().__init__()
        self.session = session
        self.provider_id = provider_id
        self.act = act
        self.base: EntryForm | None = None
        self.checked: EntryChecked | None = None
        self.trouble: ConsoleError | None = None
        self.busy = False
        self.seen: tuple[str, ...] = ()
        self.key = new_key()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Horizontal(id="form"):
            with VerticalScroll(id="boxes", can_focus=False):
                for name in (*(one.value for one in FIELDS), "reason", "since"):
                    with Horizontal(classes="form-row"):
                        yield Label(id=f"{name}-label", markup=False)
                        yield Box(id=name, compact=True)
            with VerticalScroll(id="noticed", can_focus=False):
                yield Static(id="week", markup=False)
                yield Static(id="remarks", markup=False)
        yield Static(id="trouble", markup=False)
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#address" if self.act is ProviderAct.MOVED else "#name").focus()
        provider_id = self.provider_id
        self.ask("form", lambda desk: verbs.directory_entry.form(desk, provider_id), self.took)

    def took(self, form: "EntryForm") -> None:
        """The record as it stands goes into the boxes."""
        self.base = form
        for one in FIELDS:
            self.query_one(f"#{one}", Input).value = form.record[one]
        if isinstance(self.focused, Input):
            self.focused.select_all()  # as if the text had been there before the box was entered
        self.relabel()

    def go_to(self, member_id: int) -> None:
        """Nobody: the form is about one provider."""

    def go_to_policy(self, policy_id: int) -> None:
        """Nothing else: the form is about one provider."""

    # Drawing.

    def relabel(self) -> None:
        titles = {ProviderAct.CORRECTED: _("Correct an entry"), ProviderAct.MOVED: _("A provider moves")}
        title = _("A new entry") if self.provider_id is None else titles[self.act]
        number = printable(self.base.provider_no) if self.base is not None else ""
        self.query_one("#title", Static).update(Content.assemble((title, "bold $accent"), f"  {number}"))
        for one in FIELDS:
            self.query_one(f"#{one}-label", Label).update(_(one.word))
        self.query_one("#reason-label", Label).update(_("Why"))
        self.query_one("#since-label", Label).update(_("Counts from"))
        self.query_one("#reason", Input).placeholder = _("who said so, and when; it goes on record")
        self.query_one("#since", Input).placeholder = _("at once, or a day to come")
        for one in (F.DIRECT_BILLING, F.APPOINTMENT_NEEDED):
            self.query_one(f"#{one}", Input).placeholder = _("yes, no, or empty: not known")
        self.query_one("#hours", Input).placeholder = _("as the clinic prints them")
        networks = ", ".join(self.base.networks) if self.base is not None else ""
        self.query_one("#networks", Input).placeholder = printable(networks)
        self.query_one("#foot", Static).update(
            Content.styled(_("Tab to the next field · ^S saves · Esc goes back"), "$muted")
        )
        self.draw()

    def draw(self) -> None:
        """The week, and what is noticed; faults stand at their field and in one line at the foot."""
        checked = self.checked
        faults = {one.field: one.reason for one in checked.checked.faults} if checked else {}
        changed = {one.field for one in checked.changes} if checked else set()
        for one in FIELDS:
            label = self.query_one(f"#{one}-label")
            label.set_class(one in faults, "-fault")
            label.set_class(one in changed, "-changed")
        today = local(self.session.clock()).date()
        self.query_one("#week", Static).update(Content("\n").join(self.week_lines(today)))
        self.query_one("#remarks", Static).update(Content("\n").join(self.remark_lines()))
        reason = self.trouble or next(iter(faults.values()), None)
        self.query_one("#trouble", Static).update(
            Content.styled(printable(reason.text(_)), "bold $bad") if reason is not None else ""
        )

    def week_lines(self, today: date) -> list[Content]:
        checked = self.checked
        if checked is None:
            return []
        if not checked.week:
            typed = checked.checked.record[F.HOURS]
            told = _("These hours cannot be read.") if typed else _("No hours.")
            return [Content.styled(told, "$bad" if typed else "$muted")]
        lines = [Content.styled(_("Read as"), "$muted")]
        for one in checked.week:
            lines += day_lines(one, today, bars=False)
        if "PH unknown" in checked.expression:
            lines.append(Content.styled(_("Public holidays are not stated."), "$waiting"))
        return lines

    def remark_lines(self) -> list[Content]:
        checked = self.checked
        if checked is None:
            return []
        lines = [Content.styled(printable(one.reason.text(_)), "$waiting") for one in checked.checked.remarks]
        for twin in checked.twins:
            told = _("Seems to be on record: {number} {name} ({what} alike).").format(
                number=twin.provider_no, name=twin.name_en, what=", ".join(_(one.word) for one in twin.alike)
            )
            lines.append(Content.styled(printable(told), "$bad"))
        for plan in self.base.plans if self.base is not None else ():
            fields = ", ".join(_(one.field.word) for one in plan.changes)
            told = _("From {day}: {fields}, planned by {name}.").format(
                day=formats.day(plan.effective_on), fields=fields, name=plan.by
            )
            lines.append(Content.styled(printable(told), "$waiting"))
        return [Content(""), *lines] if lines else []

    # Typing.

    def typed(self) -> dict[ProviderField, str]:
        """What stands in the boxes; codes keep what the record says where nothing else was typed."""
        assert self.base is not None
        found = dict(self.base.record)
        for one in FIELDS:
            found[one] = self.query_one(f"#{one}", Input).value
        return found

    @on(Input.Changed)
    def check(self) -> None:
        """Ask the desk about the whole entry, the newest text only."""
        if self.base is None:
            return
        self.trouble = None
        base, typed, provider_id = self.base.record, self.typed(), self.provider_id
        self.ask(
            "check",
            lambda desk: verbs.directory_entry.check_entry(desk, base, typed, provider_id),
            self.understood,
        )

    def understood(self, checked: "EntryChecked") -> None:
        self.checked = checked
        self.draw()

    @on(Input.Submitted)
    def next_field(self) -> None:
        self.focus_next()

    # Leaving and saving.

    def action_leave_form(self) -> None:
        """Nothing typed is lost by one key."""
        said = any(self.query_one(f"#{one}", Input).value.strip() for one in ("reason", "since"))
        if self.base is None or not (said or self.typed() != dict(self.base.record)):
            self.leave_in_doubt()
            self.app.pop_screen()
            return
        question = Confirm(N_("Leave the form? What is typed in it is lost."), yes=N_("Leave it"))

        def answered(yes: bool | None) -> None:
            if yes:
                self.leave_in_doubt()
                self.app.pop_screen()

        self.app.push_screen(question, answered)

    def action_save(self) -> None:
        if self.base is None or self.busy:
            return
        reason = self.query_one("#reason", Input).value
        try:
            since = self.query_one("#since", Input).value.strip()
            effective_on = parse_date(since) if since else None
        except ConsoleError as error:
            self.complain(error)
            return
        base, typed, provider_id = self.base, self.typed(), self.provider_id
        act, seen = self.act, self.seen

        def save(desk: "Desk", key: str) -> int:
            if provider_id is None:
                number: int = verbs.directory_upkeep.add(desk, typed, reason, seen=seen, key=key)
                return number
            version: int = verbs.directory_upkeep.correct(
                desk, provider_id, base.version, base.record, typed, reason,
                effective_on=effective_on, act=act, key=key,
            )  # fmt: skip
            return version

        self.forget("check")
        said = (provider_id, base.version, sorted(typed.items()), reason, effective_on, act, seen)
        self.send_once(Sending(("directory.save", *said), save, self.saved, self.not_saved))

    def saved(self, _answer: int) -> None:
        name = printable(self.typed()[F.NAME])
        self.dismiss(None)
        self.app.call_later(self.tell_behind, _("Saved: {name}.").format(name=name))

    def tell_behind(self, told: str) -> None:
        screen = self.app.screen
        if isinstance(screen, DeskScreen):
            screen.say(told, MessageTone.DONE)

    def not_saved(self, error: Exception) -> None:
        """Another editor was faster, or the entry seems to be there: both are shown, and staff decide."""
        if isinstance(error, ConsoleError) and isinstance(error, verbs.directory_upkeep.Outdated):
            self.meet(error)
        elif isinstance(error, ConsoleError) and isinstance(error, verbs.directory_upkeep.SeemsThere):
            self.ask_about(error.twins)
        elif isinstance(error, ConsoleError):
            self.complain(error)
        else:
            self.regret(error)

    def complain(self, error: ConsoleError | None) -> None:
        self.trouble = error
        self.draw()

    def meet(self, error: "Outdated") -> None:
        """Both versions, field by field; what is decided stands in the boxes, to be saved again."""

        def decided(record: Record | None) -> None:
            if record is None or self.base is None:
                return
            self.base = replace(self.base, version=error.version, record=error.theirs)
            for one in FIELDS:
                self.query_one(f"#{one}", Input).value = record[one]
            self.check()

        self.app.push_screen(ClashDialog(error.merged, error.by, error.when), decided)

    def ask_about(self, twins: "Sequence[Twin]") -> None:
        names = ", ".join(f"{one.provider_no} {one.name_en}" for one in twins)
        question = Confirm(
            N_("This provider seems to be on record: {names}. Did you look, and is it another one?"),
            yes=N_("Another one, add it"),
            names=names,
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.seen = tuple(one.provider_no for one in twins)
                self.action_save()

        self.app.push_screen(question, answered)
