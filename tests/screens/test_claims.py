"""F5 on the sample book and the real desk: the list by every filter, one claim whole, who may hear of it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.desk.opening import open_book
from consoleapp.rules.statuses import BenefitType, ClaimStatus
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.claims.filter import FilterDialog, Narrowed
from consoleapp.screens.claims.list import ClaimsScreen
from consoleapp.screens.claims.rows import CLAIM_COLUMNS
from consoleapp.screens.claims.screen import ClaimScreen
from consoleapp.screens.dialogs.choose import Choose
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.dialogs.why_less import WhyLessDialog
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.screens.book import SUPERVISOR, Open, found, press, type_in
from tests.screens.console import drawn, settled
from tests.screens.test_frame import HOSTILE


def listed(pilot: Pilot[Any]) -> list[str]:
    """The claim lines that are seen, by number."""
    lines = [line.split() for line in drawn(pilot).splitlines()]
    return [line[0] for line in lines if line and line[0][:1] == "A" and line[0][-2:-1] == "-"]


def claims(pilot: Pilot[Any]) -> ClaimsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ClaimsScreen)
    return screen


# The list.


async def narrowed(pilot: Pilot[Any], **typed: str) -> int:
    """How many lines there are with these filters alone."""
    await press(pilot, "a", "f")
    type_in(pilot, **typed)
    await press(pilot, "enter")
    count = claims(pilot).count
    assert count is not None
    return count


async def test_every_filter_narrows_the_list_and_one_key_takes_all_away(opened: Open) -> None:
    async with opened((200, 60)) as pilot:
        await press(pilot, "f5")
        whole = claims(pilot).count
        assert whole is not None
        assert f"{whole} lines · every status" in drawn(pilot)
        by_policy = await narrowed(pilot, policy="91307")
        assert 0 < by_policy < whole
        one = await narrowed(pilot, policy="91307", certificate="0001-00")
        assert 0 < one < by_policy
        assert 0 < await narrowed(pilot, policy="91307", words="general consult") < by_policy
        assert 0 < await narrowed(pilot, branch="kwun tong") < whole
        late = await narrowed(pilot, **{"from": "1/11/2026"})
        early = await narrowed(pilot, to="31 Oct 2026")
        assert late + early == whole
        await press(pilot, "a")
        assert claims(pilot).count == whole


async def test_ticks_of_status_type_and_overdue_add_up(opened: Open) -> None:
    async with opened((200, 60)) as pilot:
        await press(pilot, "f5", "f", *["tab"] * 6, *["down"] * 3, "space", "enter")
        chosen = claims(pilot).narrowed.chosen
        assert chosen.statuses == (ClaimStatus.PENDING_DOCUMENTS,)
        assert all(
            "Pending documents" in line for line in drawn(pilot).splitlines() if line.startswith("  A")
        )
        assert "clock stands" in drawn(pilot)
        await press(pilot, "a", "f", *["tab"] * 6, "end", "space", "enter")
        assert claims(pilot).narrowed.chosen.benefit_types == (list(BenefitType)[-1],)
        assert "Dental" in drawn(pilot)
        await press(pilot, "a", "d")
        assert claims(pilot).narrowed.chosen.overdue
        text = drawn(pilot)
        assert "overdue since" in text
        assert "promised for" not in text
        await press(pilot, "d")
        assert "promised for" in drawn(pilot)


async def test_a_filter_that_cannot_be_says_so_in_the_dialog(opened: Open) -> None:
    async with opened() as pilot:
        await press(pilot, "f5", "f")
        for name, text, told in (
            ("words", "physio", "Words are looked for within one policy"),
            ("certificate", "0001", "lacks the suffix"),
            ("from", "yesterday", "is not a date"),
            ("policy", "no such", "is not a policy number"),
        ):
            type_in(pilot, **{name: text})
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, FilterDialog)
            assert told in " ".join(drawn(pilot).split())
            type_in(pilot, **{name: ""})
        await press(pilot, "escape")
        assert claims(pilot).narrowed == Narrowed()


async def test_any_column_orders_the_list_also_one_that_is_not_shown(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await press(pilot, "f5")
        grid = claims(pilot).grid
        for column in CLAIM_COLUMNS:
            claims(pilot).by((column.key,))
            await settled(pilot)
            assert grid.source is not None
            assert grid.source.order == (column.key, False)
            assert listed(pilot)
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, Choose)
        await press(pilot, "enter")
        assert grid.source.order == ("promised", True), "the same again turns the order"


async def test_what_decides_fits_on_a_small_screen_in_both_languages(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await press(pilot, "f5", "d")
        line = next(line for line in drawn(pilot).splitlines() if line.startswith(" A"))
        assert "overdue since" in line
        assert "incurred" in drawn(pilot), "of the line under the cursor"
        await press(pilot, "ctrl+l")
        assert "逾期" in drawn(pilot).replace(" ", "")


# One claim.


async def test_enter_on_a_claim_in_find_opens_it_with_everything(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2600011378", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ClaimScreen)
        text = drawn(pilot)
        for part in ("A2600011378", "Waits for documents", "2 of 2 documents missing", "CHAN TAI MAN",
                     "Medical record", "Referral letter", "Rejected, asked for again",
                     "The doctor's signature is missing", "asked 2 times"):  # fmt: skip
            assert part in text, part
        await press(pilot, "l")
        assert "Total" in drawn(pilot)
        await press(pilot, "t")
        assert "told by the insurer's system" in drawn(pilot)
        await press(pilot, "m")
        assert "SMS" in drawn(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReadDialog)
        assert "A2600011378" in drawn(pilot)
        await press(pilot, "escape", "e")
        assert "A closing notice is there once the claim is paid or declined" in " ".join(
            drawn(pilot).split()
        )
        await press(pilot, "q")
        assert "The clock starts again when the last of them arrives" in " ".join(drawn(pilot).split())
        await press(pilot, "escape", "g")
        assert isinstance(pilot.app.screen, MemberScreen)


async def test_why_a_date_was_promised_is_one_key_away(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "A2600011355", "enter", "q")
        assert isinstance(pilot.app.screen, ReadDialog)
        text = " ".join(drawn(pilot).split())
        assert "A complete claim is closed within 10 working days of receipt" in text


async def test_the_notice_is_read_and_printed_and_a_second_print_takes_another_name(
    opened: Open, home: Path
) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2000001447", "enter", "e")
        text = drawn(pilot)
        assert "Closing notice: your claim was paid" in text
        assert "Explanation of benefits" in text
        await press(pilot, "p")
        assert "exports/A2000001447.html" in drawn(pilot)
        await press(pilot, "p")
        pages = sorted(file.name for file in (home / "exports").iterdir())
        assert pages == ["A2000001447-2.html", "A2000001447.html"]
        assert "A2000001447" in (home / "exports" / pages[0]).read_text(encoding="utf-8")


async def test_why_a_line_was_paid_less_is_one_key_on_the_line(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "A2000001447", "enter", "l", "w")
        assert isinstance(pilot.app.screen, WhyLessDialog)


# Key table.


async def test_row_1_where_is_my_claim_costs_two_keys(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "chan tai man 91307", "enter", "c")
        text = drawn(pilot)
        assert "A2600011355" in text
        assert "promised for" in text


# Callers.


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.BROKER])
async def test_an_employer_or_a_broker_sees_no_claim(opened: Open, home: Path, role: CallerRole) -> None:
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await press(pilot, "f5")
        assert listed(pilot)
        await press(pilot, "f2")
        await found(pilot, "A2000001447", "ctrl+o")
        with open_book(load(home, {})).write() as connection:
            connection.execute(update(t.contact).values(caller_role=role, level=Level.VERIFIED))
        screen = pilot.app.screen
        assert isinstance(screen, ClaimScreen)
        screen.contact_changed()
        screen.refresh_contact()
        await press(pilot, "f5")
        assert not listed(pilot)
        assert "■ Not allowed" in drawn(pilot)
        await press(pilot, "f2")
        assert "Medicine" not in drawn(pilot)


async def test_a_caller_not_yet_known_hears_nothing_and_v_verifies(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2000001447", "ctrl+o")
        screen = pilot.app.screen
        assert isinstance(screen, ClaimScreen)
        assert "■ Not allowed" in drawn(pilot)
        assert screen.detail is None
        await press(pilot, "v")
        for said, after in (("0001-00", "down"), ("18 Mar 1979", "up"), ("Tai Man Chan", "enter")):
            pilot.app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter", after)
        assert pilot.app.screen is screen
        assert "Paid on" in drawn(pilot)
        await press(pilot, "k")
        assert screen.detail is not None, "a parked caller who is the member may still hear of it"


# Names as data.


async def test_hostile_names_show_as_themselves(opened: Open, home: Path) -> None:
    name = " ".join(HOSTILE[:5])
    seen = name.replace("\x1b", "").replace("\x9b", "")
    with open_book(load(home, {})).write() as connection:
        connection.execute(update(t.member).values(name_en=name))
        connection.execute(update(t.branch).values(name_en=name))
        connection.execute(update(t.claim_line).values(item_name=name, provider_name=name))
        connection.execute(update(t.document_item).values(words=name, reason=name, remarks=name))
    async with opened((200, 60)) as pilot:
        await press(pilot, "f5")
        assert seen[:16] in drawn(pilot)
        await press(pilot, "f2")
        await found(pilot, "A2600011378", "enter")
        for room in ("l", "d"):
            await press(pilot, room)
            text = drawn(pilot)
            assert seen[:12] in text, room
            assert "\x1b" not in text
            assert "\x9b" not in text
