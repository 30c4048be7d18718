"""Files of members: whole or not at all, once, nobody else's, and strays go (SAFETY 18, 25)."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consoleapp.errors import Refused
from consoleapp.store.files import FileStore
from tests.files import pdf

CONTENT = pdf(b"a receipt")
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "data" / "files")


def files(store: FileStore) -> list[Path]:
    return sorted(one for one in store.folder.rglob("*") if one.is_file()) if store.folder.exists() else []


def test_content_comes_back_and_only_the_owner_may_read_it(store: FileStore) -> None:
    name = store.put(CONTENT)
    assert store.read(name) == CONTENT
    (file,) = files(store)
    assert file == store.folder / name[:2] / name[2:]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_the_same_content_lies_there_once_however_many_bring_it(store: FileStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: store.put(CONTENT), range(32)))
    assert len(names) == len(files(store)) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "a" * 63, "a" * 63 + "/", ""])
def test_no_path_is_made_of_anything_but_a_hash(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)


def test_a_file_that_was_changed_or_lost_is_not_shown(store: FileStore) -> None:
    name = store.put(CONTENT)
    store.path(name).write_bytes(b"%PDF-1.4 something else")
    with pytest.raises(Refused, match="changed"):
        store.read(name)
    assert store.put(CONTENT) == name  # taken in again, it is whole again
    assert store.read(name) == CONTENT
    store.remove(name)
    with pytest.raises(Refused, match="backup"):
        store.read(name)


def test_a_link_somebody_laid_is_not_written_through(store: FileStore, tmp_path: Path) -> None:
    name = store.put(CONTENT)
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    store.path(name).unlink()
    store.path(name).symlink_to(victim)
    assert store.put(CONTENT) == name
    assert victim.read_bytes() == b"mine"
    assert not store.path(name).is_symlink()


@pytest.mark.parametrize("step", ["open", "write", "fsync", "rename"])
def test_a_disk_that_fails_at_any_step_leaves_nothing(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store.put(pdf(b"an older one"))
    before = files(store)

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        match step:
            case "open":
                patched.setattr(os, "open", full)
            case "write":

                class Full:
                    def __init__(self, handle: int, _mode: str) -> None:
                        self.handle = handle

                    def __enter__(self) -> "Full":
                        return self

                    def __exit__(self, *_: object) -> None:
                        os.close(self.handle)

                    write = full

                patched.setattr(os, "fdopen", Full)
            case "fsync":
                patched.setattr(os, "fsync", full)
            case "rename":
                patched.setattr(Path, "rename", full)
        with pytest.raises(Refused, match="No space left"):
            store.put(CONTENT)
    assert files(store) == before
    store.put(CONTENT)
    assert len(files(store)) == len(before) + 1


def test_strays_are_old_files_and_unfinished_parts_go(store: FileStore) -> None:
    now = datetime.now(UTC)
    old, young = store.put(CONTENT), store.put(pdf(b"young"))
    part = store.path(old).parent / ".part-0123"
    part.write_bytes(b"half")
    long_ago = (now - 2 * HOUR).timestamp()
    for file in (store.path(old), part):
        os.utime(file, (long_ago, long_ago))
    assert list(store.strays(HOUR, now)) == [old]
    assert not part.exists()
    assert store.has(young)
    store.put(CONTENT)  # brought again: young again
    assert list(store.strays(HOUR, now)) == []
