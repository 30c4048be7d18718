"""Contacts, facts, levels and tries against a plain oracle: any order of acts, both engines.

The oracle keeps what people would write on paper. It knows nothing of tables, versions or transactions.
"""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert

from consoleapp.desk import contacts, members
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, Refused
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office

KINDS = {
    Factor.CERTIFICATE: "card",
    Factor.PERSONAL_REFERENCE: "card",
    Factor.FULL_NAME: "name",
    Factor.BIRTH_DATE: "birth",
    Factor.IDENTITY_DIGITS: "identity",
}
RIGHT = {
    Factor.CERTIFICATE: "7000-00",
    Factor.PERSONAL_REFERENCE: "REF7000",
    Factor.FULL_NAME: "HO YUK LAN",
    Factor.BIRTH_DATE: "1990-02-03",
    Factor.IDENTITY_DIGITS: "7654",
}
PERSONAL = (CallerRole.MEMBER, CallerRole.GUARDIAN, CallerRole.FAMILY)
numbers = itertools.count()


@dataclass(slots=True)
class Paper:
    """One contact as it would be written on paper."""

    contact_id: int
    agent: int
    channel: ContactChannel
    caller: CallerRole
    status: ContactStatus = ContactStatus.ACTIVE
    kinds: set[str] = field(default_factory=set)
    seen: bool = False
    note: str = ""
    version: int = 1
    parked_at: datetime | None = None

    def lapses(self, now: datetime) -> bool:
        """Whether it lay aside too long for what was proved."""
        if self.parked_at is None:
            return False
        hong_kong = timedelta(hours=8)
        other_day = (self.parked_at + hong_kong).date() != (now + hong_kong).date()
        return other_day or now - self.parked_at > timedelta(minutes=30)

    def level(self, now: datetime) -> Level:
        if self.lapses(now):
            return Level.NONE
        if self.seen:
            return Level.VERIFIED
        return Level.IDENTIFIED if len(self.kinds) >= 2 else Level.NONE


