"""The frame: what stands in its lines, at every width, during a contact, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget

from consoleapp.rules.hours import Opening
from consoleapp.screens.messages import Say
from consoleapp.screens.widgets.frame import (
    ContactLine,
    Door,
    HeaderLine,
    KeyLine,
    MessageLine,
    MessageTone,
    both_ends,
)
from consoleapp.settings import Look
from tests.conftest import FrozenClock
from tests.screens.sample import CONTACT, DOORS, VERIFIED, sample_app

HOSTILE = (
    "[/x]",
    "Chan [b",
    "[@click=app.exit]x[/]",
    "A\x1b]52;c;UFdOMQ==\x1b\\B",
    "N\x9b2J",
    "陳大文" * 13 + "陳",
)


def text_of(widget: Widget) -> str:
    """What ``widget`` draws on its first line."""
    return "".join(segment.text for segment in widget.render_line(0)).strip()


async def sign_in(pilot: Pilot[object]) -> None:
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


async def test_the_first_line(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(160, 24)) as pilot:
        await sign_in(pilot)
        line = text_of(app.screen.query_one(HeaderLine))
        assert line.startswith(
            "Service desk   Hotline · Wong Ka Yan  ·  hotline open until 19:00  ·  walk-in closed"
        )
        assert "closed until Mon 23 Nov 09:00" in line
        assert line.endswith("Fri 20 Nov 2026 18:05  EN")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("language", ["en", "zh_Hant"])
async def test_every_width_keeps_what_matters(
    clock: FrozenClock, tmp_path: Path, width: int, language: str
) -> None:
    app = sample_app(clock, tmp_path, contact=lambda: VERIFIED, demo=True, look=Look(language=language))
    async with app.run_test(size=(width, 24)) as pilot:
        await sign_in(pilot)
        header, band, foot = (
            text_of(app.screen.query_one(kind)) for kind in (HeaderLine, ContactLine, KeyLine)
        )
        for line in (header, band, foot):
            assert Content(line).cell_length <= width
        assert "18:05" in header
        assert header.endswith("EN" if language == "en" else "繁")
        assert "03:12" in band
        assert "F1" in foot
        assert "F12" in foot
        if width >= 80:
            assert "19:00" in header
            assert "CHAN TAI MAN 陳大文" in band


async def test_the_band_is_there_only_during_a_contact(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(120, 24)) as pilot:
        await sign_in(pilot)
        band = app.screen.query_one(ContactLine)
        assert not band.display
        app.contact = CONTACT
        await pilot.pause()
        assert band.display
        assert text_of(band) == "CALL   03:12  CHAN TAI MAN 陳大文  caller is the member  not verified"
        amber = band.styles.background
        app.contact = VERIFIED
        await pilot.pause()
        assert text_of(band).startswith(
            "CALL   03:12  CHAN TAI MAN 陳大文  caller is the member  verified one-time"
        )
        assert text_of(band).endswith("1 parked")
        assert band.styles.background != amber
        app.contact = None
        await pilot.pause()
        assert not band.display


async def test_the_contact_counts_live(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path, contact=lambda: CONTACT)
    async with app.run_test(size=(120, 24)) as pilot:
        await sign_in(pilot)
        clock.advance(seconds=10)
        app.tick()
        await pilot.pause()
        assert "03:22" in text_of(app.screen.query_one(ContactLine))
        clock.advance(hours=1)
        app.idle.touch()
        app.now = clock.now
        await pilot.pause()
        assert "1:03:22" in text_of(app.screen.query_one(ContactLine))


async def test_what_is_open_follows_the_clock(clock: FrozenClock, tmp_path: Path) -> None:
    closing = DOORS[0].opening.changes_at
    assert closing is not None

    def doors(now: datetime) -> tuple[Door, ...]:
        return (Door("hotline", Opening(now < closing, closing)),)

    app = sample_app(clock, tmp_path, doors=doors)
    async with app.run_test(size=(120, 24)) as pilot:
        await sign_in(pilot)
        assert "open until" in text_of(app.screen.query_one(HeaderLine))
        clock.set(datetime(2026, 11, 20, 11, 0, tzinfo=UTC) + timedelta(seconds=1))
        app.idle.start()
        app.tick()
        await pilot.pause()
        assert "open until" not in text_of(app.screen.query_one(HeaderLine))


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_show_as_themselves(clock: FrozenClock, tmp_path: Path, name: str) -> None:
    app = sample_app(clock, tmp_path, contact=lambda: replace(CONTACT, subject=name))
    async with app.run_test(size=(200, 24)) as pilot:
        await sign_in(pilot)
        app.desk_line = replace(app.desk_line, person=name)
        app.screen.post_message(Say(name))
        await pilot.pause()
        shown = name.replace("\x1b", "").replace("\x9b", "")
        for kind in (HeaderLine, ContactLine, MessageLine):
            line = text_of(app.screen.query_one(kind))
            assert shown in line
            assert "\x1b" not in line
            assert "\x9b" not in line


async def test_a_message_goes_and_an_error_stays(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await sign_in(pilot)
        line = app.screen.query_one(MessageLine)
        assert not line.display
        line.SECONDS = 0.01
        app.say("saved", MessageTone.DONE)
        assert line.display
        await pilot.pause(0.1)
        assert not line.display
        app.say("not saved", MessageTone.ERROR)
        await pilot.pause(0.1)
        assert line.display
        assert text_of(line) == "not saved"


async def test_the_footer_shows_the_keys_as_the_settings_have_them(
    clock: FrozenClock, tmp_path: Path
) -> None:
    app = sample_app(clock, tmp_path, look=Look(keys={"app.lock": "f11"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert text_of(app.screen.query_one(KeyLine)) == "F1 Help"
        await sign_in(pilot)
        foot = text_of(app.screen.query_one(KeyLine))
        assert foot.startswith("F1 Help  F2 Find")
        assert foot.endswith("F11 Lock  ^P Commands")


def test_the_left_gives_way() -> None:
    assert both_ends(Content("abcdef"), Content("xy"), 7).plain == "abc… xy"
    assert both_ends(Content("陳大文"), Content("xy"), 7).cell_length == 7
