"""A second person on the screen: they sign at this desk, or decide from the queue (SAFETY 11)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.desk.approvals import ApprovalRow, Asked, NeedsApproval
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind, ApprovalState
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.approvals import ApprovalsDialog
from consoleapp.screens.dialogs.approve import ApproveDialog
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in
from tests.screens.fake_desk import FakeBook
from tests.screens.test_frame import HOSTILE

ASKED = Asked(
    ApprovalKind.LARGE_SETTLEMENT,
    {"amount": 1},
    "policy:7",
    {"Policy": "91307", "Amount": Money(6_000_000, "HKD")},
)


@dataclass
class FakeApprovals:
    """The verbs, and what was asked of them."""

    clock: Any
    waits: list[ApprovalRow] = field(default_factory=list)
    asked: list[ApprovalRow] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)

    def request(self, number: int, *, mine: bool, reason: str = "paid in person") -> ApprovalRow:
        at: datetime = self.clock()
        return ApprovalRow(
            number, ASKED.kind, ApprovalState.WAITING, ASKED.subject, tuple(ASKED.facts.items()), reason,
            "Lam Ka Fai", at, mine, "", None, "", at + timedelta(hours=24),
        )  # fmt: skip

    def ask(self, _desk: Any, asked: Asked, reason: str, *, key: str) -> int:
        self.asked.append(self.request(12, mine=True, reason=reason))
        self.done.append(("ask", asked.subject, reason))
        return 12

    def approve_here(
        self, _desk: Any, number: int, login: str, password: str, code: str = "", *, key: str
    ) -> None:
        self.done.append(("sign", number, login))
        if password != "right":
            raise NotAllowed(N_("Name or password is wrong."))

    def decide(self, what: str) -> Any:
        def verb(_desk: Any, number: int, *more: str, key: str) -> None:
            self.done.append((what, number, *more))
            self.waits = [row for row in self.waits if row.approval_id != number]
            self.asked = [row for row in self.asked if row.approval_id != number]

        return verb

    def room(self) -> SimpleNamespace:
        return SimpleNamespace(
            ask=self.ask,
            approve_here=self.approve_here,
            approve=self.decide("approve"),
            refuse=self.decide("refuse"),
            withdraw=self.decide("withdraw"),
            waiting=lambda _desk: tuple(self.waits),
            mine=lambda _desk: tuple(self.asked),
            NeedsApproval=NeedsApproval,
        )


@pytest.fixture
def approvals(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> FakeApprovals:
    found = FakeApprovals(clock)
    monkeypatch.setattr(verbs, "approvals", found.room(), raising=False)
    return found


@pytest.fixture
def book(clock: FrozenClock) -> FakeBook:
    return FakeBook(clock)


@pytest.fixture
def app(
    book: FakeBook, approvals: FakeApprovals, clock: FrozenClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> ConsoleApp:  # fmt: skip
    return console(clock, tmp_path, book, monkeypatch)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def fill(pilot: Pilot[Any], box: str, text: str) -> None:
    pilot.app.screen.query_one(box, Input).value = text
    await press(pilot, "enter")


async def dialog(pilot: Pilot[Any], book: FakeBook) -> list[int | None]:
    """The dialog on the screen; what it answers lands in the list."""
    await signed_in(pilot)
    answers: list[int | None] = []
    pilot.app.push_screen(ApproveDialog(book.session, ASKED), answers.append)
    await settled(pilot)
    return answers


async def test_a_supervisor_signs_at_the_desk(
    app: ConsoleApp, book: FakeBook, approvals: FakeApprovals
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await dialog(pilot, book)
        shown = drawn(pilot)
        assert "Settlement above the limit" in shown
        assert "60,000.00" in shown
        await press(pilot, "enter")
        assert "Give a reason" in drawn(pilot)
        await fill(pilot, "#reason", "paid in person")
        await fill(pilot, "#login", "yip")
        await fill(pilot, "#password", "wrong")
        assert "Name or password is wrong." in drawn(pilot)
        assert app.screen.query_one("#password", Input).value == ""
        await fill(pilot, "#login", "yip")
        await fill(pilot, "#password", "right")
        assert answers == [12]
    assert [step[0] for step in approvals.done] == ["ask", "sign", "ask", "sign"]


async def test_an_empty_login_sends_it_to_the_queue(
    app: ConsoleApp, book: FakeBook, approvals: FakeApprovals
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await dialog(pilot, book)
        await fill(pilot, "#reason", "paid in person")
        await press(pilot, "enter")
        assert answers == [None]
        assert "Sent to the supervisors as request 12." in drawn(pilot)
    assert approvals.done == [("ask", "policy:7", "paid in person")]


async def test_what_nobody_signed_is_taken_back(
    app: ConsoleApp, book: FakeBook, approvals: FakeApprovals
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await dialog(pilot, book)
        await fill(pilot, "#reason", "paid in person")
        await fill(pilot, "#login", "yip")
        await fill(pilot, "#password", "wrong")
        await press(pilot, "escape")
        assert answers == [None]
    assert approvals.done[-1] == ("withdraw", 12)


async def test_the_queue_is_decided_with_reasons(
    app: ConsoleApp, book: FakeBook, approvals: FakeApprovals
) -> None:
    approvals.waits = [approvals.request(7, mine=False), approvals.request(8, mine=False, reason=HOSTILE[0])]
    approvals.asked = [approvals.request(9, mine=True)]
    async with app.run_test(size=(80, 24)) as pilot:
        book.role = Role.SUPERVISOR
        await signed_in(pilot)
        await press(pilot, "ctrl+r")
        assert isinstance(app.screen, ApprovalsDialog)
        shown = drawn(pilot)
        assert "Lam Ka Fai" in shown
        assert "91307 · HKD 60,000.00 · paid in person" in shown
        await press(pilot, "enter")
        assert "Approve for Lam Ka Fai: Settlement above the limit?" in drawn(pilot)
        await press(pilot, "enter")
        assert approvals.done == [], "the safe answer has the focus"
        await press(pilot, "enter", "right", "enter")
        assert approvals.done == [("approve", 7)]
        await press(pilot, "r")
        await fill(pilot, "Input", "no receipt")
        assert approvals.done[-1] == ("refuse", 8, "no receipt")
        await press(pilot, "down", "r")
        assert approvals.done[-1] == ("withdraw", 9)
        assert drawn(pilot).count("nothing") == 2


async def test_others_see_what_they_asked(app: ConsoleApp, approvals: FakeApprovals) -> None:
    approvals.waits = [approvals.request(7, mine=False, reason="not for them")]
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await press(pilot, "ctrl+r")
        shown = drawn(pilot)
        assert "Asked by you" in shown
        assert "Waiting for you" not in shown
        assert "not for them" not in shown


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_it_looks_as_it_did(
    snap_compare: Any, approvals: FakeApprovals, book: FakeBook, clock: FrozenClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, language: str,
) -> None:  # fmt: skip
    async def scene(pilot: Pilot[Any]) -> None:
        if language == "en":
            await dialog(pilot, book)
            await fill(pilot, "#reason", "paid in person")
            return
        approvals.waits = [approvals.request(7, mine=False), approvals.request(8, mine=False)]
        approvals.asked = [replace(approvals.request(9, mine=True), state=ApprovalState.APPROVED)]
        book.role = Role.SUPERVISOR
        await signed_in(pilot)
        await press(pilot, "ctrl+r")

    app = console(clock, tmp_path, book, monkeypatch, language=language)
    assert snap_compare(app, terminal_size=(80, 24), run_before=scene)
