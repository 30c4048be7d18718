"""Nothing to show, in six ways never alike: empty, loading, not found, not allowed, not known, failed."""

from enum import StrEnum

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive

from consoleapp.i18n import N_, _
from consoleapp.rules.text import printable
from consoleapp.screens.widgets.worded import Worded


class State(StrEnum):
    """Why there is nothing. The value is the CSS class."""

    EMPTY = "-empty"
    LOADING = "-loading"
    NOTHING_FOUND = "-nothing-found"
    NOT_ALLOWED = "-not-allowed"
    NOT_KNOWN = "-not-known"
    FAILED = "-failed"


MARKS: dict[State, tuple[str, str]] = {
    State.EMPTY: ("○", "$muted"),
    State.LOADING: ("…", "$accent"),
    State.NOTHING_FOUND: ("–", "$waiting"),
    State.NOT_ALLOWED: ("■", "$waiting"),
    State.NOT_KNOWN: ("?", "$muted"),
    State.FAILED: ("×", "$bad"),
}

WORDS: dict[State, str] = {
    State.EMPTY: N_("Nothing here yet"),
    State.LOADING: N_("Loading"),
    State.NOTHING_FOUND: N_("Nothing found"),
    State.NOT_ALLOWED: N_("Not allowed"),
    State.NOT_KNOWN: N_("Not known"),
    State.FAILED: N_("That did not work"),
}

STEPS: dict[State, str] = {
    State.EMPTY: N_("What is added will appear here."),
    State.LOADING: N_("You can go on; it appears when it is there."),
    State.NOTHING_FOUND: N_("Try fewer or other words."),
    State.NOT_ALLOWED: N_("Ask a supervisor."),
    State.NOT_KNOWN: N_("The record does not say. Ask the caller, or look at the documents."),
    State.FAILED: N_("Try again; tell support if it stays."),
}


def state_lines(state: State, about: str = "", step: str = "") -> list[Content]:
    """What is the matter, and below it the next step."""
    mark, colour = MARKS[state]
    about = printable(about)
    if state is State.NOT_ALLOWED and about and not step:
        # What the desk refuses says the next step itself; a usual one beside it might be a wrong one.
        return [
            Content.assemble((f"{mark} ", f"bold {colour}"), (_(WORDS[state]), f"bold {colour}")),
            Content.styled(f"  {about}", "$ink"),
        ]
    return [
        Content.assemble(
            (f"{mark} ", f"bold {colour}"),
            (_(WORDS[state]), f"bold {colour}" if state is not State.EMPTY else "$ink"),
            (f"  {about}" if about else "", "$ink"),
        ),
        Content.styled(f"  {_(step or STEPS[state])}", "$muted"),
    ]


class StateView(Worded):
    """A state with its words and the next step. ``about`` says what (data, drawn as it is); ``step`` replaces
    the usual next step and is marked for the catalogue."""

    state: reactive[State] = reactive(State.EMPTY, layout=True)
    about: reactive[str] = reactive("", layout=True)
    step: reactive[str] = reactive("", layout=True)

    def __init__(
        self,
        state: State = State.EMPTY,
        *,
        about: str = "",
        step: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(StateView.about, about)
        self.set_reactive(StateView.step, step)
        self.state = state

    def watch_state(self, old: State, new: State) -> None:
        self.remove_class(old)
        self.add_class(new)

    def show(self, state: State, *, about: str = "", step: str = "") -> None:
        """Change all three at once."""
        self.about, self.step, self.state = about, step, state

    def relabel(self) -> None:
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        # What does not fit goes on under itself.
        width = max(self.content_size.width, 20) - 2
        folded = [line.wrap(width) for line in state_lines(self.state, self.about, self.step)]
        lines = [part if not place else "  " + part for parts in folded for place, part in enumerate(parts)]
        return Content("\n").join(lines)
