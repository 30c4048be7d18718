"""What every screen can do with a contact: start it, verify the caller, park and pick up, wrap up."""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import ContactBand
from consoleapp.i18n import _
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.rules.verification import CallerRole
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.dialogs.approvals import ApprovalsDialog
from consoleapp.screens.dialogs.hearing import HearingDialog
from consoleapp.screens.dialogs.parked import ParkedDialog, PickedUp
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.dialogs.wrap_up import WrapUpDialog
from consoleapp.screens.messages import Say, Touched
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from textual.screen import Screen

    from consoleapp.desk.context import Desk
    from consoleapp.screens.desk_screen import Console


class Calls(Asks):
    """For a screen with a session. :meth:`contact_changed` is called when the contact or its level did."""

    def contact_changed(self) -> None:
        """The contact going on is another one, or its caller is better known: what may be said changed."""

    def about(self) -> tuple[int | None, int | None]:
        """The member and the policy a contact started here is about."""
        return None, None

    # The contact's state.

    def take_bands(self, bands: tuple[ContactBand, ...]) -> None:
        """The open contacts, as the desk knows them now."""
        self.session.take_contacts(bands)
        self._screen.post_message(Touched())
        self.contact_changed()

    def refresh_contact(self) -> None:
        """Read the open contacts again, for the band: a look was counted, a fact was checked."""
        if self.may_take_contacts():
            self.ask("contacts", lambda desk: verbs.contacts.open_contacts(desk), self.take_quietly)

    def take_quietly(self, bands: tuple[ContactBand, ...]) -> None:
        self.session.take_contacts(bands)
        self._screen.post_message(Touched())

    def may_take_contacts(self) -> bool:
        desk = self.session.desk
        return desk is not None and allowed(desk.actor.role, Permission.TAKE_CONTACTS)

    @property
    def _screen(self) -> "Screen[Any]":
        return cast("Screen[Any]", self)

    def start_contact(
        self, member_id: int | None, policy_id: int | None, then: Callable[[], None] | None = None
    ) -> None:
        """Start a contact about them with the member as caller; verification can change who it is."""
        channel, key = self.session.usual_channel, new_key()

        def start(desk: "Desk") -> tuple[ContactBand, ...]:
            verbs.contacts.start(
                desk, member_id=member_id, policy_id=policy_id, channel=channel,
                caller_role=CallerRole.MEMBER if member_id is not None else CallerRole.EMPLOYER, key=key,
            )  # fmt: skip
            return verbs.contacts.open_contacts(desk)

        def started(bands: tuple[ContactBand, ...]) -> None:
            self.take_bands(bands)
            if then is not None:
                then()

        def sorry(error: Exception) -> None:
            cast("Console", self._screen.app).release_keys()
            self.regret(error)

        self.ask("contact", start, started, sorry)

    # Keys.

    def check_contact_action(self, action: str) -> bool | None:
        """Whether a key of the contact works now; for ``check_action`` of the screen."""
        if action in ("verify", "park", "wrap_up", "note") and not self.may_take_contacts():
            return False
        if action in ("wrap_up", "note"):
            return self.session.contact is not None
        if action == "park":
            return self.session.contact is not None or bool(self.session.parked)
        if action == "hearing":
            return self.session.contact is not None and self.about() != (None, None)
        if action == "verify":
            return self.session.contact is not None or self.about() != (None, None)
        return True

    def action_verify(self) -> None:
        """Who is calling, and the facts to check; starts the contact where there is none."""
        member_id, policy_id = self.about()
        dialog = VerifyDialog(self.session, member_id, policy_id, changed=self.contact_changed)
        self._screen.app.push_screen(dialog, lambda _done: self.after_dialog())

    def action_hearing(self) -> None:
        """What the caller on the line may hear of whoever is on the screen."""
        member_id, policy_id = self.about()
        self._screen.app.push_screen(HearingDialog(self.session, member_id, policy_id))

    def action_approvals(self) -> None:
        """What waits for a second person."""
        self._screen.app.push_screen(ApprovalsDialog(self.session))

    def action_wrap_up(self) -> None:
        """End the contact going on with its outcome."""
        if self.session.contact is not None:
            self._screen.app.push_screen(WrapUpDialog(self.session), lambda _done: self.after_dialog())

    def action_park(self) -> None:
        """Park the contact going on; without one, choose among the parked."""
        contact = self.session.contact
        if contact is None:
            self.choose_parked()
            return
        contact_id, key = contact.contact_id, new_key()

        def park(desk: "Desk") -> tuple[ContactBand, ...]:
            verbs.contacts.park(desk, contact_id, key=key)
            return verbs.contacts.open_contacts(desk)

        def parked(bands: tuple[ContactBand, ...]) -> None:
            self.take_bands(bands)
            name = printable(contact.subject) or _("nobody named yet")
            self._screen.post_message(
                Say(
                    _("Parked: {name}. / finds the next caller, k picks up again.").format(name=name),
                    MessageTone.DONE,
                )
            )

        self.ask("contact", park, parked)

    def choose_parked(self) -> None:
        if self.session.parked:
            self._screen.app.push_screen(ParkedDialog(self.session), self.picked_up)

    def picked_up(self, up: PickedUp | None) -> None:
        """A parked contact is on the line again: to its person, or its policy."""
        self.after_dialog()
        if up is None or up.contact is None:
            return
        if not up.still_known:
            self._screen.post_message(
                Say(
                    _("Parked for too long: what the caller proved counts no more. v verifies."),
                    MessageTone.WARNING,
                )
            )
        if up.contact.member_id is not None:
            self.go_to(up.contact.member_id)
        elif up.contact.policy_id is not None:
            self.go_to_policy(up.contact.policy_id)

    @abstractmethod
    def go_to(self, member_id: int) -> None:
        """Show this member."""

    @abstractmethod
    def go_to_policy(self, policy_id: int) -> None:
        """Show this policy."""

    def after_dialog(self) -> None:
        self._screen.post_message(Touched())
        self.contact_changed()
