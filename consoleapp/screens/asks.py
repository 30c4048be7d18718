"""How a screen asks the desk: in a thread, never waiting, and only the newest answer counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.dom import DOMNode
from textual.message import Message

from consoleapp.errors import NotAllowed
from consoleapp.screens import verbs
from consoleapp.screens.messages import Failed
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

T = TypeVar("T")


class Asks:
    """For a screen, a dialog or a panel with a ``session``.

    One question of a ``topic`` at a time: a newer one makes the older one's answer worthless. What is drawn
    stays until the new answer is there.
    """

    session: Session

    class Answered(Message, bubble=False):
        """An answer on its way from the thread to the widget that asked."""

        def __init__(self, topic: str, turn: int, hand_over: Callable[[], None]) -> None:
            super().__init__()
            self.topic = topic
            self.turn = turn
            self.hand_over = hand_over

    def ask(
        self,
        topic: str,
        question: "Callable[[Desk], T]",
        then: Callable[[T], None],
        sorry: Callable[[Exception], None] | None = None,
    ) -> None:
        """Put ``question`` to the desk in a thread; ``then`` takes the answer in the interface thread.

        ``sorry`` takes what went wrong; without it the line above the keys says so.
        """
        self._put(topic, question, self.session.serving, then, sorry)

    def run(
        self,
        topic: str,
        question: Callable[[], T],
        then: Callable[[T], None],
        sorry: Callable[[Exception], None] | None = None,
    ) -> None:
        """Like :meth:`ask`, for what needs no desk: signing in."""
        self._put(topic, lambda _desk: question(), None, then, sorry)

    def _put(
        self,
        topic: str,
        question: Callable[[Any], T],
        desk: object,
        then: Callable[[T], None],
        sorry: Callable[[Exception], None] | None,
    ) -> None:
        turns: dict[str, int] = self.__dict__.setdefault("_turns", {})
        turn = turns[topic] = turns.get(topic, 0) + 1
        asker: Any = self

        def work() -> None:
            try:
                answer = question(desk)
            except Exception as error:
                failure = error
                asker.post_message(Asks.Answered(topic, turn, lambda: self.failed(failure, sorry)))
            else:
                asker.post_message(Asks.Answered(topic, turn, lambda: then(answer)))

        asker.run_worker(
            work, group=topic, description=topic, thread=True, exclusive=True, exit_on_error=False
        )

    def failed(self, error: Exception, sorry: Callable[[Exception], None] | None) -> None:
        if not self.lock_if_over(error):
            (sorry or self.regret)(error)

    def forget(self, topic: str) -> None:
        """No answer to ``topic`` is wanted any more."""
        turns: dict[str, int] = self.__dict__.setdefault("_turns", {})
        turns[topic] = turns.get(topic, 0) + 1

    def forget_all(self) -> None:
        """No answer to anything is wanted any more."""
        for topic in tuple(self.__dict__.get("_turns", ())):
            self.forget(topic)

    def on_asks_answered(self, message: "Asks.Answered") -> None:
        message.stop()
        if self.__dict__.get("_turns", {}).get(message.topic) == message.turn:
            message.hand_over()

    def regret(self, error: Exception) -> None:
        """What could not be answered is told by the app."""
        if isinstance(self, DOMNode):
            self.post_message(Failed(error))

    def lock_if_over(self, error: Exception) -> bool:
        """A session that was ended locks the console at once (SAFETY 6)."""
        over = isinstance(error, NotAllowed) and isinstance(error, verbs.context.SessionOver)
        if over and isinstance(self, DOMNode):
            self.app.call_later(self.app.run_action, "app.lock")
        return over
