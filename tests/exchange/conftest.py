"""What tests of the delivery are given."""

from dataclasses import replace
from pathlib import Path

import pytest

from consoleapp.delivery_settings import Outbox
from consoleapp.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    found = load(tmp_path, {"CONSOLEAPP_DATABASE_URL": database_url})
    return replace(found, outbox=Outbox(tries=3))
