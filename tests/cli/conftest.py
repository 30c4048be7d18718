"""The command line as a script sees it: real processes on a demo book built once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


def run(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Answer:
    """Run ``consoleapp`` with nobody's terminal; ``env`` comes on top of a bare environment."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "consoleapp", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=bare | {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | dict(env or {}),
        timeout=600,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


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
