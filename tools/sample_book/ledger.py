"""Premium invoices and settlements: settled, in part, overdue, not yet due, unallocated (DOMAIN 6)."""

from datetime import date, timedelta

from tools.sample_book.book import TODAY, Book, money, written
from tools.sample_book.policies import HOLDERS, POLICIES, Policy

TERM = timedelta(days=30)
MONTHS = {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}
PREMIUM = {
    "91310": 2_880_000, "91312": 9_650_000, "90877": 1_150_000, "91822": 1_435_000, "91955": 1_980_000,
    "91544": 8_812_000, "90411": 3_304_000, "91688": 912_500, "92004": 4_400_000, "91120": 655_000,
    "90955": 2_208_000, "91777": 1_090_000,
}  # fmt: skip
"""What one invoice of the policy asks for, in cents."""

MANDATES = (
    ("DDA900101", "91307", "HARBOUR LANTERN BANK", "active", date(2026, 12, 15)),
    ("DDA900102", "91310", "HARBOUR LANTERN BANK", "active", date(2026, 12, 1)),
    ("DDA900103", "90877", "NINE EGRETS BANK", "suspended", None),
    ("DDA900104", "91822", "NINE EGRETS BANK", "pending", None),
    ("DDA900105", "92004", "HARBOUR LANTERN BANK", "rejected", None),
    ("DDA900106", "90411", "NINE EGRETS BANK", "cancelled", None),
)


def add_ledger(book: Book) -> None:
    """Every invoice and settlement."""
    _abc(book)
    serial = 0
    for policy in POLICIES[1:]:
        for issued in _issue_days(policy):
            serial += 1
            _invoice_and_payment(book, policy, issued, serial)
    # A member left in September; what was invoiced too much stands as a credit.
    _invoice(book, "91544", "CN900418", "", date(2026, 10, 15), -250_000, "HKD")
    # Money that came in with nothing to say what it is for.
    _settlement(
        book, "91822", "R-20902", date(2026, 11, 18), "fps", 500_000, "HKD", "", None, "FPS2611180044"
    )
    for number, policy, bank, status, collected in MANDATES:
        book.add(
            "mandates",
            {
                "mandate_no": number,
                "policy_no": policy,
                "bank": bank,
                "status": status,
                "next_collection": collected,
            },
        )


def _abc(book: Book) -> None:
    for line in written("ledger.txt"):
        invoice, payment = (part.split() for part in line.split("|"))
        number, branch, issued, amount = invoice
        cents = int(amount.replace(".", ""))
        _invoice(book, "91307", number, branch, date.fromisoformat(issued), cents, "HKD")
        if payment:
            receipt, received, method, reference = payment
            on = date.fromisoformat(received)
            _settlement(book, "91307", receipt, on, method, cents, "HKD", number, cents, reference)
    _settlement(book, "91307", "R-20871", date(2026, 11, 9), "cheque", 120_000, "HKD", "", None, "000260")


def _issue_days(policy: Policy) -> list[date]:
    """The first day of each stretch the payment mode makes, of the last two periods, until today."""
    days = []
    step = MONTHS[policy.mode]
    for year in range(max(policy.first, policy.last - 1), policy.last + 1):
        for months in range(0, 12, step):
            count = policy.starts[0] - 1 + months
            day = date(year + count // 12, count % 12 + 1, policy.starts[1])
            if policy.number == "90955" and day > date(2025, 9, 1):
                continue
            if policy.number == "90411" and day > date(2025, 3, 31):
                continue
            if day <= TODAY or (policy.status == "pending"):
                days.append(min(day, date(2026, 11, 16)))
    return days


def _invoice_and_payment(book: Book, policy: Policy, issued: date, serial: int) -> None:
    """Older invoices are settled, some of the newer in part, by two receipts, late, or not at all."""
    number = str(9_300_000 + 13 * serial)
    amount = PREMIUM[policy.number] + serial % 7 * 12_345
    holder = next(holder for holder in HOLDERS if holder.code == policy.holder)
    branch = holder.branches[serial % len(holder.branches)][0] if holder.branches else ""
    _invoice(book, policy.number, number, branch, issued, amount, policy.currency)
    age = (TODAY - issued).days
    receipt = f"R-{30_000 + serial}"
    paid_on = issued + timedelta(days=12 + serial % 25)
    method = ("autopay", "bank_transfer", "cheque", "fps")[serial % 4]
    if age < 25 or (policy.status == "lapsed" and age < 160) or (age < 200 and serial % 6 == 0):
        return
    if serial % 9 == 4 and age < 300:
        part = amount * 2 // 5
        _settlement(book, policy.number, receipt, paid_on, method, part, policy.currency, number, part)
    elif serial % 11 == 7:
        first = amount // 3
        rest = amount - first
        second_on = paid_on + timedelta(days=20)
        _settlement(book, policy.number, receipt, paid_on, method, first, policy.currency, number, first)
        _settlement(
            book, policy.number, f"{receipt}B", second_on, method, rest, policy.currency, number, rest
        )
    elif serial % 10 == 3:
        over = amount + 50_000  # more came in than was owed; the rest waits for the next invoice
        _settlement(book, policy.number, receipt, paid_on, method, over, policy.currency, number, amount)
    else:
        _settlement(book, policy.number, receipt, paid_on, method, amount, policy.currency, number, amount)


def _invoice(
    book: Book, policy: str, number: str, branch: str, issued: date, cents: int, currency: str
) -> None:
    book.add(
        "invoices",
        {
            "invoice_no": number,
            "policy_no": policy,
            "branch_code": branch,
            "issue_date": issued,
            "due_date": issued + TERM,
            "amount": money(cents),
            "currency": currency,
        },
    )


def _settlement(
    book: Book,
    policy: str,
    receipt: str,
    received: date,
    method: str,
    cents: int,
    currency: str,
    invoice: str,
    allocated: int | None,
    reference: str = "",
) -> None:
    holder_code = next(p.holder for p in POLICIES if p.number == policy)
    book.add(
        "settlements",
        {
            "receipt_no": receipt,
            "policy_no": policy,
            "received_date": min(received, TODAY - timedelta(days=1)),
            "method": method,
            "payer": next(holder.name for holder in HOLDERS if holder.code == holder_code),
            "reference": reference,
            "amount": money(cents),
            "currency": currency,
            "invoice_no": invoice,
            "allocated": money(allocated),
        },
    )
