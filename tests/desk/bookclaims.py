"""The claims of the small book, in every state."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from consoleapp.store import tables

DIAGNOSIS = "ACUTE UPPER RESPIRATORY INFECTION"


def at(day: int, hour: int = 5) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC) + timedelta(minutes=7)


def write_claims(
    row: Callable[..., int], employee: int, spouse: int, minor: int, colleague: int
) -> tuple[dict[str, int], int]:
    """Claims in every state; amounts in minor units, None: not applicable."""
    day = date(2026, 11, 2)
    found: dict[str, int] = {}
    first_line = 0

    def one(
        number: str,
        member: int,
        status: str,
        lines: list[tuple[str, date, int | None, int | None, int, int]],
        received: date = day,
        status_on: date = day,
        currency: str = "HKD",
    ) -> None:
        nonlocal first_line
        claim = row(
            tables.claim,
            claim_no=number,
            member_id=member,
            received_on=received,
            status=status,
            status_on=max(received, status_on),
            currency=currency,
        )
        found[number] = claim
        for place, (item, on, incurred, paid, visits, days) in enumerate(lines, 1):
            line = row(
                tables.claim_line,
                claim_id=claim,
                line_no=place,
                consulted_on=on,
                benefit_type="HOS" if item == "RB" else "OPB",
                item_code=item,
                item_name=item,
                diagnosis=DIAGNOSIS,
                incurred=incurred,
                paid=paid,
                visits=visits,
                days=days,
            )
            first_line = first_line or line

    inside, before = date(2026, 8, 1), date(2026, 4, 30)
    one(
        "A2000001447",
        employee,
        "paid",
        [("GP", inside, None, None, 1, 0), ("GP", inside, 50000, 40000, 1, 0)],
    )
    one("A2000001448", employee, "paid", [("GP", before, 50000, 40000, 1, 0)], received=date(2026, 5, 4))
    one(
        "A2000001449",
        employee,
        "received",
        [("GP", inside, 50000, None, 1, 0)],
        received=date(2026, 11, 16),
    )
    one(
        "A2000001450",
        employee,
        "in_review",
        [("RB", inside, 300_000, None, 0, 3)],
        received=date(2026, 10, 2),
    )
    one("A2000001451", employee, "pending_documents", [("LAB", inside, 9_900, None, 1, 0)])
    one(
        "A2000001452",
        employee,
        "approved",
        [("RB", inside, 400_000, 250_000, 0, 5)],
        status_on=date(2026, 11, 18),
    )
    one("A2000001453", employee, "declined", [("GP", inside, 50000, None, 1, 0)])
    one("A2000001454", employee, "withdrawn", [("GP", inside, 50000, None, 1, 0)])
    one("A2000001455", employee, "paid", [("PHY", inside, 60000, 48000, 2, 0)])
    one(
        "A2000001456",
        employee,
        "paid",
        [("RB", before, 800_000, 800_000, 0, 8)],
        received=date(2026, 5, 4),
    )
    one("A2000001457", spouse, "paid", [("RB", inside, 700_000, 600_000, 0, 6)])
    one("A2000001458", colleague, "paid", [("RB", inside, 700_000, 700_000, 0, 7)])
    one("A2000001459", minor, "paid", [("GP", inside, 50000, 40000, 1, 0)])
    review = found["A2000001450"]
    for old, new, on in (
        (None, "received", date(2026, 10, 2)),
        ("received", "in_review", date(2026, 10, 5)),
        ("in_review", "pending_documents", date(2026, 10, 8)),
        ("pending_documents", "in_review", date(2026, 11, 12)),
    ):
        row(
            tables.claim_move,
            claim_id=review,
            from_status=old,
            to_status=new,
            moved_on=on,
            recorded_at=at(19),
            source="extract",
        )
    return found, first_line
