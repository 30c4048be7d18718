"""What tests of loads and of the delivery are given."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consoleapp.delivery_settings import Outbox
from consoleapp.settings import Settings, load
from consoleapp.store import second_core


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    found = load(tmp_path, {"CONSOLEAPP_DATABASE_URL": database_url})
    return replace(found, outbox=Outbox(tries=3))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The processes that a load starts beside itself, as on a machine with a core to spare; none is left."""
    found: list[subprocess.Popen[bytes]] = []
    start = second_core.start

    def noted(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        found.append(start(*arguments, **named))
        return found[-1]

    monkeypatch.setattr(second_core, "start", noted)
    monkeypatch.setattr(second_core, "is_spare", lambda: True)
    yield found
    assert found
    assert all(process.poll() is not None for process in found)
