"""Companies, brokers and policies: few large, many small, as Zipf has it."""

import random
from dataclasses import dataclass

from consoleapp.exchange.generate import names
from consoleapp.exchange.generate.numbers import telephone
from consoleapp.exchange.generate.rows import DAYS, TODAY, Batch, day_number
from consoleapp.exchange.generate.schedule import CLASSES, SCHEDULES

_FIRST = (
    "GOLDEN 金;JADE 玉;SILVER 銀;LOTUS 蓮;BAMBOO 竹;PEARL 珠;CRIMSON 紅;AZURE 藍;QUIET 靜;EARLY 早;"
    "LUCKY 吉;BRIGHT 明;NINE 九;TWIN 雙;GRAND 宏;NEW 新;OLD 老;RIVER 江;CLOUD 雲;SPRING 春;AUTUMN 秋;"
    "SNOW 雪;PLUM 梅;PINE 松"
)
_SECOND = (
    "TEAPOT 茶壺;LANTERN 燈籠;KITE 紙鳶;EGRET 白鷺;ABACUS 算盤;UMBRELLA 雨傘;SAMPAN 舢舨;HERON 蒼鷺;"
    "KAPOK 木棉;BANYAN 榕樹;SPINDLE 紡錘;FERRY 渡輪;ANCHOR 錨;COMPASS 羅盤;BUTTON 鈕扣;TILE 瓦片;"
    "PAPER FAN 紙扇;DRUM 鼓;MAGPIE 喜鵲;SWALLOW 燕子;ORCHID 蘭花;TANGERINE 柑橘;WHEEL 車輪;BRIDGE 橋;"
    "HARBOUR 海港;TERRACE 平臺"
)
_TRADE = (
    "TRADING 貿易;LOGISTICS 物流;ENGINEERING 工程;CATERING 飲食;TEXTILES 紡織;ELECTRONICS 電子;"
    "SOFTWARE 軟件;CONSTRUCTION 建築;EDUCATION 教育;PRINTING 印刷;TRAVEL 旅遊;FURNITURE 傢俬;"
    "METAL WORKS 金屬製品;CLEANING 清潔;SECURITY 護衞;DESIGN 設計;TOYS 玩具;PROPERTY 物業;"
    "ACCOUNTING 會計;RETAIL 零售"
)
_BRANCHES = (
    ("HO", "HEAD OFFICE", "總辦事處"),
    ("KT", "KWUN TONG", "觀塘"),
    ("TW", "TSUEN WAN", "荃灣"),
    ("ST", "SHA TIN", "沙田"),
)
STATUSES = (
    ("in_force",) * 40
    + ("expired",) * 4
    + ("surrendered", "surrendered", "lapsed", "lapsed", "terminated", "pending")
)
MODES = ("yearly",) * 4 + ("half_yearly", "quarterly", "quarterly", "monthly", "monthly", "monthly")
CARRIED = {"10": "HOS OPB", "12": "DEN HOS OPB SMM", "15": "DEN EAB HOS OPB SMM"}


