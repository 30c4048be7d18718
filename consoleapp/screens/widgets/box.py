"""A box to type into, for screens where the next key may follow at once."""

from textual import events
from textual.widgets import Input

from consoleapp.rules.text import printable


class Box(Input):
    """Enter is taken here and now. Textual lets it travel to the screen and back; a letter typed meanwhile
    would be submitted with it: as a fact the caller never said, or as part of a name.

    What is put or pasted into it holds nothing that a terminal takes for a command (SAFETY 1)."""

    def validate_value(self, value: str) -> str:
        """A password is drawn as dots and stays as it was typed."""
        return value if self.password else printable(value)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.action_submit()
