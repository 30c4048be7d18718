"""Fixtures every floor shares: a clock that stands still, a database on each engine, Hypothesis profiles."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

FROZEN = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday 20 Nov 2026, 18:05 in Hong Kong: the hotline is open until 19:00, the walk-in desk is closed."""

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


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL server; each worker process starts its own when first asked.

    ``CONSOLEAPP_TEST_POSTGRES_URL`` names another server, whose user may create databases.
    """
    if named := os.environ.get("CONSOLEAPP_TEST_POSTGRES_URL"):
        yield named
        return
    with postgres.running() as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m postgresql`` and ``-m sqlite`` pick the tests of one engine."""
    for item in items:
        call = getattr(item, "callspec", None)
        if call is not None and call.params.get("engine_name") in ("sqlite", "postgresql"):
            item.add_marker(call.params["engine_name"])
