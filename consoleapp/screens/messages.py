"""What widgets and screens tell the app. Each bubbles, so the sender need not know who listens."""

from textual.message import Message

from consoleapp.screens.widgets.frame import MessageTone


class Say(Message):
    """One line for the person at the desk, already in their language."""

    def __init__(self, text: str, tone: MessageTone = MessageTone.NOTE) -> None:
        super().__init__()
        self.text = text
        self.tone = tone


class Failed(Message):
    """Something went wrong: a refusal is told as it reads, anything else gets an error id and is logged."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class SignedIn(Message):
    """The gate lets somebody in: ``desk`` (``N_("Hotline")``) and ``person`` go to the header.

    ``language`` and ``theme`` are what this person chose last; "" leaves both as the settings have them.
    """

    def __init__(self, desk: str, person: str, language: str = "", theme: str = "") -> None:
        super().__init__()
        self.language = language
        self.theme = theme
        self.desk = desk
        self.person = person


class BookOpened(Message):
    """The book is open behind the gate; ``demo`` when everybody in it is invented."""

    def __init__(self, *, demo: bool) -> None:
        super().__init__()
        self.demo = demo


class Touched(Message):
    """The contact changed: the app asks for its band anew, so no name travels in the message."""


class Shown(Message):
    """A full screen came to the front; ``screen`` names it, nobody's data."""

    def __init__(self, screen: str) -> None:
        super().__init__()
        self.screen = screen
