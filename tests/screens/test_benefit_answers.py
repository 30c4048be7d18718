"""Am I covered, how much is left, what would I get, why was I paid less: what each answer costs in keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.errors import NotAllowed
from consoleapp.rules.verification import Level
from consoleapp.screens.dialogs.estimate import EstimateDialog
from consoleapp.screens.dialogs.used import UsedDialog
from consoleapp.screens.dialogs.why_less import WhyLessDialog
from consoleapp.screens.dialogs.wrap_up import WrapUpDialog
from consoleapp.screens.member.claims import ClaimsPanel
from consoleapp.screens.member.screen import MemberScreen
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled
from tests.screens.fake_desk import FakeBook
from tests.screens.test_member import at_find, at_member


@pytest.fixture
def book(clock: FrozenClock) -> FakeBook:
    return FakeBook(clock)


@pytest.fixture
def app(book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConsoleApp:
    return console(clock, tmp_path, book, monkeypatch)


async def test_covered_for_an_mri_and_what_would_i_get_costs_four_keys(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_find(pilot)
        await hands.press("enter", "b")
        await hands.type("mri")
        assert "Diagnostic imaging and tests" in drawn(pilot)
        await hands.press("e")
        assert isinstance(app.screen, EstimateDialog)
        await hands.type("1200")
        await hands.press("enter")
        assert hands.keys == 4
        shown = drawn(pilot)
        assert "ESTIMATE" in shown
        assert "HKD 960.00" in shown
        assert "HKD 240.00" in shown
        assert "21 Nov 2026" in shown
        await hands.press("escape")
        assert app.screen.query_one("#word", Input).value == "mri"


async def test_why_was_i_paid_less_costs_four_keys(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_find(pilot)
        await hands.press("enter", "c")
        app.screen.query_one(ClaimsPanel).stand_on(1447)  # the claim the caller names
        await settled(pilot)
        app.screen.query_one(ClaimsPanel).unfolded.clear()
        await hands.press("enter", "w")
        assert hands.keys == 4
        assert isinstance(app.screen, WhyLessDialog)
        shown = drawn(pilot)
        # In the member's language first, then in the desk's.
        assert "HKD 500.00" in shown.split("Of HKD 500.00")[0]
        assert "Of HKD 500.00, HKD 320.00 was paid and HKD 180.00 was not." in " ".join(shown.split())
        await hands.press("enter")
        assert isinstance(app.screen, MemberScreen)


async def test_w_wraps_up_but_on_a_claim_line_and_there_shift_w_does(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_find(pilot)
        await hands.press("ctrl+o")
        book.bands = {one: replace(band, level=Level.IDENTIFIED) for one, band in book.bands.items()}
        await hands.press("c")
        assert "w wrap up" in drawn(pilot)
        await hands.press("enter")
        assert "w why less" in drawn(pilot)
        assert "W wrap up" in drawn(pilot)
        await hands.press("W")
        assert isinstance(app.screen, WrapUpDialog)
        await hands.press("escape", "up", "w")
        assert isinstance(app.screen, WrapUpDialog)


async def test_the_lines_behind_a_figure_as_of_a_time(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_member(pilot)
        await hands.press("enter")
        assert isinstance(app.screen, UsedDialog)
        shown = drawn(pilot)
        assert "30 visits · 17 visits left" in shown
        assert "01 Aug 2026" in shown
        assert "A2000001447-1" in shown
        assert "As of Fri 20 Nov 2026 18:05" in shown
        await hands.press("down", "enter")
        assert isinstance(app.screen, MemberScreen)
        assert app.screen.tab == "claims"
        assert app.screen.query_one(ClaimsPanel).claim is not None
        assert app.screen.query_one(ClaimsPanel).rows.key == ("claim", 1447)


async def test_enter_behind_the_word_shows_the_lines_too(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("b")
        await hands.type("medicine")
        assert "Enter what used it" in drawn(pilot)
        await hands.press("enter")
        assert isinstance(app.screen, UsedDialog)
        await hands.press("escape")
        assert app.screen.query_one("#word", Input).has_focus


async def test_what_a_narrow_list_cuts_off_stands_below_whole(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        lines = drawn(pilot).splitlines()
        cut = next(line for line in lines if "30 visits · 12 used" in line)
        assert cut.endswith("…")
        assert "Specialist" not in cut
        await hands.press("b")
        await hands.type("specialist")
        below = drawn(pilot).partition("Say")[2]
        assert "350.00 a visit" in below or "referral needed" in below


async def test_pending_stands_beside_posted_and_others_are_a_sum(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_member(pilot)
        await hands.press("b")
        await hands.type("medicine")
        await hands.press("down", "enter")
        lines = drawn(pilot).splitlines()
        pending = next(line for line in lines if "A2000001502-1" in line)
        posted = next(line for line in lines if "A2000001447-1" in line)
        assert pending.rindex("180.00") > posted.rindex("400.00")
        others = next(line for line in lines if "others, whose lines are not shown here" in line)
        assert "2,780.00" in others


async def test_e_is_a_letter_while_an_item_has_it(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("b")
        await hands.type("spe")
        assert app.screen.query_one("#word", Input).value == "spe"
        await hands.type("cialist")
        await hands.press("e")
        assert isinstance(app.screen, EstimateDialog)
        await hands.press("escape", "escape", "e")
        assert isinstance(app.screen, EstimateDialog)


async def test_e_behind_a_chinese_word_estimates(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("b")
        app.screen.query_one("#word", Input).value = "磁力共振"
        await settled(pilot)
        await hands.press("end", "e")
        assert isinstance(app.screen, EstimateDialog)


async def test_answers_that_are_no_number_never_look_alike(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        await at_member(pilot)

        async def answer(word: str) -> tuple[bool, str]:
            """Whether a bill of 900.00 is said to be payable as ``said``, and whether the member bears it."""
            await pilot.press("b", *word, "down", "e", *"900", "enter")
            await settled(pilot)
            lines = drawn(pilot).splitlines()
            await pilot.press("escape", "escape")
            said = next(line.partition("Payable")[2].strip() for line in lines if "Payable" in line)
            return any("Member bears" in line for line in lines), said

        assert (await answer("ambulance"))[1].startswith("HKD 900.00")
        for word, bears, said in (
            ("physio", True, "nothing left"),
            ("nursing", True, "not covered"),
            ("transplant", False, "not known"),
        ):
            found = await answer(word)
            assert (found[0], found[1].startswith(said)) == (bears, True), found


async def test_what_cannot_be_worked_out_is_said_in_the_dialog(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        hands = await at_member(pilot)
        await hands.press("e", "enter")
        assert "Type the amount of the bill." in drawn(pilot)
        await hands.type("much")
        await hands.press("enter")
        assert "is not an amount" in drawn(pilot)
        box = app.screen.query_one("#amount", Input)
        box.value = "500"
        await hands.press("enter")
        assert "HKD 320.00" in drawn(pilot)
        book.fails["estimate"] = NotAllowed("Check two facts with the caller before you speak about this.")
        await hands.press("enter")
        assert "Check two facts with the caller" in " ".join(drawn(pilot).split())
        assert "HKD 320.00" not in drawn(pilot)
        box.value = "5"
        app.screen.query_one("#day", Input).value = "someday"
        await hands.press("enter")
        assert "no day yet" in drawn(pilot)


async def test_the_provider_is_a_standing_or_a_name(app: ConsoleApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        hands = await at_member(pilot)
        await hands.press("e")
        await hands.type("500")
        await hands.press("tab")
        await hands.type("unap")
        assert "Unapproved provider" in drawn(pilot)
        await hands.press("enter")
        assert "HKD 192.00" in drawn(pilot)
        app.screen.query_one("#provider", Input).value = "dr nobody"
        await hands.press("enter")
        assert "No provider in the directory is called 'dr nobody'." in " ".join(drawn(pilot).split())


async def test_everyday_words_in_both_scripts_and_what_is_not_there(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await pilot.press("b")
        box = app.screen.query_one("#word", Input)
        for word in ("磁力共振", "磁力共振掃描", "x-ray", "化验"):
            box.value = word
            await settled(pilot)
            assert "Diagnostic imaging and tests" in drawn(pilot), word
        box.value = "zzz"
        await settled(pilot)
        assert "Nothing in the schedule is called that" in " ".join(drawn(pilot).split())
