"""F4 on the sample book and the real desk: what is owed, by whom, on which row, and who may hear of it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.exchange.sample import build_demo
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.find import FindScreen
from consoleapp.screens.ledger.screen import LedgerScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.console import drawn, settled, signed_in
from tests.screens.test_frame import HOSTILE


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book, built once; every test has a copy."""
    home = tmp_path_factory.mktemp("sample")
    build_demo(load(home, {}))
    return home


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "home"))


Open = Callable[..., AbstractAsyncContextManager[Pilot[Any]]]


@pytest.fixture
def opened(home: Path, clock: FrozenClock) -> Open:
    """``async with opened(size) as pilot:`` signed in on the copy; ``down`` chooses who on the demo list."""

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = (120, 36), down: int = 0) -> AsyncIterator[Pilot[Any]]:
        app = console(load(home, {}), "", clock)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await pilot.press(*["down"] * down)
            await signed_in(pilot)
            yield pilot
        app.launch.leave()

    return open_it


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def put(pilot: Pilot[Any], text: str, *keys: str) -> None:
    """Text into the box that has the focus, then keys."""
    box = pilot.app.screen.focused
    assert isinstance(box, Input)
    box.value = text
    await settled(pilot)
    await press(pilot, *keys)


def ledger(pilot: Pilot[Any]) -> LedgerScreen:
    screen = pilot.app.screen
    assert isinstance(screen, LedgerScreen)
    return screen


def line_of(pilot: Pilot[Any], number: str) -> str:
    return next(line for line in drawn(pilot).splitlines() if number in line)


async def test_what_does_the_company_owe_costs_two_keys(opened: Open) -> None:
    """Row 7 of the key table: Enter on the policy, l."""
    async with opened() as pilot:
        pilot.app.screen.query_one("#box", Input).value = "91307"
        await settled(pilot)
        keys = ("enter", "l")
        await press(pilot, *keys)
        assert len(keys) == 2
        text = drawn(pilot)
        for part in (
            "Owed  78,844.00",
            "not yet due 26,500.00 ██",
            "31–60 –",
            "over 90 52,344.00 ██",
            "Unallocated cash  1,200.00 receipt R-20871",
            "next collection 15 Dec 2026",
            "branch all",
        ):
            assert part in text, part
        first = line_of(pilot, "9200352")
        for part in ("29 May 2018", "52,344.00", "overdue 3,067 days"):
            assert part in first, part


async def test_money_ends_where_money_ends_and_credits_stand_in_parentheses(opened: Open) -> None:
    async with opened((200, 60)) as pilot:
        await put(pilot, "91307", "enter", "l")
        lines = drawn(pilot).splitlines()
        open_, settled_ = line_of(pilot, "9200352"), line_of(pilot, "9209411")
        end = lines[next(at for at, line in enumerate(lines) if "Amount" in line)].index("Amount") + 6
        assert open_[:end].endswith("52,344.00")
        assert settled_[:end].endswith("25,150.00")
        sheet = ledger(pilot).sheet
        assert sheet is not None
        negative = [one for one in sheet.invoices if one.amount.minor < 0]
        assert all(line_of(pilot, one.invoice_no)[: end + 1].rstrip().endswith(")") for one in negative)


async def test_branch_words_order_receipts_and_all_policies(opened: Open) -> None:
    async with opened((160, 40)) as pilot:
        await put(pilot, "91307", "enter", "l")
        screen = ledger(pilot)
        assert screen.sheet is not None
        whole = len(screen.sheet.invoices)
        await press(pilot, "r", "down", "enter")
        assert screen.sheet.branch_code != "*ALL"
        assert 0 < len(screen.sheet.invoices) < whole
        assert "branch all" not in drawn(pilot)
        await press(pilot, "r", "home", "enter")
        assert len(screen.sheet.invoices) == whole
        await press(pilot, "f")
        await put(pilot, "kwun overdue", "enter")
        assert screen.grid.known == 0
        await press(pilot, "f")
        await put(pilot, "", "enter", "s")
        numbers = [one.invoice_no for one in screen.grid.source.records]  # type: ignore[union-attr]
        assert numbers == sorted(numbers)
        await press(pilot, "t")
        assert "Cheque" in drawn(pilot)
        assert "Unallocated" in line_of(pilot, "Received")
        await press(pilot, "i", "p")
        assert screen.sheet.policy_id is None
        assert "all policies of H0307" in drawn(pilot)


async def test_an_invoice_or_a_receipt_of_find_opens_its_ledger_on_that_row(opened: Open) -> None:
    async with opened((160, 40)) as pilot:
        await put(pilot, "9209411", "enter")
        row = ledger(pilot).row
        assert row is not None
        assert row.invoice_no == "9209411"  # type: ignore[union-attr]
        assert "Allocated" in drawn(pilot), "and below stands what happened to it"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, FindScreen)
        await put(pilot, "R-20871", "enter")
        screen = ledger(pilot)
        assert screen.list == "receipts"
        assert screen.row is not None
        assert screen.row.receipt_no == "R-20871"  # type: ignore[union-attr]
        assert "Settlement received" in drawn(pilot)


async def test_f4_asks_whose_and_finds_by_company_policy_invoice_and_receipt(opened: Open) -> None:
    async with opened() as pilot:
        await press(pilot, "f4")
        screen = ledger(pilot)
        assert "Whose ledger?" in drawn(pilot)
        for said in ("91307", "9200352", "R-20871"):
            await press(pilot, "slash")
            await put(pilot, said, "enter")
            assert screen.sheet is not None
            assert screen.sheet.policy_no == "91307", said
        await press(pilot, "slash")
        await put(pilot, "abc company", "enter")
        if pilot.app.screen is not screen:
            await press(pilot, "enter")
        assert "THE ABC COMPANY" in drawn(pilot)
        await press(pilot, "slash")
        await put(pilot, "zzqx", "enter")
        assert "No company, policy, invoice or receipt answers" in drawn(pilot)


async def test_a_caller_who_may_not_hear_sees_why_and_no_figure(opened: Open, home: Path) -> None:
    async with opened((120, 50)) as pilot:
        await put(pilot, "91307", "ctrl+o", "l")
        assert "■ Not allowed" in drawn(pilot)
        assert "52,344.00" not in drawn(pilot)
        await press(pilot, "v")
        for said in ("H0307", "Mak Siu Ling", ""):
            pilot.app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter")
        screen = ledger(pilot)
        assert "Owed  78,844.00" in drawn(pilot), "identified: the employer hears what it owes"
        with open_book(load(home, {})).write() as connection:
            connection.execute(
                update(t.contact).values(caller_role=CallerRole.PROVIDER, level=Level.VERIFIED)
            )
        screen.refresh_contact()
        await settled(pilot)
        screen.contact_changed()
        await settled(pilot)
        assert screen.sheet is None, "another listens now: gone at once"
        text = drawn(pilot)
        assert "■ Not allowed" in text
        for hidden in ("52,344.00", "9200352", "R-20871", "DDA900101"):
            assert hidden not in text, hidden


async def test_hostile_names_and_reasons_show_as_themselves(opened: Open, home: Path) -> None:
    name = " ".join(HOSTILE[:4])
    seen = name.replace("\x1b", "").replace("\x9b", "")
    with open_book(load(home, {})).write() as connection:
        connection.execute(update(t.policy_holder).values(name_en=name))
    async with opened((200, 60)) as pilot:
        await put(pilot, "91307", "enter", "l")
        assert seen[:40] in drawn(pilot)
