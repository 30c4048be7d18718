"""SAFETY 6: what is open ends with its next act, also in the middle of a dialog, on the real console."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from textual.widgets import Input

from consoleapp.desk import signin, staff
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.desk.opening import open_book
from consoleapp.rules.permissions import Role
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.signin import SignInScreen
from consoleapp.settings import load
from consoleapp.store import tables
from tests.conftest import FrozenClock
from tests.screens.book import Open, found, press
from tests.screens.console import settled


def disable(desk: Desk, _elsewhere: Callable[[], Desk]) -> None:
    staff.disable(desk, "hotline", "left", key=new_key())


def another_role(desk: Desk, _elsewhere: Callable[[], Desk]) -> None:
    with desk.database.write() as connection:
        named = tables.staff.c.login == "hotline"
        connection.execute(update(tables.staff).where(named).values(role=Role.COUNTER))


def sign_out_elsewhere(_desk: Desk, elsewhere: Callable[[], Desk]) -> None:
    signin.sign_out_everywhere(elsewhere(), key=new_key())


@pytest.mark.parametrize("end_it", [disable, another_role, sign_out_elsewhere])
async def test_safety_06_an_act_from_an_open_dialog_is_refused(
    opened: Open,
    home: Path,
    clock: FrozenClock,
    end_it: Any,
) -> None:
    settings = load(home, {})
    database = open_book(settings)
    desk = signin.sign_in(database, settings, clock, "supervisor", "banyan-kite-compass")

    def elsewhere() -> Desk:
        return signin.sign_in(database, settings, clock, "hotline", "lantern-ferry-teapot")

    def proved() -> int:
        with database.read() as connection:
            return connection.execute(select(func.count()).select_from(tables.contact_fact)).scalar_one()

    async with opened() as pilot:
        await found(pilot, "chan tai man", "ctrl+o", "v")
        assert isinstance(pilot.app.screen, VerifyDialog)
        before = proved()
        end_it(desk, elsewhere)
        pilot.app.screen.query_one("#said", Input).value = "0001-00"
        await press(pilot, "enter")
        await settled(pilot)
        assert proved() == before
        assert isinstance(pilot.app.screen, SignInScreen)
    database.close()
