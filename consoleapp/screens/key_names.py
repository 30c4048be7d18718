"""Keys as staff write and read them."""

from textual.binding import Binding

SHOWN = {
    "slash": "/", "escape": "Esc", "enter": "Enter", "space": "Space", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End", "tab": "Tab",
    "delete": "Del", "backspace": "Backspace", "question_mark": "?", "full_stop": ".", "comma": ",",
}  # fmt: skip


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
