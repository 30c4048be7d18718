"""F4: issuing, exchanging, the allocation editor, a bank's file: every entry is reached by keys."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.ledger.bank import BankScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.book import COUNTER, SUPERVISOR, Open, press
from tests.screens.console import drawn, settled, signed_in
from tests.screens.test_ledger import at_ledger, ledger, line_of, put, standing

BANK = """Value Date,Credit,Name,Remarks,Ccy
18/11/2026,"26,500.00",ABC COMPANY LTD,INV 9210977,HKD
2026-11-19,777.00,SOMEBODY,HELLO,HKD
2026-11-19,"150,000.00",HARBOUR LANTERN,POLICY 91307,HKD
"""


async def test_an_invoice_is_issued_and_its_number_said(opened: Open, home: Path) -> None:
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await press(pilot, "a")
        await put(pilot, "abc")
        assert "is not an amount" in drawn(pilot)
        await put(pilot, "12,000", "enter")
        await put(pilot, "20 Dec 2026")
        assert "still to come" in drawn(pilot)
        await put(pilot, "", "enter", "enter", "enter", "down", "enter")
        assert "Issued: 80000001" in drawn(pilot)
        row = ledger(pilot).row
        assert row is not None
        assert (row.invoice_no, row.branch_code, str(row.balance)) == ("80000001", "HO", "12,000.00")  # type: ignore[union-attr]
        assert "20 Dec 2026" in line_of(pilot, "80000001  THE ABC"), "due thirty days after"


async def test_money_of_another_currency_is_exchanged_and_says_where_it_went(opened: Open) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await press(pilot, "n")
        await put(pilot, "usd 100", *["enter"] * 6)
        assert "Taken in: RD0000001" in drawn(pilot)
        await press(pilot, "t", "home", "e")
        await put(pilot, "usd 5")
        assert "nothing to exchange" in drawn(pilot)
        await put(pilot, "780", "enter")
        await put(pilot, "at 7.80, the bank's rate", "enter")
        assert "Exchanged into: RD0000002" in drawn(pilot)
        assert "780.00" in line_of(pilot, "RD0000002  20 Nov")
        assert "exchanged" in line_of(pilot, "RD0000001  20 Nov")


async def test_the_editor_shows_what_a_receipt_pays_and_takes_it_back(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await at_ledger(pilot)
        await press(pilot, "home", "g")  # on an open invoice: the one receipt with something left
        assert "Receipt R-20871: HKD 1,200.00 is left" in drawn(pilot)
        await press(pilot, "enter")
        assert standing(home, "9200352")[1] == 5_114_400
        await press(pilot, "t")
        ledger(pilot).grid.go_to(next(
            one.settlement_id for one in ledger(pilot).sheet.receipts if one.receipt_no == "R-20871"  # type: ignore[union-attr]
        ))  # fmt: skip
        await press(pilot, "g")
        text = drawn(pilot)
        assert "Pays already" in text
        assert "take it back" in text
        await press(pilot, "home", "enter", "enter")
        assert "Give a reason" in drawn(pilot)
        await put(pilot, "paid by another company", "enter")
        assert "HKD 1,200.00 is left" in drawn(pilot), "the editor stays, with what is free again"
        await press(pilot, "escape")
        assert "Taken back." in drawn(pilot)
    assert standing(home, "9200352")[1] == 5_234_400


async def test_a_refund_above_the_limit_is_signed_by_another_supervisor(opened: Open, home: Path) -> None:
    row = t.staff.c
    with open_book(load(home, {})).write() as connection:
        connection.execute(
            insert(t.staff).from_select(
                ["login", "name", "role", "password_hash", "created_at"],
                select(text("'ada'"), text("'Ada Ng'"), row.role, row.password_hash, row.created_at).where(
                    row.login == "supervisor"
                ),
            )
        )
        ada = select(row.id).where(row.login == "ada").scalar_subquery()
        accepted = t.notice_accepted.c
        connection.execute(
            insert(t.notice_accepted).from_select(
                ["staff_id", "version", "sha256", "language", "at"],
                select(ada, accepted.version, accepted.sha256, accepted.language, accepted.at).limit(1),
            )
        )
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await at_ledger(pilot)
        book = ledger(pilot).session.book
        assert book is not None
        password = next(one.password for one in book.demo if one.login == "supervisor")

        async def signed() -> None:
            await put(pilot, "ada", "enter")
            await put(pilot, password, "enter")

        await press(pilot, "n")
        await put(pilot, "250,000", *["enter"] * 6)
        await put(pilot, "one cheque for two policies", "enter")
        await signed()
        await press(pilot, "t", "z", "enter", "enter")
        assert "171,156.00" in drawn(pilot), "all that is left stands there"
        await put(pilot, "paid too much", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, ApproveDialog)
        assert dialog.query_one("#reason", Input).value == "paid too much"
        assert "RD0000001" in drawn(pilot)
        await signed()
        assert "refunded 171,156.00" in drawn(pilot)
        await press(pilot, "z", "enter")
        await put(pilot, "refer to drawer", "enter")
        assert "Part of this cheque was refunded" in drawn(pilot)


async def test_a_bank_file_is_taken_in_line_by_line(opened: Open, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text(BANK, encoding="utf-8")
    before, _left = standing(home, "9210977")
    async with opened((120, 40), who=COUNTER) as pilot:
        await press(pilot, "f4", "ctrl+y")
        assert isinstance(pilot.app.screen, BankScreen)
        await put(pilot, str(tmp_path / "none.csv"), "enter")
        assert "cannot be read" in drawn(pilot)
        await press(pilot, "slash")
        await put(pilot, str(file), "enter")
        assert "0 of 3 lines of money in are posted" in drawn(pilot)
        assert "likely, 99 %" in line_of(pilot, "INV 9210977")
        assert "the reference names the invoice" in drawn(pilot)
        await press(pilot, "enter")
        assert "26,500.00" in line_of(pilot, "9210977   ")
        await press(pilot, "enter")
        assert "posted as RD0000001" in line_of(pilot, "INV 9210977")
        assert standing(home, "9210977") == (before + 1, 0)
        # The next one stands under the cursor; a large one needs a second person.
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, ApproveDialog)
        await press(pilot, "escape", "escape")
        # Nothing points to whose the other is: somebody says so.
        await press(pilot, "home", "down", "enter")
        await put(pilot, "91307", "enter", "enter")
        assert "posted as RD0000002" in line_of(pilot, "SOMEBODY")
        # The same file again posts nothing.
        await press(pilot, "slash")
        await put(pilot, str(file), "enter")
        assert "2 of 3 lines of money in are posted" in drawn(pilot)
        await press(pilot, "home", "enter")
        assert isinstance(pilot.app.screen, BankScreen)
        assert standing(home, "9210977")[0] == before + 2
        # It is about many companies: it goes while somebody is on the line.
        await press(pilot, "f2")
        await put(pilot, "91307", "ctrl+o", "f4")
        text = drawn(pilot)
        assert "■ Not allowed" in text
        assert "HARBOUR LANTERN" not in text


async def test_hotline_has_no_bank_file_and_posts_nothing(opened: Open) -> None:
    async with opened((160, 40)) as pilot:
        await press(pilot, "f4", "ctrl+y")
        assert not isinstance(pilot.app.screen, BankScreen)
        await at_ledger_from_f4(pilot)
        screen = pilot.app.screen
        await press(pilot, "a", "e", "b")
        assert pilot.app.screen is screen


async def at_ledger_from_f4(pilot: Pilot[Any]) -> None:
    await put(pilot, "91307", "enter")
    assert ledger(pilot).sheet is not None


async def test_f4_in_a_call_of_an_employer_is_that_companys_ledger(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await put(pilot, "91307", "ctrl+o", "f4")
        assert "■ Not allowed" in drawn(pilot), "nothing is proved yet"
        await press(pilot, "v")
        for said in ("H0307", "Mak Siu Ling", ""):
            pilot.app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter")
        assert "Owed  78,844.00" in drawn(pilot)


@pytest.mark.parametrize("scene", ["receipts", "bank"])
def test_it_looks_as_it_did(
    home: Path, clock: FrozenClock, snap_compare: Any, tmp_path: Path, scene: str
) -> None:
    launch = console(load(home, {}), "", clock).launch
    areas = tuple(area for area in launch.areas if area.name in ("find", "ledger"))
    app = ConsoleApp(replace(launch, areas=areas))
    app.animation_level = "none"
    file = tmp_path / "bank.csv"
    file.write_text(BANK, encoding="utf-8")

    async def act(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("down")
        await signed_in(pilot)
        if scene == "receipts":
            await put(pilot, "91307", "enter", "l", "n")
            await put(pilot, "60,000")
        else:
            await press(pilot, "f4", "ctrl+y")
            await put(pilot, str(file), "enter")
            pilot.app.screen.query_one("#file", Input).value = "bank.csv"
        for box in pilot.app.screen.query(Input):
            box.cursor_blink = False
        await settled(pilot)  # the proposal is there

    assert snap_compare(app, terminal_size=(120, 36), run_before=act)
