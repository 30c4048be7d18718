"""The texts of messages: the files beside the package, and the office's own in ``templates/`` of its home.

``templates/zh_Hant/documents_requested.email.txt``: language, kind, channel. A file of the office replaces
the one that came with the program; every one is checked when the book opens. Simplified Chinese has no files
of the program's own: without one of the office it says what the traditional text says.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from consoleapp.errors import WrongUse
from consoleapp.i18n import LANGUAGES, MADE_FROM, N_
from consoleapp.reference.characters import simplifier
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.templates import CONTRACTS, MessageKind, Template, read_template

FOLDER = Path(__file__).parent.parent / "templates"

Key = tuple[MessageKind, MessageChannel, str]
Templates = Mapping[Key, Template]


def written_in(language: str | None) -> str:
    """The language a message to somebody of ``language`` is written in: theirs, or English."""
    return language if language is not None and language in LANGUAGES else "en"


@cache
def load_templates(office: Path) -> Templates:
    """Every template, checked, read once a process; ``office`` is the folder of the office's own files.

    Raises WrongUse, in one line, for the first file that is missing, misnamed, unreadable or wrong.
    """
    found: dict[Key, Template] = {}
    for kind, contract in CONTRACTS.items():
        for channel in contract.channels:
            for language in LANGUAGES:
                name = f"{language}/{kind}.{channel}.txt"
                text = _text(office, language, f"{kind}.{channel}.txt")
                found[kind, channel, language] = read_template(text, kind, channel, language, name)
    _refuse_strangers(office, {f"{key[2]}/{key[0]}.{key[1]}.txt" for key in found})
    return found


def _text(office: Path, language: str, file: str) -> str:
    name = f"{language}/{file}"
    own = office / name
    if language in MADE_FROM and not own.is_file():
        return simplifier()(_text(office, MADE_FROM[language], file))
    try:
        return (own if own.is_file() else FOLDER / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(N_("The template {file} cannot be read."), file=name) from error


def _refuse_strangers(office: Path, known: set[str]) -> None:
    """A misspelt name would quietly leave the office's own text unused."""
    for file in sorted(office.rglob("*.txt")) if office.is_dir() else ():
        name = file.relative_to(office).as_posix()
        if name not in known:
            raise WrongUse(
                N_("There is no message for the template {file}. It may be one of: {known}."),
                file=name,
                known=", ".join(sorted(known)),
            )