def _words(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((entry.rsplit(" ", 1)[0], entry.rsplit(" ", 1)[1]) for entry in text.split(";"))


FIRST, SECOND, TRADE = _words(_FIRST), _words(_SECOND), _words(_TRADE)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the people, the claims and the invoices of a policy need to know of it."""

    id: int
    number: str
    holder_name: str
    status: str
    currency: str
    life: bool
    mode: str
    first_day: int
    last_day: int
    """Last day of the last coverage period, as a place in DAYS."""
    branches: tuple[int, ...]
    plans: tuple[tuple[int, str], ...]
    """Row and code of each plan, the commonest first."""
    size: int


def sizes(members: int, pick: random.Random) -> list[int]:
    """How many members each policy has: by rank as one over rank, some 83 on average, in random order."""
    count = max(1, members // 83)
    weights = [1 / (rank + 2.7) for rank in range(1, count + 1)]
    share = members / sum(weights)
    found = [max(1, int(weight * share)) for weight in weights]
    found[0] += members - sum(found)
    if found[0] < 1:
        raise ValueError("the largest policy takes up what rounding left")
    pick.shuffle(found)
    return found


def brokers(members: int, pick: random.Random, batch: Batch) -> int:
    """Rows of the brokers; returns how many."""
    count = max(4, min(400, members // 2_500))
    for number in range(1, count + 1):
        first, second = FIRST[number % len(FIRST)], SECOND[number * 7 % len(SECOND)]
        contact = names.person(pick, number % 2 == 0).english
        name = f"{first[0].title()} {second[0].title()} Insurance Brokers Limited"
        row = (
            number,
            f"B{number:05d}",
            name,
            contact,
            telephone(980_000 + number),
            f"desk@broker{number}.example",
        )
        batch["broker"].append(row)
    return count


class Companies:
    """Makes policies one after the other and counts the rows of the tables it fills."""

    def __init__(self, pick: random.Random, broker_count: int) -> None:
        self._pick = pick
        self._brokers = broker_count
        self._last = dict.fromkeys(("policy", "branch", "period", "plan", "benefit", "limit"), 0)

    def _next(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def policy(self, size: int, batch: Batch) -> Policy:
        """Rows of the next holder, its policy, branches, periods, plans and schedules."""
        pick = self._pick
        number = self._next("policy")
        first, second, trade = pick.choice(FIRST), pick.choice(SECOND), pick.choice(TRADE)
        name = f"{first[0]} {second[0]} {trade[0]} LIMITED"
        contact = names.person(pick, pick.random() < 0.4).english
        mailbox = f"hr@company{number}.example"
        batch["policy_holder"].append(
            (number, f"H{number:06d}", name, f"{first[1]}{second[1]}{trade[1]}有限公司", contact,
             telephone(970_000 + number), mailbox)
        )  # fmt: skip
        status, mode = pick.choice(STATUSES), pick.choice(MODES)
        life, currency = pick.random() < 0.25, "USD" if pick.random() < 0.04 else "HKD"
        broker = pick.randrange(self._brokers) + 1 if pick.random() < 0.85 else None
        policy_no = str(100_000 + 7 * number)
        plan_type = "group_life_medical" if life else "group_medical"
        batch["policy"].append((number, policy_no, number, broker, plan_type, currency, mode, status))
        first_day, last_day = self._periods(number, status, batch)
        branches = self._branches(number, size, batch)
        plans = tuple(self._plan(number, code, batch) for code in self._classes(size))
        return Policy(
            number, policy_no, name, status, currency, life, mode, first_day, last_day, branches, plans, size
        )

    def _periods(self, policy: int, status: str, batch: Batch) -> tuple[int, int]:
        month = self._pick.randrange(1, 13)
        first = self._pick.randrange(2018, 2026)
        # The period in which LAST_DAY lies began this year, or last year for policies of December.
        current = 2026 if month <= 11 else 2025
        last = {"in_force": current, "lapsed": current, "pending": 2027}.get(status, current - 1)
        if status == "pending":
            first, month = 2027, 1
        first = min(first, last)
        for year in range(first, last + 1):
            starts, ends = day_number(year, month), day_number(year + 1, month) - 1
            batch["policy_period"].append((self._next("period"), policy, DAYS[starts], DAYS[ends]))
        return day_number(first, month), day_number(last + 1, month) - 1

    def _branches(self, holder: int, size: int, batch: Batch) -> tuple[int, ...]:
        count = 0 if size < 30 else 1 + (size > 150) + (size > 600) + (size > 2_000)
        rows = []
        for code, name, name_zh in _BRANCHES[:count]:
            rows.append(self._next("branch"))
            batch["branch"].append((rows[-1], holder, code, name, name_zh))
        return tuple(rows)

    def _classes(self, size: int) -> tuple[str, ...]:
        if size < 12:
            return ("10",)
        return ("10", "12", "15") if size > 400 else ("10", "12")

    def _plan(self, policy: int, code: str, batch: Batch) -> tuple[int, str]:
        row = self._next("plan")
        name, name_zh, premium, _ = CLASSES[code]
        batch["plan"].append((row, policy, code, name, name_zh, premium))
        for position, item in enumerate(SCHEDULES[code]):
            benefit = self._next("benefit")
            referral = int(item.code in ("SP", "PT", "DX"))
            area = "worldwide" if item.benefit_type == "EAB" else "greater_china"
            shares = (40, 40 if item.benefit_type == "HOS" else None)
            covered = int(item.covered)
            batch["benefit"].append(
                (benefit, row, item.code, item.benefit_type, item.name, item.name_zh, position, covered,
                 item.percent, area, referral, int(item.code == "MEDP"), *shares)
            )  # fmt: skip
            for measure, basis, scope, amount in item.limits:
                batch["benefit_limit"].append((self._next("limit"), benefit, measure, basis, scope, amount))
        return row, code


def still_covered(policy: Policy) -> bool:
    """Whether members of the policy have cover on the day the book stands on."""
    return policy.status == "in_force" and policy.first_day <= TODAY <= policy.last_day
