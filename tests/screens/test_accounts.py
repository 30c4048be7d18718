"""F7 and the account of a person on the sample book and the real desk: the call "my account is locked"."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.desk.opening import open_book
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.screens.accounts.list import AccountsScreen
from consoleapp.screens.accounts.screen import AccountScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskReason
from consoleapp.screens.dialogs.hearing import HearingDialog
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.book import Open, found, press
from tests.screens.console import drawn, settled


def book_of(home: Path, *statements: Any) -> Any:
    """Run statements on the book behind the screens; the rows of the last."""
    database = open_book(load(home, {}))
    with database.write() as connection:
        done = [connection.execute(statement) for statement in statements]
        rows = done[-1].all() if done[-1].returns_rows else None
    database.close()
    return rows


def sent(home: Path, template: str) -> Any:
    """The newest message of a kind, as it lies in the outbox."""
    message = t.outbox_message
    query = select(message).where(message.c.template == template).order_by(message.c.id.desc())
    return book_of(home, query)[0]


def say(pilot: Pilot[Any], text: str) -> None:
    """What the caller says, typed: data, which costs no keys."""
    pilot.app.screen.query_one("#said", Input).value = text


def the_code(home: Path) -> str:
    """As the caller reads it from their telephone."""
    code = re.search(r"\b\d{6}\b", sent(home, "one_time_code").sealed_body)
    assert code is not None
    return code[0]


async def verified(pilot: Pilot[Any], home: Path) -> int:
    """From the Find box to a verified caller; returns the keys it cost beyond what was typed as data."""
    keys = 0

    async def pressed(*names: str) -> None:
        nonlocal keys
        keys += len(names)
        await press(pilot, *names)

    pilot.app.screen.query_one("#box", Input).value = "chan tai man 0001-00"
    await settled(pilot)
    await pressed("shift+enter", "v")
    assert isinstance(pilot.app.screen, VerifyDialog)
    for fact in ("0001-00", "PR9130700100"):
        say(pilot, fact if fact == "0001-00" else "chan tai man")
        if fact != "0001-00":
            assert "Full name" in pilot.app.screen.query_one("#said", Input).placeholder
        await pressed("enter")
    await pressed("ctrl+s")
    say(pilot, the_code(home))
    await pressed("enter")
    assert isinstance(pilot.app.screen, MemberScreen)
    return keys


async def test_my_account_is_locked_costs_nine_keys(opened: Open, home: Path) -> None:
    """Row 5 of the key table: Shift+Enter, v, two facts, the code, a, u, the reason, Enter."""
    async with opened((80, 24)) as pilot:
        keys = await verified(pilot, home)
        assert "verified" in drawn(pilot)
        await press(pilot, "a")
        assert "Frozen" in drawn(pilot)
        assert "verified: unlock" in " ".join(drawn(pilot).split())
        await press(pilot, "u")
        assert isinstance(pilot.app.screen, AskReason)
        await press(pilot, "enter")
        keys += 3
        assert "Unlocked. The holder is told" in drawn(pilot)
        assert keys <= 9
    (account,) = book_of(home, select(t.portal_account).where(t.portal_account.c.account_no == "PA200007"))
    assert (account.stage, account.failed_attempts) == (AccountStage.ACTIVE, 0)
    assert sent(home, "account_unlocked").channel == "email"
    assert sent(home, "account.unlocked").channel == "webhook"


async def test_the_dialog_counts_the_code_down_and_shows_no_answer(
    opened: Open, home: Path, clock: FrozenClock
) -> None:
    async with opened((80, 24)) as pilot:
        await found(pilot, "chan tai man 0001-00", "ctrl+o", "v", "ctrl+s")
        assert "Check two facts first" in drawn(pilot)
        for said in ("0001-00", "chan tai man"):
            say(pilot, said)
            await press(pilot, "enter")
        assert "^S sends a code: SMS •••• ••09" in drawn(pilot)
        await press(pilot, "ctrl+n")
        assert "sends a code: E-mail" in drawn(pilot)
        await press(pilot, "ctrl+n", "ctrl+s")
        assert "valid 05:00" in drawn(pilot)
        assert "a new one in 02:00" in drawn(pilot)
        clock.advance(minutes=2)
        pilot.app.screen.draw_proof()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "valid 03:00" in drawn(pilot)
        assert "^S sends a new one" in drawn(pilot)
        say(pilot, "12345")
        await press(pilot, "enter")
        assert "A code has 6 digits" in drawn(pilot)
        clock.advance(minutes=3)
        pilot.app.screen.draw_proof()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "The code has lapsed." in drawn(pilot)
        await press(pilot, "up")
        assert "Question 1 of 3" in drawn(pilot)
        say(pilot, "nonsense")
        await press(pilot, "enter")
        assert "2 tries left" in drawn(pilot)
        assert "Question 2 of 3" in drawn(pilot)
        for answer in ("Lantern", "Biscuit", "Macau", "lanternprimaryschool"):
            assert answer not in drawn(pilot)


async def test_without_tries_a_supervisor_is_asked_for_one_more(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await found(pilot, "chan tai man 0001-00", "ctrl+o", "v")
        for _ in range(3):
            say(pilot, "0009-00")
            await press(pilot, "enter")
        assert "^R asks a supervisor for one more" in drawn(pilot)
        await press(pilot, "ctrl+r")
        assert isinstance(pilot.app.screen, ApproveDialog)
        for name, text in (
            ("reason", "known by voice"),
            ("login", "supervisor"),
            ("password", "banyan-kite-compass"),
        ):
            pilot.app.screen.query_one(f"#{name}", Input).value = text
            await press(pilot, "enter")
        assert isinstance(pilot.app.screen, VerifyDialog)
        assert "1 try left" in drawn(pilot)


async def test_an_act_says_what_to_do_first(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "chan tai man 0001-00", "enter", "a", "u")
        assert "Take the call of whoever holds the account first" in drawn(pilot)
        await press(pilot, "escape")
        await found(pilot, "chan tai man 0001-00", "ctrl+o", "a", "u")
        assert isinstance(pilot.app.screen, MemberScreen)
        assert "Verify the caller first" in drawn(pilot)
        assert "taiman.chan" not in drawn(pilot)


async def test_the_list_begins_with_the_frozen_and_is_narrowed(opened: Open) -> None:
    async with opened((200, 60)) as pilot:
        await press(pilot, "f7")
        screen = pilot.app.screen
        assert isinstance(screen, AccountsScreen)
        lines = [line for line in drawn(pilot).splitlines() if line.strip().startswith("PA2")]
        assert [line.split()[0] for line in lines[:3]] == ["PA200007", "PA200077", "PA200182"]
        assert "203.0.113.7" in lines[0]
        assert "Five invalid logins" in lines[0]
        assert "Verify the caller, then unlock." in drawn(pilot)
        whole = screen.count
        screen.at_stage((AccountStage.REGISTERING,))
        await settled(pilot)
        assert screen.count is not None
        assert whole is not None
        assert 0 < screen.count < whole
        assert "Next  " in drawn(pilot)
        screen.at_stage((None,))
        screen.of_kind((AccountHolder.BROKER,))
        await settled(pilot)
        assert screen.count == 3
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AccountScreen)


async def test_one_account_and_what_listens(opened: Open, home: Path) -> None:
    async with opened((160, 44)) as pilot:
        await found(pilot, "PA200007", "enter")
        assert isinstance(pilot.app.screen, AccountScreen)
        shown = drawn(pilot)
        assert "203.0.113.7" in shown
        assert "taiman.chan" in shown
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, MemberScreen)
        await press(pilot, "escape", "v", "enter", "escape")
        shown = drawn(pilot)
        assert "Frozen since" in shown
        assert "Check two facts" in shown
        for behind in ("taiman.chan", "203.0.113.7", "2026-01"):
            assert behind not in shown
        await press(pilot, "H")
        assert isinstance(pilot.app.screen, HearingDialog)
        assert "not yet" in drawn(pilot)
        await press(pilot, "escape")
        contact = t.contact
        book_of(home, update(contact).values(level=Level.VERIFIED, caller_role=CallerRole.PROVIDER))
        await press(pilot, "v", "escape")
        assert "PA200007" not in drawn(pilot)
        assert "■ Not allowed" in drawn(pilot)


async def test_an_employers_account_is_invited_on_its_call(opened: Open, home: Path) -> None:
    async with opened() as pilot:
        await found(pilot, "PA200161", "enter", "v", "enter", "escape")
        contact = t.contact
        book_of(home, update(contact).values(level=Level.VERIFIED))
        await press(pilot, "v", "escape", "i", "enter")
        assert "Sent two ways" in drawn(pilot)
    (made,) = book_of(home, select(t.portal_invitation))
    assert made.pin_hash.startswith("$argon2id$")
