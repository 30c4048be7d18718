"""Whatever servers do and whoever dies when: no message is lost, each further copy has its reason."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from consoleapp.delivery_settings import Outbox
from consoleapp.exchange.delivery.line import Line
from consoleapp.exchange.delivery.run import Postman
from consoleapp.rules.messages import MessageChannel, Trouble
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import load
from consoleapp.store import outbox
from consoleapp.store.engine import Database
from consoleapp.store.outbox import Claimed, Failure
from tests.conftest import Books, FrozenClock
from tests.exchange.postbox import rows, write

S, T = MessageState, Trouble
TRIES = 4


class Killed(BaseException):
    """kill -9: nothing below catches it, nothing is marked."""


MOODS = ("takes", "later", "never", "gone", "dies before", "dies after", "killed before", "killed after")


def machine(books: Books, engine_name: str) -> type[RuleBasedStateMachine]:
    class Delivery(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.stack = ExitStack()
            folder = Path(self.stack.enter_context(TemporaryDirectory()))
            self.database = Database.open(self.stack.enter_context(books.fresh(engine_name, folder)))
            self.stack.callback(self.database.close)
            self.clock = FrozenClock()
            self.settings = replace(load(folder, {}), outbox=Outbox(tries=TRIES))
            self.copies: Counter[str] = Counter()
            self.excused: Counter[str] = Counter()
            """Copies the server took without the console hearing of it."""
            self.moods: Iterator[str] = iter(())
            self.written = 0

        def teardown(self) -> None:
            try:
                self.all_arrive_once_servers_are_well()
            finally:
                self.stack.close()

        def all_arrive_once_servers_are_well(self) -> None:
            for _ in range(TRIES):
                self.deliver_by(iter(()))
                self.clock.advance(hours=2)
            self.none_is_lost()
            left = {row.state for row in rows(self.database)}
            assert left <= {S.SENT, S.STUCK, S.CANCELLED}

        def send(self, message: Claimed, _line: Line) -> Failure | None:
            mood = next(self.moods, "takes")
            if mood in ("takes", "dies after", "killed after"):
                self.copies[message.message_key] += 1
            if mood in ("dies after", "killed after"):
                self.excused[message.message_key] += 1
            if mood.startswith("killed"):
                raise Killed
            return {
                "later": Failure(T.PUT_OFF, 451),
                "never": Failure(T.REFUSED, 550),
                "gone": Failure(T.UNREACHABLE),
                "dies before": Failure(T.BROKEN_OFF),
                "dies after": Failure(T.BROKEN_OFF),
            }.get(mood)

        @rule()
        def enqueue(self) -> None:
            self.written += 1
            write(self.database, self.clock(), self.written)

        @rule(moods=st.lists(st.sampled_from(MOODS), max_size=4))
        def deliver(self, moods: list[str]) -> None:
            self.deliver_by(iter(moods))

        def deliver_by(self, moods: Iterator[str]) -> None:
            self.moods = moods
            man = Postman(
                self.database, self.settings, self.clock, {MessageChannel.EMAIL: self.send},
                jitter=lambda: 0.5,
            )  # fmt: skip
            with suppress(Killed):
                man.round()

        @rule(minutes=st.sampled_from([1, 2, 4, 30]))
        def wait(self, minutes: int) -> None:
            self.clock.advance(minutes=minutes)

        @rule(number=st.integers(1, 5), to=st.sampled_from([S.WAITING, S.CANCELLED]))
        def retry_or_cancel(self, number: int, to: MessageState) -> None:
            with self.database.write() as connection:
                row = outbox.one(connection, number)
                if row is None or row.state is not S.STUCK:
                    return
                changes: dict[str, Any] = {"tries": 0, "next_try_at": self.clock()}
                outbox.edit(connection, row, state=to, **(changes if to is S.WAITING else {}))

        @invariant()
        def none_is_lost(self) -> None:
            there = rows(self.database)
            assert len(there) == self.written
            for row in there:
                copies, excused = self.copies[row.message_key], self.excused[row.message_key]
                assert copies <= excused + 1, "a further copy without a death"
                assert (row.state is S.SENT) is (copies > excused), "sent is what a server took and said so"
                assert row.tries <= TRIES

    return Delivery


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_none_is_lost(books: Books, engine_name: str) -> None:
    few = examples(max_examples=6 if engine_name == "sqlite" else 2, stateful_step_count=20)
    run_state_machine_as_test(machine(books, engine_name), settings=few)


@pytest.mark.soak
@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_none_is_lost_in_many_histories(books: Books, engine_name: str) -> None:
    many = examples(max_examples=200, stateful_step_count=60)
    run_state_machine_as_test(machine(books, engine_name), settings=many)
