"""Which networks there are: those of the book, and those of the office's own file of settings (DOMAIN 9)."""

from consoleapp.desk.context import Work
from consoleapp.store.queries import directory as queries


def networks_of(work: Work) -> tuple[str, ...]:
    """Their codes. One of the settings joins the book when the first provider belongs to it."""
    return tuple(sorted({*queries.network_codes(work.connection), *work.desk.settings.directory.networks}))
