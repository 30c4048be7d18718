"""The rooms of a screen on one line, each with its key."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from consoleapp.i18n import _
from consoleapp.screens import keys


def rooms_line(
    names: Sequence[str], here: str, pressed: Mapping[str, str], width: int, counts: Mapping[str, Content]
) -> Content:
    """The rooms whose keys are ``names``, the one with key ``here`` underlined, as wide apart as ``width``
    cells allow. Where there is no room for all, those furthest right are their key alone.

    ``pressed`` says what is pressed for a key now; ``counts`` stand behind a room.
    """
    whole = [_name(name, pressed, here) + counts.get(name, Content("")) for name in names]
    short = [whole[place] if name == here else _key(name, pressed) for place, name in enumerate(names)]
    line = Content("")
    for kept in range(len(names), -1, -1):
        for gap in (5, 3, 2) if kept == len(names) else (2, 1):
            line = Content(" " * gap).join([*whole[:kept], *short[kept:]])
            if line.cell_length <= width:
                return line
    return line


def _pressed(name: str, pressed: Mapping[str, str]) -> str:
    return pressed.get(name, keys.shown(keys.BY_ID[name].key))


def _key(name: str, pressed: Mapping[str, str]) -> Content:
    return Content.styled(_pressed(name, pressed), "bold $accent")


def _name(name: str, pressed: Mapping[str, str], here: str) -> Content:
    """The key within the word where it begins it, before it otherwise."""
    word, shown = _(keys.BY_ID[name].label), _pressed(name, pressed)
    style = "bold underline $ink" if name == here else "$muted"
    if word.lower().startswith(shown):
        return Content.assemble((word[:1].lower(), "bold $accent"), (word[1:].lower(), style))
    return Content.assemble((shown, "bold $accent"), " ", (word, style))
