"""Two companies with invoices and receipts, for tests of the ledger; every figure is known to them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from consoleapp.desk import ledger
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.desk.ledger import Part
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.settings import Ledger
from tests.desk.book import Ids
from tests.desk.conftest import Office

TODAY = date(2026, 11, 20)
CHEQUE = SettlementMethod.CHEQUE
NO_LIMIT = Ledger(two_persons_above=10**9)


def hkd(amount: str) -> Money:
    return Money.parse(amount, "HKD")


def alone(desk: Desk) -> Desk:
    """The same desk where one person may do anything."""
    return replace(desk, settings=replace(desk.settings, ledger=NO_LIMIT))


def count(office: Office, table: Any) -> int:
    with office.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted, by name. Invoices of 1,000.00, due on the first of a month; a cheque of 1,500.00."""

    july: int
    august: int
    november: int
    cheque: int
    """Pays July whole and 200.00 of August; 300.00 are left."""


def post(office: Office, ids: Ids, login: str = "supervisor") -> Posted:
    """Post it on the policy of THE ABC COMPANY, beside what the small book holds."""
    desk = alone(office.desk(login))
    july, august, november = (
        ledger.issue(
            desk, ids.policy, hkd("1,000.00"), date(2026, month - 1, 2), date(2026, month, 1), key=new_key()
        )
        for month in (7, 8, 12)
    )
    cheque = ledger.receive(
        desk,
        ids.policy,
        hkd("1,500.00"),
        date(2026, 11, 10),
        SettlementMethod.CHEQUE,
        "THE ABC COMPANY",
        "000123",
        (Part(july, 100_000), Part(august, 20_000)),
        key=new_key(),
    )
    return Posted(july, august, november, cheque)
