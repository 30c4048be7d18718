"""An export in a process of its own, with what is left of the processor: the console answers keys meanwhile
as if nothing ran (SPEED 6), and never loads what writes workbooks.

What goes over is what the desk is made of; over there the same verbs ask the same questions – does the
session still stand, may this role, is a second person needed. Both ends are this program: progress, the end
or what went wrong come back over a pipe. Whoever closes the steps ends the process, and with it what it began
to write; a process whose console is gone ends by itself.
"""

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from consoleapp import faults
from consoleapp.desk.context import Actor, Clock, Desk
from consoleapp.desk.opening import open_book
from consoleapp.errors import ConsoleError, Refused
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports.catalogue import report
from consoleapp.exchange.reports.export import Exported, FileKind, Order, export
from consoleapp.exchange.whole import sweep
from consoleapp.i18n import N_, current, use
from consoleapp.settings import Settings

NICE = 10
STARTING = N_("Starting")
TURN = 0.1
"""Seconds after which the steps tell again what they told last: somebody may want to stop."""
PATIENCE = 10.0
"""Seconds a process has to take away what it wrote."""
_LENGTH = 8
_OTHER_END = f"from {__name__} import main; main()"


@dataclass(frozen=True, slots=True)
class _Job:
    """What goes over."""

    settings: Settings
    actor: Actor
    audit_key: bytes = field(repr=False)
    contact_id: int | None
    now: datetime
    language: str
    report: str
    given: Mapping[str, Any]
    kind: FileKind
    file: Path | None
    unmask: bool
    purpose: str
    approval_id: int | None


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A refusal as it comes back: its class, and what is in it."""

    kind: type[ConsoleError]
    state: dict[str, Any]


def export_apart(desk: Desk, order: Order) -> Generator[Progress, None, Exported]:
    """:func:`~consoleapp.exchange.reports.export.export`, in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "-c", _OTHER_END],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the terminal is the console's
        bufsize=0,
        start_new_session=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        with suppress(BrokenPipeError), child.stdin as into:
            _send(into, _job(desk, order))
        return (yield from _steps(child.stdout))
    finally:
        _end(child)
        sweep(desk.settings.exports if order.file is None else order.file.parent)


def _job(desk: Desk, order: Order) -> _Job:
    return _Job(
        desk.settings,
        desk.actor,
        desk.audit_key,
        desk.contact_id,
        desk.clock(),
        current(),
        order.report.name,
        order.given,
        order.kind,
        order.file,
        order.unmask,
        order.purpose,
        order.approval_id,
    )


def _steps(out: IO[bytes]) -> Generator[Progress, None, Exported]:
    """What the other end tells; now and then the same again while it is silent."""
    told: object = Progress(STARTING, 0, 0, 0.0)
    while True:
        match told:
            case Progress():
                yield told
            case Exported():
                return told
            case _Wrong():
                error = told.kind.__new__(told.kind)
                error.__dict__.update(told.state)
                raise error
            case _:
                raise Refused(N_("The export broke off. Nothing was left behind; start it again."))
        if _has_more(out):
            told = _receive(out)


def _has_more(out: IO[bytes]) -> bool:
    if os.name != "posix":  # no pipe can be waited for there
        return True
    return bool(select.select([out], [], [], TURN)[0])


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Let the other end take away what it wrote; one that does not is killed, and swept up after."""
    assert child.stdout is not None
    child.stdout.close()
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _send(into: IO[bytes], what: object) -> None:
    content = pickle.dumps(what)
    rest = memoryview(len(content).to_bytes(_LENGTH, "big") + content)
    while rest:
        rest = rest[into.write(rest) :]


def _receive(out: IO[bytes]) -> object:
    """What was sent; None when the other end is gone."""
    length = _read(out, _LENGTH)
    content = _read(out, int.from_bytes(length, "big")) if len(length) == _LENGTH else b""
    return pickle.loads(content) if content else None


def _read(out: IO[bytes], length: int) -> bytes:
    found = b""
    while len(found) < length and (more := out.read(length - len(found))):
        found += more
    return found


# The other end.


def main() -> None:
    """Do the job that comes in; tell how far it is, and what came of it."""
    signal.signal(signal.SIGTERM, _stop)
    with os.fdopen(os.dup(0), "rb", buffering=0) as asked:
        job = _receive(asked)
    with os.fdopen(os.dup(1), "wb", buffering=0) as out:
        os.dup2(2, 1)  # what prints, prints nowhere
        if isinstance(job, _Job):
            with suppress(BrokenPipeError):
                _work(job, out)


def _stop(_number: int, _frame: object) -> None:
    """Ends by what ends everything: what was begun is taken away on the way out."""
    raise SystemExit(0)


def _work(job: _Job, out: IO[bytes]) -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    use(job.language)
    clock = _clock(job.now)
    try:
        database = open_book(job.settings)
        desk = Desk(database, job.settings, clock, job.actor, job.audit_key, job.contact_id)
        order = Order(
            report(job.report), job.given, job.kind, job.file, job.unmask, job.purpose, job.approval_id
        )
        _tell(export(desk, order), out)
    except BrokenPipeError:
        raise
    except ConsoleError as error:
        _send(out, _Wrong(type(error), error.__dict__))
    except Exception as error:
        fault = faults.record(error, job.settings.logs, clock())
        text = N_("That did not work. Try again; tell support the error id {id}.")
        _send(out, _Wrong(Refused, {"template": text, "values": {"id": fault}}))


def _tell(steps: Generator[Progress, None, Exported], out: IO[bytes]) -> None:
    try:
        while True:
            _send(out, next(steps))
    except StopIteration as end:
        _send(out, end.value)
    finally:
        steps.close()


def _clock(now: datetime) -> Clock:
    """The time goes on from what it is over there."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
