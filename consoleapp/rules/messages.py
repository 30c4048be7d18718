"""Messages to members and others: channels, what went wrong, and when to try again (DOMAIN 5, 7)."""

from datetime import timedelta

from consoleapp.i18n import N_
from consoleapp.rules import identity
from consoleapp.rules.coded import Coded
from consoleapp.rules.masking import Field, mask


class MessageChannel(Coded):
    """How a message travels."""

    EMAIL = "email", N_("E-mail")
    SMS = "sms", N_("SMS")
    WEBHOOK = "webhook", N_("Webhook")


class TryStep(Coded):
    """One line in the history of a message's tries."""

    BEGUN = "begun", N_("Begun")
    SENT = "sent", N_("Sent")
    FAILED = "failed", N_("Failed")


class Trouble(Coded):
    """Why a try failed; never what a server said, which may repeat an address."""

    UNREACHABLE = "unreachable", N_("the server cannot be reached")
    TIMED_OUT = "timed_out", N_("the server was too slow")
    BROKEN_OFF = "broken_off", N_("the connection broke off")
    NOT_ADMITTED = "not_admitted", N_("the server did not admit this console")
    PUT_OFF = "put_off", N_("the server said: later")
    REFUSED = "refused", N_("the server refused the message")
    TOO_LATE = "too_late", N_("it is too late to send it")

    @property
    def is_final(self) -> bool:
        """Whether trying again by itself is of no use."""
        return self in (Trouble.REFUSED, Trouble.TOO_LATE)


_FIELDS = {MessageChannel.EMAIL: Field.EMAIL, MessageChannel.SMS: Field.MOBILE}


def address(channel: MessageChannel, text: str) -> str:
    """``text`` as an address of ``channel``. Raises Refused when nothing can be sent to it."""
    if channel is MessageChannel.EMAIL:
        return identity.email(text)
    if channel is MessageChannel.SMS:
        return identity.phone(text)
    return text


def masked_address(channel: MessageChannel, recipient: str) -> str:
    """The address as it may be shown: ``c•••@•••.com``, ``•••• ••67``; the name of a webhook as it is."""
    field = _FIELDS.get(channel)
    return recipient if field is None else mask(field, recipient)


def wait_before(tries: int, *, first: timedelta, longest: timedelta, jitter: float) -> timedelta:
    """How long to wait after the ``tries``-th failed try: doubled each time, at most ``longest``.

    ``jitter`` in 0 … 1 spreads it by up to a fifth, so that messages that failed together do not come
    together again.
    """
    doubled = min(first * (1 << min(tries - 1, 30)), longest)
    return doubled * (1 + 0.2 * jitter)
