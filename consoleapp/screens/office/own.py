"""One's own sign-in, from anywhere: another password, a second factor, signing out elsewhere."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from consoleapp.desk.keys import new_key
from consoleapp.i18n import N_, _
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.choose import Choose
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.own_factor import OwnFactorDialog, recovery_codes
from consoleapp.screens.dialogs.secret import AskSecret
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from textual.app import App

PASSWORD, FACTOR, ELSEWHERE, OFF = "password", "factor", "elsewhere", "off"
CHOICES = (
    (PASSWORD, N_("Another password")),
    (FACTOR, N_("Take up a second factor: an app on the phone")),
    (OFF, N_("Do without the second factor")),
    (ELSEWHERE, N_("Sign out everywhere else")),
)


async def change_own_sign_in(app: "App[object]", session: Session) -> str:
    """Ask what is to change and change it; what was done, in words, or nothing. For a worker of the app."""
    choices = [(code, partial(_, words)) for code, words in CHOICES]
    chosen = await app.push_screen_wait(Choose(N_("Your sign-in"), choices, at=PASSWORD))
    if chosen is None:
        return ""
    if chosen[0] == ELSEWHERE:
        question = Confirm(N_("Sign out everywhere but here?"), yes=N_("Sign out"))
        if not await app.push_screen_wait(question):
            return ""
        await _desk(session, verbs.signin.sign_out_everywhere, key=new_key())
        return _("You are signed in here only.")
    known = await app.push_screen_wait(AskSecret(N_("Your password now")))
    if known is None:
        return ""
    if chosen[0] == PASSWORD:
        made = await app.push_screen_wait(AskSecret(N_("The new password, twice"), twice=True))
        if made is None:
            return ""
        await _desk(session, verbs.staff.change_own_password, known, made, key=new_key())
        return _("The new password holds from now on.")
    if chosen[0] == OFF:
        code = await app.push_screen_wait(AskSecret(N_("A code from the app, or a recovery code")))
        if code is None:
            return ""
        await _desk(session, verbs.second_factor.give_up, known, code, key=new_key())
        return _("No code is asked for any more. The next sign-in begins with choosing a password.")
    made_factor = await _desk(session, verbs.second_factor.begin, known, key=new_key())
    spare = await app.push_screen_wait(OwnFactorDialog(session, made_factor))
    if spare is None:
        return ""
    await app.push_screen_wait(recovery_codes(spare))
    return _("A code is asked for from now on.")


async def _desk(session: Session, verb: Any, *given: object, **more: object) -> Any:
    """A verb of the desk, in a thread, waited for."""
    return await asyncio.to_thread(partial(verb, session.serving, *given, **more))
