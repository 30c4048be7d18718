"""A table of the screen leaves in a file: exactly what is shown, as filtered and sorted, on record."""

import json
from collections.abc import Iterable

from consoleapp.desk import approvals
from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.keys import new_key
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind, FactValue
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries import audit as audit_queries


@writes("table.exported", Permission.EXPORT)
def begin_table(
    work: Work,
    name: str,
    title: str,
    *,
    rows: int,
    shown: str,
    words: str,
    order: tuple[str, bool] | None,
    approval_id: int | None = None,
    key: str,
) -> str:
    """Put on record that the table ``name`` is written to a file; returns its mark.

    ``shown`` is how the screen names what it lists, ``words`` what rows were filtered by: neither goes on
    record, both bind an approval. Raises NeedsApproval above the rows one person may take out.
    """
    approved = None
    if rows > work.desk.settings.reports.two_persons_above:
        facts: dict[str, FactValue] = {N_("List"): title, N_("Rows"): rows}
        payload = {"table": name, "rows": rows, "shown": shown, "words": words, "order": order}
        approved = approvals.use(
            work, ApprovalKind.LARGE_EXPORT, payload, approval_id, subject=f"table:{name}", facts=facts
        )
    mark = new_key()
    told = None if order is None else list(order)
    work.record(
        "table.exported",
        f"export:{mark}",
        table=name,
        rows=rows,
        filtered=bool(words),
        order=told,
        approval=approved,
    )
    return mark


@reads(Permission.EXPORT)
def audit_number(work: Work, mark: str) -> int:
    """The number in the audit trail of what was begun."""
    entry = audit_queries.newest_of(work.connection, f"export:{mark}")
    return 0 if entry is None else int(json.loads(entry.text)["seq"])


@writes("table.written", Permission.EXPORT)
def table_written(work: Work, mark: str, *, rows: int, people: Iterable[int], sha256: str, key: str) -> None:
    """The file is whole: how many rows it has, its hash, and an access entry for everybody in it."""
    for member_id in people:
        work.looked(member_id, "report")
    work.record("table.written", f"export:{mark}", rows=rows, sha256=sha256)
