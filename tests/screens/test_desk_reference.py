"""F10 on the sample book and the real desk: everyday words to a form, a number, a meaning, an answer."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.screens.desk_reference.entry import ReferenceEntryScreen
from consoleapp.screens.desk_reference.screen import ReferenceScreen
from consoleapp.screens.dialogs.give import GiveDialog
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.settings import load
from consoleapp.store.engine import Database
from tests.screens.book import SUPERVISOR, Open, found, press
from tests.screens.console import drawn, settled, typed


async def rested(pilot: Pilot[Any]) -> None:
    """The cursor rests until the entry beside the list is read."""
    await pilot.pause(0.1)
    await settled(pilot)


async def looked_up(pilot: Pilot[Any], words: str, *keys: str) -> None:
    """F10, the words, then keys."""
    await press(pilot, "f10")
    pilot.app.screen.query_one("#box", Input).value = words
    await settled(pilot)
    await press(pilot, *keys)


async def test_a_form_is_found_given_and_printed(opened: Open, home: Path) -> None:
    async with opened() as pilot:
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, ReferenceScreen)
        await typed(pilot, "lost card")
        await rested(pilot)
        shown = drawn(pilot)
        assert "Lost card report" in shown
        assert "I lost my card." in shown
        assert "LM-303" in shown
        assert "in force" in shown, "the entry under the cursor stands beside the list"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReferenceEntryScreen)
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, GiveDialog)
        assert "The form is Lost card report, LM-303." in drawn(pilot)
        await press(pilot, "tab")
        await typed(pilot, "caller@example.com")
        await press(pilot, "enter")
        assert "On its way by E-mail." in drawn(pilot)
        await press(pilot, "p", "enter")
        assert "exports/LM-303-v1-en.pdf" in drawn(pilot)
    assert (home / "exports" / "LM-303-v1-en.pdf").read_bytes().startswith(b"%PDF-")
    database = Database.open(load(home, {}).database_url)
    with database.read() as connection:
        sent = connection.execute(
            text("SELECT m.recipient, f.name FROM outbox_message m JOIN outbox_file f ON f.message_id = m.id")
        ).all()
    database.close()
    assert [tuple(one) for one in sent] == [("caller@example.com", "LM-303-v1-en.pdf")]


async def test_a_number_says_whether_it_is_open_and_a_language_switches_all(opened: Open) -> None:
    async with opened() as pilot:
        await looked_up(pilot, "service hotline")
        assert "8595 0100" in drawn(pilot)
        assert "open until 19:00" in drawn(pilot)
        assert "+853 0000 0100 · opens Mon 23 Nov 09:00" in drawn(pilot), "Macau closed at 18:00"
        await press(pilot, "ctrl+l")
        assert "服務熱線" in drawn(pilot)
        assert pilot.app.screen.query_one("#box", Input).value == "service hotline"
        pilot.app.screen.query_one("#box", Input).value = "服务中心 香港"
        await settled(pilot)
        assert "客戶服務中心" in drawn(pilot)


async def test_an_answer_is_copied_and_looks_at_nobody(opened: Open, home: Path) -> None:
    database = Database.open(load(home, {}).database_url)

    def looks() -> int:
        with database.read() as connection:
            return int(connection.execute(text("SELECT COUNT(*) FROM access_entry")).scalar_one())

    async with opened() as pilot:
        await found(pilot, "0001-00 91307", "ctrl+o")
        before = looks()
        await looked_up(pilot, "how long claim", "enter", "y")
        assert pilot.app.clipboard.startswith(
            "How long does a claim take?\nA complete claim is closed within 10"
        )
        await press(pilot, "escape", "tab")
        pilot.app.screen.query_one("#box", Input).value = ""
        await settled(pilot)
        await press(pilot, "tab")
        points = [one for one in pilot.app.screen.query_one("#entries", RowList).rows if one.key is not None]
        assert "8595 0130" in [one.copied for one in points], "the number of the policy on the line"
    assert looks() == before
    database.close()


async def test_in_a_contact_it_goes_to_the_address_on_record(opened: Open, home: Path) -> None:
    async with opened() as pilot:
        await found(pilot, "0001-00 91307", "ctrl+o")
        await looked_up(pilot, "deductible", "enter", "g")
        lines = drawn(pilot)
        assert "to the one on record" in lines
        assert "What the member bears first" in lines or "墊底費" in lines
        await press(pilot, "down", "enter")
        assert "On its way by" in drawn(pilot)
    database = Database.open(load(home, {}).database_url)
    with database.read() as connection:
        row = connection.execute(
            text("SELECT member_id, created_by, reference FROM outbox_message ORDER BY id DESC LIMIT 1")
        ).one()
        entry = connection.execute(
            text("SELECT contact_id FROM audit_entry WHERE event = 'reference.sent'")
        ).scalar_one()
    database.close()
    assert row.member_id is not None
    assert row.reference == "reference:term:deductible"
    assert entry is not None, "the act belongs to the contact"


async def test_what_is_to_come_is_shown_and_not_given(opened: Open) -> None:
    async with opened() as pilot:
        await looked_up(pilot, "LM-402", "enter")
        shown = drawn(pilot)
        assert "2 · in force" in shown
        assert "01 Jan 2027 · not in force yet" in shown
        assert "superseded" in shown
        await press(pilot, "escape")
        pilot.app.screen.query_one("#box", Input).value = "vision care"
        await settled(pilot)
        assert "LM-490" not in drawn(pilot), "withdrawn"


async def test_nothing_found_nothing_brought_in_and_sections(opened: Open, home: Path) -> None:
    async with opened() as pilot:
        await looked_up(pilot, "zzzz")
        assert "Nothing found" in drawn(pilot)
        pilot.app.screen.query_one("#box", Input).value = ""
        await settled(pilot)
        await press(pilot, "ctrl+f")
        rows = pilot.app.screen.query_one("#entries", RowList).rows
        assert {one.copied.split("(")[0] for one in rows if one.key is not None} >= {"Dental claim form "}
        assert "Service hotline" not in drawn(pilot)
    home_book = Database.open(load(home, {}).database_url)
    with home_book.write() as connection:
        for table in (
            "reference_check",
            "reference_point",
            "reference_file",
            "reference_text",
            "reference_entry",
        ):
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
            connection.execute(text(f"DELETE FROM {table}"))
    home_book.close()
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "f10")
        assert "Nothing here yet" in drawn(pilot)
        assert "consoleapp reference import" in drawn(pilot)


@pytest.mark.parametrize("words", ["[b]", "[/x]", "'", "A\x1b]52;c;UFdOMQ==\x1b\\B", "CHAN\u200b", "\ud800"])
async def test_hostile_words_are_words(opened: Open, words: str) -> None:
    async with opened() as pilot:
        await looked_up(pilot, words)
        shown = drawn(pilot)
        assert "Desk reference" in shown
        assert "\x1b" not in shown
