"""The sample book behind the real screens: built once a run, a copy for each test that asks for it."""

import gc
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.desk import hashing, warming
from consoleapp.exchange.sample import build_demo
from consoleapp.screens.sheet import read_ahead
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.desk.conftest import cheap_hasher, cheap_hashing
from tests.screens.book import HOTLINE, Open, press
from tests.screens.console import settled

__all__ = ["cheap_hashing"]


class FewCollections:
    """A console looks for garbage when its book is open, and freezes what is left. Here hundreds open theirs,
    in one process, beside everything the tests hold: one in forty looks.
    """

    def __init__(self) -> None:
        self._opened = 0

    def collect(self) -> None:
        self._opened += 1
        if self._opened % 40 == 0:
            gc.collect()

    def freeze(self) -> None:
        """Nothing of a console of a test stays for good."""


FEW = FewCollections()


@cache
def _read_ahead(look: tuple[tuple[str, str], ...]) -> Stylesheet:
    """The sheets in the colours of a look, read by the first console that has it."""
    return read_ahead(dict(look))


@pytest.fixture(autouse=True)
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a console does for itself when it starts, and no test of a screen waits for, costs little."""
    monkeypatch.setattr(warming, "gc", FEW)
    monkeypatch.setattr("consoleapp.app.read_ahead", lambda look: _read_ahead(tuple(look.items())))
    if "postman" not in request.fixturenames:
        monkeypatch.setattr("consoleapp.cli.console.deliver_demo", lambda *_book: None)


@pytest.fixture
def postman() -> None:
    """The messages of the sample book are delivered while its console is open."""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book, built once at the moment the tests stand still at; every test has a copy."""
    home = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as cheap:
        cheap.setattr(hashing, "_hasher", cheap_hasher)
        build_demo(load(home, {}), FrozenClock())
    return home


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "home"))


@pytest.fixture
def opened(home: Path, clock: FrozenClock) -> Open:
    """``async with opened(size, who=COUNTER) as pilot:`` signed in on the copy."""

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = (120, 36), who: int = HOTLINE) -> AsyncIterator[Pilot[Any]]:
        app = console(load(home, {}), "", clock)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, *["down"] * who, "enter")
            yield pilot
        app.launch.leave()

    return open_it
