"""The console on a book whose every free text is hostile; run in a real terminal by tests (SAFETY 1, 3)."""

import sys
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from consoleapp.rules.subjects import SubjectKind
from tests.screens import fake_desk
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_finds import INVOICE

FREE = frozenset(
    {
        *("title", "title_zh", "company", "company_zh", "person", "person_zh", "detail", "more", "shown"),
        *("name_en", "name_zh", "holder_en", "holder_zh", "branch_en", "branch_zh", "plan_code", "wellness"),
        *("staff_name", "promised_by", "who", "note", "subject", "caller_name", "person_ref"),
        *("frozen_reason", "user_id", "account_no", "terms_version", "item_name", "provider_name"),
    }
)
"""Fields that hold what people typed somewhere: names, notes, references."""


def poisoned(value: Any, name: str) -> Any:
    """``value`` with ``name`` in every free text."""
    if isinstance(value, tuple):
        return tuple(poisoned(one, name) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for one in fields(value):
        held = getattr(value, one.name)
        text = isinstance(held, str) and type(held) is str
        if (text and one.name in FREE and held) or (text and one.name == "value"):
            changes[one.name] = name
        elif one.name in ("spans", "spans_zh"):
            changes[one.name] = ()
        elif isinstance(held, tuple) or is_dataclass(held):
            changes[one.name] = poisoned(held, name)
    return replace(value, **changes)


@dataclass
class HostileBook(FakeBook):
    """A fake desk whose answers about benefits hold ``name`` too."""

    name: str = ""

    def benefit_use(self, *asked: Any) -> Any:
        return poisoned(super().benefit_use(*asked), self.name)

    def estimate_visit(self, *asked: Any, **more: Any) -> Any:
        return poisoned(super().estimate_visit(*asked, **more), self.name)

    def why_paid_less(self, *asked: Any) -> Any:
        return poisoned(super().why_paid_less(*asked), self.name)


def hostile_book(clock: Any, name: str) -> FakeBook:
    """A fake book that holds ``name`` wherever somebody could have typed it."""
    plain = HostileBook(clock, name=name)
    return replace(
        plain,
        hits=poisoned(plain.hits, name),
        card=poisoned(plain.card, name),
        sheet=poisoned(plain.sheet, name),
        claim_rows=poisoned(plain.claim_rows, name),
        entries=poisoned(plain.entries, name),
        subjects={SubjectKind.INVOICE: poisoned(INVOICE, name)}
        | {kind: poisoned(card, name) for kind, card in plain.subjects.items()},
        opened=dict.fromkeys(plain.opened, name),
    )


def hostile_staff(name: str) -> tuple[SimpleNamespace, ...]:
    """The demo's people, each with this name."""
    return tuple(SimpleNamespace(**{**vars(one), "name": name}) for one in fake_desk.DEMO)


def main(folder: str, name: str) -> None:
    """Run the console on that book until somebody leaves."""
    from tests.screens import console

    fake_desk.DEMO = console.DEMO = hostile_staff(name)

    def clock() -> datetime:
        return datetime(2026, 11, 20, 10, 5, tzinfo=UTC)

    patch = SimpleNamespace(setattr=lambda place, what, value, raising=True: setattr(place, what, value))
    console.console(clock, Path(folder), hostile_book(clock, name), patch).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].encode().decode("unicode_escape"))
