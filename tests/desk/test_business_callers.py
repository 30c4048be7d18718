"""An employer's contact or a broker on the line: what proves them, what that opens, what stays closed."""

import pytest
from sqlalchemy import update

from consoleapp.desk import contacts, subjects
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key as key
from consoleapp.errors import Refused
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.store import tables as t
from tests.desk.book import Ids
from tests.desk.conftest import Office

CALL = ContactChannel.CALL
REFERENCE, PERSON = Factor.BUSINESS_REFERENCE, Factor.FULL_NAME


@pytest.fixture
def desk(office: Office, ids: Ids) -> Desk:
    """A desk; both companies' contacts are on record with an e-mail too."""
    with office.database.write() as connection:
        connection.execute(update(t.policy_holder).values(contact_email="hr@abc.example"))
        connection.execute(update(t.broker).values(contact_email="desk@banyan.example"))
    return office.desk()


def begin(desk: Desk, ids: Ids, role: CallerRole) -> int:
    return contacts.start(desk, policy_id=ids.policy, channel=CALL, caller_role=role, key=key())


def said(desk: Desk, contact_id: int, factor: Factor, text: str) -> bool:
    return contacts.check_fact(desk, contact_id, factor, text, key=key())


@pytest.mark.parametrize(
    ("role", "reference", "person"),
    [
        (CallerRole.EMPLOYER, "h0307", "Mak Siu Ling"),
        (CallerRole.EMPLOYER, "9200352", "8597 0307"),
        (CallerRole.EMPLOYER, "9201877", "+852 8597 0307"),
        (CallerRole.EMPLOYER, "H0307", "HR@abc.example"),
        (CallerRole.BROKER, "b00023", "Yuen Ka Wai"),
        (CallerRole.BROKER, "B00023", "85980000"),
        (CallerRole.BROKER, "B00023", "desk@banyan.example"),
    ],
)
def test_a_code_and_the_contact_person_identify(
    desk: Desk, ids: Ids, role: CallerRole, reference: str, person: str
) -> None:
    contact_id = begin(desk, ids, role)
    assert said(desk, contact_id, REFERENCE, reference)
    assert contacts.band(desk, contact_id).level is Level.NONE
    assert said(desk, contact_id, PERSON, person)
    assert contacts.band(desk, contact_id).level is Level.IDENTIFIED


@pytest.mark.parametrize(
    ("role", "factor", "text"),
    [
        (CallerRole.EMPLOYER, REFERENCE, "91307"),  # it stands on the card of every member
        (CallerRole.EMPLOYER, REFERENCE, "B00023"),
        (CallerRole.EMPLOYER, PERSON, "Yuen Ka Wai"),
        (CallerRole.EMPLOYER, PERSON, "8597"),
        (CallerRole.BROKER, REFERENCE, "H0307"),
        (CallerRole.BROKER, REFERENCE, "9200352"),
        (CallerRole.BROKER, PERSON, "Mak Siu Ling"),
        (CallerRole.BROKER, PERSON, "Chan Tai Man"),
    ],
)
def test_what_others_know_is_wrong_and_costs_a_try(
    desk: Desk, ids: Ids, role: CallerRole, factor: Factor, text: str
) -> None:
    contact_id = begin(desk, ids, role)
    assert not said(desk, contact_id, factor, text)
    assert contacts.band(desk, contact_id).tries_left == 2


@pytest.mark.parametrize(
    ("role", "number"), [(CallerRole.EMPLOYER, "85970307"), (CallerRole.BROKER, "85980000")]
)
def test_a_call_back_verifies_only_who_is_identified(
    desk: Desk, ids: Ids, role: CallerRole, number: str
) -> None:
    contact_id = begin(desk, ids, role)
    with pytest.raises(Refused, match="Check two facts first"):
        said(desk, contact_id, Factor.CALL_BACK, number)
    assert contacts.band(desk, contact_id).tries_left == 3
    said(desk, contact_id, REFERENCE, "H0307" if role is CallerRole.EMPLOYER else "B00023")
    said(desk, contact_id, PERSON, number)
    assert said(desk, contact_id, Factor.CALL_BACK, number)
    assert contacts.band(desk, contact_id).level is Level.VERIFIED


@pytest.mark.parametrize(
    "role", [role for role in CallerRole if role not in (CallerRole.EMPLOYER, CallerRole.BROKER)]
)
def test_nobody_else_calls_about_a_policy(desk: Desk, ids: Ids, role: CallerRole) -> None:
    with pytest.raises(Refused, match="Only its employer or broker"):
        begin(desk, ids, role)
    contact_id = begin(desk, ids, CallerRole.EMPLOYER)
    with pytest.raises(Refused, match="Only its employer or broker"):
        contacts.set_caller(desk, contact_id, role, "", 1, key=key())


@pytest.mark.parametrize("kind", [SubjectKind.POLICY, SubjectKind.COMPANY])
def test_the_card_beside_find_names_no_contact_person_until_then(
    office: Office, desk: Desk, ids: Ids, kind: SubjectKind
) -> None:
    subject_id = ids.policy if kind is SubjectKind.POLICY else ids.holder
    assert "MAK SIU LING" in repr(subjects.subject(desk, kind, subject_id)), "nobody listens"
    contact_id = begin(desk, ids, CallerRole.EMPLOYER)
    before = repr(subjects.subject(desk, kind, subject_id))
    for secret in ("MAK SIU LING", "85970307", "8597 0307", "YUEN KA WAI", "85980000"):
        assert secret not in before
    said(desk, contact_id, REFERENCE, "H0307")
    said(desk, contact_id, PERSON, "Mak Siu Ling")
    assert "MAK SIU LING" in repr(subjects.subject(desk, kind, subject_id))
