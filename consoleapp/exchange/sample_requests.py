"""Requests of members the demo begins with: made by the verbs the desk uses, one in each state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from consoleapp.desk import contacts, members, service_requests
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.exchange.sample_calls import PastClock
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.dates import local
from consoleapp.rules.services import ServiceKind, ServiceState, WaitsFor
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole

_K, _S = ServiceKind, ServiceState


@dataclass(frozen=True, slots=True)
class Step:
    """What was done about a request next."""

    state: ServiceState
    waits_for: WaitsFor | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of the demo; ``days`` are fields that hold a day, so many working days from its opening."""

    policy_no: str
    certificate: str
    kind: ServiceKind
    typed: Mapping[str, str]
    days: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


WANTED = (
    # Promised for the day it was asked for, and nobody rang: overdue when the demo is opened.
    Wanted(
        "91310",
        "0002-00",
        _K.CALL_BACK,
        {"phone": "8516 4576", "text": "Asks which clinics near Sha Tin take the card"},
        {"promised_on": 0},
    ),
    # The hospital has not said yet what the stay will cost.
    Wanted(
        "91822",
        "0003-00",
        _K.GUARANTEE,
        {
            "hospital": "LANTERN BAY HOSPITAL",
            "hospital_email": "admission@lanternbay.example",
            "diagnosis": "Gallstones",
            "estimated_cost": "68,000.00",
        },
        {"admitted_on": 6},
        (
            Step(_S.IN_PROGRESS),
            Step(_S.WAITING, WaitsFor.PROVIDER, "Asked the admission office for its estimate in writing"),
        ),
    ),
    # A premium plan: somebody works on it.
    Wanted(
        "91312",
        "0001-00",
        _K.PRE_AUTHORISATION,
        {
            "applicant": "HUI KWONG YEE",
            "relation": "self",
            "hospital": "LANTERN BAY HOSPITAL",
            "item": "day_surgery",
            "documents": "referral letter, laboratory report",
            "member_share": "20",
        },
        {"planned_on": 12},
        (Step(_S.IN_PROGRESS),),
    ),
    # Waits for the member, who looks for the receipt of the deposit.
    Wanted(
        "90877",
        "0001-00",
        _K.DEPOSIT,
        {"hospital": "LANTERN BAY HOSPITAL", "details": "Deposit of 20,000.00 before the stay"},
        {"admitted_on": 8},
        (Step(_S.WAITING, WaitsFor.MEMBER, "Told to bring the hospital's letter about the deposit"),),
    ),
    Wanted(
        "91822",
        "0005-00",
        _K.COMPLAINT,
        {"text": "Waited forty minutes at the counter on Monday and was sent home for a form"},
    ),
    Wanted(
        "91307",
        "0010-00",
        _K.FEEDBACK,
        {"provider": "DR. CHAN TAI MAN", "text": "The telephone number on the list is dead"},
        {},
        (Step(_S.IN_PROGRESS), Step(_S.DONE, None, "The clinic gave its new number; the directory is right")),
    ),
    Wanted(
        "91822",
        "0001-00",
        _K.CALL_BACK,
        {"phone": "8518 4756", "text": "Wanted to know when the card comes"},
        {"promised_on": 1},
        (Step(_S.CANCELLED, None, "The card came by post the same morning"),),
    ),
)

CARD = Wanted(
    "91822",
    "0004-00",
    _K.CARD,
    {
        "form": "physical",
        "reason": "lost",
        "phone": "8519 5855",
        "address": "Flat 8, 12 Heron Street, Kowloon",
    },
)
"""Asked for at the counter by somebody who showed their identity card."""


def make_requests(desk: Desk) -> None:
    """Open every one of :data:`WANTED` at ``desk`` and take it as far as it is."""
    for wanted in WANTED:
        _open(desk, wanted)


def make_visit(desk: Desk, clock: PastClock) -> None:
    """The visit in which :data:`CARD` was asked for."""
    member_id = members.by_certificate(desk, CARD.policy_no, CARD.certificate).member_id
    contact = contacts.start(
        desk,
        member_id=member_id,
        channel=ContactChannel.VISIT,
        caller_role=CallerRole.MEMBER,
        key=new_key(),
    )
    contacts.seen_at_counter(desk, contact, key=new_key())
    _open(desk, CARD)
    clock.now += timedelta(minutes=5)
    contacts.wrap_up(
        desk,
        contact,
        outcome=Outcome.ACTED,
        note="Lost the card. A new one goes to the address given.",
        version=contacts.band(desk, contact).version,
        key=new_key(),
    )


def _open(desk: Desk, wanted: Wanted) -> None:
    member_id = members.by_certificate(desk, wanted.policy_no, wanted.certificate).member_id
    if service_requests.of_member(desk, member_id).rows:
        return  # an earlier build came this far
    today, calendar = local(desk.clock()).date(), load_calendar()
    days = {code: calendar.add_working_days(today, n).isoformat() for code, n in wanted.days.items()}
    typed = {**wanted.typed, **days}
    request_id = service_requests.open_request(desk, member_id, wanted.kind, typed, key=new_key())
    for step in wanted.steps:
        version = service_requests.one(desk, request_id).row.version
        service_requests.move(
            desk, request_id, step.state, step.waits_for, step.note, version=version, key=new_key()
        )
