"""Who among the staff may do what (SAFETY 11, 14)."""

import pytest

from consoleapp.rules.permissions import GRANTS, Permission, Role, allowed

P = Permission


def test_every_role_has_its_row_and_every_permission_somebody() -> None:
    assert set(GRANTS) == set(Role)
    assert set().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize(
    "permission", [P.APPROVE, P.GRANT_EXCEPTION, P.WAIVE_DOCUMENTS, P.REVERSE, P.UNMASK_DIAGNOSIS]
)
def test_what_needs_a_second_person_is_for_supervisors(permission: Permission) -> None:
    assert [role for role in Role if allowed(role, permission)] == [Role.SUPERVISOR]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_does_not_serve_callers_sees_no_member(role: Role) -> None:
    for permission in (P.FIND, P.READ_MEMBER, P.READ_CLAIMS, P.UNMASK, P.TAKE_CONTACTS, P.UNLOCK_ACCOUNTS):
        assert not allowed(role, permission)


def test_auditors_only_read() -> None:
    assert GRANTS[Role.AUDITOR] == {
        P.READ_POLICY, P.READ_REFERENCE, P.READ_AUDIT, P.READ_ACCESS, P.READ_REPORTS,
    }  # fmt: skip


def test_whoever_may_check_the_book_may_check_its_record() -> None:
    assert {role for role in Role if allowed(role, P.BACK_UP)} < {
        role for role in Role if allowed(role, P.READ_AUDIT)
    }


def test_documents_are_seen_at_the_counter() -> None:
    assert allowed(Role.COUNTER, P.SEE_DOCUMENT)
    assert not allowed(Role.HOTLINE, P.SEE_DOCUMENT)
    assert GRANTS[Role.HOTLINE] < GRANTS[Role.COUNTER] < GRANTS[Role.SUPERVISOR]
