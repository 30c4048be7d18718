"""The acceptable-use notice staff accept at sign-in: files beside the package, or the office's own.

``notice/zh_Hant.txt`` in the home folder replaces the one that came with the program. The first line names
the version; a new version is asked for again. The office's files are taken together: a language without a
file is shown in the office's English, never in the program's.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from consoleapp.errors import WrongUse
from consoleapp.i18n import MADE_FROM, N_
from consoleapp.reference.characters import simplifier

FOLDER = Path(__file__).parent.parent / "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """One language of the notice in force."""

    version: str
    language: str
    text: str
    sha256: str


def version_in_force(office: Path) -> str:
    """The version that has to be accepted; ``office`` is the folder of the office's own files."""
    return load_notice(office, "en").version


@cache
def load_notice(office: Path, language: str) -> Notice:
    """The notice in one language, read once a process.

    Raises WrongUse in one line for a file that is missing, cannot be read or names no version, and for a
    language that names another version than English.
    """
    folder = office if office.is_dir() else FOLDER
    own, source = folder / f"{language}.txt", MADE_FROM.get(language, "")
    if not own.is_file() and (folder / f"{source}.txt").is_file():
        made = load_notice(office, source)
        return replace(made, language=language, text=simplifier()(made.text))
    notice = _read(own if own.is_file() else folder / "en.txt", language)
    if language != "en" and notice.version != version_in_force(office):
        raise WrongUse(N_("The notices in {folder} name different versions."), folder=folder.name)
    return notice


def _read(file: Path, language: str) -> Notice:
    try:
        whole = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(N_("The notice {file} cannot be read."), file=file.name) from error
    first, _newline, text = whole.partition("\n")
    word, _colon, version = first.partition(":")
    version = version.strip()
    if word.strip() != "version" or not version or len(version) > 40 or not text.strip():
        raise WrongUse(N_("The notice {file} has to begin with a line version: …"), file=file.name)
    return Notice(version, language, text.strip(), hashlib.sha256(whole.encode()).hexdigest())
