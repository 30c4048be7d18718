"""People in reports: their certificate, and the columns that are private."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.sql import visitors

from consoleapp.rules.masking import Field
from consoleapp.store.tables import claim_line, member

PRIVATE: dict[Column[Any], Field] = {
    member.c.identity_no: Field.IDENTITY_NO,
    member.c.birth_date: Field.BIRTH_DATE,
    member.c.mobile: Field.MOBILE,
    member.c.phone: Field.PHONE,
    member.c.email: Field.EMAIL,
    member.c.address: Field.ADDRESS,
    claim_line.c.diagnosis: Field.DIAGNOSIS,
}
"""Columns of tables that are masked wherever a report shows them (SAFETY 14)."""

certificate = (member.c.cert_no + "-" + member.c.suffix).label("certificate")


def private_in(column: ColumnElement[Any]) -> Iterator[Field]:
    """The private fields a column of a query is made of, found in the query itself: none can be forgotten."""
    for element in visitors.iterate(column):
        if isinstance(element, Column) and element in PRIVATE:
            yield PRIVATE[element]
