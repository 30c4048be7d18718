"""The Member screen: what an answer costs in keys, what is withheld, names that try to be more than names."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.desk.shapes import Masked
from consoleapp.errors import NotFound
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.screens.dialogs.unmask import UnmaskDialog
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_finds import HITS, YIN
from tests.screens.fake_member import CARD, TIMELINE, with_name


@pytest.fixture
def book(clock: FrozenClock) -> FakeBook:
    return FakeBook(clock)


@pytest.fixture
def app(book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConsoleApp:
    return console(clock, tmp_path, book, monkeypatch)


class Hands:
    """Presses keys and counts them; words that are data are typed without being counted."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)
            self.keys += 1

    async def type(self, text: str) -> None:
        await typed(self.pilot, text)


async def at_find(pilot: Pilot[Any]) -> Hands:
    await signed_in(pilot)
    await typed(pilot, "chan tai man")
    return Hands(pilot)


async def at_member(pilot: Pilot[Any]) -> Hands:
    hands = await at_find(pilot)
    await hands.press("enter")
    return hands


async def test_where_is_my_claim_of_1_august_costs_two_keys(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_find(pilot)
        await hands.press("enter", "c")
        assert hands.keys == 2
        shown = drawn(pilot)
        assert "01 Aug 2026" in shown
        assert "Paid on 28 Aug 2026" in shown
        assert "promised for Thu 26 Nov" in shown


async def test_how_many_visits_are_left_costs_two_keys_and_the_word(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_find(pilot)
        await hands.press("enter", "b")
        await hands.type("physio")
        assert hands.keys == 2
        shown = drawn(pilot)
        assert "none left" in shown
        assert "General consultation" not in shown
        assert "All 10 visits of this policy year are used up." in shown


async def test_the_schedule_is_searched_in_the_other_language_too(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await pilot.press("b")
        app.screen.query_one("#word", Input).insert_text_at_cursor("物理")
        await settled(pilot)
        assert "Physiotherapy" in drawn(pilot)
        assert "Ambulance" not in drawn(pilot)


async def test_four_answers_that_are_no_number_never_look_alike(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        await at_member(pilot)
        lines = drawn(pilot).splitlines()

        def answer(item: str) -> str:
            return next(line for line in lines if item in line)

        assert "none left" in answer("Physiotherapy")
        assert "unlimited" in answer("Ambulance")
        assert "not covered" in answer("Home nursing")
        assert "not known" in answer("Organ transplant")
        assert "no yearly limit" in answer("Room and board")


async def test_escape_takes_one_step_and_keeps_what_was_typed(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("b")
        await hands.type("physio")
        await hands.press("escape")
        assert app.screen.query_one("#word", Input).value == "physio"
        await hands.press("escape")
        assert app.screen.query_one("#word", Input).value == ""
        assert isinstance(app.screen, MemberScreen)
        await hands.press("escape")
        assert isinstance(app.screen, FindScreen)
        assert app.screen.query_one("#box", Input).value == "chan tai man"


async def test_the_family_is_one_step_to_the_left(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("left", "down", "enter")
        assert isinstance(app.screen, MemberScreen)
        assert app.screen.member_id == YIN
        assert drawn(pilot).splitlines()[1].startswith(" WONG TAI YIN")


async def test_what_fails_says_so_where_it_belongs(app: ConsoleApp, book: FakeBook) -> None:
    book.fails["timeline"] = ValueError("A123456(3)")
    book.fails["account"] = NotFound("That login is gone.")
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("t")
        assert "× That did not work" in drawn(pilot)
        assert "error id" in drawn(pilot)
        assert "A123456" not in drawn(pilot)
        await hands.press("a")
        assert "? Not known  That login is gone." in drawn(pilot)


async def test_the_account_says_what_is_next(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_member(pilot)
        await hands.press("a")
        shown = drawn(pilot)
        assert "Frozen since Fri 20 Nov 13:40" in shown
        assert "5 wrong passwords" in shown
        assert "Next" in shown


async def test_a_private_field_is_shown_for_a_purpose_in_a_contact(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        hands = await at_find(pilot)
        await hands.press("ctrl+o", "m")
        assert isinstance(app.screen, UnmaskDialog)
        await hands.press("down", "down", "enter", "end", "enter")
        assert book.unmasked == []
        assert "Say in a few words" in drawn(pilot)
        await hands.type("read back")
        await hands.press("enter")
        assert book.unmasked == [(Field.MOBILE, "other: read back")]
        assert "9123 4567" in drawn(pilot)


async def test_without_a_contact_nothing_private_is_shown(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        hands = await at_member(pilot)
        await hands.press("m")
        assert book.unmasked == []
        assert "only shown in a contact" in drawn(pilot)


async def test_an_auditor_has_no_keys_of_contacts(app: ConsoleApp, book: FakeBook) -> None:
    book.role = Role.AUDITOR
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_member(pilot)
        await hands.press("v", "k", "w")
        assert isinstance(app.screen, MemberScreen)
        assert "verify" not in drawn(pilot)


HOSTILE = (
    "[/x]",
    "Chan [b",
    "[@click=app.exit]x[/]",
    "A\x1b]52;c;UFdOMQ==\x1b\\B",
    "N\x9b2J",
    "CHAN\u200b",
    "[/",
)


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_show_as_themselves_on_every_screen(app: ConsoleApp, book: FakeBook, name: str) -> None:
    shown = "".join(letter for letter in name if letter not in "\x1b\x9b\u200b")
    book.card = with_name(CARD, name, "陳" * 40)
    book.hits = (replace(HITS[0], title=name, spans=((0, 2),), company=name),)
    book.entries = tuple(replace(entry, who=name, detail=name) for entry in TIMELINE)
    book.sheet = replace(
        book.sheet, lines=tuple(replace(line, name_en=name, item_code=name) for line in book.sheet.lines)
    )
    book.claim_rows = tuple(
        replace(
            claim,
            lines=tuple(
                replace(
                    line,
                    item_name=name,
                    provider_name=name,
                    diagnosis=Masked(Field.DIAGNOSIS, name, open=True),
                )
                for line in claim.lines
            ),
        )
        for claim in book.claim_rows
    )
    async with app.run_test(size=(200, 60)) as pilot:
        await signed_in(pilot)
        assert shown in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        for tab in ("benefits", "claims", "timeline"):
            app.screen.action_tab(tab)
            await settled(pilot)
            await pilot.press("escape") if tab == "benefits" else None
            await pilot.press("enter") if tab == "claims" else None
            await settled(pilot)
            text = drawn(pilot)
            assert text.count(shown) > 3, tab
            assert "\x1b" not in text
            assert "\x9b" not in text
            assert "陳" * 20 in text
