"""Statements are compiled once a worker and not once a database.

SQLAlchemy keeps what it compiled with the engine, and every test opens a database of its own: where a book is
loaded or looked at, a third of the time went into compiling the same statements again.
"""

from typing import Any

from sqlalchemy import URL, Engine, event

from consoleapp.store import engine

STATEMENTS = 5_000
"""More than all tests send."""

_known: dict[str, tuple[Any, Any]] = {}
"""By engine: the dialect that compiled, and what it compiled."""


def install() -> None:
    """Have every engine of this process share what was compiled."""
    make = engine.create_engine

    def create_engine(url: URL, **options: Any) -> Engine:
        made = make(url, query_cache_size=STATEMENTS, **options)
        name = made.dialect.name
        if name in _known:
            made.dialect, made._compiled_cache = _known[name]
        else:  # a dialect that has seen no server yet knows too little to be shared

            def share(*_connection: object) -> None:
                _known.setdefault(name, (made.dialect, made._compiled_cache))

            event.listen(made, "first_connect", share)
        return made

    engine.create_engine = create_engine  # type: ignore[assignment]
