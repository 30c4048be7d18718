"""What staff are told when something cannot be done: one line – what was wrong, where, what to do next."""

from collections.abc import Callable


class ConsoleError(Exception):
    """Base of every error that is meant to be read by staff.

    ``template`` is an English sentence with ``{name}`` places, marked with :func:`consoleapp.i18n.N_`;
    ``values`` fill the places. ``exit_code`` is what the command line answers with.
    """

    exit_code = 1

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def text(self, translate: Callable[[str], str]) -> str:
        """The sentence in the reader's language; ``translate`` maps an English template to another one."""
        return translate(self.template).format(**self.values)


class Refused(ConsoleError):
    """A rule of the desk says no."""


class NotFound(Refused):
    """What was named is not on record."""


class NotAllowed(Refused):
    """This member of staff, at this level of verification, may not do or see this."""


class Conflict(Refused):
    """Somebody else changed the record in between; nothing was written."""


class WrongUse(ConsoleError):
    """The command or its options were not understood."""

    exit_code = 2
