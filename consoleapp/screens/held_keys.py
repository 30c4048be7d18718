"""Keys pressed while the screen somebody asked for is on its way are meant for it, not for the box behind.

Whoever types a name, Enter and ``c`` faster than the desk answers would otherwise put the ``c`` behind the
name, and open somebody else.
"""

from collections.abc import Callable

from textual.events import Key

GIVES_UP = "escape"
PASS = frozenset({"f12", "ctrl+q"})
"""Keys that work at once whatever is on its way."""


class HeldKeys:
    """Nothing is held until :meth:`hold`; what was held comes back from :meth:`release`, in its order."""

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self._give_up: Callable[[], None] | None = None

    def hold(self, give_up: Callable[[], None]) -> None:
        """A screen was asked for; ``give_up`` is called when Esc takes the wish back."""
        self._give_up = give_up

    def take(self, key: Key) -> bool:
        """Whether ``key`` was kept back. Esc drops what was kept, and the wish."""
        if self._give_up is None or key.key in PASS:
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
        kept, self._keys, self._give_up = self._keys, [], None
        return kept
