"""What the directory looks at, made of what the record says: hours as an expression, words folded (DOMAIN 9).

It is kept beside the record because reading printed hours and folding Chinese are no work for every key.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from consoleapp.errors import Refused
from consoleapp.reference.characters import characters
from consoleapp.rules.clinic_hours import read
from consoleapp.rules.text import fold
from consoleapp.store.tables import provider

COUNTRY_CODE = "852"


class Texts(NamedTuple):
    """The columns that are made."""

    opening_hours: str
    name_words: str
    address_words: str


@lru_cache(maxsize=4096)
def expression(hours: str) -> str:
    """The ``opening_hours`` expression of printed hours; "" where they cannot be read for certain."""
    try:
        return read(hours).expression if hours.strip() else ""
    except Refused:
        return ""


def folded(text: str) -> str:
    """As words of a search are folded: without case, traditional script as simplified."""
    return characters().fold(fold(text))


def texts_of(row: Any) -> Texts:
    """What is made of a provider; ``row`` has the columns of the record."""
    digits = "".join(letter if letter.isdigit() else " " if letter == ";" else "" for letter in row.phones)
    numbers = " ".join(number.removeprefix(COUNTRY_CODE) for number in digits.split())
    return Texts(
        expression(row.hours),
        folded(f"{row.name_en} {row.name_zh} {row.provider_no} {numbers}"),
        folded(f"{row.address_en} {row.address_zh}"),
    )


_READ = select(
    provider.c.id,
    provider.c.provider_no,
    provider.c.name_en,
    provider.c.name_zh,
    provider.c.address_en,
    provider.c.address_zh,
    provider.c.phones,
    provider.c.hours,
    provider.c.opening_hours,
    provider.c.name_words,
    provider.c.address_words,
)
_WRITE = (
    update(provider)
    .where(provider.c.id == bindparam("its_id"))
    .values({name: bindparam(f"its_{name}") for name in Texts._fields})
)


def derive(connection: Connection, ids: Sequence[int] | None = None) -> None:
    """Make them anew for some providers, or for all, in the transaction that changed the records."""
    asked = _READ if ids is None else _READ.where(provider.c.id.in_(ids))
    changed = []
    for row in connection.execute(asked).all():
        texts = texts_of(row)
        if texts != (row.opening_hours, row.name_words, row.address_words):
            made = {f"its_{name}": value for name, value in texts._asdict().items()}
            changed.append({"its_id": row.id, **made})
    if changed:
        connection.execute(_WRITE, changed)
