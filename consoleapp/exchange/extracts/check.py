"""Rows of one sheet, checked cell by cell: column by column over a batch, because most cells repeat."""

from collections.abc import Iterable, Mapping, Sequence

from consoleapp.exchange.extracts.columns import Kind, Sheet
from consoleapp.exchange.extracts.values import Bad, Converter, challenge_answer, identity_number, shown
from consoleapp.store.loading.shapes import Batch, Fault, Value


class Checker:
    """Turns raw rows of ``sheet`` into rows to stage. ``columns`` are the headers given, in their order."""

    def __init__(
        self, sheet: Sheet, columns: Sequence[str], values: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.sheet = sheet
        self.columns = tuple(columns)
        foreign = values or {}
        self._converters = [Converter(sheet.column(name), foreign.get(name)) for name in columns]
        self._identity = next(
            (i for i, name in enumerate(columns) if sheet.column(name).kind is Kind.IDENTITY), None
        )
        self._answer = next(
            (i for i, name in enumerate(columns) if sheet.column(name).kind is Kind.ANSWER), None
        )
        self._whose = [self.columns.index(name) for name in sheet.key if name in columns]
        self._identity_type = self.columns.index("identity_type") if "identity_type" in columns else None

    def batch(
        self, numbers: Sequence[int], rows: Iterable[Sequence[str]], misfits: Sequence[Fault] = ()
    ) -> Batch:
        """The rows with these row numbers, checked; every row has a cell for every column.

        ``misfits`` are faults of whole rows that were found before.
        """
        faults: list[Fault] = list(misfits)
        misfit_rows = {fault.row for fault in misfits}
        bad: dict[int, int] = {place: 1 for place, number in enumerate(numbers) if number in misfit_rows}
        cells: list[Sequence[Value]] = []
        raw_columns = list(zip(*rows, strict=True))
        for at, (raw, converter) in enumerate(zip(raw_columns, self._converters, strict=True)):
            if at == self._identity:
                kinds: Sequence[Value | Bad] = [None] * len(raw)
                if self._identity_type is not None:
                    converter_of_type = self._converters[self._identity_type]
                    kinds = [converter_of_type[kind] for kind in raw_columns[self._identity_type]]
                found: list[Value | Bad] = list(map(identity_number, kinds, raw))
            elif at == self._answer:
                whose = zip(*(raw_columns[place] for place in self._whose), strict=True)
                found = list(map(challenge_answer, whose, raw))
            else:
                found = list(map(converter.__getitem__, raw))
            if Bad in set(map(type, found)):
                self._note(numbers, raw, found, self.columns[at], faults, bad)
            cells.append(found)  # type: ignore[arg-type]  # no Bad is left
        flags = [bad.get(place, 0) for place in range(len(numbers))] if bad else [0] * len(numbers)
        return Batch(self.sheet.name, list(zip(numbers, flags, *cells, strict=True)), faults)

    def _note(
        self,
        numbers: Sequence[int],
        raw: Sequence[str],
        found: "list[Value | Bad]",
        column: str,
        faults: list[Fault],
        bad: dict[int, int],
    ) -> None:
        """Each bad cell becomes a fault; nothing is staged in its place."""
        for place, value in enumerate(found):
            if isinstance(value, Bad):
                held = "" if self.sheet.column(column).kind is Kind.ANSWER else shown(raw[place])
                faults.append(Fault(self.sheet.name, numbers[place], column, held, value.reason))
                found[place] = None
                bad[place] = 1
