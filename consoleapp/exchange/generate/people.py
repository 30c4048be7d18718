"""Members: families of an employee with a spouse, children, now and then a parent."""

import random
from collections.abc import Iterator

from consoleapp.exchange.generate import names
from consoleapp.exchange.generate.companies import CARRIED, Policy, still_covered
from consoleapp.exchange.generate.numbers import identity, telephone
from consoleapp.exchange.generate.rows import DAYS, TODAY, Row

STREETS = (
    ("MONG KOK", "旺角"),
    ("SHA TIN", "沙田"),
    ("TSUEN WAN", "荃灣"),
    ("NORTH POINT", "北角"),
    ("YUEN LONG", "元朗"),
    ("KWUN TONG", "觀塘"),
    ("TUEN MUN", "屯門"),
    ("AP LEI CHAU", "鴨脷洲"),
    ("TAI PO", "大埔"),
    ("HUNG HOM", "紅磡"),
    ("TUNG CHUNG", "東涌"),
    ("CHAI WAN", "柴灣"),
)
LANGUAGES = ("zh_Hant",) * 7 + ("en", "en", "zh_Hans")
CHILDREN = (0, 0, 0, 1, 1, 1, 1, 2, 2, 3)
YEAR = 365

# Places in a member's row that others read.
ID, STATUS, EFFECTIVE = 0, 21, 19


class People:
    """Makes the members of one policy after the other; counts them over the whole book."""

    def __init__(self, pick: random.Random) -> None:
        self._pick = pick
        self.members = 0

    def families(self, policy: Policy) -> Iterator[list[Row]]:
        """The rows of each family, until the policy has its size."""
        left, certificate = policy.size, 0
        while left > 0:
            certificate += 1
            family = self._family(policy, certificate, left)
            left -= len(family)
            yield family

    def _family(self, policy: Policy, certificate: int, most: int) -> list[Row]:
        pick = self._pick
        chance = pick.random
        male = chance() < 0.52
        # Ages crowd between 25 and 50 and thin out towards 65.
        age = 20 + int(46 * (0.65 * chance() + 0.35 * chance()))
        born = TODAY - age * YEAR - int(chance() * YEAR)
        head = names.person(pick, male)
        plan, code = policy.plans[min(len(policy.plans) - 1, int(3.4 * chance() ** 3))]
        branch = policy.branches[int(len(policy.branches) * chance() ** 2)] if policy.branches else None
        joined = policy.first_day
        if chance() < 0.6:
            joined += int(chance() * max(1, min(policy.last_day, TODAY) - joined))
        joined = max(joined, born + 18 * YEAR)
        status, ended = self._standing(policy, joined)
        home = int(chance() * 9_240)
        address = _address(home)
        shared = (plan, code, branch, joined, status, ended, address)
        family = [self._person(policy, certificate, 0, "employee", male, born, head, shared)]
        if most > 1 and age > 24 and chance() < 0.58:
            other_born = born + int((chance() - 0.5) * 8 * YEAR)
            spouse = names.person(pick, not male)
            family.append(
                self._person(policy, certificate, 1, "spouse", not male, other_born, spouse, shared)
            )
            youngest = max(0, age - 42)
            for child in range(min(CHILDREN[int(10 * chance())], most - 2)):
                boy = chance() < 0.51
                years = min(22, youngest + int(chance() * max(1, age - 24 - youngest)))
                child_born = TODAY - years * YEAR - int(chance() * YEAR)
                name = names.person(pick, boy, head.surname)
                row = self._person(policy, certificate, child + 2, "child", boy, child_born, name, shared)
                family.append(row)
        elif most > 1 and chance() < 0.04:
            parent_born = born - 27 * YEAR
            parent = names.person(pick, False)
            family.append(self._person(policy, certificate, 1, "parent", False, parent_born, parent, shared))
        return family

    def _standing(self, policy: Policy, joined: int) -> tuple[str, int | None]:
        """Status and last day of cover of a family."""
        if policy.status == "pending":
            return "pending", None
        if not still_covered(policy) and policy.status != "lapsed":
            return "terminated", max(joined, policy.last_day)
        chance = self._pick.random()
        if chance < 0.06:
            return "terminated", joined + int(chance / 0.06 * max(1, TODAY - joined))
        return ("suspended" if chance < 0.07 else "active"), None

    def _person(
        self,
        policy: Policy,
        certificate: int,
        suffix: int,
        relation: str,
        male: bool,
        born: int,
        name: names.PersonName,
        shared: tuple[int, str, int | None, int, str, int | None, str],
    ) -> Row:
        self.members += 1
        number = self.members
        plan, code, branch, joined, status, ended, address = shared
        chance = self._pick.random()
        adult = born < TODAY - 18 * YEAR
        reached = adult and relation != "parent"
        joined = max(joined, born)
        insured = 60_000_000 if policy.life and relation == "employee" else 0
        return (
            number, policy.id, f"{certificate:04d}", f"{suffix:02d}", f"PR{number:08d}", relation,
            name.english, name.chinese, "male" if male else "female", DAYS[born],
            "hkid", identity(number * 7_919 % 26_000_000),
            "+852" + telephone(number * 611_953).replace(" ", "") if reached else "",
            "+852" + telephone(number * 7_393 + 31).replace(" ", "") if reached and chance < 0.25 else "",
            f"member{number}@example.com" if reached and chance < 0.8 else "",
            address, LANGUAGES[int(chance * 10)] if name.chinese else "en",
            branch, plan, DAYS[joined], None if ended is None else DAYS[max(joined, ended)], status,
            CARRIED[code], insured, insured, insured, 0, 0,
        )  # fmt: skip


def _address(home: int) -> str:
    """One of some nine thousand flats that do not exist."""
    place, rest = divmod(home, 770)
    block, flat = divmod(rest, 110)
    english, chinese = STREETS[place % len(STREETS)]
    floor, letter = flat // 8 + 1, "ABCDEFGH"[flat % 8]
    return (
        f"FLAT {letter}, {floor}/F, BLOCK {block + 1}, LANTERN COURT, {english} "
        f"{chinese}燈籠閣{block + 1}座{floor}樓{letter}室"
    )
