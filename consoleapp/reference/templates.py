"""The texts of messages: the files beside the package, and the office's own in ``templates/`` of its home.

``templates/zh_Hant/documents_requested.email.txt``: language, kind, channel. A file of the office replaces
the one that came with the program; every one is checked when the book opens.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from consoleapp.errors import WrongUse
from consoleapp.i18n import LANGUAGES, N_
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.templates import CONTRACTS, MessageKind, Template, read_template

FOLDER = Path(__file__).parent.parent / "templates"

Key = tuple[MessageKind, MessageChannel, str]
Templates = Mapping[Key, Template]


def written_in(language: str | None) -> str:
    """The language a message to somebody of ``language`` is written in: theirs, or the nearest there is."""
    if language is not None and language in LANGUAGES:
        return language
    return "zh_Hant" if language == "zh_Hans" else "en"


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
                own = office / name
                found[kind, channel, language] = read_template(
                    _text(own if own.is_file() else FOLDER / name, name), kind, channel, language, name
                )
    _refuse_strangers(office, {f"{key[2]}/{key[0]}.{key[1]}.txt" for key in found})
    return found


def _text(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
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
