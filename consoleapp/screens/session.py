"""Who sits at this console: the open book, the person signed in, the contact going on, and where they were.

One object for a console, given to every screen. Only the interface thread writes to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consoleapp.errors import ConsoleError
from consoleapp.rules.permissions import Role
from consoleapp.screens.idle import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from consoleapp.desk.context import Desk
    from consoleapp.desk.opening import Database
    from consoleapp.desk.shapes import ContactBand
    from consoleapp.rules.statuses import ContactChannel
    from consoleapp.screens.desk_screen import DeskScreen
    from consoleapp.screens.widgets import frame
    from consoleapp.settings import Settings


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A member of staff of a demo book, named on the sign-in screen with the password."""

    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Book:
    """What opening the store in the background yields; ``demo`` is empty but on a demo book."""

    database: "Database"
    demo: tuple[DemoLogin, ...] = ()
    caution: ConsoleError | None = None
    """What somebody who runs this book should know."""


@dataclass(slots=True)
class Session:
    """The state that outlives a screen. ``desk`` is None until somebody signs in."""

    settings: "Settings"
    clock: Clock
    book: Book | None = None
    desk: "Desk | None" = None
    contact: "ContactBand | None" = None
    parked: "tuple[ContactBand, ...]" = ()
    unsaved_note: tuple[int, str] | None = None
    """A note typed but not yet kept, with its contact: nothing is lost when the screen locks meanwhile."""
    unsettled: dict[str, str] = field(default_factory=dict)
    """Acts whose reply was lost: a fingerprint of what was sent → its key. Until it is known
    what became of them nothing is sent again, whatever form was left meanwhile."""
    find_text: str = ""
    member_id: int | None = None
    """The member that was open when the console locked; opened again for the same person."""
    member_tab: str = ""
    last_login: str = field(default="", repr=False)
    policy: "Callable[[int], DeskScreen] | None" = None
    """Makes the screen of a policy, for screens that policies themselves lead to."""
    claim: "Callable[[int, int, str], DeskScreen] | None" = None
    """Makes the screen of a claim – its id, its member's, the room – for screens that it leads to itself."""
    ledger: "Callable[..., DeskScreen] | None" = None
    """Makes the screen of a policy's ledger, where there is that area of work; ``invoice_id`` or
    ``settlement_id`` names the row to stand on."""

    @property
    def serving(self) -> "Desk":
        """The desk as verbs take it: this person, in the contact going on. Only after sign-in."""
        if self.desk is None:
            raise RuntimeError("nobody is signed in")
        return self.desk.in_contact(self.contact.contact_id if self.contact else None)

    def take_contacts(self, bands: "Sequence[ContactBand]") -> None:
        """The open contacts of this person: one on the line at most, the others parked."""
        from consoleapp.rules.statuses import ContactStatus

        self.contact = next((band for band in bands if band.status is ContactStatus.ACTIVE), None)
        self.parked = tuple(band for band in bands if band.status is ContactStatus.PARKED)

    @property
    def listening(self) -> tuple[object, ...]:
        """Who counts for what may be shown: when this changes, what was read before must go."""
        on_the_line = self.contact
        return (
            *((on_the_line.contact_id, on_the_line.caller_role, on_the_line.level) if on_the_line else ()),
            *((one.contact_id, one.level) for one in self.parked),
        )

    @property
    def usual_channel(self) -> "ContactChannel":
        """A visit at the counter's desk, otherwise a call."""
        from consoleapp.rules.statuses import ContactChannel

        at_counter = self.desk is not None and self.desk.actor.role is Role.COUNTER
        return ContactChannel.VISIT if at_counter else ContactChannel.CALL

    def leave(self) -> None:
        """Somebody signs out: nothing of theirs stays."""
        self.desk = self.contact = self.unsaved_note = self.member_id = None
        self.parked = ()
        self.find_text = self.member_tab = ""

    def band(self) -> "frame.ContactBand | None":
        """The second line of the frame."""
        if self.contact is None:
            return None
        from consoleapp.screens.contact_words import frame_band

        return frame_band(self.contact, parked=len(self.parked))
