"""What a column of an extract is: its kind, whether it must be there, and what it means.

The sheets themselves are in ``sheets.py``; ``docs/extracts.md`` shows the same, held together by a test.
"""

from dataclasses import dataclass
from enum import StrEnum

from consoleapp.rules.coded import Coded


class Kind(StrEnum):
    """How a cell is read. The value is the word the documentation uses."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    DATE = "date"
    MOMENT = "date and time"
    MONEY = "amount"
    CLAIMED = "amount or N/A"
    LIMIT_MONEY = "amount or unlimited"
    LIMIT_COUNT = "number or unlimited"
    COUNT = "number"
    PERCENT = "percentage"
    YES_NO = "yes or no"
    SECTOR = "public or private"
    CURRENCY = "currency"
    REFERENCE = "reference"
    POLICY_NO = "policy number"
    CERTIFICATE = "certificate"
    CLAIM_NO = "claim number"
    INVOICE_NO = "invoice number"
    BROKER_CODE = "broker code"
    IDENTITY = "identity number"
    PHONE = "telephone"
    EMAIL = "e-mail"
    PHONES = "telephones"
    NETWORKS = "networks"
    BENEFIT_TYPES = "benefit types"
    ATTEMPTS = "failed logins"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``longest`` is in characters; ``vocabulary`` holds the codes of a ``CODE`` column."""

    name: str
    kind: Kind
    note: str
    example: str
    required: bool = False
    vocabulary: type[Coded] | None = None
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file or sheet of an extract. A row is known again by its ``key``."""

    name: str
    note: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The headers, in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The headers that a file of this sheet must have."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of this header; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
