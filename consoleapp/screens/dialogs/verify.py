"""Who is calling, and the facts they know: typed in as they say them, judged right or wrong, never shown."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.text import printable
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.screens import verbs
from consoleapp.screens.contact_words import LEVELS
from consoleapp.screens.dialogs.proving import Proving
from consoleapp.screens.facts import pad, word_lines
from consoleapp.screens.messages import Say, Touched
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

SPEAK = {
    Level.NONE: N_("Two right facts identify the caller."),
    Level.IDENTIFIED: N_("Identified: you may speak about benefits and claims. Enter goes on."),
    Level.VERIFIED: N_("Verified for this contact. Enter goes on."),
}
BUSINESS = (CallerRole.EMPLOYER, CallerRole.BROKER)
WORDS = {
    (CallerRole.EMPLOYER, Factor.BUSINESS_REFERENCE): N_("Company code, or a recent invoice's number"),
    (CallerRole.EMPLOYER, Factor.FULL_NAME): N_("Contact's name, telephone or e-mail"),
    (CallerRole.BROKER, Factor.BUSINESS_REFERENCE): N_("Broker code"),
    (CallerRole.BROKER, Factor.FULL_NAME): N_("Contact's name, telephone or e-mail"),
}
"""What a fact is called where it is another one for this caller."""
SPEAK_BUSINESS = N_("Identified: you may speak about cover, schedules and premiums. Enter goes on.")


class VerifyDialog(Proving):
    """First who is calling; then each fact. Up and Down choose the fact while the box takes the typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "fact('cursor_up')", show=False),
        Binding("down", "fact('cursor_down')", show=False),
        Binding("left,right", "other_channel", show=False),
    ]

    def __init__(
        self, session: Session, member_id: int | None, policy_id: int | None, *, changed: Callable[[], None]
    ) -> None:
        """``changed`` is called when another caller is on the line or is better known: the screen behind the
        dialog must not go on showing what this caller may not hear."""
        super().__init__(session)
        self.changed = changed
        self.member_id = member_id
        self.policy_id = policy_id
        self.channel = session.contact.channel if session.contact else session.usual_channel

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="verify"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                with Vertical(id="who"):
                    yield Static(id="channel", markup=False)
                    yield RowList(id="roles")
                    yield Box(id="name", compact=True)
                with Vertical(id="check"):
                    yield Static(id="level", markup=False)
                    yield RowList(id="factors", classes="-always")
            yield Static(id="proof", markup=False)
            yield Box(id="said", compact=True, classes="dialog-input")
            yield Static(id="trouble", markup=False)
            yield Static(id="hears", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.set_interval(1, self.draw_proof)
        contact = self.contact
        about_member = (contact.member_id if contact else self.member_id) is not None
        self.query_one("#roles", RowList).show(
            [Row(role, partial(word_lines, role)) for role in (CallerRole if about_member else BUSINESS)],
            at=contact.caller_role if contact else None,
        )
        self.query_one("#factors").can_focus = False
        self.draw()
        self.query_one("#said" if contact else "#roles").focus()
        self.read_proofs()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#name", Input).placeholder = _("Caller's name")
        self.query_one("#roles", RowList).forget_drawn()
        self.draw()

    # Drawing.

    def draw(self) -> None:
        """Everything that depends on the contact: level, facts, tries."""
        contact = self.contact
        subject = printable(contact.subject) if contact else ""
        title = Content.assemble(
            (_("Who is calling?"), "bold"), (f"  {subject}" if subject else "", "$muted")
        )
        self.query_one("#title", Static).update(title)
        other = Content.styled("  " + _("← → changes") if contact is None else "", "$muted")
        self.query_one("#channel", Static).update(
            Content.styled(_(self.channel.word), "bold $accent") + other
        )
        level = contact.level if contact else Level.NONE
        tone = "$waiting" if level is Level.NONE else "$good"
        self.query_one("#level", Static).update(
            Content.assemble((_(LEVELS[level]), f"bold {tone}"), (f"  {self.tries()}", "$muted"))
        )
        self.query_one("#factors", RowList).show(
            [Row(factor, partial(self.fact_lines, factor)) for factor in self.factors()]
        )
        self.query_one("#said", Input).disabled = contact is None
        self.ask_for()
        self.draw_hears()
        business = contact is not None and contact.caller_role in BUSINESS
        speak = SPEAK_BUSINESS if business and level is Level.IDENTIFIED else SPEAK[level]
        foot = _("Enter takes who is calling · Esc closes") if contact is None else _(speak)
        self.query_one("#foot", Static).update(foot)
        self.refresh_bindings()

    def tries(self) -> str:
        contact = self.contact
        if contact is None:
            return ""
        left = contact.tries_left
        if left == 0:
            return _("no tries left today")
        return ngettext("{n} try left today", "{n} tries left today", left).format(n=left)

    def factors(self) -> list[Factor]:
        """What may still be asked of this caller today."""
        contact = self.contact
        if contact is None:
            return []
        offered = verbs.contacts.factors(self.session.serving, contact)
        judged = {*contact.facts_right, *self.wrong}
        return [factor for factor in offered if factor in judged or self.there_is(factor)]

    def word(self, factor: Factor) -> str:
        """What the fact is called for this caller."""
        role = self.contact.caller_role if self.contact is not None else CallerRole.MEMBER
        return WORDS.get((role, factor), factor.word)

    def fact_lines(self, factor: Factor, width: int) -> list[Content]:
        contact = self.contact
        if contact is not None and factor in contact.facts_right:
            answer = Content.styled(_("right"), "bold $good")
        elif factor in self.wrong:
            answer = Content.styled(_("wrong"), "bold $bad")
        else:
            answer = Content("")
        room = answer.cell_length + 2
        return [pad(Content(f" {_(self.word(factor))}"), width - room) + " " + answer]

    def ask_for(self) -> None:
        """What the box takes now."""
        factor = self.query_one("#factors", RowList).key
        box = self.query_one("#said", Input)
        if factor is Factor.IDENTITY_SEEN:
            box.placeholder = _("Enter: the document is in front of you and fits the record")
        elif factor is Factor.CALL_BACK:
            box.placeholder = _("The number on record you called (unmask it with m)")
        elif factor is Factor.ONE_TIME_CODE:
            box.placeholder = _("The six digits, as the caller reads them")
        elif factor is Factor.CHALLENGE_QUESTION:
            box.placeholder = _("The answer, as the caller says it")
        elif isinstance(factor, Factor):
            box.placeholder = _("{fact}, as the caller says it").format(fact=_(self.word(factor)))
        else:
            box.placeholder = ""
        self.draw_proof()

    # Who is calling.

    def action_other_channel(self) -> None:
        if self.contact is None:
            call = self.channel is ContactChannel.CALL
            self.channel = ContactChannel.VISIT if call else ContactChannel.CALL
            self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        contact, proofs = self.contact, self.proofs
        if action == "other_channel":
            return contact is None and self.focused is not None and self.focused.id == "roles"
        if action == "send":
            return contact is not None and proofs is not None and bool(proofs.ways)
        if action == "way":
            return proofs is not None and len(proofs.ways) > 1
        if action == "exception":
            return contact is not None and contact.tries_left == 0
        return True

    @on(RowList.Opened, "#roles")
    def chosen(self, event: RowList.Opened) -> None:
        if isinstance(event.key, CallerRole):
            self.take_caller(event.key)

    @on(Input.Submitted, "#name")
    def named(self) -> None:
        role = self.query_one("#roles", RowList).key
        if isinstance(role, CallerRole):
            self.take_caller(role)

    def take_caller(self, role: CallerRole) -> None:
        """Start the contact with this caller, or say who the caller of this contact is."""
        name, channel, key = self.query_one("#name", Input).value.strip(), self.channel, new_key()
        contact, member_id, policy_id = self.contact, self.member_id, self.policy_id
        if self.busy:
            return
        self.busy = True

        def take(desk: "Desk") -> tuple[ContactBand, ...]:
            if contact is None:
                verbs.contacts.start(
                    desk, member_id=member_id, policy_id=policy_id, channel=channel,
                    caller_role=role, caller_name=name, key=key,
                )  # fmt: skip
            elif (contact.caller_role, contact.caller_name) != (role, name or contact.caller_name):
                verbs.contacts.set_caller(desk, contact.contact_id, role, name, contact.version, key=key)
            return verbs.contacts.open_contacts(desk)

        self.ask("caller", take, self.taken, self.refused)

    def taken(self, bands: tuple[ContactBand, ...]) -> None:
        self.busy = False
        self.complain(None)
        self.session.take_contacts(bands)
        self.wrong.clear()
        self.proofs, self.heard = None, ()
        self.touched()
        self.query_one("#said").focus()
        self.read_proofs()

    def touched(self) -> None:
        """The contact is another one now, here and on the screen behind."""
        self.post_message(Touched())
        self.changed()
        self.draw()

    def refused(self, error: Exception) -> None:
        self.busy = False
        self.regret(error)

    # Facts.

    def action_fact(self, way: str) -> None:
        getattr(self.query_one("#factors", RowList), f"action_{way}")()

    @on(RowList.Highlighted, "#factors")
    def turned(self) -> None:
        self.ask_for()

    @on(Input.Submitted, "#said")
    def check(self, event: Input.Submitted) -> None:
        contact, factor = self.contact, self.query_one("#factors", RowList).key
        said = event.value.strip()
        if contact is None or self.busy or not isinstance(factor, Factor):
            return
        seen = factor is Factor.IDENTITY_SEEN
        if not said and not (seen and factor not in contact.facts_right):
            if contact.level > Level.NONE:
                self.dismiss(None)
            return
        self.busy = True
        key = new_key()

        def judge(desk: "Desk") -> tuple[bool, ContactBand]:
            right = True
            if seen:
                verbs.contacts.seen_at_counter(desk, contact.contact_id, factor, key=key)
            else:
                right = verbs.contacts.check_fact(desk, contact.contact_id, factor, said, key=key)
            return right, verbs.contacts.band(desk, contact.contact_id)

        event.input.value = ""
        self.ask("fact", judge, lambda answer: self.judged(factor, *answer), self.not_judged)

    def judged(self, factor: Factor, right: bool, band: ContactBand) -> None:
        """Right or wrong, and to the next fact that was not asked yet."""
        self.busy = False
        self.complain(None)
        self.session.contact = band
        (self.wrong.discard if right else self.wrong.add)(factor)
        self.touched()
        if right and factor is Factor.ONE_TIME_CODE:
            said = Say(_("Verified by one-time code."), MessageTone.DONE)
            self.app.screen_stack[-2].post_message(said)
            self.dismiss(None)
            return
        self.read_proofs()
        if right:
            known = {one.kind for one in band.facts_right}
            ahead = [
                one
                for one in self.factors()
                if one.kind not in known and one not in self.wrong and not one.verifies
            ]
            if ahead and band.level is Level.NONE:
                factors = self.query_one("#factors", RowList)
                factors.show(factors.rows, at=ahead[0])

    def not_judged(self, error: Exception) -> None:
        """Refused, perhaps for want of tries: the band says how many are left."""
        self.busy = False
        self.regret(error)
        contact = self.contact
        if contact is not None:
            self.ask("band", lambda desk: verbs.contacts.band(desk, contact.contact_id), self.drawn_again)

    def drawn_again(self, band: ContactBand) -> None:
        self.session.contact = band
        self.touched()
