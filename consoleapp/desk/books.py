"""Loading extracts into the book: all or nothing, on record, and tried first without a trace."""

from typing import Any

from consoleapp.desk.context import Desk, Work, writes
from consoleapp.desk.demo import is_demo_book
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.store.loading.records import record_run
from consoleapp.store.loading.run import run
from consoleapp.store.loading.shapes import BadRows, Batch, Change, Fault, Loaded, Source
from consoleapp.store.queries.members import has_members

__all__ = ["BadRows", "Batch", "Change", "Fault", "Loaded", "Source", "load", "rehearse"]


class _Rehearsed(Exception):
    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


def load(desk: Desk, source: Source, *, key: str) -> Loaded:
    """Load ``source`` into the book, whole or not at all.

    Raises :class:`BadRows` with every bad cell; nothing was changed then. The same source loaded again
    changes nothing.
    """
    return Loaded.from_json(_load(desk, source, key=key))


def rehearse(desk: Desk, source: Source, *, key: str) -> Loaded:
    """What :func:`load` would do. It is done and undone: nothing stays, not even an audit entry."""
    try:
        _rehearse(desk, source, key=key)
    except _Rehearsed as ended:
        return ended.loaded
    raise AssertionError("a rehearsal ends by being undone")


@writes("book.loaded", Permission.IMPORT)
def _load(work: Work, source: Source, *, key: str) -> str:
    begun = is_demo_book(work.connection) and has_members(work.connection)

    def on_record(loaded: Loaded) -> int:
        return record_run(work.connection, work.now, work.desk.actor.staff_id, source, loaded)

    loaded = run(work.connection, source, work.now, on_record=on_record)
    if begun and any(change.added or change.changed for change in loaded.changes):
        # Its passwords are printed for everybody: real people must never get into it.
        raise Refused(
            N_("A demo book has published passwords and takes its own sample only. Run: consoleapp init.")
        )
    facts: dict[str, Any] = {
        f"{change.subject} {what}": count
        for change in loaded.changes
        for what, count in (("added", change.added), ("changed", change.changed))
        if count
    }
    work.record("book.loaded", "book", sha256=source.sha256, rows=dict(loaded.rows), **facts)
    return loaded.as_json()


@writes("book.rehearsed", Permission.IMPORT)
def _rehearse(work: Work, source: Source, *, key: str) -> None:
    raise _Rehearsed(run(work.connection, source, work.now))
