"""Fixtures every floor shares: a clock that stands still, a database on each engine, Hypothesis profiles."""

import gc
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings

from tests import idle, postgres

if TYPE_CHECKING:
    from consoleapp.store.engine import Database

FROZEN = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday 20 Nov 2026, 18:05 in Hong Kong: the hotline is open until 19:00, the walk-in desk is closed."""

os.environ["TZ"] = "America/New_York"  # neither UTC nor the desk's: who reads local time is to be found out
time.tzset()

# A run starts hundreds of processes: a module is compiled by the first of them, not by each.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

idle.install()

NAMED_SERVER = "CONSOLEAPP_TEST_POSTGRES_URL"

_EVERYWHERE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
settings.register_profile("ci", max_examples=50, derandomize=True, print_blob=True, **_EVERYWHERE)
settings.register_profile("explore", max_examples=200, **_EVERYWHERE)
settings.register_profile("soak", max_examples=5_000, **_EVERYWHERE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@dataclass(slots=True)
class FrozenClock:
    """A clock that moves only when told. Call it for the time, as aware UTC."""

    now: datetime = FROZEN

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Move on by ``timedelta(**by)``, for example ``minutes=5``; returns the new time."""
        self.now += timedelta(**by)
        return self.now

    def set(self, at: datetime) -> None:
        """Move to an aware time, forwards or backwards."""
        if at.tzinfo is None:
            raise ValueError("the clock takes aware times only")
        self.now = at.astimezone(UTC)


@pytest.fixture
def clock() -> FrozenClock:
    """The time stands at :data:`FROZEN` until the test advances it."""
    return FrozenClock()


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody's own settings, language or terminal reach a test."""
    from consoleapp import i18n

    for name in list(os.environ):
        if name.startswith("CONSOLEAPP_") and not name.startswith("CONSOLEAPP_TEST_"):
            monkeypatch.delenv(name)
    for name in (
        "LANGUAGE",
        "LC_ALL",
        "LC_MESSAGES",
        "NO_COLOR",
        "FORCE_COLOR",
        "TEXTUAL_THEME",
        "COLUMNS",
        "LINES",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def snap_compare(snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Compare a picture of an app with the one kept: nothing moves and no cursor blinks meanwhile.

    ``assert snap_compare(app, terminal_size=(80, 24), run_before=…)`` in a test that is not a coroutine.
    """
    from textual import constants
    from textual.widgets import Input, TextArea

    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)
    return snap_compare


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL server; each worker process starts its own when first asked.

    ``CONSOLEAPP_TEST_POSTGRES_URL`` names another server, whose user may create databases.
    """
    if named := os.environ.get(NAMED_SERVER):
        yield named
        return
    with postgres.running(in_memory=True) as server:
        yield server.url


Filling = Callable[[str], Any]
"""Writes into the migrated database at an address what many tests start from; says what is where."""


def nothing(_url: str) -> None:
    """The database stays empty."""


class Books:
    """Migrated databases: what is in them is made once a worker and engine, then copied for each test."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._server = server
        self._run = secrets.token_hex(4)
        self._templates: dict[tuple[str, Filling], str] = {}
        self._answers: dict[tuple[str, Filling], Any] = {}

    @contextmanager
    def fresh(self, engine_name: str, folder: Path, filled: Filling = nothing) -> Iterator[str]:
        """The address of a database of one's own, on the engine named, as long as the block lasts."""
        template = self._template(engine_name, filled)
        if engine_name == "sqlite":
            path = folder / "book.db"
            shutil.copyfile(template, path)
            yield f"sqlite:///{path}"
        else:
            name = f"consoleapp_{self._run}_{secrets.token_hex(4)}"
            self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
            try:
                yield self._address(name)
            finally:
                self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')

    def answer(self, engine_name: str, filled: Filling) -> Any:
        """What the filling of :meth:`fresh` said."""
        return self._answers[engine_name, filled]

    def close(self) -> None:
        """Leave nothing on a server that outlives the tests."""
        if NAMED_SERVER in os.environ:
            for (engine_name, _filled), name in self._templates.items():
                if engine_name == "postgresql":
                    self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _template(self, engine_name: str, filled: Filling) -> str:
        """The file or the database that is copied."""
        if (engine_name, filled) not in self._templates:
            empty = None if filled is nothing else self._template(engine_name, nothing)
            place = f"template_{len(self._templates)}"
            if engine_name == "sqlite":
                name = str(self._folder / f"{place}.db")
                url = f"sqlite:///{name}"
                if empty:
                    shutil.copyfile(empty, name)
            else:
                name = f"consoleapp_{self._run}_{place}"
                url = self._address(name)
                self._ask(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{empty}"' if empty else ""))
            self._templates[engine_name, filled] = name
            self._answers[engine_name, filled] = filled(url) if empty else self._migrate(url)
        return self._templates[engine_name, filled]

    def _migrate(self, url: str) -> None:
        from consoleapp.store.engine import Database

        database = Database.open(url)
        try:
            database.migrate()
        finally:
            database.close()

    def _ask(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self, name: str) -> str:
        parts = urlsplit(self._server())
        return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """For tests that need more than one database: ``with books.fresh(engine_name, folder) as url``."""
    found = Books(tmp_path_factory.mktemp("books"), lambda: request.getfixturevalue("postgres_url"))
    yield found
    found.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(engine_name: str, books: Books, tmp_path: Path) -> Iterator[str]:
    """The address of an empty migrated database, on each engine in turn; for tests that start processes."""
    with books.fresh(engine_name, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator["Database"]:
    """An empty migrated database, on each engine in turn."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_database(books: Books, tmp_path: Path) -> Iterator["Database"]:
    """An empty migrated database on SQLite, for tests of what only SQLite does and of the floors above."""
    with books.fresh("sqlite", tmp_path) as url:
        yield from _opened(url)


@pytest.fixture
def postgresql_database(books: Books, tmp_path: Path) -> Iterator["Database"]:
    """An empty migrated database on PostgreSQL, for tests of what only PostgreSQL does."""
    with books.fresh("postgresql", tmp_path) as url:
        yield from _opened(url)


def _opened(url: str) -> Iterator["Database"]:
    from sqlalchemy import event

    from consoleapp.store.engine import Database

    opened = Database.open(url)
    if opened.name == "sqlite":
        # Nobody pulls a plug here: these tests wait for no disk.
        event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    try:
        yield opened
    finally:
        opened.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """``-m postgresql`` and ``-m sqlite`` pick the tests of one engine; slow proofs run only when named."""
    for item in items:
        call = getattr(item, "callspec", None)
        if call is not None and call.params.get("engine_name") in ("sqlite", "postgresql"):
            item.add_marker(call.params["engine_name"])
    if (
        "soak" not in config.option.markexpr
    ):  # a ``-m`` of one's own takes the place of the one in pyproject.toml
        slow = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage went through all of it, again and again."""
    if "consoleapp.store.engine" in sys.modules:
        from tests import compiled

        compiled.install()
    gc.set_threshold(100_000, 20, 100)
    gc.collect()
    gc.freeze()
    # A console freezes what it holds once its book is open. Here hundreds open theirs: none would ever go.
    gc.freeze = lambda: None
