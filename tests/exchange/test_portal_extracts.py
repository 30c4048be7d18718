"""What an extract says of an account after the desk acted on it: what was done since stands (DOMAIN 7)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from consoleapp.rules.accounts import AccountAct, ActReason
from consoleapp.rules.statuses import AccountStage
from consoleapp.store.engine import Database
from consoleapp.store.tables import account_act, contact, portal_account, portal_invitation, staff
from tests.exchange.book import BOOK, load, one, rows, write_csv

ACTED = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 15:00 in Hong Kong
ROW = {"account_no": "W000101", "stage": "frozen", "failed_attempts": "5", "frozen_at": "2026-11-20 13:40"}


def acted(database: Database, act: AccountAct, old: AccountStage, new: AccountStage, **columns: Any) -> None:
    """The desk did this, at :data:`ACTED`."""
    account = one(database, portal_account)
    with database.write() as connection:
        who = insert(staff).values(
            login="ada", name="Ada", role="hotline", password_hash="", created_at=ACTED
        )
        staff_id = connection.execute(who.returning(staff.c.id)).scalar_one()
        call = insert(contact).values(
            staff_id=staff_id, channel="call", status="active", member_id=account.member_id,
            caller_role="member", level="verified", started_at=ACTED,
        )  # fmt: skip
        connection.execute(
            insert(account_act).values(
                account_id=account.id, act=act, from_stage=old, to_stage=new, reason=ActReason.OTHER,
                at=ACTED, staff_id=staff_id,
                contact_id=connection.execute(call.returning(contact.c.id)).scalar_one(),
            )
        )  # fmt: skip
        connection.execute(update(portal_account).values(stage=new, **columns))


def stage_after(database: Database, folder: Path, **row: str) -> AccountStage:
    load(database, write_csv(folder, {"accounts": [{**ROW, **row}]}))
    found: AccountStage = one(database, portal_account).stage
    return found


def test_a_file_made_before_does_not_freeze_what_was_unlocked(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "book", BOOK))
    acted(database, AccountAct.UNLOCK, AccountStage.FROZEN, AccountStage.ACTIVE,
          frozen_at=None, failed_attempts=0)  # fmt: skip
    assert stage_after(database, tmp_path / "old") is AccountStage.ACTIVE
    row = one(database, portal_account)
    assert (row.failed_attempts, row.frozen_at) == (0, None)
    later = {"frozen_at": "2026-11-20 16:00"}
    assert stage_after(database, tmp_path / "new", **later) is AccountStage.FROZEN  # five more tries


def test_only_the_desk_opens_what_it_locked(database: Database, tmp_path: Path) -> None:
    active = {"stage": "active", "failed_attempts": "0", "frozen_at": ""}
    load(database, write_csv(tmp_path / "book", {**BOOK, "accounts": [{**BOOK["accounts"][0], **active}]}))
    acted(database, AccountAct.LOCK, AccountStage.ACTIVE, AccountStage.FROZEN, frozen_at=ACTED)
    assert stage_after(database, tmp_path / "file", **active) is AccountStage.FROZEN
    assert one(database, portal_account).frozen_at == ACTED


@pytest.mark.parametrize(
    ("row", "bound"),
    [
        ({}, ""),  # nothing says that the file is newer than the unbinding
        ({"messaging_bound": "2026-11-20 14:59"}, ""),
        ({"messaging_bound": "2026-11-20 15:01"}, "bound again"),
        ({"last_login": "2026-11-20 14:30"}, ""),
        ({"last_login": "2026-11-20 15:30"}, "bound again"),
        ({"last_login": "2026-11-20 15:30", "messaging_bound": "2026-11-01 09:00"}, ""),
    ],
)
def test_a_file_made_before_does_not_bind_what_was_unbound(
    database: Database, tmp_path: Path, row: dict[str, str], bound: str
) -> None:
    load(database, write_csv(tmp_path / "book", BOOK))
    acted(database, AccountAct.UNBIND, AccountStage.FROZEN, AccountStage.FROZEN, messaging_account="")
    load(
        database,
        write_csv(tmp_path / "f", {"accounts": [{**ROW, "messaging_account": "bound again", **row}]}),
    )
    assert one(database, portal_account).messaging_account == bound


@pytest.mark.parametrize(
    ("stage", "used"), [("not_registered", False), ("invited", False), ("registering", True)]
)
def test_an_invitation_stands_until_its_pin_is_typed(
    database: Database, tmp_path: Path, stage: str, used: bool
) -> None:
    fresh = {"stage": "not_registered", "failed_attempts": "0", "frozen_at": "", "user_id": ""}
    load(database, write_csv(tmp_path / "book", {**BOOK, "accounts": [{**BOOK["accounts"][0], **fresh}]}))
    acted(database, AccountAct.INVITE, AccountStage.NOT_REGISTERED, AccountStage.INVITED)
    with database.write() as connection:
        connection.execute(
            insert(portal_invitation).values(
                account_id=one(database, portal_account).id, made_at=ACTED,
                expires_at=ACTED + timedelta(days=14),
                pin_hash="$argon2id$x", password_hash="$argon2id$x",
            )
        )  # fmt: skip
    told = {"stage": stage, "failed_attempts": "0", "frozen_at": ""}
    before = {**told, "invitation_used": "2026-11-20 14:59"}  # of the invitation before this one
    assert stage_after(database, tmp_path / "older", **before) is AccountStage.INVITED
    after = stage_after(database, tmp_path / "file", **told)
    assert after is (AccountStage.REGISTERING if used else AccountStage.INVITED)
    (invitation,) = rows(database, portal_invitation)
    assert (invitation.ended_at is not None) is used
