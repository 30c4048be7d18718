"""A report is data: its title, its parameters, its columns, and the question it puts to the desk.

To add one: write its SELECT in ``store/queries/reports``, a file here with a ``REPORT``, its name in
``catalogue.py``, and a test in ``tests/exchange/test_reports.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from consoleapp.desk.reports import Given, Question
from consoleapp.errors import WrongUse, in_words
from consoleapp.exchange.workbook.shapes import Field, Kind
from consoleapp.i18n import N_, _, current
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import parse_date, show_date
from consoleapp.rules.text import fold


class Privacy(Coded):
    """What a file may be used for, on its first sheet and at the foot of every page."""

    INTERNAL = "internal", N_("Internal")
    PERSONAL = "personal", N_("Confidential: personal data")
    HEALTH = "health", N_("Strictly confidential: health data")


class Asks(Enum):
    """What is typed for a parameter."""

    TEXT = "text"
    DAY = "day"
    CODES = "codes"
    """One or more codes of a vocabulary, commas between."""
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may narrow a report down. ``title`` is marked for the catalogue."""

    name: str
    title: str
    asks: Asks = Asks.TEXT
    codes: type[Coded] | None = None
    needed: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report: the label it has in the query, and how it reads. ``currency`` is a label too."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report, whole. Texts are marked for the catalogue."""

    question: Question
    line: str
    """What it answers, in one line."""
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    privacy: Privacy = Privacy.PERSONAL

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def title(self) -> str:
        return self.question.title

    def given(self, texts: Mapping[str, str]) -> Given:
        """Parameters as they were typed, typed by kind. Raises WrongUse naming the one that is wrong."""
        known = {one.name: one for one in self.parameters}
        unknown = sorted(set(texts) - set(known))
        if unknown:
            raise WrongUse(
                N_("{report} has no parameter {name}. It has: {known}."),
                report=self.name,
                name=unknown[0],
                known=", ".join(known) or "–",
            )
        found: dict[str, Any] = {}
        for name, one in known.items():
            text = texts.get(name, "").strip()
            if text:
                found[name] = _typed(one, text)
            elif one.needed:
                raise WrongUse(N_("{report} needs {name}."), report=self.name, name=name)
        return found

    def fields(self) -> tuple[Field, ...]:
        """The columns as a workbook has them, in the language in use."""
        places = {column.key: place for place, column in enumerate(self.columns)}
        adding = {name for name, _currency in self.question.adds_up}
        return tuple(
            Field(
                _(column.title),
                column.kind,
                places[column.currency] if column.currency else None,
                column.key in adding,
            )
            for column in self.columns
        )

    def filters(self, given: Given) -> list[tuple[str, str]]:
        """Parameters and what they say, in words; what was left empty says so."""
        return [(_(one.title), _said(given.get(one.name))) for one in self.parameters]


def _typed(one: Parameter, text: str) -> object:
    match one.asks:
        case Asks.DAY:
            return parse_date(text)
        case Asks.YES:
            if fold(text) in ("yes", "true", "1", "y", "是"):
                return True
            raise WrongUse(N_("{name} is yes, or left out."), name=one.name)
        case Asks.CODES if one.codes is not None:
            codes = {code.value.casefold(): code for code in one.codes}
            asked = [part.strip().casefold() for part in text.split(",") if part.strip()]
            if not set(asked) <= set(codes):
                raise WrongUse(
                    N_("{name} cannot be {value}. It may be: {known}."),
                    name=one.name,
                    value=text,
                    known=", ".join(code.value for code in one.codes),
                )
            return tuple(codes[part] for part in asked)
        case _:
            return text


def _said(value: object) -> str:
    if value is None:
        return _("all")
    if value is True:
        return _("yes")
    if isinstance(value, date):
        return show_date(value, current())
    return str(in_words(value, _))
