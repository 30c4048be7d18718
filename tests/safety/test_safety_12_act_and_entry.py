"""SAFETY 12: the entry commits with the act, or neither happens."""

import pytest
from sqlalchemy import func, select, text

from consoleapp.desk import staff
from consoleapp.rules.permissions import Role
from consoleapp.store import tables
from tests.desk.conftest import PASSWORD, Office


def test_safety_12_without_the_audit_table_nothing_is_done(office: Office) -> None:
    supervisor = office.desk("supervisor")
    with office.database.write() as connection:
        connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_gone"))
    for act in (
        lambda: staff.disable(supervisor, "hotline", "left", key="1"),
        lambda: staff.add(supervisor, "ben", "Ben", Role.HOTLINE, PASSWORD, key="2"),
        lambda: office.sign_in("hotline"),
    ):
        with pytest.raises(Exception, match="audit_entry"):
            act()
    with office.database.read() as connection:
        rows = connection.execute(select(tables.staff.c.login, tables.staff.c.disabled)).all()
        assert connection.execute(select(func.count()).select_from(tables.act)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(tables.staff_session)).scalar_one() == 1
    assert len(rows) == len(Role)
    assert not any(row.disabled for row in rows)
