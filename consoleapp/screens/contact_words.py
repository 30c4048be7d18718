"""How a contact reads: who is calling, how far they proved who they are, and the line of the frame."""

from typing import TYPE_CHECKING

from consoleapp.i18n import N_
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.screens.widgets import frame

if TYPE_CHECKING:
    from consoleapp.desk.shapes import ContactBand

CALLERS = {
    CallerRole.MEMBER: N_("the member"),
    CallerRole.GUARDIAN: N_("a parent or guardian"),
    CallerRole.FAMILY: N_("a family member"),
    CallerRole.EMPLOYER: N_("the employer"),
    CallerRole.BROKER: N_("the broker"),
    CallerRole.PROVIDER: N_("a provider"),
}
LEVELS = {
    Level.NONE: N_("not verified"),
    Level.IDENTIFIED: N_("identified"),
    Level.VERIFIED: N_("verified"),
}
HOW = {
    Factor.ONE_TIME_CODE: N_("one-time code"),
    Factor.CALL_BACK: N_("call back"),
    Factor.IDENTITY_SEEN: N_("document seen"),
}


def frame_band(band: "ContactBand", *, parked: int) -> frame.ContactBand:
    """A contact as the frame shows it."""
    return frame.ContactBand(
        kind=frame.ContactKind.VISIT if band.channel is ContactChannel.VISIT else frame.ContactKind.CALL,
        started=band.started_at,
        subject=f"{band.subject} {band.certificate}".strip(),
        caller=CALLERS[band.caller_role],
        verified=band.level is Level.VERIFIED,
        level=LEVELS[band.level],
        how=HOW.get(band.verified_how, "") if band.verified_how else "",
        at=band.verified_at if band.verified_how in HOW else None,
        looks=band.looks,
        parked=parked,
    )
