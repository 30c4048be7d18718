"""Keys as staff write and read them."""

from collections.abc import Mapping
from functools import lru_cache

from textual.binding import Binding

SHOWN = {
    "slash": "/", "escape": "Esc", "enter": "Enter", "space": "Space", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End", "tab": "Tab",
    "delete": "Del", "backspace": "Backspace", "question_mark": "?", "full_stop": ".", "comma": ",",
}  # fmt: skip


@lru_cache(512)
def shown(name: str) -> str:
    """A key as staff read it: ``ctrl+p`` is ``^P``, ``f1`` is ``F1``, ``slash`` is ``/``."""
    *modifiers, last = name.split("+")
    word = SHOWN.get(last) or (
        last.upper() if len(last) > 1 and last[0] == "f" and last[1:].isdigit() else last
    )
    if "ctrl" in modifiers:
        modifiers.remove("ctrl")
        word = f"^{word.upper()}" if len(word) == 1 else f"Ctrl+{word}"
    return "+".join([*(modifier.title() for modifier in modifiers), word])


def names(keys: str) -> tuple[str, ...]:
    """``keys`` as the single names Textual knows: ``"/,F3"`` is ``("slash", "f3")``."""
    typed = ",".join(
        part.strip() if len(part.strip()) == 1 else part.strip().lower() for part in keys.split(",")
    )
    return tuple(binding.key for binding in Binding.make_bindings([Binding(typed, "")]))


def printable(name: str) -> bool:
    """Whether the key writes a character, so that it must not take priority over typing."""
    return len(shown(name)) == 1


def clashes(pressed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Pairs of ids that answer to one press in the same place, with the key.

    Keys of different screens do not meet; those of the app and of tables meet every screen's.
    """
    found = []
    seen: dict[str, list[str]] = {}
    for id_, keys in pressed.items():
        for name in names(keys):
            for other in seen.get(name, []):
                scopes = {id_.partition(".")[0], other.partition(".")[0]}
                if len(scopes) == 1 or scopes & {"app", "table"}:
                    found.append((other, id_, name))
            seen.setdefault(name, []).append(id_)
    return found
