"""Reads `benefits_cases.toml`: items, cover and visits worked out by hand, as the rules take them."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from consoleapp.rules.accumulators import (
    ClaimedLine,
    UsageRow,
    balances,
    deductible_met,
    rows_of,
    settle,
    stands,
    touched,
)
from consoleapp.rules.benefits import (
    Answer,
    Basis,
    Item,
    Limit,
    Measure,
    Over,
    Reach,
    Scope,
    Standing,
    standing,
)
from consoleapp.rules.cover import Cover, Period, PlanSpell, ProviderStanding, Visit
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import BenefitType, ClaimStatus, CoverArea, MemberStatus, PolicyStatus

FILE = Path(__file__).parent / "benefits_cases.toml"
BOOK = tomllib.loads(FILE.read_text(encoding="utf-8"))
DAY = date(2026, 11, 20)
YEAR = Period(date(2026, 5, 1), date(2027, 4, 30))
YEARS = (Period(date(2025, 5, 1), date(2026, 4, 30)), YEAR)
CHANGE = date(2026, 11, 1)


def money(text: str, currency: str = "HKD") -> Money:
    return Money.parse(text, currency)


def limit_of(text: str) -> tuple[Limit, Reach]:
    """``money year family type 4000.00`` as a limit and what it reaches."""
    *words, figure = text.split()
    measure, basis = Measure(words[0]), Basis(words[1])
    scope = next((Scope(word) for word in words[2:] if word in set(Scope)), Scope.INDIVIDUAL)
    reach = Reach.TYPE if "type" in words[2:] else Reach.ITEM
    return Limit(measure, basis, scope, count_of(measure, figure)), reach


def count_of(measure: Measure, figure: str) -> int | None:
    if figure == "unlimited":
        return None
    return money(figure).minor if measure is Measure.MONEY else int(figure)


def name_of(one: Standing) -> str:
    """The limit as the file names it, without its amount."""
    limit = one.limit
    words = [limit.measure.value, limit.basis.value]
    words += [limit.scope.value] if limit.scope is not Scope.INDIVIDUAL else []
    return " ".join([*words, "type"] if one.reach is Reach.TYPE else words)


def item_of(code: str) -> Item:
    """The terms of an item of the file. A word "?" stands for what is not on record."""
    told = dict(BOOK["items"][code])
    covered = told.pop("covered", True)
    area = told.pop("area_of_cover", None)
    amounts = {name: money(told.pop(name)) for name in ("co_payment", "deductible") if name in told}
    return Item(
        benefit_type=BenefitType(told.pop("type")),
        code=code,
        name_en=f"Item {code}",
        covered=None if covered == "?" else covered,
        limits=tuple(limit_of(text)[0] for text in told.pop("limits", [])),
        area_of_cover=None if area is None else CoverArea(area),
        deductible_basis=Basis(told.pop("deductible_basis", "year")),
        each_time_over=Over(told.pop("each_time_over", "bill")),
        **amounts,
        **told,
    )


@dataclass(frozen=True)
class Case:
    """One row of the file."""

    told: dict[str, Any]

    @property
    def visit(self) -> Visit:
        provider = self.told.get("provider", "network")
        return Visit(
            money(self.told["amount"], self.told.get("currency", "HKD")),
            self.told.get("on", DAY),
            visits=self.told.get("visits", 1),
            days=self.told.get("days", 0),
            provider=None if provider == "?" else ProviderStanding(provider),
            area=CoverArea(self.told.get("area", "hong_kong")),
            referral=self.told.get("referral"),
            disability=self.told.get("disability", ""),
        )

    @property
    def cover(self) -> Cover:
        starts = self.told.get("effective_on", YEAR.starts_on)
        plans: tuple[PlanSpell, ...] = (PlanSpell("10", date(2026, 1, 1)),)
        if "other_plan" in self.told:
            plans = (PlanSpell("10", date(2026, 1, 1), date(2026, 10, 31)), PlanSpell("12", CHANGE))
        return Cover(
            "HKD",
            PolicyStatus(self.told.get("policy_status", "in_force")),
            (YEAR,),
            MemberStatus(self.told.get("member_status", "active")),
            None if starts == "?" else starts,
            self.told.get("terminated_on"),
            plans,
            frozenset(BenefitType(one) for one in self.told.get("benefit_types", [])),
            self.told.get("as_of"),
        )

    @property
    def item(self) -> Item | None:
        """The terms that apply on the day of the visit."""
        code = self.told["item"]
        if "other_plan" in self.told and self.cover.plan_on(self.visit.on) == "12":
            code = self.told["other_plan"]
        return item_of(code) if code else None

    @property
    def standings(self) -> list[Standing]:
        """The limits that are used up, with what the case says is used of them."""
        if "lines" in self.told:
            return self._standings_of_lines()
        found = [self._standing(text) for text in self._limits]
        return [one for one in found if one is not None]

    @property
    def _limits(self) -> list[str]:
        item = self.item
        own = [] if item is None else BOOK["items"][item.code].get("limits", [])
        return [*own, *self.told.get("caps", [])]

    def _standings_of_lines(self) -> list[Standing]:
        """The standings that rows of usage come to, appended as the lines' claims move."""
        limits = [limit_of(text) for text in self._limits]
        caps = [(limit, reach) for limit, reach in limits if reach is Reach.TYPE]
        asked = line_of({"disability": self.told.get("disability", "")}, self.told["item"], 0)
        rows: list[UsageRow] = []
        for number, told in enumerate(self.told["lines"], 1):
            line = line_of(told, self.told["item"], number)
            counting = limits if line.item_code == asked.item_code else caps
            for status in (line.status, ClaimStatus(told.get("then", line.status))):
                mine = [row for row in rows if row.line == line.key]
                wanted = rows_of(replace(line, status=status), counting, YEARS, "HKD")
                rows += settle(mine, wanted)
        sums = balances(rows)
        asked = replace(asked, on=self.visit.on)
        return [
            stands(limit, reach, sums.get(one, {}))
            for limit, reach in limits
            for one in touched(asked, [(limit, reach)], YEARS)
        ]

    def _standing(self, text: str) -> Standing | None:
        limit, reach = limit_of(text)
        if limit.basis in (Basis.VISIT, Basis.DAY):
            return None
        named = name_of(Standing(limit, 0, 0, Answer.LEFT, None, reach))
        used = self.told.get("used", {}).get(named, "0")
        pending = self.told.get("pending", {}).get(named, "0")
        if used == "?":
            return None
        stands = standing(limit, count_of(limit.measure, used) or 0, count_of(limit.measure, pending) or 0)
        return Standing(limit, stands.used, stands.pending, stands.answer, stands.remaining, reach)

    @property
    def deductible_met(self) -> Money | None:
        if "deductible_met" in self.told:
            return money(self.told["deductible_met"])
        if "lines" in self.told and self.item is not None:
            lines = (line_of(told, self.told["item"], 1) for told in self.told["lines"])
            return deductible_met(self.item, lines, "HKD")
        return None


def line_of(told: dict[str, Any], item: str, number: int) -> ClaimedLine:
    """A claim line before the visit asked about."""
    code, currency = told.get("item", item), told.get("currency", "HKD")
    who = told.get("who", "member")
    family = "family" if who in ("member", "sibling") else "another family"
    return ClaimedLine(
        key=f"A{number}-1",
        status=ClaimStatus(told.get("status", "paid")),
        on=told.get("on", date(2026, 9, 1)),
        benefit_type=item_of(code).benefit_type,
        item_code=code,
        member=who,
        family=family,
        policy="policy",
        incurred=money(told["incurred"], currency) if "incurred" in told else None,
        paid=money(told["paid"], currency) if "paid" in told else None,
        visits=told.get("visits", 1),
        days=told.get("days", 0),
        disability=told.get("disability", ""),
    )


CASES = [Case(told) for told in BOOK["case"]]
