"""The benefit schedules of generated plans: three classes, and what claims under them look like."""

from dataclasses import dataclass
from pathlib import Path

_ITEMS = tuple(
    line
    for line in Path(__file__).with_name("schedule.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
"""The schedule of class 10; the head of the file names its columns."""
CLASSES: dict[str, tuple[str, str, int, int]] = {
    "10": ("Staff", "員工", 0, 1),
    "12": ("Senior staff", "高級員工", 0, 2),
    "15": ("Executives", "行政人員", 1, 4),
}
"""Plan code → English, Chinese, premium, how many times the amounts of class 10 it pays."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a schedule. ``limits`` are measure, basis, scope and amount (None: unlimited)."""

    benefit_type: str
    code: str
    name: str
    name_zh: str
    covered: bool
    percent: int | None
    limits: tuple[tuple[str, str, str, int | None], ...]
    per_visit: int
    low: int
    high: int
    visits: int
    days: int


def _limit(text: str, times: int) -> tuple[str, str, str, int | None]:
    measure, basis, scope, amount = text.split()
    if amount == "unlimited":
        return measure, basis, scope, None
    return measure, basis, scope, int(amount) * (times if measure == "money" else 1)


def _schedule(times: int) -> tuple[tuple[Item, int], ...]:
    items = []
    for line in _ITEMS:
        kind, code, name, name_zh, percent, limits, claims = line.split("|")
        often, low, high, visits, days = (int(number) for number in claims.split())
        covered = limits != "not covered"
        parsed = tuple(_limit(part, times) for part in limits.split(";")) if covered else ()
        per_visit = next((amount for _, basis, _, amount in parsed if basis == "visit" and amount), 0)
        items.append(
            (
                Item(
                    kind,
                    code,
                    name,
                    name_zh,
                    covered,
                    int(percent) if percent else None,
                    parsed,
                    per_visit,
                    low,
                    high,
                    visits,
                    days,
                ),
                often,
            )
        )
    return tuple(items)


SCHEDULES = {code: tuple(item for item, _ in _schedule(times)) for code, (*_, times) in CLASSES.items()}
"""Plan code → its items in their order."""
MENUS = {
    code: tuple(item for item, often in _schedule(times) for _ in range(often))
    for code, (*_, times) in CLASSES.items()
}
"""Plan code → sixty-four items, as often as they are claimed."""
PANEL_MEDICINE = {code: next(i for i in items if i.code == "MEDP") for code, items in SCHEDULES.items()}
