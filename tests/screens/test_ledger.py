"""F4 on the sample book and the real desk: what is owed, by whom, on which row, and who may hear of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.find import FindScreen
from consoleapp.screens.ledger.screen import LedgerScreen
from consoleapp.screens.ledger.statement import StatementScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from consoleapp.store.queries.views import invoice_balance
from tests.conftest import FrozenClock
from tests.screens.book import COUNTER, SUPERVISOR, Open, press
from tests.screens.console import drawn, settled, signed_in
from tests.screens.test_frame import HOSTILE


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
        await press(pilot, "l")
        assert seen[:40] in drawn(pilot), "and on the statement"


# Taking in, allocating, putting right.


def standing(home: Path, invoice_no: str) -> tuple[int, int]:
    """How many receipts there are, and what is left to pay of an invoice, in cents."""
    with open_book(load(home, {})).read() as connection:
        receipts = connection.execute(select(func.count()).select_from(t.settlement)).scalar_one()
        left = connection.execute(
            select(invoice_balance.c.balance)
            .join_from(invoice_balance, t.invoice, t.invoice.c.id == invoice_balance.c.invoice_id)
            .where(t.invoice.c.invoice_no == invoice_no)
        ).scalar_one()
    return int(receipts), int(left)


async def at_ledger(pilot: Pilot[Any], said: str = "91307") -> None:
    await put(pilot, said, "enter")
    if not isinstance(pilot.app.screen, LedgerScreen):
        await press(pilot, "l")


async def test_a_settlement_pays_the_oldest_first_and_is_saved_once(opened: Open, home: Path) -> None:
    before, _left = standing(home, "9200352")
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        await press(pilot, "n")
        for wrong, said in (("abc", "is not an amount"), ("1.234", "more decimals"), ("0", "above 0")):
            await put(pilot, wrong)
            assert said in drawn(pilot), wrong
        await put(pilot, "60,000")
        assert "7,656.00" in line_of(pilot, "9200352  "), "what remains after the oldest"
        assert "nothing stays unallocated" in drawn(pilot)
        await press(pilot, "enter", "down", "enter")
        await put(pilot, "The ABC Company", "enter")
        await put(pilot, "TR 88", "enter")
        await put(pilot, "24 Dec 2026")
        assert "still to come" in drawn(pilot)
        await put(pilot, "", "enter")
        await press(pilot, "up", "enter")
        await put(pilot, "30000", "enter")
        assert "more than is left to pay" in " ".join(
            drawn(pilot).split()
        ) or "more than is left of" in drawn(pilot)
        await press(pilot, "enter")
        await put(pilot, "6000", "enter")
        assert "1,656.00 stays unallocated" in drawn(pilot)
        await press(pilot, "end")
        await pilot.press("enter", "enter")
        await settled(pilot)
        text = drawn(pilot)
        assert "Owed  20,500.00" in text
        assert "2,856.00" in text, "unallocated: 1,200.00 and 1,656.00"
    assert standing(home, "9200352") == (before + 1, 0)
    assert standing(home, "9210977")[1] == 2_050_000


async def test_above_the_limit_a_second_person_signs_here(opened: Open, home: Path) -> None:
    before, _left = standing(home, "9200352")
    async with opened((100, 40), who=COUNTER) as pilot:
        await at_ledger(pilot)
        book = ledger(pilot).session.book
        assert book is not None
        chief = next(one for one in book.demo if one.login == "supervisor")
        await press(pilot, "n")
        await put(pilot, "150000", *["enter"] * 6)
        assert isinstance(pilot.app.screen, ApproveDialog)
        assert standing(home, "9200352")[0] == before, "nothing yet"
        await put(pilot, "one cheque for two policies", "enter")
        await put(pilot, chief.login, "enter")
        await put(pilot, chief.password, "enter")
        assert isinstance(pilot.app.screen, LedgerScreen)
        assert "Owed  0.00" in drawn(pilot)
    assert standing(home, "9200352") == (before + 1, 0)


async def test_unallocated_cash_is_allocated_and_taken_back_with_a_reason(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await at_ledger(pilot, "R-20871")
        await press(pilot, "g", "end", "enter")
        assert "Unallocated cash  –" in drawn(pilot)
        assert standing(home, "9200352")[1] == 5_114_400
        await press(pilot, "z")
        text = drawn(pilot)
        assert "Turn round:" in text
        assert "Allocated" in text
        place = next(
            at
            for at, one in enumerate(pilot.app.screen.choices)
            if "Allocated" in one[1]()  # type: ignore[attr-defined]
        )
        await press(pilot, *["down"] * place, "enter", "enter")
        assert "Give a reason" in drawn(pilot)
        await put(pilot, "paid by another company", "enter")
        assert isinstance(pilot.app.screen, LedgerScreen)
        assert "paid by another company" in drawn(pilot)
    assert standing(home, "9200352")[1] == 5_234_400


async def test_a_cheque_bounces_and_a_credit_note_never_exceeds_what_is_left(
    opened: Open, home: Path
) -> None:
    assert standing(home, "9210502")[1] == 0
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await at_ledger(pilot, "R-20544")
        await press(pilot, "z")
        place = next(
            at
            for at, one in enumerate(pilot.app.screen.choices)
            if "bounced" in one[1]()  # type: ignore[attr-defined]
        )
        await press(pilot, *["down"] * place, "enter")
        await put(pilot, "refer to drawer", "enter")
        assert isinstance(pilot.app.screen, LedgerScreen)
        assert "Cheque bounced" in drawn(pilot)
        assert standing(home, "9210502")[1] == 5_120_000
        await press(pilot, "i", "home", "z", "enter")
        await put(pilot, "52,344.01")
        assert "At most HKD 52,344.00" in drawn(pilot)
        await put(pilot, "344", "enter")
        await put(pilot, "two members left", "enter")
        assert "Credit note" in drawn(pilot)
    assert standing(home, "9200352")[1] == 5_200_000


async def test_who_may_not_settle_or_reverse_has_no_such_key(opened: Open) -> None:
    async with opened((160, 40)) as pilot:
        await at_ledger(pilot)
        assert "n receive" not in drawn(pilot)
        assert "z reverse" not in drawn(pilot)
        screen = pilot.app.screen
        await press(pilot, "n", "g", "z")
        assert pilot.app.screen is screen


async def test_a_statement_on_the_screen_and_in_a_file_that_is_never_written_over(
    opened: Open, home: Path
) -> None:
    async with opened((120, 40)) as pilot:
        await at_ledger(pilot)
        await press(pilot, "l")
        text = drawn(pilot)
        for part in (
            "Statement of account",
            "Opening balance",
            "52,344.00",
            "R-20871",
            "Closing balance",
            "77,644.00",
        ):
            assert part in text, part
        await press(pilot, "F", "F")
        files = sorted((home / "exports").glob("statement-H0307-2026-01-01-2026-11-20*.txt"))
        assert len(files) == 2
        written = files[0].read_text(encoding="utf-8")
        assert written == files[1].read_text(encoding="utf-8")
        assert all(line in text for line in written.splitlines()[:6])
        await press(pilot, "p")
        await put(pilot, "1 Jan 2020", "enter")
        await put(pilot, "31 Dec 2019", "enter")
        assert "before the first" in drawn(pilot)


async def test_a_statement_goes_when_another_caller_is_on_the_line(opened: Open, home: Path) -> None:
    async with opened((120, 40)) as pilot:
        await at_ledger(pilot)
        await press(pilot, "l")
        screen = pilot.app.screen
        assert isinstance(screen, StatementScreen)
        assert "77,644.00" in drawn(pilot)
        screen.start_contact(None, screen.policy_id)
        await settled(pilot)
        text = drawn(pilot)
        assert "CALL" in text
        assert "■ Not allowed" in text, "the employer has proved nothing yet"
        assert "77,644.00" not in text
        assert "R-20871" not in text
        await press(pilot, "F")
        assert not list((home / "exports").glob("*.txt")), "and nothing to write"


@pytest.mark.parametrize(
    ("size", "language"), [((80, 24), "zh"), ((120, 36), "en")], ids=["80x24-zh", "120x36-en"]
)
def test_it_looks_as_it_did(
    home: Path, clock: FrozenClock, snap_compare: Any, size: tuple[int, int], language: str
) -> None:
    launch = console(load(home, {}), "", clock).launch
    # Its own area and Find, so that an area that comes changes no picture of this one.
    areas = tuple(area for area in launch.areas if area.name in ("find", "ledger"))
    app = ConsoleApp(replace(launch, areas=areas))
    app.animation_level = "none"

    async def scene(pilot: Pilot[Any]) -> None:
        await signed_in(pilot)
        await put(pilot, "91307", "enter", "l", *(["ctrl+l"] if language == "zh" else []))
        pilot.app.screen.query_one("#holder", Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=scene)


async def test_days_and_figures_are_whole_in_chinese_too(opened: Open) -> None:
    async with opened((120, 36)) as pilot:
        await at_ledger(pilot)
        await press(pilot, "down", "ctrl+l")
        assert "2026年11月1日" in line_of(pilot, "9210977")
        row = ledger(pilot).row
        assert row is not None
        assert row.invoice_no == "9210977", "the cursor stays on its row"  # type: ignore[union-attr]
        await pilot.resize_terminal(80, 24)
        await press(pilot, "t")
        assert "2026年6月26日" in line_of(pilot, "R-20544")
        assert "51,200.00" in line_of(pilot, "R-20544")
