"""Our style sheet gives every widget what Textual's own gives, for less."""

from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from consoleapp.screens import sheet
from consoleapp.screens.themes import NAMES
from tests.conftest import FrozenClock
from tests.screens.console import console, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook


def looks(nodes: list[DOMNode]) -> list[tuple[Any, ...]]:
    """What each widget was given, and the parts that it draws itself."""
    return [
        (
            node,
            dict(node.styles.base._rules),
            {name: dict(styles.base._rules) for name, styles in node._component_styles.items()},
            (node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even),
        )
        for node in nodes
    ]


@pytest.mark.parametrize("theme", NAMES)
async def test_every_widget_looks_as_with_the_plain_sheet(
    theme: str, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch, theme=theme)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        nodes = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
        assert len(app.screen_stack) == 3
        assert len(nodes) > 60
        ours = looks(nodes)
        plain = Stylesheet(variables=app.get_css_variables())
        plain.source = app.stylesheet.source.copy()
        plain.parse()
        assert len(plain.rules) == len(app.stylesheet.rules) > 300
        plain.update_nodes(nodes)
        assert looks(nodes) == ours


async def test_the_first_frame_reads_no_sheet_of_what_comes_later(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    late = [str(sheet.FOLDER / name) for name in sheet.OTHER_SHEETS]
    at_first: list[str] = []

    def opening() -> None:
        at_first.extend(path for path in late if app.stylesheet.has_source(path))
        app_opens()

    app_opens = app.open_store
    monkeypatch.setattr(app, "open_store", opening)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        assert at_first == []
        assert all(app.stylesheet.has_source(path) for path in late)


def test_every_sheet_is_read_at_some_time() -> None:
    there = {path.relative_to(sheet.FOLDER).as_posix() for path in sheet.FOLDER.rglob("*.tcss")}
    assert sorted(there) == sorted((*sheet.FIRST_SHEETS, *sheet.OTHER_SHEETS))


def test_a_sheet_is_read_once_for_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = sheet.Stylesheet._parse_rules

    def noted(self: Stylesheet, css: str, read_from: Any, *more: Any, **named: Any) -> Any:
        before = len(self._parse_cache)
        rules = parse(self, css, read_from, *more, **named)
        read.extend([css] * (len(self._parse_cache) - before))
        return rules

    monkeypatch.setattr(sheet.Stylesheet, "_parse_rules", noted)
    one = sheet.Sheet({"ink": "#111111"})
    one.add_source("Label { color: $ink; }", ("a", ""))
    assert one.rules[0].styles.color.hex == "#111111"
    one.reparse()
    one.add_source("Button { color: $ink; }", ("b", ""))
    assert len(one.rules) == 2
    assert [css.split()[0] for css in read] == ["Label", "Button"]
    one.set_variables({"ink": "#222222"})
    one.reparse()
    assert [rule.styles.color.hex for rule in one.rules] == ["#222222"] * 2
    one.set_variables({"ink": "#111111"})
    one.reparse()
    assert [rule.styles.color.hex for rule in one.rules] == ["#111111"] * 2
    assert len(read) == 4
