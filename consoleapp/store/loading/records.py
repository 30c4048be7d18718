"""What was loaded when, by whom, from which files."""

import json
from datetime import datetime

from sqlalchemy import Connection, insert

from consoleapp.store.loading.shapes import Loaded, Source
from consoleapp.store.tables import import_run


def record_run(
    connection: Connection, now: datetime, staff_id: int | None, source: Source, loaded: Loaded
) -> int:
    """Leave a row for this load: names of files without folders, and counts, no contents; returns its id."""
    counts = {
        "rows": dict(loaded.rows),
        "changes": {change.subject: [change.added, change.changed] for change in loaded.changes},
    }
    run_id: int = connection.execute(
        insert(import_run)
        .values(
            at=now,
            staff_id=staff_id,
            source=", ".join(source.names),
            sha256=source.sha256,
            counts=json.dumps(counts, ensure_ascii=False),
        )
        .returning(import_run.c.id)
    ).scalar_one()
    return run_id
