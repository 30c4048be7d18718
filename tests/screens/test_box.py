"""What is typed into a box stands in it in the order of the keys, however fast they come."""

from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult

from consoleapp.screens.widgets.box import Box


class OneBox(App[Any]):
    def compose(self) -> ComposeResult:
        yield Box("before")


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        (["ctrl+u", "1", "2"], "12"),
        (["backspace", "backspace", "x", "y"], "befoxy"),
        (["home", "a", "end", "z"], "abeforez"),
        (["left", "left", "x"], "befoxre"),
    ],
    ids=["away with it", "the last letters", "to the ends", "back"],
)
async def test_a_key_that_edits_is_obeyed_before_the_letter_behind_it(typed: list[str], stands: str) -> None:
    app = OneBox()
    async with app.run_test() as pilot:
        box = app.query_one(Box)
        box.focus()
        await pilot.pause()
        box.cursor_position = len(box.value)
        for key in typed:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert box.value == stands