class Machine(RuleBasedStateMachine):
    """Two agents at the counter, one member, whatever they do."""

    def __init__(self, office: Office, ids: Ids) -> None:
        super().__init__()
        self.office = office
        number = next(numbers)
        self.logins = [f"m{number}a", f"m{number}b"]
        for login in self.logins:
            office.hire(login, Role.COUNTER)
        with office.database.write() as connection:
            self.member: int = connection.execute(
                insert(tables.member)
                .values(
                    policy_id=ids.policy,
                    cert_no=f"7{number:03}",
                    suffix="00",
                    relation="employee",
                    name_en=RIGHT[Factor.FULL_NAME],
                    person_ref=RIGHT[Factor.PERSONAL_REFERENCE],
                    identity_no="K987654(0)",
                    birth_date=_date(RIGHT[Factor.BIRTH_DATE]),
                    status="active",
                )
                .returning(tables.member.c.id)
            ).scalar_one()
        self.certificate = f"7{number:03}-00"
        self.papers: list[Paper] = []
        self.failed = 0

    def desk(self, agent: int) -> Desk:
        return self.office.desk(self.logins[agent])

    def key(self) -> str:
        return f"machine-{next(numbers)}"

    def open_papers(self) -> list[Paper]:
        return [one for one in self.papers if one.status is not ContactStatus.WRAPPED_UP]

    def pick(self, data: st.DataObject) -> Paper:
        return data.draw(st.sampled_from(self.open_papers()))

    def shelve(self, agent: int) -> None:
        for one in self.papers:
            if one.agent == agent and one.status is ContactStatus.ACTIVE:
                one.status = ContactStatus.PARKED
                one.parked_at = self.office.clock()
                one.version += 1

    @rule(
        agent=st.integers(0, 1), channel=st.sampled_from(ContactChannel), caller=st.sampled_from(CallerRole)
    )
    def start(self, agent: int, channel: ContactChannel, caller: CallerRole) -> None:
        contact_id = contacts.start(
            self.desk(agent), member_id=self.member, channel=channel, caller_role=caller, key=self.key()
        )
        self.shelve(agent)
        self.papers.append(Paper(contact_id, agent, channel, caller))

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data(), factor=st.sampled_from(sorted(KINDS)), right=st.booleans())
    def check(self, data: st.DataObject, factor: Factor, right: bool) -> None:
        paper = self.pick(data)
        said = (self.certificate if factor is Factor.CERTIFICATE else RIGHT[factor]) if right else "no idea"

        def ask() -> bool:
            return contacts.check_fact(self.desk(paper.agent), paper.contact_id, factor, said, key=self.key())

        possible = paper.status is ContactStatus.ACTIVE and paper.caller in PERSONAL and self.failed < 3
        business_name = (
            paper.status is ContactStatus.ACTIVE
            and paper.caller in (CallerRole.EMPLOYER, CallerRole.BROKER)
            and factor is Factor.FULL_NAME
            and self.failed < 3
        )
        if business_name:
            assert ask() is False  # the member's name is not the name of the company's contact person
            self.failed += 1
            paper.version += 1
        elif not possible:
            with pytest.raises(Refused):
                ask()
        else:
            assert ask() is right
            paper.version += 1
            if right:
                paper.kinds.add(KINDS[factor])
            else:
                self.failed += 1

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data())
    def see_document(self, data: st.DataObject) -> None:
        paper = self.pick(data)

        def see() -> None:
            contacts.seen_at_counter(
                self.desk(paper.agent), paper.contact_id, Factor.IDENTITY_SEEN, key=self.key()
            )

        if paper.status is ContactStatus.ACTIVE and paper.channel is ContactChannel.VISIT:
            see()
            paper.seen = True
            paper.version += 1
        else:
            with pytest.raises(Refused):
                see()

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data(), caller=st.sampled_from(CallerRole))
    def change_caller(self, data: st.DataObject, caller: CallerRole) -> None:
        paper = self.pick(data)
        contacts.set_caller(
            self.desk(paper.agent), paper.contact_id, caller, "", paper.version, key=self.key()
        )
        paper.version += 1
        if caller is not paper.caller:
            paper.caller, paper.kinds, paper.seen = caller, set(), False

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data())
    def park(self, data: st.DataObject) -> None:
        paper = self.pick(data)

        def put_aside() -> None:
            contacts.park(self.desk(paper.agent), paper.contact_id, key=self.key())

        if paper.status is ContactStatus.ACTIVE:
            put_aside()
            paper.status = ContactStatus.PARKED
            paper.parked_at = self.office.clock()
            paper.version += 1
        else:
            with pytest.raises(Refused):
                put_aside()

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        paper = self.pick(data)

        def pick_up() -> bool:
            return contacts.resume(self.desk(paper.agent), paper.contact_id, key=self.key())

        if paper.status is ContactStatus.PARKED:
            lapsed = paper.lapses(self.office.clock())
            assert pick_up() is not lapsed
            if lapsed:
                paper.kinds, paper.seen = set(), False
            paper.parked_at = None
            self.shelve(paper.agent)
            paper.status = ContactStatus.ACTIVE
            paper.version += 1
        else:
            with pytest.raises(Refused):
                pick_up()

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data(), note=st.sampled_from(["", "asked", "called twice"]))
    def save_note(self, data: st.DataObject, note: str) -> None:
        paper = self.pick(data)
        contacts.save_note(self.desk(paper.agent), paper.contact_id, note, paper.version, key=self.key())
        paper.note = note
        paper.version += 1

    @precondition(lambda self: self.open_papers())
    @rule(data=st.data(), outcome=st.sampled_from([Outcome.ANSWERED, Outcome.ABANDONED]))
    def wrap_up(self, data: st.DataObject, outcome: Outcome) -> None:
        paper = self.pick(data)
        contacts.wrap_up(
            self.desk(paper.agent),
            paper.contact_id,
            outcome=outcome,
            note=paper.note,
            promised_on=None,
            version=paper.version,
            key=self.key(),
        )
        paper.status = ContactStatus.WRAPPED_UP

    @rule()
    def next_day(self) -> None:
        self.office.clock.advance(days=1)
        for login in self.logins:
            self.office.desk_again(login)
        self.failed = 0

    @rule(minutes=st.sampled_from([1, 29, 31]))
    def time_passes(self, minutes: int) -> None:
        day = (self.office.clock() + timedelta(hours=8)).date()
        self.office.clock.advance(minutes=minutes)
        if (self.office.clock() + timedelta(hours=8)).date() != day:
            self.failed = 0
        for login in self.logins:
            self.office.desk_again(login)

    @rule(agent=st.integers(0, 1))
    def hear_of_claims(self, agent: int) -> None:
        mine = [one for one in self.open_papers() if one.agent == agent]
        # The one on the line; without one, whoever was put aside last.
        mine.sort(key=lambda one: (one.parked_at is not None, -_seconds(one.parked_at), -one.contact_id))
        paper = mine[0] if mine else None
        level = paper.level(self.office.clock()) if paper is not None else Level.NONE
        may = paper is None or (paper.caller is CallerRole.MEMBER and level is not Level.NONE)
        if may:
            members.claims(self.desk(agent), self.member)
        else:
            with pytest.raises(NotAllowed):
                members.claims(self.desk(agent), self.member)

    @invariant()
    def the_bands_say_what_the_paper_says(self) -> None:
        for agent in (0, 1):
            shown = contacts.open_contacts(self.desk(agent))
            mine = [one for one in self.open_papers() if one.agent == agent]
            assert sorted(one.contact_id for one in shown) == sorted(one.contact_id for one in mine)
            assert sum(one.status is ContactStatus.ACTIVE for one in shown) <= 1
            for band in shown:
                paper = next(one for one in mine if one.contact_id == band.contact_id)
                assert (band.status, band.level, band.caller_role, band.note, band.version) == (
                    paper.status,
                    paper.level(self.office.clock()),
                    paper.caller,
                    paper.note,
                    paper.version,
                )
                assert band.tries_left == 3 - self.failed


def _seconds(moment: datetime | None) -> float:
    return 0.0 if moment is None else moment.timestamp()


def _date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 20), pytest.param(300, 40, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_any_order_of_acts(office: Office, ids: Ids, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(office, ids),
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )
