"""Keep the catalogues in step with the code: collect texts, update each .po, compile each .mo.

``python tools/catalogue.py`` (``make locale``) writes; with ``--check`` nothing is written, every complaint
is printed, and the exit code is 1 when there is one. Texts new in the code appear in the .po with an empty
translation: fill it in, run again. Entries stand in the order of their English text, one line each and
without places in the source, so that two people who add texts seldom touch the same lines.

Simplified Chinese is not translated: its .mo is made here from the traditional .po, word by word and
character by character (``consoleapp/reference/simplified_words.txt``), and there is no .po of it.

After a merge that lost translations, ``--also REVISION`` (a branch, a commit; may be repeated) fills the gaps
with those of that revision's .po.
"""

import argparse
import io
import string
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from consoleapp.i18n import MADE_FROM
from consoleapp.reference.characters import simplifier

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "consoleapp"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("zh_Hant",)
"""Every language somebody translates into; English needs none, its text is the key."""

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def po_file(language: str) -> Path:
    """Where translators work."""
    return LOCALE / language / "LC_MESSAGES" / "consoleapp.po"


def mo_file(language: str) -> Path:
    """What the program reads."""
    return po_file(language).with_suffix(".mo")


def collect() -> Catalog:
    """Every text the package marks for translation."""
    found = Catalog(project="consoleapp", version="", charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue translators keep; a new one when there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(
            locale=language,
            project="consoleapp",
            version="0.1",
            creation_date=datetime(2026, 11, 21, tzinfo=UTC),
            revision_date=datetime(2026, 11, 21, tzinfo=UTC),
            last_translator="The consoleapp authors",
            language_team="The consoleapp authors",
            copyright_holder="The consoleapp authors",
            msgid_bugs_address="the issue tracker",
            header_comment="# Traditional Chinese as a service desk in Hong Kong says it.",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def as_of(revision: str, language: str) -> Catalog:
    """The catalogue as git keeps it in a revision. Raises CalledProcessError when there is none."""
    name = po_file(language).relative_to(ROOT).as_posix()
    shown = subprocess.run(["git", "show", f"{revision}:{name}"], cwd=ROOT, check=True, capture_output=True)
    return read_po(io.BytesIO(shown.stdout), locale=language)


def fill(catalogue: Catalog, other: Catalog) -> None:
    """Take from another catalogue what this one lacks."""
    for message in other:
        if message.id and any(message.string):
            mine = catalogue.get(message.id, message.context)
            if mine is None:
                catalogue.add(message.id, message.string, context=message.context)
            elif not any(mine.string):
                mine.string = message.string


def updated(language: str, *others: Catalog) -> Catalog:
    """The catalogue with texts new in the code added, those gone from it dropped, the rest as translated.

    ``others`` fill what has no translation.
    """
    catalogue = read(language)
    for other in others:
        fill(catalogue, other)
    created = catalogue.creation_date
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.creation_date = created
    catalogue.obsolete.clear()
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The .po as it is kept."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return buffer.getvalue().rstrip(b"\n") + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    """The .mo that belongs to the catalogue; texts without a translation are left out and so stay English."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def made(language: str) -> Catalog:
    """The catalogue of a language whose texts are made from those of another."""
    catalogue = read(MADE_FROM[language])
    catalogue.locale = language
    simplify = simplifier()
    for message in catalogue:
        if message.id:
            words = message.string
            message.string = simplify(words) if isinstance(words, str) else tuple(map(simplify, words))
    return catalogue


def _places(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def _complaint(message: Message) -> str | None:
    """What is wrong with one translation, or None."""
    keys = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    words = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy:
        return "is marked fuzzy"
    if not words or not all(words):
        return "has no translation"
    try:
        if any(_places(word) != _places(keys[-1]) for word in words):
            return "has other {places} than the English"
    except ValueError:
        return "has a brace that does not close"
    if any(word[:1].isspace() != keys[-1][:1].isspace() for word in words):
        return "begins with other white space than the English"
    return None


def complaints(language: str) -> Iterator[str]:
    """Everything that keeps a language from being complete and in step with the code, a line each."""
    kept = read(language)
    wanted = updated(language)
    for message in wanted:
        if message.id and (wrong := _complaint(message)):
            yield f"{language}: {message.id!r} {wrong}"
    known = {(message.context, message.id) for message in wanted}
    for message in kept:
        if message.id and (message.context, message.id) not in known:
            yield f"{language}: {message.id!r} is no longer in the code; run make locale"
    yield from stale(language, kept)


def stale(language: str, catalogue: Catalog) -> Iterator[str]:
    """The complaint that the compiled catalogue is not that of ``catalogue``."""
    if not mo_file(language).exists() or mo_file(language).read_bytes() != mo_bytes(catalogue):
        yield f"{language}: the compiled catalogue differs from the .po; run make locale"


def main(arguments: list[str] | None = None) -> int:
    """Update and compile, or only check; 1 when a language is not complete."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument(
        "--also", action="append", default=[], metavar="REVISION", help="fill gaps from there"
    )
    options = parser.parse_args(arguments)
    wrong: list[str] = []
    for language in LANGUAGES:
        if not options.check:
            catalogue = updated(language, *(as_of(revision, language) for revision in options.also))
            po_file(language).parent.mkdir(parents=True, exist_ok=True)
            po_file(language).write_bytes(po_bytes(catalogue))
            mo_file(language).write_bytes(mo_bytes(read(language)))
        wrong += complaints(language)
    for language in MADE_FROM:
        if not options.check:
            mo_file(language).parent.mkdir(parents=True, exist_ok=True)
            mo_file(language).write_bytes(mo_bytes(made(language)))
        wrong += stale(language, made(language))
    print(*wrong, f"catalogues: {len(wrong)} to mend" if wrong else "catalogues: complete", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
