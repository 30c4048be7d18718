"""F3 on the sample book and the real desk: the list, one policy, its rooms."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.rules.statuses import MemberStatus, PolicyStatus
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choose
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.policies.list import PoliciesScreen
from consoleapp.screens.policies.members import MembersRoom
from consoleapp.screens.policies.screen import PolicyScreen
from tests.screens.book import Open, found, numbers, press
from tests.screens.console import drawn, settled


def shown(pilot: Pilot[Any]) -> str:
    """What is drawn, spaces taken out of Chinese, folded lines joined."""
    return drawn(pilot).replace(" ", "")


# The list.


async def sorted_and_filtered(pilot: Pilot[Any]) -> None:
    """``s`` by the column under the cursor, ``f`` by words, ``a`` by status."""
    by_number = numbers(pilot)
    await press(pilot, "s")
    assert numbers(pilot) == by_number[::-1]
    await press(pilot, "right", "s")
    assert numbers(pilot)[0] == "91688", "by company: CHAN TAI METAL WORKS"
    await press(pilot, "f")
    pilot.app.screen.query_one(Input).value = "limited xyz"
    await press(pilot, "enter")
    assert sorted(numbers(pilot)) == ["91310", "91312"]
    assert "2 policies · every status · with “limited xyz”" in drawn(pilot)


async def test_f3_lists_every_policy_sorted_and_filtered_by_keys(opened: Open) -> None:
    async with opened((200, 40)) as pilot:
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, PoliciesScreen)
        text = drawn(pilot)
        assert "13 policies · every status" in text
        assert numbers(pilot) == sorted(numbers(pilot))
        line = next(line for line in text.splitlines() if "91307" in line)
        for part in (
            "THE ABC COMPANY",
            "Group Medical",
            "B00023",
            "Banyan Tree",
            "01 May 2026",
            "30 Apr 2027",
        ):
            assert part in line
        assert line.split()[-1] == "31"
        assert "F3 Policies" in text
        await sorted_and_filtered(pilot)


async def test_what_decides_fits_on_a_small_screen(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await press(pilot, "f3")
        line = next(line for line in drawn(pilot).splitlines() if "91307" in line)
        for part in ("THE ABC COMPANY", "30 Apr 2027", "In force", "31"):
            assert part in line
        await press(pilot, "ctrl+l")
        assert "所有狀況" in shown(pilot)
        assert "生效中" in shown(pilot)


async def test_a_status_narrows_the_list_and_keeps_the_words(opened: Open) -> None:
    async with opened() as pilot:
        await press(pilot, "f3", "a")
        assert isinstance(pilot.app.screen, Choose)
        await press(pilot, *["down"] * (1 + list(PolicyStatus).index(PolicyStatus.LAPSED)), "enter")
        assert numbers(pilot) == ["91120"]
        assert "1 policy · Lapsed" in drawn(pilot)
        await press(pilot, "a", "escape")
        assert numbers(pilot) == ["91120"]
        await press(pilot, "a", "home", "enter")
        assert len(numbers(pilot)) == 13


# Opening one.


async def test_a_policy_and_a_company_in_find_open_everything_the_trade_names(opened: Open) -> None:
    async with opened((120, 80)) as pilot:
        for said in ("91307", "abc company"):
            await found(pilot, said, "enter")
            assert isinstance(pilot.app.screen, PolicyScreen), said
            text = shown(pilot)
            for part in (
                "Policy91307", "Inforce", "MAKSIULING", "85970307", "78,844.00unsettled", "H0307",
                "甲乙丙公司",
                "GroupMedical", "01May2026–30Apr2027", "Yearly·HKD", "Employees11", "Spouses8", "Children12",
                "hr@h0307.example", "BanyanTreeInsurance", "B00023", "YUENKAWAI", "85980000",
                "desk@banyan.example", "ABCKWUNTONG", "01May2018–30Apr2019",
            ):  # fmt: skip
                assert part in text, part
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, FindScreen)


async def test_the_other_policies_of_a_company_are_one_list_away(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "91310", "enter")
        assert "Policies of the company" in drawn(pilot)
        others = pilot.app.screen.query_one("#others")
        others.focus()
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, PolicyScreen)
        assert "Policy 91312" in drawn(pilot)
        assert "Group Life and Group Medical" in drawn(pilot)


async def test_a_policy_that_is_gone_says_so(opened: Open) -> None:
    async with opened() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, FindScreen)
        pilot.app.push_screen(PolicyScreen(screen.session, 99_999))
        await settled(pilot)
        assert "? Not known" in drawn(pilot)


# Its rooms.


async def test_members_with_branch_and_status_and_all_sums_assured(opened: Open) -> None:
    async with opened((200, 60)) as pilot:
        await found(pilot, "91822", "enter")
        text = drawn(pilot)
        for title in ("Life", "TPD", "AD&D", "LTD", "CIB"):
            assert title in text
        room = pilot.app.screen.query_one(MembersRoom)
        whole = room.count
        await press(pilot, "r", "down", "enter")
        assert room.branch_id is not None
        assert room.count is not None
        assert whole is not None
        assert 0 < room.count < whole
        assert "branch MONG KOK SITE OFFICE" in drawn(pilot)
        await press(pilot, "a", *["down"] * (1 + list(MemberStatus).index(MemberStatus.PENDING)), "enter")
        assert room.count == 0
        assert "○ Nothing here yet" in drawn(pilot)
        await press(pilot, "a", "home", "enter", "r", "home", "enter")
        assert room.count == whole


async def test_sums_assured_of_one_member_are_seen_on_a_small_screen(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await found(pilot, "91822", "enter")
        text = " ".join(drawn(pilot).split())
        assert "Sums assured" in text
        for sum_ in ("Life", "TPD", "AD&D", "LTD", "CIB"):
            assert sum_ in text
        assert "Terminated" in text or "Active" in text


async def test_enter_on_a_member_opens_the_person_and_shift_p_prints_the_certificate(
    opened: Open, home: Path
) -> None:
    async with opened() as pilot:
        await found(pilot, "91307", "enter")
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, MemberScreen)
        assert "WONG TAI YIN" in drawn(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PolicyScreen)
        room = pilot.app.screen.query_one(MembersRoom)
        assert room.member is not None
        assert room.member.certificate == "0001-01", "the cursor is where it was"
        await press(pilot, "P")
        (page,) = (home / "exports").glob("certificate-91307-0001-01-*.html")
        assert f"exports/{page.name}" in drawn(pilot)
        assert "WONG TAI YIN" in page.read_text(encoding="utf-8")
        await press(pilot, "enter", "p")
        assert isinstance(pilot.app.screen, PolicyScreen), "and p leads from the person to the policy"


async def test_the_schedule_is_a_tree_that_opens_and_closes(opened: Open) -> None:
    async with opened((120, 50)) as pilot:
        await found(pilot, "91307", "enter")
        await press(pilot, "b")
        text = drawn(pilot)
        assert "▾ plan 10  Staff" in text
        assert "▸ plan 12" not in text or "▾ Out-patient" in text
        assert "30 visits a policy year" in text
        assert "not covered" in text
        await press(pilot, "down", "down", "enter")
        text = " ".join(drawn(pilot).split())
        assert "▾ Room and board" in text
        assert "Unapproved provider not known" in text
        assert "Limit 5,000.00 a day" in text
        await press(pilot, "left", "left", "left")
        assert "▸ plan 10  Staff" in drawn(pilot)
        assert "▸ plan 12  Senior staff" in drawn(pilot)
        await press(pilot, "down", "right")
        assert "▾ plan 12  Senior staff" in drawn(pilot)
        assert "10,000.00 a day" in drawn(pilot)


async def test_plans_side_by_side_and_invoices_at_two_sizes(opened: Open) -> None:
    async with opened((120, 60)) as pilot:
        await found(pilot, "91307", "enter")
        for size in ((120, 60), (80, 60)):
            await pilot.resize_terminal(*size)
            await press(pilot, "c")
            text = drawn(pilot)
            assert "≠ 20 benefits differ" in text
            lines = text.splitlines()
            place = next(at for at, line in enumerate(lines) if "5,000.00 a day" in line)
            assert "≠" in lines[place] + lines[place - 1]
            assert "10,000.00 a day" in lines[place]
            same = next(line for line in text.splitlines() if "Home nursing" in line)
            assert "≠" not in same
            assert "same" in same
            await press(pilot, "i")
            lines = drawn(pilot).splitlines()
            place = next(at for at, line in enumerate(lines) if "9200352" in line)
            assert "overdue" in "".join(lines[place : place + 2])
            total = next(line for line in lines if "Unsettled" in line)
            assert lines[place].rindex("52,344.00") == total.index("78,844.00"), "aligned to the last digit"
        await press(pilot, "escape")
        await found(pilot, "91310", "enter")
        await press(pilot, "c")
        assert "one plan only" in drawn(pilot)


async def test_what_the_company_owes_costs_two_keys_where_there_is_a_ledger(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "91307", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, PolicyScreen)
        assert "l ledger" in drawn(pilot)
        await press(pilot, "l")
        assert pilot.app.screen is not screen
        assert isinstance(pilot.app.screen, DeskScreen)
        assert "78,844.00" in drawn(pilot)
        await press(pilot, "escape")
        screen.session.ledger = None
        screen.refresh_bindings()
        await settled(pilot)
        assert "l ledger" not in drawn(pilot)
        await press(pilot, "l")
        assert pilot.app.screen is screen
