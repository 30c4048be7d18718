"""SAFETY 8: unlocking touches the lock and nothing else, and the member is told; contact details changed
within 72 hours need a second person."""

import json
from typing import Any

import pytest

from consoleapp.desk import accounts, contacts
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.accounts import ActReason
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.statuses import AccountStage
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import check, key, rows
from tests.desk.conftest import Office
from tests.desk.listening import on_the_line
from tests.desk.proving import (
    SMS,
    changed_details,
    identified,
    messages,
    set_questions,
    verified_call,
)
from tests.safety.test_safety_07_knowledge_never_unlocks import at_once

THE_LOCK = {"stage", "failed_attempts", "frozen_at", "frozen_reason", "version"}
LEFT_BY_IT = {"account_act", "outbox_message", "audit_entry", "act", "portal_account"}


def everything(office: Office) -> dict[str, list[Any]]:
    return {table.name: rows(office, table) for table in tables.metadata.sorted_tables}


def test_safety_08_unlocking_touches_the_lock_and_nothing_else(office: Office, ids: Ids) -> None:
    set_questions(office, ids.account)
    desk = office.desk()
    verified_call(office, desk, ids)
    before = everything(office)
    assert accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())
    after = everything(office)
    assert {name for name in before if before[name] != after[name]} == LEFT_BY_IT
    (was,) = (row for row in before["portal_account"] if row.id == ids.account)
    (now,) = (row for row in after["portal_account"] if row.id == ids.account)
    changed = {name for name in was._fields if getattr(was, name) != getattr(now, name)}
    assert changed == THE_LOCK
    assert (now.stage, now.failed_attempts, now.frozen_at) == (AccountStage.ACTIVE, 0, None)
    assert [row for row in before["portal_account"] if row.id != ids.account] == [
        row for row in after["portal_account"] if row.id != ids.account
    ]


def test_safety_08_the_member_is_told_once_and_so_is_the_portal(office: Office, ids: Ids) -> None:
    desk = office.desk()
    verified_call(office, desk, ids)  # the code went to the telephone
    same = key()
    assert accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=same)
    assert accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=same)  # the reply was lost
    assert not accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())  # pressed again
    told = [one for one in messages(office) if one.template == "account_unlocked"]
    assert [(one.channel, one.recipient) for one in told] == [(MessageChannel.EMAIL, SECRETS["email"])]
    assert told[0].member_id == ids.employee
    (webhook,) = [one for one in messages(office) if one.channel is MessageChannel.WEBHOOK]
    assert json.loads(webhook.body)["facts"] == {"account": "PA200007", "stage": "active"}
    assert len(rows(office, tables.account_act)) == 1


def test_safety_08_two_desks_unlock_at_once_and_one_message_goes_out(office: Office, ids: Ids) -> None:
    desks = [
        on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee, login=login)
        for login in ("hotline", "counter")
    ]
    came = at_once(
        *(
            lambda desk=desk: accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())  # type: ignore[misc]
            for desk in desks
        )
    )
    assert sorted(map(str, came)) == ["False", "True"]
    assert [one.template for one in messages(office)].count("account_unlocked") == 1
    assert len(rows(office, tables.account_act)) == 1


def test_safety_08_new_contact_details_need_a_second_person(office: Office, ids: Ids) -> None:
    changed_details(office, ids.employee, 71)
    desk = office.desk()
    contact_id = identified(desk, ids)
    with pytest.raises(NeedsApproval):
        contacts.send_code(desk, contact_id, SMS, key=key())
    with pytest.raises(Refused):
        check(desk, contact_id, Factor.CALL_BACK, SECRETS["mobile"])
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    with pytest.raises(NeedsApproval):
        accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())
    assert messages(office) == []
    changed_details(office, ids.employee, 72)
    assert accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())


def test_safety_08_no_act_without_its_audit_entry(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consoleapp.store import audit

    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    before = everything(office)

    def broken(*_: object, **_more: object) -> None:
        raise RuntimeError("the audit table is broken")

    monkeypatch.setattr(audit, "append", broken)
    with pytest.raises(RuntimeError):
        accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())
    assert everything(office) == before


def test_safety_08_what_a_caller_knows_does_not_unlock(office: Office, ids: Ids) -> None:
    desk = office.desk()
    identified(desk, ids)
    with pytest.raises(NotAllowed, match="Verify the caller first"):
        accounts.unlock(desk, ids.account, ActReason.WRONG_TRIES, key=key())
