"""A whole book as a stream of batches, in an order in which nothing points ahead; memory stays flat."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from consoleapp.errors import WrongUse
from consoleapp.exchange.generate.accounts import Accounts
from consoleapp.exchange.generate.claims import Claims
from consoleapp.exchange.generate.companies import Companies, Policy, brokers, sizes
from consoleapp.exchange.generate.directory import providers
from consoleapp.exchange.generate.people import People
from consoleapp.exchange.generate.premiums import Premiums
from consoleapp.exchange.generate.rows import COLUMNS, Batch
from consoleapp.i18n import N_

MOST_MEMBERS = 20_000_000
BATCH = 2_000
"""Members in one batch, together with their claims."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which book to make: the same order makes the same book on every machine and engine."""

    members: int
    seed: int
    claims_a_member: float = 5.0

    def __post_init__(self) -> None:
        if not 1 <= self.members <= MOST_MEMBERS:
            raise WrongUse(N_("Ask for 1 to {most} members."), most=f"{MOST_MEMBERS:,}")
        if not 0 <= self.claims_a_member <= 100:
            raise WrongUse(N_("Ask for 0 to 100 claims a member."))


def batches(order: Order) -> Iterator[Batch]:
    """The rows of the book."""
    pick = random.Random(order.seed)
    batch: Batch = {table: [] for table in COLUMNS}
    broker_count = brokers(order.members, pick, batch)
    mentioned = providers(order.members, pick, batch)
    companies, people = Companies(pick, broker_count), People(pick)
    claims, premiums = Claims(pick, order.claims_a_member, mentioned), Premiums(pick)
    accounts = Accounts(pick)
    for size in sizes(order.members, pick):
        policy: Policy = companies.policy(size, batch)
        premiums.of_policy(policy, batch)
        codes = dict(policy.plans)
        for family in people.families(policy):
            for member in family:
                batch["member"].append(member)
                claims.of_member(policy, member, codes[member[18]], batch)  # type: ignore[index]
                accounts.of_member(member, batch)
            if len(batch["member"]) >= BATCH:
                yield batch
                batch = {table: [] for table in COLUMNS}
    yield batch
