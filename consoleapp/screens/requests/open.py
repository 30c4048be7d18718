"""A new request of a member: its kind, then its fields; every fault is said at its field."""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _
from consoleapp.rules.service_fields import Fault, Understood, choose
from consoleapp.rules.service_requests import FIELDS, FieldKind, ServiceField, fields_of
from consoleapp.rules.services import ServiceKind, number_of
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.facts import word_lines
from consoleapp.screens.once import Sending
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

BOXES = max(len(fields) for fields in FIELDS.values())


class OpenDialog(OnceDialog[str | None]):
    """Up and Down choose the kind, Enter goes to its fields; Enter in the last one, or ^S, opens the request.
    Gives its number."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("opening"),
        # Before the key travels to a box: letters typed at once after it belong to the next one.
        Binding("enter", "next_field", show=False, priority=True),
    ]

    def __init__(self, session: Session, member_id: int, name: str, currency: str) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.subject = name
        self.currency = currency
        self.typed: dict[str, str] = {}
        """What was typed, by code: what two kinds ask for is typed once."""
        self.faults: tuple[Fault, ...] = ()
        self.shown = next(iter(ServiceKind))
        """The kind whose fields the boxes show."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="open-request"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                yield RowList(id="kinds", classes="-always")
                with Vertical(id="fields"):
                    for place in range(BOXES):
                        with Horizontal(classes="form-row", id=f"row{place}"):
                            yield Label(id=f"label{place}", markup=False)
                            yield Box(id=f"box{place}", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        kinds = self.query_one("#kinds", RowList)
        kinds.show([Row(kind, partial(word_lines, kind)) for kind in ServiceKind])
        kinds.focus()

    @property
    def kind(self) -> ServiceKind:
        key = self.query_one("#kinds", RowList).key
        return key if isinstance(key, ServiceKind) else next(iter(ServiceKind))

    @property
    def fields(self) -> tuple[ServiceField, ...]:
        return fields_of(self.shown)

    # Drawing.

    def relabel(self) -> None:
        super().relabel()
        title = Content.assemble((_("New request"), "bold"), (f"  {printable(self.subject)}", "$muted"))
        self.query_one("#title", Static).update(title)
        self.draw_foot()
        self.query_one("#kinds", RowList).forget_drawn()
        self.draw()

    @on(RowList.Highlighted, "#kinds")
    def another(self) -> None:
        """Another kind has other fields."""
        self.shown, self.faults = self.kind, ()
        self.complain(None)
        self.draw()
        for place, one in enumerate(self.fields):
            box = self.query_one(f"#box{place}", Input)
            with box.prevent(Input.Changed):
                box.value = self.typed.get(one.code, "")

    def draw(self) -> None:
        fields, faulty = self.fields, {one.code for one in self.faults}
        for place in range(BOXES):
            there = place < len(fields)
            self.query_one(f"#row{place}").display = there
            if not there:
                continue
            label = self.query_one(f"#label{place}", Label)
            label.update(_(fields[place].word))
            label.set_class(fields[place].code in faulty, "-fault")
            self.query_one(f"#box{place}", Input).placeholder = self.hint(fields[place])

    @on(DescendantFocus)
    def draw_foot(self) -> None:
        """The keys; in a box too narrow for its choices all of them."""
        told = _("Enter goes on; in the last field it opens the request, as ^S does · Esc goes back")
        box = self.focused
        if isinstance(box, Input) and box.size.width:
            field = self.fields[int(str(box.id).removeprefix("box"))]
            if field.choices is not None and cell_len(self.hint(field)) > box.content_size.width:
                told = self.hint(field)
        self.query_one("#foot", Static).update(told)

    def hint(self, field: ServiceField) -> str:
        """What may stand there, and whether it may be left out."""
        if field.choices is not None:
            choices = (f"{n} {_(one.word)}" for n, one in enumerate(field.choices, 1))
            return " · ".join(choices)
        told = "" if field.kind is FieldKind.TEXT else _(field.kind.word)
        if field.kind is FieldKind.MONEY:
            told = f"{self.currency} {told}"
        spare = "" if field.required else _("(may be left out)")
        return f"{told} {spare}".strip()

    # Typing.

    @on(Input.Changed)
    def keep(self, event: Input.Changed) -> None:
        place = int(str(event.input.id).removeprefix("box"))
        if place < len(self.fields):
            self.typed[self.fields[place].code] = event.value

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, Input) if action == "next_field" else True

    @on(RowList.Opened, "#kinds")
    def to_fields(self) -> None:
        """What this plan does not have, or this caller may not ask for, is said before anything is typed."""
        self.set_focus(self.query_one("#box0"))
        member_id, kind = self.member_id, self.shown
        self.ask(
            "kind",
            lambda desk: verbs.service_requests.check(desk, member_id, kind, {}),
            lambda _seen: None,
            self.regret,
        )

    def action_next_field(self) -> None:
        """On to the next field; after the last one the request is opened.

        What was typed before may still be on its way to the box that is left: what looks at it waits there.
        """
        box = self.focused
        if not isinstance(box, Input):
            return
        place = int(str(box.id).removeprefix("box"))
        box.call_later(self.write_out, place)
        if place + 1 < len(self.fields):
            self.set_focus(self.query_one(f"#box{place + 1}"))
        else:
            box.call_later(self.action_save)

    def write_out(self, place: int) -> None:
        """A choice is written out where it is left; what it cannot be is said there."""
        field, box = self.fields[place], self.query_one(f"#box{place}", Input)
        if field.choices is None or not box.value.strip():
            return
        try:
            box.value = _(choose(field.choices, box.value, _).word)
        except ConsoleError as error:
            self.complain(error)
            self.set_focus(box)
        else:
            self.complain(None)

    def asked(self) -> dict[str, str]:
        """What was typed for this kind; choices by their codes."""
        found = {}
        for place, one in enumerate(self.fields):
            text = self.query_one(f"#box{place}", Input).value.strip()
            if one.choices is not None and text:
                with suppress(ConsoleError):  # the desk says what is wrong with it
                    text = choose(one.choices, text, _).value
            found[one.code] = text
        return found

    def action_save(self) -> None:
        if self.busy:
            return
        member_id, kind, typed = self.member_id, self.shown, self.asked()
        self.query_one("#kinds").disabled = True  # until it is known what became of it

        def save(desk: "Desk", key: str) -> "Understood | int":
            seen: Understood = verbs.service_requests.check(desk, member_id, kind, typed)
            if seen.faults:
                return seen
            opened: int = verbs.service_requests.open_request(desk, member_id, kind, typed, key=key)
            return opened

        said = ("request.open", member_id, kind, sorted(typed.items()))
        self.send_once(Sending(said, save, self.saved, self.refused))

    def saved(self, answer: "Understood | int") -> None:
        if isinstance(answer, int):
            self.dismiss(number_of(answer))
            return
        self.free()
        self.faults = answer.faults
        first = answer.faults[0]
        self.draw()
        self.complain(first.reason)
        place = next(place for place, one in enumerate(self.fields) if one.code == first.code)
        self.query_one(f"#box{place}").focus()

    def free(self) -> None:
        self.query_one("#kinds").disabled = False

    def may_send_again(self) -> None:
        self.free()

    def refused(self, error: Exception) -> None:
        self.free()
        self.regret(error)

    def action_close(self) -> None:
        """Nothing typed is lost by one key, and no number of what is being opened."""
        if self.in_doubt or not any(text.strip() for text in self.typed.values()):
            super().action_close()
            return
        if self.busy:
            return
        question = Confirm(N_("Leave the form? What is typed in it is lost."), yes=N_("Leave it"))

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(question, answered)
