"""What a request needs, kind by kind: one way to write each field, each fault at its field (DOMAIN 10)."""

from dataclasses import fields as settings_of
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import ConsoleError, Refused
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.service_fields import Ground, choose, read, refuse_kind
from consoleapp.rules.service_requests import FIELDS, NEEDS_CONTACT, PREMIUM, TOPICS, CardReason, fields_of
from consoleapp.rules.services import ServiceKind, ServiceState, id_of, number_of
from consoleapp.rules.statuses import MOVES, IdentityType
from consoleapp.settings import Requests
from tests.services import TYPED

GROUND = Ground(date(2026, 11, 20), load_calendar(), "HKD", premium=True, identity_type=IdentityType.HKID)


def faults(kind: ServiceKind, typed: dict[str, str], ground: Ground = GROUND) -> dict[str, str]:
    return {one.code: str(one.reason) for one in read(kind, typed, ground).faults}


@pytest.mark.parametrize("kind", ServiceKind)
def test_each_kind_is_read_and_what_is_missing_is_named(kind: ServiceKind) -> None:
    typed = TYPED[kind]
    assert faults(kind, typed) == {}
    assert set(typed) <= {one.code for one in fields_of(kind)}
    for one in fields_of(kind):
        if one.required:
            missing = {code: text for code, text in typed.items() if code != one.code}
            assert set(faults(kind, missing)) == {one.code}, one.code
    assert set(faults(kind, {})) >= {one.code for one in FIELDS[kind] if one.required}


@pytest.mark.parametrize("kind", ServiceKind)
def test_what_is_kept_is_read_the_same_again(kind: ServiceKind) -> None:
    kept = read(kind, TYPED[kind], GROUND).details
    assert read(kind, kept, GROUND).details == kept


@given(st.sampled_from(ServiceKind), st.data())
def test_whatever_is_typed_is_taken_or_named(kind: ServiceKind, data: st.DataObject) -> None:
    typed = {one.code: data.draw(st.text(max_size=20) | st.just(TYPED[kind].get(one.code, "")))
             for one in fields_of(kind)}  # fmt: skip
    understood = read(kind, typed, GROUND)
    codes = {one.code for one in fields_of(kind)}
    assert {one.code for one in understood.faults} <= codes
    if not understood.faults:
        assert set(understood.details) == codes
        assert all(understood.details[one.code] for one in fields_of(kind) if one.required)


def test_values_are_written_in_one_way() -> None:
    kept = read(ServiceKind.GUARANTEE, TYPED[ServiceKind.GUARANTEE], GROUND).details
    assert (kept["admitted_on"], kept["estimated_cost"]) == ("2026-11-25", "52,344.00")
    kept = read(ServiceKind.CARD, TYPED[ServiceKind.CARD] | {"reason": "2"}, GROUND).details
    assert (kept["phone"], kept["reason"]) == ("+85291234567", "damaged")


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (ServiceKind.APPOINTMENT, {"visit_on": "2026-11-23"}, "visit_on"),  # one working day ahead
        (ServiceKind.CARD, {"form": "physical", "address": ""}, "address"),
        (ServiceKind.DATA_CHANGE, {"what": "identity", "new": "A123456(7)", "images": "seen"}, "new"),
        (ServiceKind.DATA_CHANGE, {"what": "phone", "new": "9123 4567", "images": ""}, "images"),
        (ServiceKind.DATA_CHANGE, {"what": "email", "new": "no address"}, "new"),
        (ServiceKind.VISIT_RECORDS, {"period_from": "2026-02-01", "period_to": "2026-01-31"}, "period_to"),
        (ServiceKind.VISIT_RECORDS, {"signed_on": "2026-11-21"}, "signed_on"),
        (ServiceKind.COMPLAINT, {"promised_on": "2026-11-19"}, "promised_on"),
        (ServiceKind.PRE_AUTHORISATION, {"member_share": "101"}, "member_share"),
        (ServiceKind.PRE_AUTHORISATION, {"member_share": "0010000"}, "member_share"),
        (ServiceKind.PRE_AUTHORISATION, {"planned_on": "2026-11-19"}, "planned_on"),
        (ServiceKind.PAYOUT, {"account_no": "\u041e12-345678-901"}, "account_no"),  # Cyrillic
        (ServiceKind.PAYOUT, {"identity_no": "\u0410123456(3)"}, "identity_no"),  # Cyrillic
        (ServiceKind.LIMIT_INCREASE, {"amount": "0"}, "amount"),
        (ServiceKind.APPOINTMENT, {"visit_at": "24:00"}, "visit_at"),
        (ServiceKind.FEEDBACK, {"text": "x" * 501}, "text"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(kind: ServiceKind, typed: dict[str, str], code: str) -> None:
    assert set(faults(kind, TYPED[kind] | typed)) == {code}


def test_the_second_working_day_ahead_is_early_enough() -> None:
    typed = TYPED[ServiceKind.APPOINTMENT] | {"visit_on": "2026-11-24"}  # Friday; Monday, Tuesday
    assert faults(ServiceKind.APPOINTMENT, typed) == {}


def test_only_premium_plans_have_them() -> None:
    plain = replace(GROUND, premium=False)
    for kind in ServiceKind:
        if kind in PREMIUM:
            with pytest.raises(Refused, match="premium"):
                refuse_kind(kind, premium=False)
        else:
            refuse_kind(kind, premium=False)
    assert set(faults(ServiceKind.CARD, TYPED[ServiceKind.CARD] | {"form": "electronic"}, plain)) == {"form"}
    assert faults(ServiceKind.CARD, TYPED[ServiceKind.CARD] | {"form": "electronic"}) == {}


def test_a_choice_is_meant_by_number_code_or_how_its_words_begin() -> None:
    assert [choose(CardReason, text) for text in ("1", "LOST", "dam", "details changed")] == [
        CardReason.LOST,
        CardReason.LOST,
        CardReason.DAMAGED,
        CardReason.CHANGED,
    ]
    assert choose(CardReason, "遺失", lambda word: {"lost": "遺失"}.get(word, word)) is CardReason.LOST
    for text in ("", "4", "0", "x"):
        with pytest.raises(ConsoleError, match="none of these"):
            choose(CardReason, text)


def test_every_kind_has_its_topic_and_its_days() -> None:
    assert {f"{kind}_days" for kind in ServiceKind} == {one.name for one in settings_of(Requests)}
    assert set(TOPICS) == set(FIELDS) == set(ServiceKind)
    assert {kind for kind, topic in TOPICS.items() if topic is Topic.PERSONAL_DATA} == NEEDS_CONTACT


def test_an_end_is_final_and_every_live_state_can_end() -> None:
    moves = MOVES[ServiceState]
    ends = {state for state in ServiceState if not state.is_live}
    assert {state for state in ServiceState if not moves[state]} == ends
    assert all(ends <= moves[state] for state in ServiceState if state.is_live)


def test_numbers_are_written_and_read() -> None:
    assert number_of(123) == "R000123"
    assert [id_of(text) for text in ("R000123", "r123", " 123 ")] == [123, 123, 123]
    for text in ("", "R", "R12x", "12" * 9):
        with pytest.raises(Refused):
            id_of(text)
