"""The round of the postman: claim what is due, send it, mark it, and stop at once when told.

One message is in hand at a time, under a lease that outlasts every try. Whoever dies between sending and
marking leaves the message to the next one, which sends it again with the same key.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.exc import DBAPIError, OperationalError

from consoleapp.errors import Refused
from consoleapp.exchange.delivery.folder import FOLDER, FolderSender
from consoleapp.exchange.delivery.http import SmsSender, WebhookSender
from consoleapp.exchange.delivery.line import Line
from consoleapp.exchange.delivery.smtp import MailSender
from consoleapp.i18n import N_
from consoleapp.rules.messages import MessageChannel, Trouble, wait_before
from consoleapp.rules.statuses import MessageState
from consoleapp.settings import Settings
from consoleapp.store import outbox
from consoleapp.store.engine import Database
from consoleapp.store.files import FileStore
from consoleapp.store.outbox import Claimed, Failure

Sender = Callable[[Claimed, Line], Failure | None]
"""Sends one message over a line; None when the other side took it."""

GRACE_SECONDS = 5.0
"""How long a try that is going on may take when the delivery is told to stop."""

ABOUT_THE_CHANNEL = frozenset({Trouble.UNREACHABLE, Trouble.TIMED_OUT, Trouble.NOT_ADMITTED})
"""Trouble that the next message would meet too: the channel rests for a while."""


def senders(settings: Settings, *, demo: bool) -> dict[MessageChannel, Sender]:
    """Whoever delivers each channel that is set up. A demo book reaches nobody but a folder.

    Raises WrongUse for settings that cannot work, Refused where nothing is set up.
    """
    if demo:
        folder = FolderSender(settings.data / FOLDER)
        return dict.fromkeys(MessageChannel, folder)
    kept, found = settings.secrets, dict[MessageChannel, Sender]()
    if settings.mail.host:
        found[MessageChannel.EMAIL] = MailSender(settings.mail, kept.mail_password)
    if settings.sms.url:
        found[MessageChannel.SMS] = SmsSender(settings.sms, kept.sms_secret)
    if settings.webhook.url:
        found[MessageChannel.WEBHOOK] = WebhookSender(settings.webhook, kept.webhook_secret)
    if not found:
        raise Refused(N_("No way to send is set up. Say one in consoleapp.toml: [mail], [sms] or [webhook]."))
    return found


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one try; codes and numbers only."""

    message_id: int
    channel: MessageChannel
    state: MessageState
    tries: int
    trouble: Trouble | None
    reply_code: int | None


@dataclass(slots=True)
class Postman:
    """Delivers the messages of one book. ``told`` hears of each try, ``jitter`` answers 0 … 1.

    ``stopping`` set from outside ends it too, with what is in hand.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    senders: Mapping[MessageChannel, Sender]
    told: Callable[[Delivered], None] = lambda _try: None
    jitter: Callable[[], float] = random.random
    grace: float = GRACE_SECONDS
    stopping: threading.Event = field(default_factory=threading.Event)
    _line: Line | None = None
    _rests: dict[MessageChannel, datetime] = field(default_factory=dict)

    def stop(self) -> None:
        """End soon: at once while waiting; a try that is going on has a few seconds, then it is cut off."""
        self.stopping.set()
        cut = threading.Timer(self.grace, self._cut)
        cut.daemon = True
        cut.start()

    def _cut(self) -> None:
        line = self._line
        if line is not None:
            line.cut()

    def round(self) -> None:
        """Send everything that is due now. Raises DBAPIError when the database does not answer."""
        while not self.stopping.is_set() and self._one():
            pass

    def watch(self) -> None:
        """Send what is due, look again, until :meth:`stop`. A database that is away is waited for."""
        while not self.stopping.is_set():
            try:
                self.round()
            except DBAPIError as error:
                if not isinstance(error, OperationalError):
                    raise
            self.stopping.wait(self.settings.outbox.poll_seconds)

    def _one(self) -> bool:
        """One message; False when none is due."""
        message = self._claim()
        if message is None:
            return False
        try:
            with self._in_hand() as line:
                failure = self.senders[message.channel](self._with_files(message), line)
        except Exception:  # not foreseen: the message waits, and whoever runs this is told
            failure = Failure(Trouble.BROKEN_OFF)
            self._mark(message, failure, self._again(message, failure))
            raise
        again = None if failure is None else self._again(message, failure)
        self._mark(message, failure, again)
        self.told(_delivered(message, failure, again))
        return True

    def _with_files(self, message: Claimed) -> Claimed:
        """The message with what goes along. Raises Refused for a file that is gone or was changed."""
        store = FileStore(self.settings.files)
        return replace(
            message, files=tuple(replace(one, content=store.read(one.sha256)) for one in message.files)
        )

    def _claim(self) -> Claimed | None:
        now = self.clock()
        channels = [one for one in self.senders if self._rests.get(one, now) <= now]
        with self.database.read() as connection:  # an idle look takes no lock from those who write
            if not outbox.is_due(connection, now, channels):
                return None
        with self.database.write() as connection:
            return outbox.claim(
                connection,
                now,
                channels=channels,
                lease=secrets.token_hex(8),
                until=now + self._lease,
                tries=self.settings.outbox.tries,
            )

    @contextmanager
    def _in_hand(self) -> Iterator[Line]:
        with Line(self.settings.outbox.send_seconds) as line:
            self._line = line
            try:
                yield line
            finally:
                self._line = None

    def _again(self, message: Claimed, failure: Failure) -> datetime | None:
        """When to try once more; None when it is of no use. A channel that is down rests."""
        figures, now = self.settings.outbox, self.clock()
        if failure.trouble in ABOUT_THE_CHANNEL:
            self._rests[message.channel] = now + self._first_wait
        if failure.trouble.is_final or message.tries >= figures.tries:
            return None
        longest = timedelta(minutes=figures.longest_retry_minutes)
        return now + wait_before(message.tries, first=self._first_wait, longest=longest, jitter=self.jitter())

    def _mark(self, message: Claimed, failure: Failure | None, again: datetime | None) -> None:
        """Put on record what came of it, as long as the lease lasts: what was sent must not be sent again."""
        for attempt in count(1):
            try:
                with self.database.write() as connection:
                    if failure is None:
                        outbox.mark_sent(connection, message, self.clock())
                    else:
                        outbox.mark_failed(connection, message, self.clock(), failure, again)
            except DBAPIError:
                if attempt >= (3 if self.stopping.is_set() else self.settings.outbox.send_seconds):
                    raise
                time.sleep(1)
            else:
                return

    @property
    def _first_wait(self) -> timedelta:
        return timedelta(seconds=self.settings.outbox.first_retry_seconds)

    @property
    def _lease(self) -> timedelta:
        """Longer than any try: looking up a name and marking come on top of sending."""
        return timedelta(seconds=2 * self.settings.outbox.send_seconds + 60)


def _delivered(message: Claimed, failure: Failure | None, again: datetime | None) -> Delivered:
    if failure is None:
        return Delivered(message.id, message.channel, MessageState.SENT, message.tries, None, None)
    state = MessageState.STUCK if again is None else MessageState.WAITING
    return Delivered(message.id, message.channel, state, message.tries, failure.trouble, failure.reply_code)
