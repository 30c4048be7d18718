"""The command line as a script sees it: processes on a demo book built once."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one run of the program said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@cache
def ready() -> "subprocess.Popen[str]":
    """One a worker; it goes when its standard input does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.ready"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment({}),
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    with process:
        pass


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return bare | {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | dict(more)


def run(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Answer:
    """Run ``consoleapp`` with nobody's terminal; ``env`` comes on top of a bare environment."""
    with tempfile.TemporaryDirectory() as folder:
        given, out, err = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_text(stdin)
        out.touch()
        err.touch()
        asked = {
            "arguments": arguments,
            "environment": _environment(env or {}),
            "streams": [str(given), str(out), str(err)],
        }
        process = ready()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        code = int(process.stdout.readline())
        return Answer(code, out.read_text(), err.read_text())


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book; tests look at it and leave only traces of looking."""
    home = tmp_path_factory.mktemp("demo")
    built = run("--home", str(home), "demo", "--no-open", "--json")
    assert built.code == 0, built.err
    return home


@pytest.fixture
def hotline(demo_home: Path) -> Run:
    """The program as the demo's hotline agent."""

    def as_hotline(*arguments: str, env: Mapping[str, str] | None = None) -> Answer:
        return run("--home", str(demo_home), "--as", "hotline", *arguments, env=env)

    return as_hotline
