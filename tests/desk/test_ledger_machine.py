"""The ledger against a plain oracle: any order of entries of all kinds, and of tampering, on both engines."""

import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import ledger
from consoleapp.desk.context import Desk
from consoleapp.desk.ledger import Part
from consoleapp.errors import Conflict, Refused
from consoleapp.rules.ledger import Ageing, Entry
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.settings import Ledger
from consoleapp.store import tables as t
from consoleapp.store.ledger import posting
from consoleapp.store.ledger.auditor import audit
from tests.desk.conftest import Office
from tests.desk.ledgerpaper import Line, Paper
from tests.desk.tampering import ATTACKS, tamper

GUARDED = [t.ledger_entry, t.ledger_transfer, t.invoice, t.settlement]
numbers = itertools.count(1)
amounts = st.integers(1, 900)
small = st.integers(1, 40)


class Machine(RuleBasedStateMachine):
    """One company with two policies, and a supervisor who does anything."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.number = next(numbers)
        with office.database.write() as connection:
            self.holder: int = connection.execute(
                insert(t.policy_holder)
                .values(code=f"M{self.number}", name_en="THE ABC COMPANY")
                .returning(t.policy_holder.c.id)
            ).scalar_one()
            self.policies: list[int] = [
                connection.execute(
                    insert(t.policy)
                    .values(
                        policy_no=f"M{self.number}-{which}",
                        holder_id=self.holder,
                        plan_type="group_medical",
                        currency="HKD",
                        payment_mode="yearly",
                        status="in_force",
                    )
                    .returning(t.policy.c.id)
                ).scalar_one()
                for which in (1, 2)
            ]
        self.paper = Paper()
        self.posted: list[Any] = []
        """Every transfer so far, as it was first read."""
        self.done: list[tuple[Any, tuple[Any, ...], str, Any]] = []

    # Doing

    def desk(self) -> Desk:
        desk = self.office.desk("supervisor")
        return replace(desk, settings=replace(desk.settings, ledger=Ledger(two_persons_above=10**9)))

    def act(self, may: bool, verb: Any, *arguments: Any, **named: Any) -> Any:
        """Do it; where the paper says it cannot be, it is refused and nothing changes."""
        key = f"ledger-machine-{next(numbers)}"
        if not may:
            with pytest.raises(Refused):
                verb(self.desk(), *arguments, **named, key=key)
            return None
        result = verb(self.desk(), *arguments, **named, key=key)
        if not named:
            self.done.append((verb, arguments, key, result))
        self.key = key
        return result

    def entries(self) -> list[int]:
        """The entries of the last act."""
        with self.office.database.read() as connection:
            return list(
                connection.execute(
                    select(t.ledger_entry.c.id)
                    .where(t.ledger_entry.c.key.like(f"{self.key}#%"))
                    .order_by(t.ledger_entry.c.id)
                ).scalars()
            )

    @rule(amount=amounts, days=st.integers(0, 150), policy=st.integers(0, 1))
    def issue(self, amount: int, days: int, policy: int) -> None:
        issued = self.today() - timedelta(days=days)
        invoice = self.act(
            True,
            ledger.issue,
            self.policies[policy],
            Money(amount, "HKD"),
            issued,
            issued + timedelta(days=30),
        )
        self.paper.lines.append(Line("issue", amount, self.entries()[0], invoice=invoice))

    @rule(
        amount=amounts,
        policy=st.integers(0, 1),
        dollars=st.sampled_from([False, False, True]),
        at_once=st.booleans(),
    )
    def receive(self, amount: int, policy: int, dollars: bool, at_once: bool) -> None:
        parts, left = [], amount if at_once and not dollars else 0
        for invoice in self.paper.invoices():
            paid = min(left, self.paper.owed(invoice))
            if paid:
                parts.append(Part(invoice, paid))
                left -= paid
        receipt = self.act(
            True,
            ledger.receive,
            self.policies[policy],
            Money(amount, "USD" if dollars else "HKD"),
            self.today(),
            SettlementMethod.CHEQUE,
            "THE ABC COMPANY",
            "000123",
            tuple(parts),
        )
        first, *rest = self.entries()
        self.paper.lines.append(Line("receive", amount, first, receipt=receipt, got=int(dollars)))
        for part, entry_id in zip(parts, rest, strict=True):
            self.paper.lines.append(
                Line("allocate", part.amount, entry_id, invoice=part.invoice_id, receipt=receipt)
            )

    @precondition(lambda self: self.paper.invoices() and self.paper.receipts())
    @rule(data=st.data(), count=st.integers(1, 2))
    def allocate(self, data: st.DataObject, count: int) -> None:
        likely = [
            one
            for one, _how in self.paper.receipts()
            if self.paper.currency(one) == "HKD" and self.paper.left(one)
        ]
        receipt = data.draw(st.sampled_from(likely or [one for one, _how in self.paper.receipts()]))
        owing = [one for one in self.paper.invoices() if self.paper.owed(one)] or self.paper.invoices()
        chosen = data.draw(st.lists(st.sampled_from(owing), min_size=1, max_size=count, unique=True))
        parts = []
        for invoice in chosen:
            fits = min(self.paper.owed(invoice), self.paper.left(receipt) // len(chosen))
            sizes = [max(fits, 1), max(fits // 2, 1), max(fits // 3, 1), fits + 1]
            parts.append(Part(invoice, data.draw(st.sampled_from(sizes))))
        may = (
            self.paper.currency(receipt) == "HKD"
            and sum(part.amount for part in parts) <= self.paper.left(receipt)
            and all(part.amount <= self.paper.owed(part.invoice_id) for part in parts)
        )
        if self.act(may, ledger.allocate, receipt, tuple(parts)) is not None:
            ordered = sorted(parts, key=lambda part: part.invoice_id)
            for part, entry_id in zip(ordered, self.entries(), strict=True):
                self.paper.lines.append(
                    Line("allocate", part.amount, entry_id, invoice=part.invoice_id, receipt=receipt)
                )

    @precondition(lambda self: self.paper.invoices() and self.paper.receipts())
    @rule(data=st.data())
    def deallocate(self, data: st.DataObject) -> None:
        pairs = [
            (line.receipt, line.invoice)
            for line in self.paper.lines
            if line.kind == "allocate" and line.stands
        ]
        other = (self.paper.receipts()[0][0], self.paper.invoices()[-1])
        receipt, invoice = data.draw(st.sampled_from([*pairs, other]))
        lines = [
            line
            for line in self.paper.lines
            if line.stands and line.kind == "allocate" and (line.receipt, line.invoice) == (receipt, invoice)
        ]
        if self.act(bool(lines), ledger.deallocate, receipt, invoice, "wrong invoice") is not None:
            self.strike(lines)

    @precondition(lambda self: self.paper.invoices())
    @rule(data=st.data(), amount=small, forgiven=st.booleans())
    def owe_less(self, data: st.DataObject, amount: int, forgiven: bool) -> None:
        invoice = data.draw(st.sampled_from(self.paper.invoices()))
        verb = ledger.write_off if forgiven else ledger.credit_note
        may = amount <= self.paper.owed(invoice)
        if self.act(may, verb, invoice, Money(amount, "HKD"), "agreed") is not None:
            kind = "write_off" if forgiven else "credit_note"
            self.paper.lines.append(Line(kind, amount, self.entries()[0], invoice=invoice))

    @precondition(lambda self: self.paper.receipts())
    @rule(data=st.data(), amount=small)
    def refund(self, data: st.DataObject, amount: int) -> None:
        receipt, _how = data.draw(st.sampled_from(self.paper.receipts()))
        may = amount <= self.paper.left(receipt)
        money = Money(amount, self.paper.currency(receipt))
        if self.act(may, ledger.refund, receipt, money, "paid twice") is not None:
            self.paper.lines.append(Line("refund", amount, self.entries()[0], receipt=receipt))

    @precondition(lambda self: self.paper.receipts())
    @rule(data=st.data(), amount=small, got=small)
    def exchange(self, data: st.DataObject, amount: int, got: int) -> None:
        receipt, _how = data.draw(st.sampled_from(self.paper.receipts()))
        own = self.paper.currency(receipt)
        may = own == "USD" and amount <= self.paper.left(receipt)
        into = self.act(may, ledger.exchange, receipt, Money(amount, own), Money(got, "HKD"), "at 7.80")
        if into is not None:
            self.paper.lines.append(
                Line("exchange", amount, self.entries()[0], receipt=receipt, into=into, got=got)
            )

    @precondition(lambda self: self.paper.receipts())
    @rule(data=st.data())
    def bounce(self, data: st.DataObject) -> None:
        receipt, how = data.draw(st.sampled_from(self.paper.receipts()))
        allocated = [
            line
            for line in self.paper.lines
            if line.stands and line.kind == "allocate" and line.receipt == receipt
        ]
        came_in = [line for line in self.paper.lines if line.kind == "receive" and line.receipt == receipt]
        whole = self.paper.left(receipt) + sum(line.amount for line in allocated)
        may = how == "cheque" and came_in[0].stands and whole == came_in[0].amount
        if self.act(may, ledger.bounce, receipt, "returned by the bank") is not None:
            self.strike([*allocated, *came_in])

    @precondition(lambda self: self.paper.lines)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.paper.lines))
        may = line.stands and not line.turn
        if line.kind == "issue":
            may = may and self.paper.owed(line.invoice) == line.amount
        if line.kind == "receive":
            may = may and self.paper.left(line.receipt) == line.amount
        if line.kind == "exchange":
            may = may and self.paper.left(line.into) == line.got
        if self.act(may, ledger.reverse, line.entry_id, "entered by mistake") is not None:
            self.strike([line])

    def strike(self, lines: list[Line]) -> None:
        """Cross lines out; the entries that did it stand for themselves and are never turned round."""
        entries = self.entries()
        assert len(entries) == len(lines)
        for line, entry_id in zip(lines, entries, strict=True):
            line.stands = False
            self.paper.lines.append(Line("turn", 0, entry_id, turn=True))

    @precondition(lambda self: self.done)
    @rule(data=st.data(), other=st.booleans())
    def say_it_again(self, data: st.DataObject, other: bool) -> None:
        verb, arguments, key, result = data.draw(st.sampled_from(self.done))
        if other:
            with pytest.raises(Conflict):
                verb(self.desk(), arguments[0] + 1, *arguments[1:], key=key)
        else:
            assert verb(self.desk(), *arguments, key=key) == result

    @precondition(lambda self: self.paper.lines)
    @rule(data=st.data(), other=st.booleans())
    def post_the_same_entry(self, data: st.DataObject, other: bool) -> None:
        """Below the verbs: the same key with the same hash is the same entry, with another it is refused."""
        line = data.draw(st.sampled_from(self.paper.lines))
        with self.office.database.write() as connection:
            row = posting.entry_row(connection, line.entry_id)
            assert row is not None
            moved = posting.transfers_of(connection, row.id)
            reason = row.reason + "!" if other else row.reason
            entry = Entry(row.kind, row.policy_id, row.posted_on, moved, reason, row.staff_id, row.reverses)
            if other:
                with pytest.raises(Conflict):
                    posting.post(connection, entry, key=row.key, at=row.at)
            else:
                assert posting.post(connection, entry, key=row.key, at=row.at) == row.id

    @precondition(lambda self: self.paper.invoices() and self.paper.receipts())
    @rule(table=st.sampled_from(GUARDED), attack=st.sampled_from(ATTACKS))
    def change_what_is_posted(self, table: Table, attack: str) -> None:
        """Refused by the tables themselves; the invariants find whatever was changed all the same."""
        with (
            pytest.raises(DBAPIError, match="never changed or removed"),
            self.office.database.write() as connection,
        ):
            tamper(connection, table, attack)

    @rule(days=st.integers(1, 40))
    def later(self, days: int) -> None:
        self.office.clock.advance(days=days)
        self.office.desk_again("supervisor")

    def today(self) -> date:
        return (self.office.clock() + timedelta(hours=8)).date()

    # What must hold

    @invariant()
    def figures_are_those_of_the_paper(self) -> None:
        with self.office.database.read() as connection:
            owed = dict(
                connection.execute(
                    text(
                        "SELECT b.invoice_id, b.balance FROM invoice_balance b JOIN invoice i "
                        "ON i.id = b.invoice_id JOIN policy p ON p.id = i.policy_id WHERE p.holder_id = :h"
                    ),
                    {"h": self.holder},
                ).all()
            )
            left = dict(
                connection.execute(
                    text(
                        "SELECT b.settlement_id, b.unallocated FROM settlement_balance b JOIN settlement s "
                        "ON s.id = b.settlement_id JOIN policy p ON p.id = s.policy_id "
                        "WHERE p.holder_id = :h"
                    ),
                    {"h": self.holder},
                ).all()
            )
            moved = connection.execute(
                select(t.ledger_transfer, t.ledger_entry)
                .join_from(t.ledger_transfer, t.ledger_entry)
                .where(t.ledger_transfer.c.debit_policy_id.in_(self.policies))
                .order_by(t.ledger_transfer.c.id)
            ).all()
        assert moved[: len(self.posted)] == self.posted, "what is posted stays as it was posted"
        self.posted = list(moved)
        assert owed == {invoice: self.paper.owed(invoice) for invoice in self.paper.invoices()}
        assert left == {receipt: self.paper.left(receipt) for receipt, _how in self.paper.receipts()}
        assert all(0 <= self.paper.owed(one) <= self.paper.amount_of(one) for one in self.paper.invoices())
        assert all(0 <= amount <= self.paper.received(receipt) for receipt, amount in left.items())
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for row in moved:
            sums[row.debit, row.currency] += row.amount
            sums[row.credit, row.currency] -= row.amount
        for currency in ("HKD", "USD"):
            assert sum(amount for (_account, own), amount in sums.items() if own == currency) == 0
        assert sums["receivable", "HKD"] == sum(owed.values())
        for currency in ("HKD", "USD"):
            assert -sums["unallocated", currency] == sum(
                amount for receipt, amount in left.items() if self.paper.currency(receipt) == currency
            )

    @invariant()
    def an_entry_is_turned_round_once_and_comes_to_nothing(self) -> None:
        turns = [row.reverses for row in self.posted if row.reverses is not None]
        entries = {row.entry_id: row.reverses for row in self.posted}
        turned = [reverses for reverses in entries.values() if reverses is not None]
        assert len(set(turned)) == len(turned)
        sums: dict[tuple[int, str, int, str, int | None, int | None], int] = defaultdict(int)
        for row in self.posted:
            if row.reverses is None and row.entry_id not in turns:
                continue
            first, about = row.reverses or row.entry_id, (row.currency, row.invoice_id, row.settlement_id)
            sums[first, row.debit, row.debit_policy_id, *about] += row.amount
            sums[first, row.credit, row.credit_policy_id, *about] -= row.amount
        assert not any(sums.values())

    @invariant()
    def ageing_sums_to_what_is_owed(self) -> None:
        with self.office.database.read() as connection:
            rows = connection.execute(
                select(t.invoice.c.id, t.invoice.c.due_on).where(t.invoice.c.policy_id.in_(self.policies))
            ).all()
        found = Ageing.of([(row.due_on, self.paper.owed(row.id)) for row in rows], self.today(), "HKD")
        assert found.total.minor == sum(self.paper.owed(invoice) for invoice in self.paper.invoices())

    def teardown(self) -> None:
        with self.office.database.read() as connection:
            assert audit(connection).fault is None


@pytest.mark.parametrize(
    ("examples", "steps"), [(12, 30), pytest.param(300, 60, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_any_order_of_entries(office: Office, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(office),
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )
