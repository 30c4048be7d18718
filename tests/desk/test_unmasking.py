"""One private field at a time: who, for whom, what for – and one access row a look."""

import pytest
from sqlalchemy import select

from consoleapp.desk import members
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.desk.listening import READERS, looks, on_the_line

PURPOSE = "to compare with the letter"


def may_unmask(role: Role, field: Field, caller: CallerRole | None, level: Level) -> bool:
    """The matrix as people would say it, written without the tables of the rules."""
    if role not in READERS or caller is None:
        return False
    if field is Field.DIAGNOSIS and role is not Role.SUPERVISOR:
        return False
    if caller not in (CallerRole.MEMBER, CallerRole.GUARDIAN):
        return False
    if caller is CallerRole.GUARDIAN:
        return False  # the employee is of age: nobody is their guardian
    if field in (Field.MOBILE, Field.PHONE):
        return level is not Level.NONE
    return level is Level.VERIFIED


@pytest.mark.parametrize("role", list(Role))
def test_who_unmasks_what_for_whom(office: Office, ids: Ids, role: Role) -> None:
    """SAFETY 14: role × field × caller × level; each look one row, each refusal none."""
    callers = [None, *CallerRole] if role in READERS else [None]
    for caller in callers:
        for level in Level if caller else (Level.NONE,):
            desk = office.desk(role.value)
            if caller is not None:
                desk = on_the_line(office, caller, level, member=ids.employee, login=role.value)
            for field in (f for f in Field if f is not Field.BANK):
                before = len(looks(office))
                line = ids.line if field is Field.DIAGNOSIS else None
                key = f"{role}{caller}{level}{field}"

                def look(
                    desk: Desk = desk, field: Field = field, line: int | None = line, key: str = key
                ) -> str:
                    return members.unmask(
                        desk, ids.employee, field, purpose=PURPOSE, claim_line_id=line, key=key
                    ).shown

                if may_unmask(role, field, caller, level):
                    shown = look()
                    assert shown == {
                        Field.BIRTH_DATE: "17 Mar 1979",
                        Field.MOBILE: "9123 4567",
                        Field.PHONE: "2765 4321",
                    }.get(field, SECRETS[field.value])
                    assert looks(office)[before:] == [f"unmasked {field}"]
                else:
                    with pytest.raises(NotAllowed):
                        look()
                    assert len(looks(office)) == before


def test_unmasking_again_with_the_same_key_is_one_look_and_keeps_no_value(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.employee)
    for _ in range(2):
        shown = members.unmask(desk, ids.employee, Field.EMAIL, purpose=PURPOSE, key="1")
        assert shown.shown == SECRETS["email"]
    assert looks(office).count("unmasked email") == 1
    with office.database.read() as connection:
        kept = connection.execute(select(tables.act)).all()
    assert SECRETS["email"] not in repr(kept)


def test_unmasking_needs_a_purpose_and_a_line_of_this_member(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, CallerRole.MEMBER, Level.VERIFIED, member=ids.spouse, login="supervisor")
    with pytest.raises(Refused, match="needed for"):
        members.unmask(desk, ids.spouse, Field.EMAIL, purpose=" \u200b", key="1")
    with pytest.raises(NotFound):
        members.unmask(desk, ids.spouse, Field.DIAGNOSIS, purpose="x", claim_line_id=ids.line, key="2")
    with pytest.raises(NotAllowed):
        members.unmask(desk, ids.colleague, Field.IDENTITY_NO, purpose="x", key="3")
