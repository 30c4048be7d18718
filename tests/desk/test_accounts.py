"""Portal accounts at the desk: who may act, once, with a reason, told (DOMAIN 7; SAFETY 7, 8, 11, 20)."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from consoleapp.desk import accounts, approvals, contacts, hashing, members
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.accounts import ACTS, PASSWORD_RULES, AccountAct, ActReason
from consoleapp.rules.masking import Field
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.calls import VISIT, check, key, rows
from tests.desk.conftest import Office
from tests.desk.listening import looks, on_the_line
from tests.desk.proving import EMAIL, changed_details, identified, messages, verified_call

VERBS: dict[AccountAct, Callable[..., bool]] = {
    AccountAct.UNLOCK: accounts.unlock,
    AccountAct.LOCK: accounts.lock,
    AccountAct.INVITE: accounts.send_invitation,
    AccountAct.RESET_LINK: accounts.reset_link,
    AccountAct.UNBIND: accounts.unbind,
}


def verified(office: Office, ids: Ids, role: CallerRole = CallerRole.MEMBER, **about: Any) -> Desk:
    return on_the_line(office, role, Level.VERIFIED, **(about or {"member": ids.employee}))


def stand(office: Office, account_id: int, **columns: Any) -> None:
    with office.database.write() as connection:
        row = tables.portal_account
        connection.execute(update(row).where(row.c.id == account_id).values(**columns))


def account(office: Office, account_id: int) -> Any:
    return next(row for row in rows(office, tables.portal_account) if row.id == account_id)


def act(desk: Desk, what: AccountAct, account_id: int, **more: Any) -> bool:
    return VERBS[what](desk, account_id, ACTS[what].reasons[0], key=key(), **more)


def told(office: Office) -> list[str]:
    return [one.template for one in messages(office) if one.channel is not MessageChannel.WEBHOOK]


def test_locking_is_another_act_and_keeps_everybody_out(office: Office, ids: Ids) -> None:
    desk = verified(office, ids)
    assert act(desk, AccountAct.UNLOCK, ids.account)
    assert act(desk, AccountAct.LOCK, ids.account)
    row = account(office, ids.account)
    assert (row.stage, row.frozen_at) == (AccountStage.FROZEN, office.clock())
    shown = accounts.detail(desk, ids.account)
    assert shown.frozen_by == "Hotline"
    assert [line.act for line in shown.acts] == [AccountAct.LOCK, AccountAct.UNLOCK]
    assert told(office) == ["account_unlocked", "account_locked"]
    assert not act(desk, AccountAct.LOCK, ids.account)
    assert len(told(office)) == 2
    events = [entry.event for entry in members.timeline(desk, ids.employee)]
    assert "Portal account locked" in events


def test_an_invitation_goes_two_ways_once_and_is_never_shown(office: Office, ids: Ids) -> None:
    stand(
        office, ids.account, stage="registering", registration_step="pin", frozen_at=None, failed_attempts=0
    )
    desk = verified(office, ids)
    assert act(desk, AccountAct.INVITE, ids.account)
    assert not act(desk, AccountAct.INVITE, ids.account)  # pressed twice: sent once
    pin, password, webhook = messages(office)
    assert {pin.channel, password.channel} == {MessageChannel.SMS, MessageChannel.EMAIL}
    found = re.search(r"\b\d{8}\b", pin.sealed_body)
    spoken = re.search(r"password[^:]*: (\w{10})\b", password.sealed_body)
    assert found is not None
    assert spoken is not None
    (kept,) = rows(office, tables.portal_invitation)
    assert hashing.fits(kept.pin_hash, found[0])
    assert hashing.fits(kept.password_hash, spoken[1])
    assert any(one.isupper() for one in spoken[1])
    assert any(one.islower() for one in spoken[1])
    assert any(one.isdigit() for one in spoken[1])
    shown = repr(accounts.detail(desk, ids.account)) + pin.body + password.body + webhook.body
    for secret in (found[0], spoken[1], kept.pin_hash, kept.password_hash):
        assert secret not in shown
    sealed = json.loads(webhook.sealed_body)["facts"]
    assert sealed["pin_hash"] == kept.pin_hash
    assert (account(office, ids.account).stage, account(office, ids.account).registration_step) == (
        AccountStage.INVITED,
        None,
    )
    office.clock.advance(minutes=2)
    assert act(desk, AccountAct.INVITE, ids.account)
    first, second = rows(office, tables.portal_invitation)
    assert first.ended_at == office.clock()
    assert second.ended_at is None
    assert (second.expires_at - second.made_at).days == 14


def test_an_invitation_needs_two_ways(office: Office, ids: Ids) -> None:
    stand(office, ids.account, stage="invited", registration_step=None, frozen_at=None)
    with office.database.write() as connection:
        connection.execute(update(tables.member).values(email=""))
    with pytest.raises(Refused, match="go two ways"):
        act(verified(office, ids), AccountAct.INVITE, ids.account)
    assert rows(office, tables.portal_invitation) == []
    assert messages(office) == []


def test_a_reset_link_goes_the_way_the_code_did_not(office: Office, ids: Ids) -> None:
    stand(office, ids.account, stage="active", frozen_at=None, failed_attempts=0)
    desk = office.desk()
    verified_call(office, desk, ids)  # by a text message
    assert act(desk, AccountAct.RESET_LINK, ids.account)
    link = next(one for one in messages(office) if one.template == "account_reset")
    assert link.channel is EMAIL
    found = re.search(r"/reset/(\S+)", link.sealed_body)
    assert found is not None
    (kept,) = rows(office, tables.portal_reset)
    everything = repr([rows(office, table) for table in tables.metadata.sorted_tables])
    assert everything.count(found[1]) == 1  # in the sealed body alone
    assert kept.token_hash not in link.body
    assert (kept.expires_at - kept.made_at).total_seconds() == 24 * 3600
    assert not act(desk, AccountAct.RESET_LINK, ids.account)
    assert len(rows(office, tables.portal_reset)) == 1
    assert account(office, ids.account).stage is AccountStage.ACTIVE


def test_after_a_call_back_the_link_goes_by_mail(office: Office, ids: Ids) -> None:
    stand(office, ids.account, stage="active", frozen_at=None, failed_attempts=0)
    desk = office.desk()
    contact_id = identified(desk, ids)
    members.unmask(desk, ids.employee, Field.MOBILE, purpose="to call back", key=key())
    assert check(desk, contact_id, Factor.CALL_BACK, SECRETS["mobile"])
    assert act(desk, AccountAct.RESET_LINK, ids.account)
    assert [one.channel for one in messages(office) if one.template == "account_reset"] == [EMAIL]


def test_who_registers_without_an_identity_number_is_given_the_member_number(
    office: Office, ids: Ids
) -> None:
    stand(office, ids.account, stage="registering", registration_step="pin", frozen_at=None)
    asked = on_the_line(office, CallerRole.MEMBER, Level.IDENTIFIED, member=ids.employee, login="counter")
    assert accounts.detail(asked, ids.account).member_no == ""
    assert accounts.detail(office.desk("supervisor"), ids.account).member_no == ""
    assert accounts.detail(verified(office, ids), ids.account).member_no == "PR9130700100"


def test_a_messaging_account_is_taken_off_once(office: Office, ids: Ids) -> None:
    stand(office, ids.account, messaging_account="wx-1")
    desk = verified(office, ids)
    assert AccountAct.UNBIND in accounts.detail(desk, ids.account).possible
    assert act(desk, AccountAct.UNBIND, ids.account)
    assert account(office, ids.account).messaging_account == ""
    assert account(office, ids.account).stage is AccountStage.FROZEN
    assert not act(desk, AccountAct.UNBIND, ids.account)
    assert told(office) == ["account_unbound"]


@pytest.mark.parametrize("what", AccountAct)
def test_only_the_verified_holder_on_the_line_may_ask(office: Office, ids: Ids, what: AccountAct) -> None:
    """Every act, every caller, every level: nothing is done, nothing is told."""
    stage = next(iter(sorted(ACTS[what].at)))
    frozen = stage is AccountStage.FROZEN
    stand(office, ids.account, stage=stage, frozen_at=office.clock() if frozen else None,
          messaging_account="wx-1")  # fmt: skip
    before = account(office, ids.account)
    with pytest.raises(NotAllowed, match="Take the call"):
        act(office.desk(), what, ids.account)
    for number, (role, level, member) in enumerate(
        (role, level, member)
        for role in CallerRole
        for level in Level
        for member in (ids.employee, ids.spouse, ids.minor)
        if (role, level, member) != (CallerRole.MEMBER, Level.VERIFIED, ids.employee)
    ):
        login = ("hotline", "counter", "supervisor")[number % 3]
        desk = office.desk(login)
        contact_id = contacts.start(
            desk, member_id=member, channel=VISIT, caller_role=role, key=f"contact-{number}"
        )
        with office.database.write() as connection:
            row = tables.contact
            connection.execute(update(row).where(row.c.id == contact_id).values(level=level))
        with pytest.raises(NotAllowed):
            act(desk, what, ids.account)
    assert account(office, ids.account) == before
    assert messages(office) == []
    assert rows(office, tables.account_act) == []
    # The holder parked with another caller on the line does not count either.
    verified(office, ids)
    desk = office.desk()
    contacts.park(desk, contacts.open_contacts(desk)[0].contact_id, key=key())
    with pytest.raises(NotAllowed, match="Take the call"):
        act(desk, what, ids.account)


def test_a_company_and_a_broker_ask_for_their_own(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(update(tables.policy_holder).values(contact_email="hr@abc.example"))
    desk = verified(office, ids, CallerRole.EMPLOYER, policy=ids.policy)
    shown = accounts.detail(desk, ids.employer_account)
    assert (shown.kind, shown.why_not, shown.policy_id) == (AccountHolder.EMPLOYER, "", ids.policy)
    assert act(desk, AccountAct.INVITE, ids.employer_account)
    assert {one.recipient for one in messages(office)} == {"hr@abc.example", "+85285970307", "portal"}
    with pytest.raises(NotAllowed):
        act(desk, AccountAct.UNLOCK, ids.account)
    broker = verified(office, ids, CallerRole.BROKER, policy=ids.policy, login="counter")
    with pytest.raises(NotAllowed, match="somebody else"):
        act(broker, AccountAct.INVITE, ids.employer_account)


def test_a_reason_that_fits_and_words_where_it_says_nothing(office: Office, ids: Ids) -> None:
    desk = verified(office, ids)
    with pytest.raises(Refused, match="is no reason for this"):
        accounts.unlock(desk, ids.account, ActReason.MISLAID, key=key())
    with pytest.raises(Refused, match="Say why in a few words"):
        accounts.unlock(desk, ids.account, ActReason.OTHER, "  ", key=key())
    assert accounts.unlock(desk, ids.account, ActReason.OTHER, "moved abroad", key=key())
    (line,) = accounts.detail(desk, ids.account).acts
    assert (line.reason, line.note, line.staff_name) == (ActReason.OTHER, "moved abroad", "Hotline")
    with pytest.raises(Refused, match="is not for an account"):
        act(desk, AccountAct.INVITE, ids.account)


def test_nobody_can_be_told_but_who_sits_here(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(update(tables.member).values(email="", mobile=""))
    with pytest.raises(Refused, match="nobody can be told"):
        act(verified(office, ids), AccountAct.UNLOCK, ids.account)
    assert account(office, ids.account).stage is AccountStage.FROZEN
    visit = on_the_line(
        office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee, login="counter", channel=VISIT
    )
    assert act(visit, AccountAct.UNLOCK, ids.account)
    assert told(office) == []
    assert "account.told_in_person" in {row.event for row in rows(office, tables.audit_entry)}


def test_the_list_begins_with_who_cannot_get_in(office: Office, ids: Ids) -> None:
    desk = office.desk()
    first, second = accounts.first(desk)
    assert (first.stage, first.account_id) == (AccountStage.FROZEN, ids.account)
    assert (first.tries, first.origins, first.frozen_by) == (5, ("203.0.113.7",), "Five invalid logins")
    assert (second.kind, second.where, second.stage) == (
        AccountHolder.EMPLOYER,
        "H0307",
        AccountStage.REGISTERING,
    )
    assert list(accounts.ids(desk)) == [ids.account, ids.employer_account]
    for order in accounts.SORTABLE:
        for down in (False, True):
            assert set(accounts.ids(desk, (order, down))) == {ids.account, ids.employer_account}
            assert {row.account_id for row in accounts.first(desk, (order, down))} == {
                ids.account,
                ids.employer_account,
            }
    assert list(accounts.ids(desk, words="tai man 91307")) == [ids.account]
    assert list(accounts.ids(desk, words="h0307")) == [ids.employer_account]
    assert list(accounts.ids(desk, kind=AccountHolder.BROKER)) == []
    assert list(accounts.ids(desk, stage=AccountStage.FROZEN)) == [ids.account]
    assert accounts.counts(desk)[AccountStage.FROZEN] == 1


def test_on_a_call_the_list_holds_what_is_the_callers_own(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.NONE, member=ids.employee)
    (row,) = accounts.first(desk)
    assert (row.account_id, row.tries, row.origins, row.user_id, row.frozen_by) == (
        ids.account,
        0,
        (),
        "",
        "",
    )
    assert accounts.rows(desk, [ids.account, ids.employer_account]) == (row,)
    company = on_the_line(office, CallerRole.EMPLOYER, Level.IDENTIFIED, policy=ids.policy, login="counter")
    assert list(accounts.ids(company)) == [ids.employer_account]
    with pytest.raises(NotAllowed):
        accounts.detail(company, ids.account)
    doctor = on_the_line(office, CallerRole.PROVIDER, Level.VERIFIED, member=ids.employee, login="supervisor")
    with pytest.raises(NotAllowed, match="no account of their own"):
        accounts.first(doctor)


def test_one_account_says_what_may_be_said_and_is_a_look(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.NONE, member=ids.employee)
    shown = accounts.detail(desk, ids.account)
    assert shown.facts.stage is AccountStage.FROZEN
    assert "two facts" in shown.facts.withheld
    assert (shown.logins, shown.acts, shown.facts.user_id) == ((), (), "")
    assert shown.possible == (AccountAct.UNLOCK,)
    assert "Verify the caller" in shown.why_not
    assert looks(office, ids.employee) == ["account"]
    office.desk_again("counter")
    whole = accounts.of_member(office.desk("counter"), ids.employee)
    assert whole is not None
    assert len(whole.logins) == 5
    assert accounts.of_member(office.desk("counter"), ids.spouse) is None


def test_new_contact_details_need_a_second_person_for_every_act(office: Office, ids: Ids) -> None:
    changed_details(office, ids.employee, 71)
    desk = verified(office, ids)
    with pytest.raises(NeedsApproval) as refusal:
        act(desk, AccountAct.UNLOCK, ids.account)
    number = approvals.ask(desk, refusal.value.asked, "called back twice", key=key())
    approvals.approve(office.desk("supervisor"), number, key=key())
    with pytest.raises(NeedsApproval):  # another reason is another act
        accounts.unlock(desk, ids.account, ActReason.SOMEBODY_TRIED, approval_id=number, key=key())
    assert act(desk, AccountAct.UNLOCK, ids.account, approval_id=number)


def test_the_rules_for_passwords_are_told_and_no_password_is(office: Office, ids: Ids) -> None:
    assert len(PASSWORD_RULES) == 2
    columns = {column.name for column in tables.portal_account.c}
    assert not [name for name in columns if "password" in name or "hash" in name]
