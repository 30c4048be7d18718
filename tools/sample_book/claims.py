"""Claims in every state: those with a story written by hand, the rest made up, paid as the schedule says."""

from datetime import date, timedelta

from tools.sample_book.benefits import items
from tools.sample_book.book import TODAY, Book, money, written
from tools.sample_book.policies import POLICIES

DIAGNOSES = (
    "ACUTE UPPER RESPIRATORY INFECTION",
    "INFLUENZA",
    "GASTROENTERITIS",
    "HYPERTENSION",
    "CONTACT DERMATITIS",
    "ALLERGIC RHINITIS",
    "ANKLE SPRAIN",
    "MIGRAINE",
    "CONJUNCTIVITIS",
    "TYPE 2 DIABETES",
)
COSTS = {
    "GP": (260, 620),
    "SP": (700, 1500),
    "MED": (80, 700),
    "CM": (180, 420),
    "PT": (320, 520),
    "SCL": (380, 600),
}
MADE_UP = 110
STATES = (
    ("paid",) * 12
    + ("in_review",) * 3
    + ("received", "pending_documents", "approved", "declined", "withdrawn")
)


def add_claims(book: Book) -> None:
    """Every claim line, the claims in the order of their receipt."""
    schedules = {
        (p.number, plan): {r["item_code"]: r for r in items(p, plan)} for p in POLICIES for plan in p.plans
    }
    currencies = {policy.number: policy.currency for policy in POLICIES}
    members = {(row["policy_no"], row["certificate"]): row for row in book.rows["members"]}
    for line in written("claims.txt"):
        if line.startswith("A"):
            claim, policy, certificate, received, status, status_date = line.split()
            number = 0
            shared = {
                "claim_no": claim,
                "policy_no": policy,
                "certificate": certificate,
                "received_date": received,
                "status": status,
                "status_date": status_date,
                "currency": currencies[policy],
            }
            schedule = schedules[policy, members[policy, certificate]["plan_code"]]
            continue
        number += 1
        consulted, item, provider, diagnosis, incurred, paid, payment, used, reason = (
            part.strip() for part in line.split("|")
        )
        paid_on, method = payment.split() if payment else ("", "")
        visits, days = used.split()
        book.add(
            "claims",
            shared
            | {
                "line_no": number,
                "consultation_date": consulted,
                "benefit_type": schedule[item]["benefit_type"],
                "item_code": item,
                "item_name": schedule[item]["item_name"],
                "provider": provider,
                "diagnosis": diagnosis,
                "incurred": incurred,
                "paid": paid,
                "visits": visits,
                "days": days,
                "payment_date": paid_on,
                "payment_method": method,
                "reason": reason,
            },
        )
    _made_up(book, schedules, currencies)
    first_line = {}
    for row in book.rows["claims"]:
        first_line.setdefault(row["claim_no"], row["received_date"])
    book.rows["claims"].sort(
        key=lambda row: (first_line[row["claim_no"]], row["claim_no"], int(row["line_no"]))
    )


def _made_up(
    book: Book, schedules: dict[tuple[str, str], dict[str, dict[str, str]]], currencies: dict[str, str]
) -> None:
    """Claims of members whose cover has begun, but for the family whose figures are written down."""
    pick = book.pick
    policies = {policy.number: policy for policy in POLICIES}
    able = [
        row
        for row in book.rows["members"]
        if row["status"] in ("active", "terminated")
        and (row["policy_no"], row["certificate"][:4]) != ("91307", "0001")
    ]
    for serial in range(MADE_UP):
        member = pick.choice(able)
        policy = policies[member["policy_no"]]
        schedule = schedules[policy.number, member["plan_code"]]
        starts = date.fromisoformat(member["effective_date"])
        ends = date.fromisoformat(member["termination_date"]) if member["termination_date"] else TODAY
        ends = min(ends, TODAY - timedelta(days=14), policy.last_day)
        state = pick.choice(STATES) if ends > TODAY - timedelta(days=60) else "paid"
        closed = state in ("paid", "declined", "withdrawn")
        reach = min((ends - starts).days, 560 if closed else 24)
        consulted = ends - timedelta(days=pick.randrange(max(1, reach)))
        received = _workday(consulted + timedelta(days=pick.randrange(2, 11)))
        status_date = (
            received if state == "received" else _workday(received + timedelta(days=pick.randrange(1, 12)))
        )
        status_date = max(received, min(status_date, TODAY - timedelta(days=1)))
        shared = {
            "claim_no": f"A25{serial:08d}",
            "policy_no": policy.number,
            "certificate": member["certificate"],
            "received_date": received,
            "status": state,
            "status_date": status_date,
            "currency": currencies[policy.number],
            "consultation_date": consulted,
            "diagnosis": pick.choice(DIAGNOSES),
            "provider": pick.choice(
                ("DR. CHAN TAI MAN", "DR. LO KING YUEN", "DR. TUNG YAT HONG", "DR. IP WAI YAN")
            ),
        }
        chosen = [pick.choice([code for code in COSTS if code in schedule])]
        if chosen[0] in ("GP", "SP") and pick.random() < 0.6:
            chosen.append("MED")
        network = "GP" in chosen and state == "paid" and pick.random() < 0.4
        for number, item in enumerate(chosen, 1):
            line = (
                _network_line(item)
                if network
                else _paid_line(book, schedule[item], item, state, policy.currency)
            )
            if state == "paid":
                line["payment_date"] = _workday(status_date + timedelta(days=2))
                line.setdefault(
                    "payment_method", pick.choice(("autopay", "autopay", "cheque", "bank_transfer"))
                )
            code = str(line.get("item_code", item))
            named = {"benefit_type": schedule[code]["benefit_type"], "item_name": schedule[code]["item_name"]}
            book.add(
                "claims",
                shared | named | {"line_no": number, "item_code": item, "visits": 1, "days": 0} | line,
            )


def _network_line(item: str) -> dict[str, object]:
    """Settled with the clinic: no amounts; medicine comes from the panel."""
    code = "MEDP" if item == "MED" else item
    return {"item_code": code, "incurred": "N/A", "paid": "N/A", "payment_method": "network_doctor"}


def _paid_line(
    book: Book, benefit: dict[str, str], item: str, state: str, currency: str
) -> dict[str, object]:
    """An amount, and what the schedule pays of it: the limit a visit first, then the percentage."""
    low, high = COSTS[item]
    incurred = book.pick.randrange(low, high, 10) * 100
    if currency == "USD":
        incurred //= 8
    if state == "declined":
        return {"incurred": money(incurred), "paid": "0.00", "reason": "not_covered"}
    if state not in ("paid", "approved"):
        return {"incurred": money(incurred)}
    limit = int(benefit.get("amount_per_visit", "999999.00").replace(".", ""))
    eligible = min(incurred, limit)
    paid = (eligible * int(benefit["reimbursement_percent"]) + 50) // 100
    reason = "over_limit" if limit < incurred else "co_payment" if paid < incurred else ""
    return {"incurred": money(incurred), "paid": money(paid), "reason": reason}


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
