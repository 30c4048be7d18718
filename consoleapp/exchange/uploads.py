"""Folders the upload page leaves: a note ``upload.json`` and the files it names (docs/operations.md).

What was taken over is removed here; what was refused goes to ``refused`` beside it, and why is on record.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consoleapp.desk import document_uploads
from consoleapp.desk.document_uploads import Upload
from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.rules.documents import DocumentKind

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

NOTE = "upload.json"
REFUSED = "refused"
LARGEST_NOTE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one folder: the number of the upload, or why it was refused."""

    folder: str
    upload_id: int | None
    error: ConsoleError | None = None


def collect(desk: "Desk") -> Iterator[Collected]:
    """Take over every folder that lies there, the oldest first."""
    there = desk.settings.uploads
    folders = [one for one in there.glob("*") if one.is_dir() and not one.is_symlink()]
    for folder in sorted(folders, key=lambda one: (one.stat().st_mtime, one.name)):
        if folder.name == REFUSED or folder.name.startswith("."):
            continue
        try:
            number = document_uploads.take_over(desk, read(folder), key=new_key())
        except NotAllowed:
            raise  # it is not the upload that is at fault
        except ConsoleError as error:
            document_uploads.turn_away(desk, error.template, key=new_key())
            _set_aside(folder)
            yield Collected(folder.name, None, error)
            continue
        shutil.rmtree(folder)
        yield Collected(folder.name, number)


def read(folder: Path) -> Upload:
    """The upload in ``folder``. Raises Refused for what is not of the form."""
    note = folder / NOTE
    try:
        if note.is_symlink() or note.stat().st_size > LARGEST_NOTE:
            raise Refused(_FORM)
        told = json.loads(note.read_text(encoding="utf-8"))
        return Upload(
            token=_text(told["token"]),
            name=_text(told["name"]),
            check_reference=_text(told["check"]["reference"]),
            checked_at=_moment(told["check"]["at"]),
            papers=tuple(
                (DocumentKind(paper["kind"]), tuple(_file(folder, name) for name in paper["files"]))
                for paper in told["papers"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(_FORM) from error


_FORM = N_("What lies there is not of the form the upload page leaves.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _file(folder: Path, name: Any) -> Path:
    """A file of this very folder: no path leads out of it."""
    file = folder / _text(name)
    if file.parent != folder or name in ("", ".", "..", NOTE) or file.is_symlink():
        raise Refused(_FORM)
    return file


def _set_aside(folder: Path) -> None:
    """Out of the way, whole; nothing that lies there already is overwritten."""
    aside = folder.parent / REFUSED
    aside.mkdir(mode=0o700, exist_ok=True)
    number = 1
    while (target := aside / (folder.name if number == 1 else f"{folder.name}-{number}")).exists():
        number += 1
    folder.rename(target)
