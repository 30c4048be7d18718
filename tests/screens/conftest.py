"""The sample book behind the real screens: built once a run, a copy for each test that asks for it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.exchange.sample import build_demo
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import HOTLINE, Open, press
from tests.screens.console import settled


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book, built once at the moment the tests stand still at; every test has a copy."""
    home = tmp_path_factory.mktemp("sample")
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
