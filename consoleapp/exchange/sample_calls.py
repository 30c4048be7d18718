"""Calls and visits the demo begins with, so that a card has a past: made by the verbs the desk uses."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from consoleapp.desk import contacts, members
from consoleapp.desk.context import Clock, Desk
from consoleapp.desk.keys import new_key
from consoleapp.rules.dates import HONG_KONG, local
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole, Factor

PAST = timedelta(days=2)
"""The demo's desk was at work two days before somebody first signs in, or on the Friday before that."""
BEGINS = time(10, 20)
"""When its first call came, in Hong Kong."""


@dataclass(slots=True)
class PastClock:
    """A clock that stands in the past and moves on by what is done."""

    now: datetime

    @classmethod
    def before(cls, clock: Clock) -> "PastClock":
        """The past of ``clock``: see :data:`PAST` and :data:`BEGINS`."""
        day = local(clock() - PAST).date()
        day -= timedelta(days=max(0, day.weekday() - 4))
        return cls(datetime.combine(day, BEGINS, HONG_KONG).astimezone(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Call:
    """One earlier contact about the member of a certificate. ``promised`` is in days."""

    policy_no: str
    certificate: str
    channel: ContactChannel
    caller: CallerRole
    facts: tuple[tuple[Factor, str], ...]
    minutes: int
    outcome: Outcome
    note: str
    promised: int | None = None


CALLS = (
    Call(
        "91307",
        "0002-00",
        ContactChannel.CALL,
        CallerRole.EMPLOYER,
        (),
        2,
        Outcome.ANSWERED,
        "Employer asked how many members plan 12 has. Told: see the policy; nothing personal said.",
    ),
    Call(
        "91307",
        "0001-00",
        ContactChannel.CALL,
        CallerRole.MEMBER,
        ((Factor.FULL_NAME, "Chan Tai Man"), (Factor.BIRTH_DATE, "17 Mar 1979")),
        6,
        Outcome.CALL_BACK,
        "Asked where claim A2600011355 stands: in review. Call-back promised when it is closed.",
        4,
    ),
    Call(
        "91310",
        "0042-00",
        ContactChannel.VISIT,
        CallerRole.MEMBER,
        ((Factor.FULL_NAME, "Chan Tai Ming"), (Factor.CERTIFICATE, "0042-00")),
        4,
        Outcome.ANSWERED,
        "Came about claim A2600011066, in review since October. Explained what is looked at.",
    ),
)


def make_calls(desk: Desk, clock: PastClock) -> None:
    """Make every one of :data:`CALLS` at ``desk``, one after the other on ``clock``."""
    for call in CALLS:
        member_id = members.by_certificate(desk, call.policy_no, call.certificate).member_id
        contact = contacts.start(
            desk, member_id=member_id, channel=call.channel, caller_role=call.caller, key=new_key()
        )
        for factor, said in call.facts:
            contacts.check_fact(desk, contact, factor, said, key=new_key())
        clock.now += timedelta(minutes=call.minutes)
        promised = None
        if call.promised is not None:
            promised = _weekday(local(clock.now).date() + timedelta(days=call.promised))
        contacts.wrap_up(
            desk,
            contact,
            outcome=call.outcome,
            note=call.note,
            promised_on=promised,
            version=contacts.band(desk, contact).version,
            key=new_key(),
        )
        clock.now += timedelta(minutes=11)


def _weekday(day: date) -> date:
    """``day``, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
