"""Who may hear of a policy, and names of it as data."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.desk.opening import open_book
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.policies.members import MembersRoom
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.screens.book import Open, found, numbers, press
from tests.screens.console import drawn
from tests.screens.test_frame import HOSTILE


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
