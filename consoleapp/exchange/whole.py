"""A file appears whole or not at all, readable by its owner only (SAFETY 18)."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consoleapp.errors import Refused
from consoleapp.i18n import N_


def refuse_taken(file: Path) -> None:
    """Nothing is written over. Raises Refused when ``file`` is there already, or its folder is not."""
    if file.is_symlink() or file.exists():
        raise Refused(N_("{file} is there already. Choose another name, or remove it first."), file=file.name)
    if not file.parent.is_dir():
        raise Refused(N_("The folder {folder} does not exist. Make it first."), folder=str(file.parent))


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """A path in the same folder to write to; at the end of the block it becomes ``file``, at once.

    Whatever the block leaves behind in temporary files of its own goes with it.
    """
    refuse_taken(file)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.stem}-") as folder:
        part = Path(folder) / file.name
        part.touch(0o600, exist_ok=False)
        usual, tempfile.tempdir = tempfile.tempdir, folder  # openpyxl leaves its own there when it is killed
        try:
            yield part
        finally:
            tempfile.tempdir = usual
        with part.open("rb") as written:
            os.fsync(written.fileno())
        try:
            os.link(part, file)  # unlike a rename it never replaces
        except FileExistsError:
            refuse_taken(file)
            raise
        except OSError:
            refuse_taken(file)  # a file system without links
            part.rename(file)
