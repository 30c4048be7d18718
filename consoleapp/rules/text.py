"""Text that comes from people and files: cleaned before it is stored, folded before it is compared.

Every cell of an import and every drawn line passes here, so plain ASCII leaves by the first test.
Sources: SAFETY 1, 3 and 27.
"""

import re
import unicodedata

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.lookalikes import LATIN_LOOKALIKES

_FORMAT = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
"""Format characters (Cf): joiners, direction marks, soft hyphens, byte order marks, tags."""

_INVISIBLE = (
    "\u034f\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff"
)
"""Characters that draw nothing though they count as letters or marks: fillers and variation selectors."""

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)

_SILENT = _FORMAT + _INVISIBLE + _NONCHARACTERS + "\ud800-\udfff"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
"""C0 and C1 without those that separate words or lines; U+009B alone starts an escape sequence."""

_UNWANTED = re.compile(f"[{_CONTROLS}{_SILENT}]+")
_BREAKS = re.compile("\r\n|[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


LONGEST_NAME = 120
"""Characters of a name somebody types."""
LONGEST_REASON = 200
"""Characters of a reason or a purpose: a sentence for the record."""
LONGEST_NOTE = 10_000
"""Characters of a note."""


def clean(text: str) -> str:
    """``text`` fit to be stored in one line: no control, format or invisible character, NFC, single spaces.

    Chinese and every other script stay as they are; only what cannot be seen goes. SAFETY 1 and 27.
    """
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _UNWANTED.sub("", text)).split())


def within(text: str, longest: int) -> str:
    """``text`` unless it has more than ``longest`` characters: then Refused, and nothing is cut silently."""
    if len(text) > longest:
        raise Refused(
            N_("This has {length} characters; at most {longest} are kept. Shorten it."),
            length=f"{len(text):,}",
            longest=f"{longest:,}",
        )
    return text


def clean_lines(text: str) -> str:
    """Like :func:`clean` for notes: line breaks stay, at most one empty line between two paragraphs."""
    lines = "\n".join(clean(line) for line in _BREAKS.split(text))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def fold(text: str) -> str:
    """``text`` fit to be compared: cleaned, full width made narrow (NFKC), without case. SAFETY 27."""
    cleaned = clean(text)
    if cleaned.isascii():
        return cleaned.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cleaned).casefold())
    return clean(folded)


def printable(text: str, *, keep_lines: bool = False) -> str:
    """``text`` fit for a terminal: nothing in it can move the cursor or start an escape sequence. SAFETY 1.

    Unlike :func:`clean` it keeps what is seen, spaces included, so that what is drawn equals what is
    stored. Line breaks become spaces unless ``keep_lines``; tabs become spaces always.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = _BREAKS.sub("\n" if keep_lines else " ", _UNWANTED.sub("", text))
    return kept.replace("\t", " ").replace("\x1f", " ")


def has_foreign_lookalikes(text: str) -> bool:
    """Whether letters of another script pose as Latin ones, as the Cyrillic А in ``CHАN``. SAFETY 27.

    True for a word that mixes Latin with Greek or Cyrillic look-alikes, and for a word made of nothing
    but look-alikes beside Latin words. A name written wholly in its own script is no disguise.
    """
    if text.isascii():
        return False
    words = [word for word in _NOT_LETTERS.split(unicodedata.normalize("NFKC", text)) if word]
    any_latin = any(_is_latin(letter) for word in words for letter in word)
    return any_latin and any(_poses_as_latin(word) for word in words)


def _poses_as_latin(word: str) -> bool:
    posing = sum(letter in LATIN_LOOKALIKES for letter in word)
    return posing > 0 and (posing == len(word) or any(_is_latin(letter) for letter in word))


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")
