"""A file appears whole or not at all, readable by its owner only (SAFETY 18).

What is being written lies in a private folder beside its place. The folder is locked while its writer lives;
what a writer that was killed left behind – with everything that was to be in the file – is removed by
:func:`sweep`, which the next export begins with.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consoleapp.errors import Refused
from consoleapp.i18n import N_

try:
    import fcntl
except ImportError:  # Windows: what a killed writer leaves there is removed by hand
    fcntl = None  # type: ignore[assignment]

_PRIVATE = ".consoleapp-"
"""How the folders begin in which files are written."""
_LOCK = "writing"


def refuse_taken(file: Path) -> None:
    """Nothing is written over. Raises Refused when ``file`` is there already, or its folder is not."""
    if file.is_symlink() or file.exists():
        raise Refused(N_("{file} is there already. Choose another name, or remove it first."), file=file.name)
    if not file.parent.is_dir():
        raise Refused(N_("The folder {folder} does not exist. Make it first."), folder=str(file.parent))


@contextmanager
def whole_file(file: Path, beside: Path | None = None) -> Iterator[Path]:
    """A path in the same folder to write to; at the end of the block it becomes ``file``, at once.

    ``beside`` is a second file of the same folder that says what the first one is: the block writes it beside
    the path, by its name, and it is there before ``file`` is. Whatever the block leaves behind in temporary
    files of its own goes with it.
    """
    refuse_taken(file)
    if beside is not None:
        refuse_taken(beside)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=_PRIVATE) as folder, _locked(Path(folder)):
        part = Path(folder) / file.name
        part.touch(0o600, exist_ok=False)
        usual, tempfile.tempdir = tempfile.tempdir, folder  # openpyxl leaves its own there when it is killed
        try:
            yield part
        finally:
            tempfile.tempdir = usual
        if beside is not None:
            _name(part.with_name(beside.name), beside)
        try:
            _name(part, file)
        except BaseException:
            if beside is not None:
                beside.unlink()
            raise
        _sync_folder(file.parent)


def _name(part: Path, file: Path) -> None:
    """``part``, safe on the disk, becomes ``file``; what is there already stays."""
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


def sweep(folder: Path) -> int:
    """Remove what writers that were killed left in ``folder``; returns how many there were."""
    gone = 0
    if fcntl is None:
        return gone
    for left in folder.glob(f"{_PRIVATE}*"):
        if left.is_dir() and not left.is_symlink() and not _is_written(left):
            shutil.rmtree(left, ignore_errors=True)
            gone += 1
    return gone


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Held until the writer is done, or dead."""
    descriptor = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_written(folder: Path) -> bool:
    """Whether somebody holds the lock of a folder. One without a lock was left before anything was in it."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return not any(folder.iterdir())  # just made
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _sync_folder(folder: Path) -> None:
    """The name outlasts a power cut too, where the system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
