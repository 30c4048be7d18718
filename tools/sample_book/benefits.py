"""Benefit schedules: one list of items, richer or poorer by plan (DOMAIN 3)."""

from consoleapp.exchange.extracts.sheets import SHEETS
from tools.sample_book.book import Book, written
from tools.sample_book.policies import POLICIES, Policy

MONEY = (*tuple(name for name in SHEETS["benefits"].names if "amount" in name), "co_payment", "deductible")
RICHER = {"01": 4, "02": 2, "10": 1, "12": 2, "15": 3}
"""How many times the amounts of plan 10 another plan pays."""


def items(policy: Policy, plan: str) -> list[dict[str, str]]:
    """The schedule of one plan, as rows of the extract. Amounts in US dollars are an eighth, rounded."""
    rows = []
    for line in written("benefits.txt"):
        kind, item, name, name_zh, covered, percent, rest = line.split("|")
        if kind == "DEN" and policy.number in ("91955", "91120", "90955"):
            continue
        limits = dict(pair.split("=") for pair in rest.split())
        for column in MONEY:
            if limits.get(column, "unlimited") == "unlimited":
                continue
            amount = int(limits[column])
            if column not in ("co_payment", "deductible"):
                amount *= RICHER[plan]
            if policy.currency == "USD":
                amount = max(10, amount // 8 // 10 * 10)
            limits[column] = f"{amount}.00"
        rows.append(
            {
                "policy_no": policy.number,
                "plan_code": plan,
                "benefit_type": kind,
                "item_code": item,
                "item_name": name,
                "item_name_zh": name_zh,
                "covered": covered,
                "reimbursement_percent": percent,
                **limits,
            }
        )
    if plan == "01":
        for row in rows:
            if row["item_code"] == "PT":  # DOMAIN 3: physiotherapy 1,000,000.00 a year
                row.pop("visits_per_year")
                row["amount_per_year"] = "1000000.00"
            if row["item_code"] in ("NUR", "VAC"):
                row |= {"covered": "yes", "reimbursement_percent": "100", "amount_per_year": "unlimited"}
    return rows


def add_benefits(book: Book) -> None:
    """The schedule of every plan of every policy."""
    for policy in POLICIES:
        for plan in policy.plans:
            for row in items(policy, plan):
                book.add("benefits", row)
