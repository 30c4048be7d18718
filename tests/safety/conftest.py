"""The office of the desk tests, for tests that are named after the rows of the safety table."""

from tests.desk.conftest import (
    cheap_hashing,
    counted,
    database,
    ids,
    office,
    password_hash,
    real_hashing,
    settings,
    shared_engines,
    verified,
)

__all__ = [
    "cheap_hashing",
    "counted",
    "database",
    "ids",
    "office",
    "password_hash",
    "real_hashing",
    "settings",
    "shared_engines",
    "verified",
]
