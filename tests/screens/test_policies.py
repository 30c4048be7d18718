"""F3 on the sample book and the real desk: the list, one policy, its rooms, and who may hear of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.rules.statuses import MemberStatus, PolicyStatus
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choose
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.policies.list import PoliciesScreen
from consoleapp.screens.policies.members import MembersRoom
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.widgets.frame import KeyLine
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.console import drawn, settled, signed_in
from tests.screens.test_frame import HOSTILE

Open = Callable[..., AbstractAsyncContextManager[Pilot[Any]]]


@pytest.fixture
def opened(home: Path, clock: FrozenClock) -> Open:
    """``async with opened(size) as pilot:`` signed in on the copy."""

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[Any]]:
        app = console(load(home, {}), "", clock)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await signed_in(pilot)
            yield pilot
        app.launch.leave()

    return open_it


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def found(pilot: Pilot[Any], text: str, key: str = "enter") -> None:
    """Type into Find and press a key on the first hit."""
    pilot.app.screen.query_one("#box", Input).value = text
    await settled(pilot)
    await press(pilot, key)


def numbers(pilot: Pilot[Any]) -> list[str]:
    """The first words of the rows of a list."""
    lines = [line.split() for line in drawn(pilot).splitlines()]
    return [line[0] for line in lines if line and line[0].isdigit() and len(line[0]) == 5]


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
            await found(pilot, said)
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
        await found(pilot, "91310")
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
        await found(pilot, "91822")
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
        await found(pilot, "91822")
        text = " ".join(drawn(pilot).split())
        assert "Sums assured" in text
        for sum_ in ("Life", "TPD", "AD&D", "LTD", "CIB"):
            assert sum_ in text
        assert "Terminated" in text or "Active" in text


async def test_enter_on_a_member_opens_the_person_and_shift_p_prints_the_certificate(
    opened: Open, home: Path
) -> None:
    async with opened() as pilot:
        await found(pilot, "91307")
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
        await found(pilot, "91307")
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
        await found(pilot, "91307")
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
        await found(pilot, "91310")
        await press(pilot, "c")
        assert "one plan only" in drawn(pilot)


async def test_what_the_company_owes_costs_two_keys_where_there_is_a_ledger(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "91307")
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


# Callers.


async def test_an_employer_is_identified_and_then_hears_of_the_policy(opened: Open) -> None:
    async with opened((120, 50)) as pilot:
        await found(pilot, "91307", "ctrl+o")
        app = pilot.app
        assert isinstance(app, ConsoleApp)
        assert isinstance(app.screen, PolicyScreen)
        text = drawn(pilot)
        assert "CALL" in text
        assert "caller is the employer" in text
        for hidden in ("MAK SIU LING", "8597 0307", "YUEN KA WAI", "78,844.00", "CHAN TAI MAN"):
            assert hidden not in text, hidden
        assert "■ Not allowed" in text
        assert "Check two facts" in text
        await press(pilot, "v")
        assert "Employer" in drawn(pilot)
        assert "Parent or guardian" not in drawn(pilot)
        assert "Provider" not in drawn(pilot)
        for said in ("H0307", "Mak Siu Ling", ""):
            app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter")
        assert isinstance(app.screen, PolicyScreen)
        text = drawn(pilot)
        assert "identified" in text
        for said in ("MAK SIU LING", "8597 0307", "78,844.00", "CHAN TAI MAN"):
            assert said in text, said
        await press(pilot, "v", "shift+tab", "shift+tab", "down", "enter")
        behind = next(one for one in app.screen_stack if isinstance(one, PolicyScreen))
        assert behind.policy is not None
        assert behind.policy.ledger is None, "the broker has proved nothing yet"
        assert behind.query_one(MembersRoom).member is None
        for said in ("B00023", "Yuen Ka Wai", ""):
            app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter")
        assert "caller is the broker" in drawn(pilot)
        assert "8597 0307" in drawn(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, MemberScreen)
        await press(pilot, "c")
        text = " ".join(drawn(pilot).split())
        assert "never hears a diagnosis or a claim line" in text
        assert "A2000001447" not in text


@pytest.mark.parametrize("role", [CallerRole.MEMBER, CallerRole.PROVIDER])
async def test_to_other_callers_a_policy_stays_closed(opened: Open, home: Path, role: CallerRole) -> None:
    async with opened((120, 50)) as pilot:
        await found(pilot, "0001-00 91307", "ctrl+o")
        with open_book(load(home, {})).write() as connection:
            connection.execute(update(t.contact).values(caller_role=role, level=Level.VERIFIED))
        await press(pilot, "f3")
        await press(pilot, *["down"] * numbers(pilot).index("91307"), "enter")
        text = " ".join(drawn(pilot).split())
        assert "Policy 91307" in text
        assert "MAK SIU LING" not in text
        assert "78,844.00" not in text
        for room in ("m", "b", "c", "i"):
            await press(pilot, room)
            assert "■ Not allowed" in drawn(pilot)
            assert "0001-01" not in drawn(pilot)


async def test_a_contact_of_the_list_is_parked_and_picked_up_at_the_policy(opened: Open) -> None:
    async with opened() as pilot:
        await press(pilot, "f3", "end", "ctrl+o")
        screen = pilot.app.screen
        assert isinstance(screen, PolicyScreen)
        assert screen.session.contact is not None
        assert screen.session.contact.policy_id == screen.policy_id
        await press(pilot, "k", "slash", "tab", "k", "enter")
        assert isinstance(pilot.app.screen, PolicyScreen)
        assert pilot.app.screen.policy_id == screen.policy_id
        assert "caller is the employer" in drawn(pilot)


# Names as data.


async def test_hostile_names_show_as_themselves(opened: Open, home: Path) -> None:
    name = " ".join(HOSTILE[:5])
    seen = name.replace("\x1b", "").replace("\x9b", "")
    with open_book(load(home, {})).write() as connection:
        policy = connection.execute(select(t.policy).where(t.policy.c.policy_no == "91307")).one()
        for table, of, what in (
            (t.policy_holder, t.policy_holder.c.id == policy.holder_id, ("name_en", "contact_name")),
            (t.broker, t.broker.c.id == policy.broker_id, ("name", "contact_name")),
            (t.branch, t.branch.c.holder_id == policy.holder_id, ("name_en",)),
            (t.plan, t.plan.c.policy_id == policy.id, ("name_en",)),
            (t.benefit, t.benefit.c.id > 0, ("name_en",)),
            (t.member, t.member.c.policy_id == policy.id, ("name_en",)),
        ):
            connection.execute(update(table).where(of).values(dict.fromkeys(what, name)))
    async with opened((200, 60)) as pilot:
        await press(pilot, "f3")
        assert seen[:20] in drawn(pilot)
        await press(pilot, *["down"] * numbers(pilot).index("91307"), "enter")
        for room in ("m", "b", "c", "i", "r"):
            await press(pilot, room)
            text = drawn(pilot)
            assert seen[:12] in text, room
            assert "\x1b" not in text
            assert "\x9b" not in text


# Looks.


async def listed(pilot: Pilot[Any]) -> None:
    await signed_in(pilot)
    await press(pilot, "f3")


async def members(pilot: Pilot[Any]) -> None:
    await signed_in(pilot)
    await found(pilot, "91822")


async def compared(pilot: Pilot[Any]) -> None:
    await signed_in(pilot)
    await press(pilot, "ctrl+l")
    await found(pilot, "91307")
    await press(pilot, "c")


@pytest.mark.parametrize(("scene", "size"), [(compared, (80, 24)), (members, (120, 36)), (listed, (200, 60))])
def test_it_looks_as_it_did(
    snap_compare: Any,
    home: Path,
    clock: FrozenClock,
    scene: Callable[[Pilot[Any]], Any],
    size: tuple[int, int],
) -> None:
    """The foot is left out: it tells of every area of work there is."""
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"

    async def without_foot(pilot: Pilot[Any]) -> None:
        await scene(pilot)
        pilot.app.screen.query_one(KeyLine).display = False
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=without_foot)
