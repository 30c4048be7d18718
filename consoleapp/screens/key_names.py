"""Keys as staff read them."""

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
