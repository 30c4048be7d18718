"""Opening hours as the first line says them, in Hong Kong time whatever the machine thinks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consoleapp.desk.hours import hours
from consoleapp.settings import load


@pytest.mark.parametrize(
    ("now", "hotline", "walk_in", "walk_in_changes"),
    [
        # Friday 20 Nov 2026, 18:05: walk-in opens again on Monday at nine
        (datetime(2026, 11, 20, 10, 5, tzinfo=UTC), True, False, datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
        # Good Friday 3 Apr 2026, noon: closed until Wednesday, Easter and Ching Ming between
        (datetime(2026, 4, 3, 4, 0, tzinfo=UTC), False, False, datetime(2026, 4, 8, 1, 0, tzinfo=UTC)),
        # Thursday 19 Nov 2026, 17:29
        (datetime(2026, 11, 19, 9, 29, tzinfo=UTC), True, True, datetime(2026, 11, 19, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_desk_knows_when_it_is_open(
    tmp_path: Path, now: datetime, hotline: bool, walk_in: bool, walk_in_changes: datetime
) -> None:
    found = hours(load(tmp_path, {}), now)
    assert (found.hotline.is_open, found.walk_in.is_open) == (hotline, walk_in)
    assert found.walk_in.changes_at == walk_in_changes
