"""Keys pressed while the screen somebody asked for is on its way are meant for it, not for the one behind.

Whoever types a name, Enter and ``c`` faster than the desk answers would otherwise put the ``c`` behind the
name, and open somebody else. The key of an area of work passes through the box that has the focus before it
is obeyed; what is typed on its heels would land in that box, so it waits too.
"""

from collections.abc import Callable, Mapping, Set

from textual.events import Key
from textual.widget import Widget

from consoleapp.screens import keys

GIVES_UP = "escape"
PASS = frozenset({"f12", "ctrl+q"})
"""Keys that work at once whatever is on its way."""

FOLLOWED = 2.0
"""Seconds after which the key of an area is not coming back: whatever had the focus kept it for itself."""


class HeldKeys:
    """Nothing is held until :meth:`hold` or :meth:`follow`; what was held comes back from :meth:`release`, in
    its order."""

    def __init__(self, leading: Set[str] = frozenset()) -> None:
        self.leading = leading
        """What is pressed to go to an area of work or its find box."""
        self._keys: list[Key] = []
        self._give_up: Callable[[], None] | None = None
        self.followed: Key | None = None
        """The key on its way to be obeyed, that what is held was typed after."""

    def hold(self, give_up: Callable[[], None]) -> None:
        """A screen was asked for; ``give_up`` is called when Esc takes the wish back."""
        self._give_up = give_up

    def follow(self, key: Key, focused: Widget | None) -> bool:
        """Whether ``key`` leads elsewhere, unless ``focused`` writes it: what comes after it is meant for
        there."""
        written = focused is not None and focused.check_consume_key(key.key, key.character)
        if key.key not in self.leading or written:
            return False
        self.followed, self._give_up = key, _nothing
        return True

    def take(self, key: Key) -> bool:
        """Whether ``key`` was kept back. Esc drops what was kept, and the wish."""
        if self._give_up is None or key is self.followed or key.key in PASS:
            return False
        if key.key == GIVES_UP:
            give_up = self._give_up
            self.release()
            give_up()
        else:
            self._keys.append(Key(key.key, key.character))
        return True

    def release(self) -> list[Key]:
        """The screen is there, or will not come: the keys that were kept, and nothing is held any more."""
        kept, self._keys, self._give_up, self.followed = self._keys, [], None, None
        return kept


def _nothing() -> None:
    """An area that is on its way comes whatever is pressed."""


def leading(changes: Mapping[str, str]) -> frozenset[str]:
    """What is pressed to go to an area of work or its find box, with the ``changes`` of the settings."""
    away = (key for key in keys.KEYS if key.action.startswith(("app.area(", "app.find_box")))
    return frozenset(name for key in away for name in keys.names(changes.get(key.id, key.key)))
