"""What a key is: what it does, where it works, where the footer and the help show it."""

from dataclasses import dataclass
from enum import StrEnum

from consoleapp.i18n import N_


class Group(StrEnum):
    """The headings under which F1 lists keys."""

    AREA = N_("Areas of work")
    SUBJECT = N_("What you are looking at")
    TABLE = N_("In a table")
    CONSOLE = N_("The console")


class Foot(StrEnum):
    """Where a key stands in the footer line."""

    LEFT = "left"
    RIGHT = "right"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``id`` is ``scope.verb``: it names the key in the settings and never changes.

    ``key`` is what is pressed unless the settings say otherwise (Textual's names, several joined by commas);
    ``label`` is a word or two, ``tooltip`` a sentence; both are marked for the catalogue. ``priority`` keys
    work even while somebody types in a box, so a printable character never has it.
    """

    id: str
    key: str
    action: str
    label: str
    tooltip: str
    group: Group
    foot: Foot = Foot.HIDDEN
    priority: bool = False

    @property
    def scope(self) -> str:
        """Where the key works: ``app`` everywhere, ``table`` in tables, otherwise the name of a screen."""
        return self.id.partition(".")[0]
