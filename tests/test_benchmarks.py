"""The table of figures tells the truth: goals, ratios, failures."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as bench
from benchmarks import bench_desks
from benchmarks.deskwork import KINDS
from benchmarks.figures import Figure, percentile
from benchmarks.terminal import Terminal
from tests import postgres


def figures() -> Iterator[Figure]:
    yield Figure("keystroke, p99", 12.345, "ms", goal=16, peer=1_234.5, against="LIKE", goal_ratio=0.01)
    yield Figure(
        "rows", 26_000, "rows/s", goal=20_000, peer=52_000, against="reading alone", more_is_better=True
    )


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    module = SimpleNamespace(NAME="Find", SPEED=1, run=figures)
    monkeypatch.setattr(bench, "found", lambda: {"find": "benchmarks.bench_find"})
    monkeypatch.setattr(bench.importlib, "import_module", lambda name: module)
    return module


def test_goal_and_ratio_both_decide() -> None:
    fast, rows = figures()
    assert fast.ratio == pytest.approx(0.01)
    assert fast.kept
    assert rows.ratio == 2
    assert rows.kept
    assert Figure("x", 17, "ms", goal=16).kept is False
    assert Figure("x", 15, "ms", goal=16, peer=10, goal_ratio=1.4).kept is False
    assert Figure("x", 15, "rows/s", goal=16, more_is_better=True).kept is False
    assert Figure("x", 15, "ms").kept is None


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(list(range(1, 101)), 0.99) == 99
    assert percentile([7], 0.99) == 7


def test_table_names_machine_goal_peer_and_ratio(
    one: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["find"]) == 0
    out = capsys.readouterr().out
    assert "cores" in out
    assert "sqlalchemy" in out
    assert "12.3 ms" in out
    assert "≤ 16.0 ms" in out
    assert "1,234 ms LIKE" in out
    assert "≥ 20,000 rows/s" in out


def test_json_holds_the_same(one: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [figure["kept"] for figure in told["figures"]] == [True, True]
    assert told["machine"]["Python"]


def test_a_missed_goal_and_a_failure_are_told(
    one: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    one.run = lambda: [Figure("keystroke", 17, "ms", goal=16)]
    assert bench.main([]) == 1
    assert "MISSED" in capsys.readouterr().out

    def broken() -> Iterator[Figure]:
        yield Figure("keystroke", 12, "ms", goal=16)
        raise RuntimeError("no book")

    one.run = broken
    assert bench.main([]) == 1
    told = capsys.readouterr()
    assert "failed: find" in told.out
    assert "12.0 ms" in told.out
    assert "no book" in told.err


def test_an_unknown_name_is_refused(one: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        bench.main(["fnid"])
    assert end.value.code == 2
    assert "there are: find" in capsys.readouterr().err


def test_a_terminal_sees_what_a_person_sees() -> None:
    program = (
        "import sys; print('\\x1b[1mwho\\x1b[0m is there?'); print('hello', input(), sys.stdout.isatty())"
    )
    with Terminal(sys.executable, "-c", program) as terminal:
        painted = terminal.wait_for("who is there?", 20)
        terminal.press("ada\n")
        assert painted < terminal.wait_for("hello ada True", 20)
    with (
        Terminal(sys.executable, "-c", "print('bye')") as terminal,
        pytest.raises(TimeoutError, match="ended; there is: bye"),
    ):
        terminal.wait_for("good day", 20)


def test_desks_at_work_and_the_same_sent_bare(tmp_path: Path) -> None:
    """Every kind of act is timed, nothing goes wrong, and the replay leaves the same."""
    with postgres.running(in_memory=True) as server:
        places = bench_desks.book(server.url, tmp_path, members=400, desks=2, seconds=4.0, think=0.1)
        found = bench_desks.measure(server, places)
    assert {kind for told in found.desks for kind, _ms in told.spent} == set(KINDS)
    assert not any(told.errors for told in [*found.desks, *found.bare])
    assert [len(told.spent) for told in found.desks] == [len(told.spent) for told in found.bare]
    assert found.connections == 2
    assert found.server > 0
