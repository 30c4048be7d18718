"""What is typed for the record is bounded: one line says how long it is, and nothing is cut silently."""

from collections.abc import Callable

import pytest

from consoleapp.desk import contacts, members, staff
from consoleapp.errors import Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.text import LONGEST_NAME, LONGEST_NOTE, LONGEST_REASON
from consoleapp.rules.verification import CallerRole, Factor
from tests.desk.book import Ids
from tests.desk.conftest import Office

CALL = ContactChannel.CALL


def acts(office: Office, ids: Ids) -> dict[str, Callable[[int], object]]:
    """Each text somebody types, as a function of how long it is."""
    desk, supervisor = office.desk(), office.desk("supervisor")
    contact = contacts.start(
        desk, member_id=ids.employee, channel=CALL, caller_role=CallerRole.MEMBER, key="line"
    )
    return {
        "purpose": lambda n: members.unmask(desk, ids.employee, Field.MOBILE, purpose="x" * n, key=f"p{n}"),
        "caller": lambda n: contacts.set_caller(desk, contact, CallerRole.FAMILY, "x" * n, 1, key=f"c{n}"),
        "new caller": lambda n: contacts.start(
            desk, member_id=ids.employee, channel=CALL, caller_role=CallerRole.FAMILY,
            caller_name="x" * n, key=f"s{n}",
        ),
        "note": lambda n: contacts.save_note(desk, contact, "x" * n, 1, key=f"n{n}"),
        "last note": lambda n: contacts.wrap_up(
            desk, contact, outcome=Outcome.ANSWERED, note="x" * n, version=1, key=f"w{n}"
        ),
        "said": lambda n: contacts.check_fact(desk, contact, Factor.FULL_NAME, "x" * n, key=f"f{n}"),
        "reason": lambda n: staff.disable(supervisor, "hotline", "x" * n, key=f"d{n}"),
        "staff": lambda n: staff.add(
            supervisor, "newone", "x" * n, Role.HOTLINE, "seven quiet herons", key=f"a{n}"
        ),
    }  # fmt: skip


LONGEST = {
    "purpose": LONGEST_REASON,
    "caller": LONGEST_NAME,
    "new caller": LONGEST_NAME,
    "note": LONGEST_NOTE,
    "last note": LONGEST_NOTE,
    "said": LONGEST_REASON,
    "reason": LONGEST_REASON,
    "staff": LONGEST_NAME,
}


@pytest.mark.parametrize("what", LONGEST)
def test_what_is_too_long_is_refused_in_one_line(office: Office, ids: Ids, what: str) -> None:
    act = acts(office, ids)[what]
    with pytest.raises(Refused) as refused:
        act(LONGEST[what] + 1)
    words = str(refused.value)
    assert f"{LONGEST[what] + 1:,} characters; at most {LONGEST[what]:,}" in words
    assert "\n" not in words
    assert "xx" not in words


@pytest.mark.parametrize("what", ["caller", "note", "said", "reason", "staff"])
def test_what_just_fits_is_taken(office: Office, ids: Ids, what: str) -> None:
    acts(office, ids)[what](LONGEST[what])
