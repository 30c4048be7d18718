"""The office of the desk tests and the sample book of the screens, for the rows of the safety table."""

from tests.desk.conftest import (
    cheap_hashing,
    counted,
    database_url,
    filled,
    ids,
    office,
    password_hash,
    real_hashing,
    settings,
    verified,
)
from tests.screens.conftest import home, opened, postman, sample, start

__all__ = [
    "cheap_hashing",
    "counted",
    "database_url",
    "filled",
    "home",
    "ids",
    "office",
    "opened",
    "password_hash",
    "postman",
    "real_hashing",
    "sample",
    "settings",
    "start",
    "verified",
]
