"""Which password a member of staff may choose (SAFETY 9)."""

from consoleapp.desk import hashing
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.reference.passwords import load_blocklist
from consoleapp.rules.passwords import check_staff_password
from consoleapp.settings import Settings


def shortest(settings: Settings, *, second_factor: bool) -> int:
    """Characters a password needs; fewer where a one-time code is asked for beside it."""
    figures = settings.sign_in
    return figures.shortest_with_second_factor if second_factor else figures.shortest_password


def require_strong(
    settings: Settings, login: str, name: str, password: str, *, second_factor: bool = False
) -> None:
    """Raises Refused with the reason when ``password`` may not be used."""
    check_staff_password(
        password,
        load_blocklist(),
        own_words=(login, name),
        shortest=shortest(settings, second_factor=second_factor),
    )


def require_another(kept: str, password: str) -> None:
    """Raises Refused when the new password is the old one."""
    if hashing.fits(kept, password):
        raise Refused(N_("This is the password you were given. Choose one of your own."))
