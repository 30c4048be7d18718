"""The server that the other tests stand on: private, quick, and gone with the process that asked for it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent


def gone(pid: int, folder: Path, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        alive = True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            alive = False
        state = Path(f"/proc/{pid}/stat")
        if alive and state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            alive = False
        if not alive and not folder.exists():
            return True
        time.sleep(0.05)
    return False


def test_listens_on_this_machine_only_and_asks_for_the_password() -> None:
    with postgres.running() as server:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
            assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url.replace("//postgres:", "//postgres:x"))
        folder = server.folder
        assert folder.exists()
    assert not folder.exists()


def test_stops_by_itself_when_the_test_run_is_killed() -> None:
    program = (
        "from tests import postgres; import time; server = postgres.start();"
        "print(server.guard, server.folder, server.url, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        guard, folder, url = run.stdout.readline().split()
        psycopg.connect(url).close()
        run.send_signal(signal.SIGKILL)
    assert gone(int(guard), Path(folder))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=5)


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(RuntimeError, match='invalid value for parameter "shared_buffers"'):
        postgres.start()
