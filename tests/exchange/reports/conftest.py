"""Reports are run on the small book of the desk's tests."""

from tests.desk.conftest import (
    cheap_hashing,
    database,
    ids,
    office,
    password_hash,
    settings,
    shared_engines,
)

__all__ = ["cheap_hashing", "database", "ids", "office", "password_hash", "settings", "shared_engines"]
