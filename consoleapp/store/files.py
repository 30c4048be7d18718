"""Files of members, outside the database, under the SHA-256 of their content (SAFETY 18, 25).

A file is there whole or not at all, readable by its owner only; the same content lies there once, however
many bring it at the same time. Nothing here reads what is inside, and nothing is ever run.

The file is stored before its row is written. When the row never comes – a crash, a refusal – the file is a
stray: :meth:`FileStore.strays` finds it, once it is old enough that no transaction can still be naming it.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from consoleapp.errors import Refused
from consoleapp.i18n import N_

_HEX = frozenset("0123456789abcdef")
_PART = ".part-"


class FileStore:
    """The folder of one book: ``ab/cdef…`` below it, two digits of the name as a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its SHA-256. Raises Refused where the disk does not take it."""
        sha256 = hashlib.sha256(content).hexdigest()
        file = self.path(sha256)
        try:
            if self._is_there(file, content):
                os.utime(file)  # young again: whoever sweeps now leaves it to us
                return sha256
            self._write(file, content)
        except OSError as error:
            raise Refused(
                N_("The file could not be stored: {why}. Nothing was taken in; tell a supervisor."),
                why=error.strerror or type(error).__name__,
            ) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """The content of a stored file. Raises Refused when it is gone or was changed."""
        try:
            content = self.path(sha256).read_bytes()
        except OSError as error:
            raise Refused(
                N_("This file is on record but not in the folder of files. Look for it in the backup.")
            ) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(N_("This file was changed since it was stored. Look for it in the backup."))
        return content

    def has(self, sha256: str) -> bool:
        """Whether a file of this name lies there."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Where a file lies. Raises ValueError for what is no SHA-256: no path is made of anything else."""
        if len(sha256) != 64 or not set(sha256) <= _HEX:
            raise ValueError("not a SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / sha256[2:]

    def strays(self, older_than: timedelta, now: datetime) -> Iterator[str]:
        """Names of files untouched for ``older_than``; whoever asks knows which of them are on record.

        Parts of files that were never finished are removed on the way.
        """
        until = now.timestamp() - older_than.total_seconds()
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.iterdir()):
                with suppress(FileNotFoundError):
                    if file.lstat().st_mtime > until:
                        continue
                    if file.name.startswith(_PART):
                        file.unlink()
                    else:
                        yield folder.name + file.name

    def remove(self, sha256: str) -> None:
        """Take a stray away."""
        self.path(sha256).unlink(missing_ok=True)

    def _is_there(self, file: Path, content: bytes) -> bool:
        """Whether the very content lies there: a damaged file of that name is replaced, not believed."""
        try:
            return not file.is_symlink() and file.read_bytes() == content
        except FileNotFoundError:
            return False

    def _write(self, file: Path, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        part = file.parent / f"{_PART}{secrets.token_hex(8)}"
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.rename(file)  # the same content whoever is second: nothing is lost by replacing it
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
