"""A console that fails where it is told, with a person's data in its locals; run in a terminal by tests."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from tests.screens.sample import Sample, sample_app

HOSTILE = "A\x1b]52;c;UFdOMQ==\x1b\\B N\x9b2J [@click=app.exit]x[/]"


def fail() -> None:
    identity, name = "A123456(3)", "SECRET WAI LAM"
    raise KeyError(f"{name} {identity}")


class Painted(Widget):
    """Fails when drawn."""

    DEFAULT_CSS = "Painted { height: 1; }"

    def render(self) -> RenderResult:
        if place == "render":
            fail()
        return HOSTILE and "painted"


class Crashing(Sample):
    """Fails where ``place`` says."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+b", "boom"), Binding("ctrl+g", "work")]

    def body(self) -> ComposeResult:
        if place == "compose":
            fail()
        yield from super().body()
        yield Painted()
        yield Static(HOSTILE.replace("\x1b", "").replace("\x9b", ""), markup=False)

    def on_mount(self) -> None:
        if place == "mount":
            fail()

    def on_input_changed(self) -> None:
        if place == "handler":
            fail()

    def action_boom(self) -> None:
        fail()

    @work(thread=True, exit_on_error=False, description="fail")
    def action_work(self) -> None:
        fail()

    @work(thread=True)
    def careless(self) -> None:
        fail()

    def key_f8(self) -> None:
        if place == "careless worker":
            self.careless()


place = sys.argv[1] if len(sys.argv) > 2 else ""

if __name__ == "__main__":
    app = sample_app(lambda: datetime.now(UTC), Path(sys.argv[2]), screen=Crashing)
    app.run()
    sys.exit(app.return_code)
