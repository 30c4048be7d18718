"""Premium invoices and settlements of a policy: most paid, some in part, some late, some not at all."""

import random

from consoleapp.exchange.generate.companies import Policy
from consoleapp.exchange.generate.rows import DAYS, TODAY, Batch

STEPS = {"yearly": 365, "half_yearly": 182, "quarterly": 91, "monthly": 30}
METHODS = ("autopay", "autopay", "bank_transfer", "cheque", "fps", "cash")
A_MEMBER = 320_000
"""What a member costs a year, in cents."""


class Premiums:
    """Makes the ledger of one policy after the other."""

    def __init__(self, pick: random.Random) -> None:
        self._pick = pick
        self._invoices = self._settlements = self._allocations = 0

    def of_policy(self, policy: Policy, batch: Batch) -> None:
        """Invoices of the last three years and what came in for them."""
        chance = self._pick.random
        step = STEPS[policy.mode]
        amount = max(50_000, int(policy.size * A_MEMBER * step / 365 * (0.8 + 0.4 * chance())))
        if policy.currency == "USD":
            amount //= 8
        day = max(policy.first_day, TODAY - 1_100) + int(chance() * step)
        while day <= min(TODAY, policy.last_day):
            self._invoices += 1
            invoice = self._invoices
            branch = policy.branches[invoice % len(policy.branches)] if policy.branches else None
            batch["invoice"].append(
                (invoice, str(40_000_000 + invoice), policy.id, branch, DAYS[day], DAYS[day + 30], amount,
                 policy.currency)
            )  # fmt: skip
            self._settle(policy, invoice, day, amount, batch)
            day += step

    def _settle(self, policy: Policy, invoice: int, day: int, amount: int, batch: Batch) -> None:
        chance = self._pick.random
        share = chance()
        received = day + 5 + int(40 * chance() ** 2)
        if received > TODAY or share < 0.04:
            return
        allocated = amount * 2 // 5 if share < 0.07 else amount
        kept = 50_000 if share > 0.98 else 0  # more came in than was owed
        self._settlements += 1
        self._allocations += 1
        method = METHODS[int(6 * chance())]
        batch["settlement"].append(
            (self._settlements, f"R-{self._settlements:08d}", policy.id, DAYS[received], method,
             policy.holder_name, f"REF{self._settlements * 37}", allocated + kept, policy.currency)
        )  # fmt: skip
        batch["allocation"].append((self._allocations, self._settlements, invoice, allocated))
