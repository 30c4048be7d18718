"""Tries are counted before hashing: five, however many come at once, by threads or processes (SAFETY 4)."""

import multiprocessing
import threading
import time
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from consoleapp.desk import hashing, signin
from consoleapp.errors import NotAllowed
from consoleapp.settings import Settings
from consoleapp.store import tables
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock
from tests.desk.conftest import PASSWORD, Office
from tests.desk.door import WRONG


def refusals(office: Office) -> int:
    """How many refused tries are on record."""
    with office.database.read() as connection:
        return connection.execute(
            select(func.count()).where(tables.audit_entry.c.event == "staff.refused")
        ).scalar_one()


def test_safety_04_a_hundred_at_once_are_five_verifications(
    office: Office, verified: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """99 wrong, one right, each taking the time of a real hash without its work."""
    quick = hashing.fits
    monkeypatch.setattr(hashing, "fits", lambda kept, said: time.sleep(0.05) or quick(kept, said))
    barrier = threading.Barrier(100)
    passed: list[str] = []

    def attempt(password: str) -> None:
        barrier.wait()
        try:
            passed.append(office.sign_in("hotline", password).actor.login)
        except NotAllowed:
            return

    passwords = [f"{WRONG} {number}" if number else PASSWORD for number in range(100)]
    threads = [threading.Thread(target=attempt, args=(password,)) for password in passwords]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(verified) == 5
    assert len(passed) <= 1
    assert refusals(office) == 100 - len(passed)


class AllThere:
    """Holds every verification until each process has one or was refused: a right password, told early, would
    forgive the tries that came before it.
    """

    def __init__(self, context: Any, processes: int) -> None:
        self._count = context.Value("i", 0)
        self._processes = processes

    def arrive(self) -> None:
        with self._count.get_lock():
            self._count.value += 1

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while self._count.value < self._processes and time.monotonic() < deadline:
            time.sleep(0.005)


def _try_once(
    settings: Settings, password: str, together: Barrier, all_there: AllThere, answers: Any
) -> None:
    """A console process that tries once: how often a password was verified, and what came of it."""
    verified: list[str] = []
    real = hashing.fits

    def fits(kept: str, said: str) -> bool:
        if kept != hashing.nobody():
            verified.append(kept)
            all_there.arrive()
            all_there.wait()
        return real(kept, said)

    hashing.fits = fits
    database = Database.open(settings.database_url)
    try:
        together.wait(120)
        signin.sign_in(database, settings, FrozenClock(), "hotline", password)
        outcome = "opened"
    except Exception as error:  # told to whoever waits for the answer, who would wait for ever
        outcome = type(error).__name__
    if not verified:
        all_there.arrive()
    database.close()
    answers.put((len(verified), outcome))


@pytest.mark.parametrize("processes", [8, pytest.param(100, marks=pytest.mark.soak)])
def test_safety_04_processes_at_once_are_five_verifications(office: Office, processes: int) -> None:
    """All wrong but one, every process with a connection of its own, let go together."""
    office.database.close()  # a connection does not outlive a fork
    fork = multiprocessing.get_context("fork")
    together, answers, all_there = fork.Barrier(processes), fork.SimpleQueue(), AllThere(fork, processes)
    settings = replace(office.settings, sign_in=replace(office.settings.sign_in, longest_delay_seconds=0))
    started = [
        fork.Process(
            target=_try_once,
            args=(settings, f"{WRONG} {number}" if number else PASSWORD, together, all_there, answers),
        )
        for number in range(processes)
    ]
    for process in started:
        process.start()
    counts = [answers.get() for _ in started]
    for process in started:
        process.join()
        assert process.exitcode == 0
    outcomes = [outcome for _verified, outcome in counts]
    opened = outcomes.count("opened")
    assert sum(count for count, _outcome in counts) == 5
    assert opened <= 1
    assert outcomes.count("NotAllowed") == processes - opened, outcomes
    assert refusals(office) == processes - opened
