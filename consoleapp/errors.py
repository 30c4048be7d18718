"""What staff are told when something cannot be done: one line – what was wrong, where, what to do next."""

from collections.abc import Callable


def in_words(value: object, translate: Callable[[str], str]) -> object:
    """``value`` as it is read in a sentence: a status or code by its words, several joined by commas."""
    if isinstance(value, tuple | frozenset):
        return ", ".join(str(in_words(item, translate)) for item in value)
    word = getattr(value, "word", None)
    return translate(word) if isinstance(word, str) else value


class ConsoleError(Exception):
    """Base of every error that is meant to be read by staff.

    ``template`` is an English sentence with ``{name}`` places, marked with :func:`consoleapp.i18n.N_`;
    ``values`` fill the places; codes with words (``status.word``) appear as
    their words. ``exit_code`` is what the command line answers with.
    """

    exit_code = 1

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.text(str)

    def text(self, translate: Callable[[str], str]) -> str:
        """The sentence in the reader's language; ``translate`` maps an English template to another one."""
        values = {name: in_words(value, translate) for name, value in self.values.items()}
        return translate(self.template).format(**values)


class Refused(ConsoleError):
    """A rule of the desk says no."""


class NotFound(Refused):
    """What was named is not on record."""


class NotAllowed(Refused):
    """This member of staff, at this level of verification, may not do or see this."""


class Conflict(Refused):
    """Somebody else changed the record in between; nothing was written."""


class Uncertain(Refused):
    """The reply was lost, and whether it was recorded is not known yet."""


class WrongUse(ConsoleError):
    """The command or its options were not understood."""

    exit_code = 2
