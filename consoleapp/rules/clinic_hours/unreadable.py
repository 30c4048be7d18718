"""Hours that nobody can be sure of, and why."""

from consoleapp.errors import Refused
from consoleapp.i18n import N_


class Unreadable(Refused):
    """Hours that cannot be read for certain: ``start`` and ``end`` mark the place in the text."""

    def __init__(self, text: str, start: int, end: int, why: str) -> None:
        self.start, self.end = start, end
        super().__init__(why, place=f"{text[:start]}▸{text[start:end]}◂{text[end:]}")


UNKNOWN = N_("This word is not known in hours: {place}. Leave it out, or write it otherwise.")
TWO_WAYS = N_("These times can be read in more than one way: {place}. Add am or pm.")
NO_WAY = N_("These times do not run forward: {place}. Write each as 09:30 or 9:30am.")
NO_DAYS = N_("For which days? {place}. Write for example Mon-Fri 09:00-13:00.")
NO_TIMES = N_("No hours are given for these days: {place}. Write hours, or closed.")
NO_ORDER = N_("It is not clear what belongs together: {place}. Write days first, then their hours.")
HALF = N_("Half of this day cannot be taken away: {place}. Write the hours that stay.")
TOO_LONG = N_("These hours are too long to be read: {place}. Write them shorter.")
