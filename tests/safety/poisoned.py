"""A book that is hostile wherever people write freely, planted straight into its tables (SAFETY 1).

What is stored by way of the desk was cleaned before; here drawing alone has to hold.
"""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from consoleapp.desk.demo import DEMO
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.ddl import APPEND_ONLY
from consoleapp.store.engine import Database

WRITTEN = {
    "broker": "name contact_name contact_phone contact_email",
    "policy_holder": "name_en name_zh contact_name contact_phone contact_email",
    "branch": "name_en name_zh",
    "plan": "name_en name_zh",
    "benefit": "name_en name_zh",
    "member": "name_en name_zh person_ref identity_no mobile phone email address wellness",
    "claim_line": "item_name provider_name diagnosis",
    "claim_move": "reason",
    "document_item": "words reason remarks",
    "contact": "note",
    "challenge_question": "question",
    "portal_account": "user_id frozen_reason messaging_account terms_version",
    "portal_attempt": "origin",
    "account_act": "note",
    "provider": "name_en name_zh specialty district address_en address_zh phones verified_by verified_how",
    "provider_report": "note",
    "reference_entry": "scheme owner link",
    "reference_text": "title text also",
    "reference_point": "value",
    "settlement": "payer reference",
    "ledger_entry": "reason",
    "autopay_mandate": "bank",
    "staff": "name",
    "approval": "reason remark",
    "access_entry": "what purpose",
    "outbox_message": "recipient recipient_name subject body",
}
"""Table → columns that hold what somebody wrote, or a file said."""

COLUMNS = tuple(f"{table}.{column}" for table, columns in WRITTEN.items() for column in columns.split())

COMMANDS = "\x1b]52;c;eA==\x1b\\\x9b2J\x1b[8m\x1b[6n\x1bPq\x07\x08\x0e\x7f\u202e\u200b"
"""Writes the clipboard, wipes the screen, hides text, asks the terminal to type, rings, turns text round."""

MARK = re.compile(r"Q(\d\d)\]52")
"""What is left of a planted value on a screen, with the number of its column."""


AN_ACT = """
    INSERT INTO account_act (account_id, act, from_stage, to_stage, reason, note, at, staff_id, contact_id)
    SELECT a.id, 'unlock', 'frozen', 'active', 'other', 'n', '2026-11-10 02:00:00.000000', s.id, c.id
      FROM portal_account a, (SELECT MIN(id) AS id FROM staff) s, (SELECT MIN(id) AS id FROM contact) c
"""
A_REPORT = """
    INSERT INTO provider_report (provider_id, kind, note, at, staff_id)
    SELECT p.id, 'other', 'n', '2026-11-10 02:00:00.000000', s.id
      FROM provider p, (SELECT MIN(id) AS id FROM staff) s
"""
A_WISH = """
    INSERT INTO approval (kind, payload_hash, subject, facts, reason, requested_by, requested_at, version)
    SELECT 'document_waiver', 'x', 'claim:110', '[]', 'n', MIN(id), '2026-11-20 10:04:00.000000', 1 FROM staff
"""
"""What nobody has done yet in the sample book: an act on each account, a report of each entry, a request."""


def planted(column: str) -> str:
    """The hostile value of a column; its number first, so that a screen tells where it came from."""
    return f"Q{COLUMNS.index(column):02}{COMMANDS}Z"


def seen(text: str) -> set[str]:
    """The columns whose planted values stand in ``text``."""
    return {COLUMNS[int(number)] for number in MARK.findall(text)}


def poison(settings: Settings) -> None:
    """Plant them in the sample book of ``settings``, its names of staff and an entry of its record."""
    file = settings.sqlite_file
    assert file is not None
    with closing(sqlite3.connect(file)) as book, book:
        kept = {
            name: text
            for name, text in book.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            if name.startswith(APPEND_ONLY)
        }
        for trigger in kept:
            book.execute(f"DROP TRIGGER {trigger}")
        book.execute(AN_ACT)
        book.execute(A_REPORT)
        book.execute(A_WISH)
        book.execute("UPDATE outbox_message SET state = 'stuck'")
        for table, columns in WRITTEN.items():
            for column in columns.split():
                value = planted(f"{table}.{column}")
                # A user ID is one's own: the number of its row makes it so.
                number = " || id" if column == "user_id" else ""
                book.execute(f"UPDATE {table} SET {column} = ?{number} WHERE {column} IS NOT NULL", (value,))
        for text in kept.values():
            book.execute(text)
        facts = json.dumps([["Reason", "plain", planted("approval.reason")]])
        book.execute("UPDATE approval SET facts = ?", (facts,))
        (people,) = book.execute("SELECT value FROM book WHERE name = ?", (DEMO,)).fetchone()
        renamed = [{**one, "name": planted("staff.name")} for one in json.loads(people)]
        book.execute("UPDATE book SET value = ? WHERE name = ?", (json.dumps(renamed), DEMO))
    plant_entry(settings)


def plant_entry(settings: Settings) -> None:
    """An entry of the record whose subject and facts are hostile."""
    key = audit.read_key(settings.audit_key_file)
    database = Database.open(settings.database_url)
    hostile = planted("access_entry.what")
    entry = audit.Entry(
        datetime(2026, 11, 20, 10, 4, tzinfo=UTC), "staff.added", None, None, hostile, {"reason": hostile}
    )
    with database.write() as connection:
        audit.append(connection, key, [entry])
    database.close()
