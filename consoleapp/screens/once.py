"""What a form sends is done once, whatever becomes of the reply (SAFETY 20)."""

import hashlib
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, Refused, Uncertain
from consoleapp.i18n import N_, _
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.messages import Say
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import MessageTone

if TYPE_CHECKING:
    from textual.app import App

    from consoleapp.desk.context import Desk, Recorded

T = TypeVar("T")

LOOK_AGAIN = 2.0
"""Seconds between two looks at what became of an act."""

UNKNOWN = N_("Whether it was recorded is unknown – checking. Nothing is sent again until that is known.")
SENT_BEFORE = N_("What was sent before is on record after all. Look at it, then send this as well.")
NOT_RECORDED = N_("It was not recorded. It can be sent again.")
LEFT = N_("Whether it was recorded is unknown. It is looked up before anything else is sent.")


@dataclass(frozen=True, slots=True)
class Sending:
    """One act with all that is typed.

    ``said`` tells it from any other; ``do`` does it under a key; ``then`` takes what it answered, also where
    that is found out later; ``sorry`` takes a refusal. ``read`` looks at what was done, before ``then``.
    """

    said: tuple[object, ...]
    do: "Callable[[Desk, str], Any]"
    then: Callable[[Any], None]
    sorry: Callable[[Exception], None]
    read: "Callable[[Desk, Any], Any] | None" = None

    def send(self, key: str, desk: "Desk") -> Any:
        return self.seen(desk, self.do(desk, key))

    def seen(self, desk: "Desk", answer: Any) -> Any:
        return answer if self.read is None else self.read(desk, answer)


def _fingerprint(session: Session, said: tuple[object, ...]) -> str:
    """Whose act it is and what exactly it says."""
    told = repr((session.serving.actor.staff_id, said))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def press_once(
    asker: Asks,
    topic: str,
    said: tuple[object, ...],
    do: "Callable[[Desk, str], T]",
    then: Callable[[T], None],
    sorry: Callable[[Exception], None],
) -> None:
    """An act of one key, without a form: asked for again after its reply was lost, it is the same act."""
    session = asker.session
    told = _fingerprint(session, said)
    key = session.unsettled.get(told) or new_key()

    def done(answer: T) -> None:
        session.unsettled.pop(told, None)
        then(answer)

    def refused(error: Exception) -> None:
        if isinstance(error, Uncertain):
            session.unsettled[told] = key
        else:
            session.unsettled.pop(told, None)
        sorry(error)

    asker.ask(topic, partial(_with_key, do, key), done, refused)


def _with_key(do: "Callable[[Desk, str], T]", key: str, desk: "Desk") -> T:
    return do(desk, key)


class SendsOnce(Asks):
    """For a form with a ``key`` of its own, made with it, so that what is sent again is the same act.

    Where the reply is lost, the session keeps the key with what was sent. Until it is known what became of it
    nothing is sent, from this form or, once it was left, from another one.
    """

    key: str
    busy: bool

    @abstractmethod
    def complain(self, error: ConsoleError | None) -> None:
        """Say in the form what was refused; None takes the line away."""

    def may_send_again(self) -> None:
        """Nothing is in doubt any more, and what is typed was not done."""

    def send_once(self, sending: Sending) -> None:
        """Do it, unless something is under way; first find out about what was sent before."""
        if self.busy:
            return
        self.busy = True
        if self.session.unsettled:
            self._look(sending)
        else:
            self._send(sending)

    def _send(self, sending: Sending) -> None:
        self.complain(None)
        refused = partial(self._refused, sending)
        self.ask("once", partial(sending.send, self.key), partial(self._answered, sending), refused)

    def _answered(self, sending: Sending, answer: Any) -> None:
        self.busy = False
        sending.then(answer)

    def _refused(self, sending: Sending, error: Exception) -> None:
        if isinstance(error, ConsoleError) and not isinstance(error, Uncertain):
            self.busy = False
            sending.sorry(error)
            return
        if not isinstance(error, ConsoleError):
            self.regret(error)
        self.session.unsettled[self._print(sending)] = self.key
        self._unknown(partial(self._look, sending, sent=True))

    # The reply was lost.

    @property
    def in_doubt(self) -> bool:
        """Whether it is being looked up what became of an act."""
        return bool(self.session.unsettled)

    def leave_in_doubt(self) -> None:
        """The form is left: whoever comes next hears that something is not known."""
        if self.in_doubt:
            app = cast("App[Any]", cast(Any, self).app)
            app.call_later(app.post_message, Say(_(LEFT), MessageTone.WARNING))

    def _print(self, sending: Sending) -> str:
        return _fingerprint(self.session, sending.said)

    def _unknown(self, look: Callable[[], None], _error: Exception | None = None) -> None:
        """Say so, and look again in a moment."""
        self.complain(Refused(UNKNOWN))
        cast(Any, self).set_timer(LOOK_AGAIN, look)

    def _look(self, sending: Sending, *, sent: bool = False) -> None:
        """What became of everything whose reply was lost; only then it is sent.

        ``sent``: it was sent from here already, and is sent again only when somebody says so.
        """
        keys, own = dict(self.session.unsettled), self._print(sending)

        def ask(desk: "Desk") -> "tuple[dict[str, Recorded | None], Any]":
            found = {one: verbs.context.became(desk, key) for one, key in keys.items()}
            mine = found.get(own)
            return found, None if mine is None else sending.seen(desk, mine.answer)

        self.complain(Refused(UNKNOWN))
        look = partial(self._look, sending, sent=sent)
        self.ask("once", ask, lambda told: self._known(sending, sent, *told), partial(self._unknown, look))

    def _known(self, sending: Sending, sent: bool, found: "dict[str, Recorded | None]", answer: Any) -> None:
        """Recorded: this act is done, or another has to be looked at first. Not recorded: it may be sent."""
        for one in found:
            self.session.unsettled.pop(one, None)
        self.busy = False
        if found.get(self._print(sending)) is not None:
            sending.then(answer)
        elif any(one is not None for one in found.values()):
            self.complain(Refused(SENT_BEFORE))
            self.may_send_again()
        elif sent:
            self.complain(Refused(NOT_RECORDED))
            self.may_send_again()
        else:
            self.send_once(sending)
