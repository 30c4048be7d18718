"""A box to type into, for screens where the next key may follow at once."""

from textual import events
from textual.binding import Binding
from textual.widgets import Input

from consoleapp.rules.text import printable

EDITS = {key: one.action for one in Input.BINDINGS if isinstance(one, Binding) for key in one.key.split(",")}
"""What Textual does to the words in a box, by key: Enter, Backspace, to the end, away with it all."""


class Box(Input):
    """Enter and what edits is done here and now. Textual lets such a key travel to the screen and back; a
    letter typed meanwhile would be submitted with it, as a fact the caller never said, or taken away by it.

    What is put or pasted into it holds nothing that a terminal takes for a command (SAFETY 1)."""

    def validate_value(self, value: str) -> str:
        """A password is drawn as dots and stays as it was typed."""
        return value if self.password else printable(value)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in EDITS:
            event.stop()
            event.prevent_default()
            await self.run_action(EDITS[event.key])
