"""Portal accounts of employees and spouses, at every stage."""

import random

from consoleapp.exchange.generate.people import ID, STATUS
from consoleapp.exchange.generate.rows import TODAY, Batch, Row, moment

STAGES = ("active",) * 14 + ("invited", "invited", "not_registered", "registering", "disabled", "frozen")
STEPS = ("pin", "terms", "user_id")


class Accounts:
    """Makes the accounts of one member after the other."""

    def __init__(self, pick: random.Random) -> None:
        self._pick = pick
        self._accounts = self._attempts = 0

    def of_member(self, member: Row, batch: Batch) -> None:
        """Two employees in three have an account, and one spouse in three."""
        chance = self._pick.random
        if member[STATUS] != "active" or chance() > {"employee": 0.66, "spouse": 0.33}.get(str(member[5]), 0):
            return
        self._accounts += 1
        number = self._accounts
        stage = STAGES[int(20 * chance())]
        known = stage in ("active", "frozen", "disabled")
        user_id = f"user{member[ID]}" if known or (stage == "registering" and number % 3 == 2) else None
        step = "questions" if known else STEPS[number % 3] if stage == "registering" else None
        day = TODAY - int(120 * chance())
        last_login = moment(day, int(1440 * chance())) if known else None
        failed = 5 if stage == "frozen" else 1 if known and number % 17 == 0 else 0
        since = min(TODAY, day + 1)
        frozen_at = moment(since, 340) if stage == "frozen" else None
        batch["portal_account"].append(
            (number, f"PA{number:08d}", member[ID], user_id,
             stage, step, member[16] if known else None, "2026-01" if known else "",
             moment(TODAY - 300, 60) if known else None, last_login, failed, frozen_at,
             "Five invalid logins" if frozen_at else "")
        )  # fmt: skip
        for attempt in range(failed):
            self._attempts += 1
            origin = f"203.0.113.{number % 250 + 1}"
            batch["portal_attempt"].append((self._attempts, number, moment(since, 335 + attempt), origin))
