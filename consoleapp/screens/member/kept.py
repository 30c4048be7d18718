"""Screens of a person that stay: made once, wiped when they are left, filled for the next person.

To make the screen costs several times what it costs to fill it: some forty widgets are composed, mounted and
styled. A kept screen is *installed*, as Textual calls it: popped, it lies on no stack and stays mounted.
"""

from typing import Any

from textual.app import App

from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.session import Session

NAMES = ("person", "other person")
"""What kept screens are installed as: where one shows a person and another is opened over it, both stay."""


def open_member(app: App[Any], session: Session, member_id: int, tab: str = "") -> None:
    """Show a person, with the room ``tab`` open."""
    for name in NAMES:
        if not app.is_screen_installed(name):
            app.install_screen(MemberScreen(session, member_id, tab), name)
            app.push_screen(name)
            return
        screen = kept(app, name)
        if screen.waits:
            screen.open_for(member_id, tab)
            app.push_screen(screen)
            return
    app.push_screen(MemberScreen(session, member_id, tab))


def kept(app: App[Any], name: str) -> MemberScreen:
    screen = app.get_screen(name)
    assert isinstance(screen, MemberScreen)
    return screen


async def make_ahead(app: App[Any], session: Session) -> None:
    """Have a screen ready before the first person is opened."""
    if not app.is_screen_installed(NAMES[0]):
        app.install_screen(MemberScreen(session), NAMES[0])
        screen, mounted = app._get_screen(NAMES[0])
        await mounted
        screen._refresh_layout(app.size)
