"""A connection with an end: whatever the other side does, a try is over after so many seconds."""

import errno
import os
import select
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine: the only one that is spoken to without encryption."""
_STEP = 0.1
"""Seconds between two looks at a connection that is being made."""


class Line:
    """The connection of one try. Breaks off ``seconds`` after it was made, or when :meth:`cut` says so.

    A time-out of the socket alone is not enough: a server that sends a byte now and then keeps it waiting
    for ever, and the message's lease runs out meanwhile.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.connected = False
        self.timed_out = False
        self._twin: socket.socket | None = None
        self._lock = threading.Lock()
        self._over = False
        self._timer = threading.Timer(seconds, self._too_slow)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._twin is not None:
                self._twin.close()
                self._twin = None

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to ``host``; raises OSError where there is none, TimeoutError when time is over."""
        failure: OSError = TimeoutError()
        for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            connection = socket.socket(family, kind, protocol)
            try:
                self._reach(connection, address)
                with self._lock:
                    # A second handle: TLS takes the first one away, but shutting down either ends both.
                    self._twin = connection.dup()
            except TimeoutError:
                connection.close()
                raise
            except OSError as error:
                connection.close()
                failure = error
            else:
                connection.settimeout(self.seconds)
                self.connected = True
                return connection
        raise failure

    def _reach(self, connection: socket.socket, address: Any) -> None:
        """Wait for the connection in small steps, so that it can be broken off at any moment."""
        connection.setblocking(False)
        code = connection.connect_ex(address)
        while code == errno.EINPROGRESS and not self._over:
            if select.select([], [connection], [], _STEP)[1]:
                code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if self._over:
            raise TimeoutError
        if code:
            raise OSError(code, os.strerror(code))

    def cut(self) -> None:
        """Break off now; whoever waits for the other side gets an error."""
        with self._lock:
            self._over = True
            if self._twin is not None:
                with suppress(OSError):
                    self._twin.shutdown(socket.SHUT_RDWR)

    def _too_slow(self) -> None:
        self.timed_out = True
        self.cut()


def trust(ca_file: str) -> ssl.SSLContext:
    """Whom to believe: the system's certificates, or those of ``ca_file``. Raises WrongUse for a bad file."""
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise WrongUse(N_("The certificates in {file} cannot be read."), file=Path(ca_file).name) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def secret(value: str, file: str) -> str:
    """A secret from the environment or, where none is set there, from its file. Raises WrongUse."""
    if value or not file:
        return value
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(N_("The secret in {file} cannot be read."), file=Path(file).name) from error
