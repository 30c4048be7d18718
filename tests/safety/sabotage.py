"""A console whose screens fail where they are told, with a person's data in what fails."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textual.app import RenderResult
from textual.widget import Widget

from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.dialog import Dialog
from tests.safety import walk
from tests.safety.ways import all_kinds

SECRETS = ("SECRET WAI LAM", "Z987654(3)")


def fail(*_given: Any, **_more: Any) -> Any:
    name, identity = SECRETS
    raise KeyError(f"{name} {identity}")


class Painted(Widget):
    """Fails when drawn."""

    DEFAULT_CSS = "Painted { height: 1; }"

    def render(self) -> RenderResult:
        return fail()  # type: ignore[no-any-return]


def break_building(kind: type[Any]) -> None:
    kind.compose = fail


def break_drawing(kind: type[Any]) -> None:
    real = kind.compose

    def compose(self: Any) -> Iterator[Widget]:
        yield from real(self)
        yield Painted()

    kind.compose = compose


def break_keys_and_workers(patch: Any) -> None:
    """F11 fails on every screen and in every dialog; a screen that comes up has a worker that fails."""

    def bind(self: Any) -> None:
        self._bindings.bind("f11", "screen.boom")

    def come_up(self: Any) -> None:
        bind(self)
        self.run_worker(fail, thread=True, exit_on_error=False, description="fail")

    real = DeskScreen.on_screen_resume

    def resumed(self: Any) -> None:
        real(self)
        come_up(self)

    patch.setattr(DeskScreen, "on_screen_resume", resumed)
    patch.setattr(DeskScreen, "action_boom", fail, raising=False)
    patch.setattr(Dialog, "on_screen_resume", bind, raising=False)
    patch.setattr(Dialog, "action_boom", fail, raising=False)


HOW = {"compose": break_building, "render": break_drawing}


def broken(name: str, place: str) -> None:
    """Break the screen or dialog ``name``."""
    HOW[place]((all_kinds(DeskScreen) | all_kinds(Dialog))[name])


if __name__ == "__main__":
    broken(sys.argv[4], sys.argv[5])
    sys.exit(walk.main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
