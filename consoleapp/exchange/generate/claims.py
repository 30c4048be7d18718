"""Claims and their lines: most members have few, some have many; the recent ones are still open."""

import math
import random

from consoleapp.exchange.generate.companies import Policy
from consoleapp.exchange.generate.people import EFFECTIVE, ID, STATUS
from consoleapp.exchange.generate.rows import DAYS, TODAY, Batch, Row, moment
from consoleapp.exchange.generate.schedule import MENUS, PANEL_MEDICINE, Item

DIAGNOSES = ("ACUTE UPPER RESPIRATORY INFECTION",) * 3 + (
    "INFLUENZA", "INFLUENZA", "GASTROENTERITIS", "GASTROENTERITIS", "HYPERTENSION", "HYPERTENSION",
    "CONTACT DERMATITIS", "ALLERGIC RHINITIS", "ANKLE SPRAIN", "LUMBAR STRAIN", "MIGRAINE", "CONJUNCTIVITIS",
    "TYPE 2 DIABETES",
)  # fmt: skip
OPEN = (
    "received",
    "received",
    "in_review",
    "in_review",
    "in_review",
    "pending_documents",
    "approved",
    "approved",
)
METHODS = ("autopay", "autopay", "autopay", "cheque", "bank_transfer")
STEPS = 4_096
SPREAD = 0.9
"""Of the logarithm of claims a member: a tenth of the members make about a third of the claims."""


def how_many(mean: float) -> tuple[int, ...]:
    """The number of claims of each of 4,096 members in a row from few to many, ``mean`` on average."""
    scores = [_normal((step + 0.5) / STEPS) for step in range(STEPS)]
    wanted = [math.exp(SPREAD * score - SPREAD**2 / 2) * mean for score in scores]
    scale = mean * STEPS / sum(wanted) if mean else 0.0
    counts, carried = [], 0.0
    for value in wanted:
        carried += value * scale
        counts.append(int(carried + 1e-9))
        carried -= counts[-1]
    return tuple(counts)


def _normal(share: float) -> float:
    """The standard normal's quantile, to three decimals (Hastings' rational approximation)."""
    tail = min(share, 1 - share)
    root = math.sqrt(-2 * math.log(tail))
    above = 2.515517 + 0.802853 * root + 0.010328 * root * root
    below = 1 + 1.432788 * root + 0.189269 * root * root + 0.001308 * root**3
    score = root - above / below
    return score if share > 0.5 else -score


class Claims:
    """Makes the claims of one member after the other; counts claims and lines over the whole book."""

    def __init__(self, pick: random.Random, a_member: float, providers: tuple[str, ...]) -> None:
        self._pick = pick
        self._counts = how_many(a_member)
        self._providers = providers
        self.claims = 0
        self.lines = 0

    def of_member(self, policy: Policy, member: Row, plan: str, batch: Batch) -> None:
        """The rows of a member's claims, newest last."""
        chance = self._pick.random
        count = self._counts[int(chance() * STEPS)]
        if not count or member[STATUS] == "pending":
            return
        starts = _day(member[EFFECTIVE])
        ended = member[EFFECTIVE + 1]
        ends = min(TODAY, policy.last_day, TODAY if ended is None else _day(ended))
        reach = min(ends - starts, 1_100)
        if reach < 0:
            return
        visits = sorted(ends - int(chance() ** 1.4 * (reach + 1)) for _ in range(count))
        menu, panel = MENUS[plan], PANEL_MEDICINE[plan]
        claims, lines, moves = batch["claim"], batch["claim_line"], batch["claim_move"]
        for visit in visits:
            self.claims += 1
            number = self.claims
            received = min(TODAY, visit + 1 + int(chance() * 12))
            age = TODAY - received
            if age < 20 and chance() < 0.85:
                state = OPEN[int(8 * chance())] if age > 2 else "received"
                moved = received if state == "received" else min(TODAY, received + 1 + int(chance() * 5))
            else:
                share = chance()
                state = "paid" if share < 0.93 else "declined" if share < 0.98 else "withdrawn"
                moved = min(TODAY, received + 1 + int(chance() * 13))
            row = (number, f"C{number:010d}", member[ID], DAYS[received], state, DAYS[moved], policy.currency)
            claims.append(row)
            moves.append((number, number, None, state, DAYS[moved], moment(moved, 600), "generated"))
            item = menu[int(64 * chance())]
            doctor = self._providers[int(len(self._providers) * chance() ** 2)]
            illness = DIAGNOSES[int(16 * chance())]
            network = item.code == "GP" and state == "paid" and chance() < 0.4
            paid_on = DAYS[min(TODAY, moved + 1 + int(3 * chance()))] if state == "paid" else None
            method = "network_doctor" if network else METHODS[int(5 * chance())]
            place = 1
            while True:
                self.lines += 1
                lines.append(
                    (self.lines, number, place, DAYS[visit], item.benefit_type, item.code, item.name, doctor,
                     illness, *self._amounts(item, state, network, policy.currency), item.visits, item.days,
                     paid_on, method if paid_on else None, self._reason)
                )  # fmt: skip
                place += 1
                if place > 3 or chance() > 0.34:
                    break
                item = panel if network else menu[int(64 * chance())]

    _reason: str | None = None

    def _amounts(self, item: Item, state: str, network: bool, currency: str) -> tuple[int | None, int | None]:
        """What was incurred and paid; keeps the reason why less was paid beside it."""
        self._reason = None
        if network:
            return None, None
        # Most bills are near the lower end.
        incurred = (item.low + int((item.high - item.low) * self._pick.random() ** 2)) * 100
        if currency == "USD":
            incurred //= 8
        if state == "declined":
            self._reason = "not_covered" if incurred & 4 else "waiting_period"
            return incurred, 0
        if state not in ("paid", "approved"):
            return incurred, None
        limit = item.per_visit // 8 if currency == "USD" else item.per_visit
        eligible = min(incurred, limit) if limit else incurred
        paid = (eligible * (item.percent or 0) + 50) // 100  # half a cent goes to the member
        if paid < incurred:
            self._reason = "over_limit" if eligible < incurred else "co_payment"
        return incurred, paid


_PLACES = {day: place for place, day in enumerate(DAYS)}


def _day(text: object) -> int:
    return _PLACES[str(text)]
