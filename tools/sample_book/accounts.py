"""Portal accounts at every stage: of members, of employers, of brokers (DOMAIN 7). Times are Hong Kong's."""

from consoleapp.desk.hashing import hash_of
from consoleapp.rules.verification import answer_form
from tools.sample_book.book import Book, written
from tools.sample_book.policies import BROKERS, HOLDERS

FAILED = {
    "91307 0001-00": (("2026-11-20", "13:36 13:37 13:38 13:39 13:40"), "203.0.113.7"),
    "91307 0008-00": (("2026-11-19", "22:01 22:02 22:04 22:06 22:07"), "198.51.100.24"),
    "91307 0002-00": (("2026-11-20", "12:29 12:30"), "203.0.113.90"),
    "91822 0007-00": (("2026-11-08", "20:10 20:11 20:13 20:16"), "198.51.100.77"),
}
QUESTIONS = (
    ("Name of your first school?", "你第一間就讀的學校？", ("Lantern Primary School", "Heron Hill School")),
    ("Name of your first pet?", "你第一隻寵物的名字？", ("Biscuit", "Pepper", "Dumpling")),
    ("Where did your parents meet?", "你父母在哪裏認識？", ("Macau", "On the Star of the East ferry")),
)
TERMS = ("2026-01", "2026-01-05 10:00")


def add_accounts(book: Book) -> None:
    """The accounts written down, one an employer and a broker, then invitations for some more employees."""
    languages = {(row["policy_no"], row["certificate"]): row["language"] for row in book.rows["members"]}
    taken = set()
    for line in written("accounts.txt"):
        where, _, rest = line.partition(" | ") if " | " in line else (line.rstrip(" |"), "", "")
        policy, certificate, stage, step = where.split()
        own = {key: value.replace("_", " ", 1) if key in ("frozen_at", "last_login") else value
               for key, value in (pair.split("=") for pair in rest.split())}  # fmt: skip
        taken.add((policy, certificate))
        row = _account(book, stage, languages[policy, certificate]) | own
        row |= {
            "policy_no": policy,
            "certificate": certificate,
            "registration_step": "" if step == "-" else step,
        }
        if stage in ("active", "frozen", "disabled"):
            row["registration_step"] = "questions"
        if stage == "frozen":
            row["frozen_reason"] = "Five invalid logins"
        if f"{policy} {certificate}" in FAILED:
            (day, times), origin = FAILED[f"{policy} {certificate}"]
            row["failed_times"] = "; ".join(f"{day} {time} {origin}" for time in times.split())
        book.add("accounts", row)
        if row["registration_step"] == "questions":
            _add_questions(book, row, len(taken))
    for serial, holder in enumerate(HOLDERS[:6]):
        stage = ("active", "active", "disabled", "registering", "invited", "not_registered")[serial]
        row = _account(book, stage, "en") | {"holder_code": holder.code}
        book.add("accounts", row | _logged_in(stage, f"hr.{holder.code.lower()}"))
    for serial, broker in enumerate(BROKERS[:3]):
        stage = ("active", "frozen", "invited")[serial]
        row = (
            _account(book, stage, "en")
            | {"broker_code": broker[0]}
            | _logged_in(stage, f"desk.{broker[0].lower()}")
        )
        if stage == "frozen":
            row |= {
                "failed_attempts": 5,
                "frozen_at": "2026-11-12 17:31",
                "frozen_reason": "Five invalid logins",
            }
        book.add("accounts", row)
    for member in book.rows["members"]:
        where = (member["policy_no"], member["certificate"])
        if where in taken or member["relation"] != "employee" or member["status"] != "active":
            continue
        stage = book.pick.choice(("active", "active", "active", "invited", "not_registered"))
        row = _account(book, stage, member["language"]) | {"policy_no": where[0], "certificate": where[1]}
        book.add("accounts", row | _logged_in(stage, f"user{where[0]}{where[1][:4]}"))


def _add_questions(book: Book, account: dict[str, object], serial: int) -> None:
    """Three questions with answers; the first account's in plain text, the others hashed as a portal does."""
    chinese = str(account["language"]).startswith("zh")
    for place, (english, zh, answers) in enumerate(QUESTIONS, 1):
        answer = answers[(serial - 1) % len(answers)]
        salt = f"{account['account_no']}-{place}-sample"[:16].encode()
        book.add(
            "questions",
            {
                "account_no": account["account_no"],
                "place": place,
                "question": zh if chinese else english,
                "answer": answer if serial == 1 else hash_of(answer_form(answer), salt=salt),
            },
        )


def _account(book: Book, stage: str, language: str) -> dict[str, object]:
    serial = len(book.rows["accounts"]) + 1
    row: dict[str, object] = {
        "account_no": f"PA{200_000 + 7 * serial}",
        "stage": stage,
        "language": language if stage not in ("not_registered", "invited") else "",
        "failed_attempts": 0,
    }
    if stage in ("active", "frozen", "disabled"):
        row |= {"terms_version": TERMS[0], "terms_accepted": TERMS[1]}
    return row


def _logged_in(stage: str, user_id: str) -> dict[str, object]:
    if stage not in ("active", "frozen", "disabled"):
        return {"registration_step": "pin"} if stage == "registering" else {}
    return {"user_id": user_id, "last_login": "2026-11-10 09:30", "registration_step": "questions"}
