"""The catalogue every label goes through. English text is the key; a language is switched at once.

A console process serves one person, so the language is one value a process. Nothing is read at import:
a catalogue is loaded when its language is first used.
"""

import gettext
from functools import cache
from pathlib import Path

LANGUAGES: dict[str, str] = {"en": "English", "zh_Hant": "繁體中文", "zh_Hans": "简体中文"}
"""Languages that are complete, by code, each named in itself."""

MADE_FROM: dict[str, str] = {"zh_Hans": "zh_Hant"}
"""Languages nobody translates into: their texts are made from those of another (`rules/scripts.py`)."""

DOMAIN = "consoleapp"
FOLDER = Path(__file__).parent / "locale"

_current = "en"


def use(language: str) -> None:
    """Speak ``language`` from now on. Raises ValueError for a language that is not complete."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    _current = language


def current() -> str:
    """The code of the language in use, for example ``zh_Hant``."""
    return _current


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of one language; English needs none."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, languages=[language])


def _(message: str) -> str:
    """The text of ``message`` in the language in use."""
    return catalogue(_current).gettext(message) if message else message


def ngettext(one: str, many: str, count: int) -> str:
    """``one`` or ``many`` by ``count``, in the language in use."""
    return catalogue(_current).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """``message`` where the same English word needs different words elsewhere, told apart by ``context``."""
    return catalogue(_current).pgettext(context, message)


def N_(message: str) -> str:
    """Mark ``message`` for the catalogue; it is translated later, where it is shown."""
    return message
