"""One desk at work, a process of its own: it finds, opens, notes, wraps up and receives, as a person does.

The process stands for a console without its screen: the verbs are those the screens call for the same keys,
one after another, on the connections of a ``Database`` of its own. Between two acts the person thinks; what
is looked for is typed letter by letter. Each answer is timed from the call of the verb to its return.
"""

import itertools
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, cast

from benchmarks.books import sign_in_as
from benchmarks.replay import Transaction, again, recording
from consoleapp.desk import contacts, documents, ledger, lookup, members
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import Missing
from consoleapp.desk.keys import new_key
from consoleapp.desk.warming import warm_up
from consoleapp.rules.dates import local_date
from consoleapp.rules.documents import AskedBy, DocumentCheck, DocumentKind
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ContactChannel, Outcome, SettlementMethod
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole
from consoleapp.store.engine import Database

TYPING = 1 / 40
"""Time between two letters, of that between two acts."""
PAPERS = 20
"""Papers one request may ask for."""
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n% "
PDF_END = b"\nstartxref\n0\n%%EOF\n"
KEY, CARD, OPEN, NOTE, WRAP, PAYMENT, PAPER = (
    "key in Find",
    "card beside the hits",
    "open in a contact",
    "note saved",
    "wrapped up",
    "payment received",
    "paper received",
)
KINDS = (KEY, CARD, OPEN, NOTE, WRAP, PAYMENT, PAPER)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk stands and what it works on; ``think`` is the mean of seconds between two acts."""

    url: str
    home: Path
    login: str
    seconds: float
    think: float
    people: tuple[tuple[int, str], ...]
    policies: tuple[int, ...]
    claims: tuple[int, ...]


@dataclass(slots=True)
class Told:
    """What one desk measured: milliseconds by kind, and what went wrong."""

    spent: list[tuple[str, float]] = field(default_factory=list)
    acts: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    processor: float = 0.0
    """Seconds."""
    megabytes: float = 0.0


@dataclass(slots=True)
class Done:
    """One timed answer as it was recorded: when it was asked for, from the start."""

    kind: str
    at: float
    transactions: list[Transaction]


def work(place: Place, pipe: Pipe) -> None:
    """Sign in, get ready, work when told to, then send the same again, bare, when told to."""
    database = Database.open(place.url)
    person = Person(sign_in_as(place.login, database, place.url, place.home), place)
    person.get_ready()
    warm_up(database)
    person.rehearse()
    database.engine.dispose()  # the book is copied as it is now
    pipe.send("ready")
    with recording(database) as over:
        pipe.send(person.work(pipe.recv(), over))
    copy = pipe.recv()  # the connections are counted first
    database.close()
    pipe.send("ready")
    pipe.send(_replayed(copy, person.done, pipe.recv()))


class Person:
    """Whoever sits at the desk."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self.desk = desk
        self.place = place
        self.pick = random.Random(place.login)
        self.papers: list[int] = []
        self.told = Told()
        self.done: list[Done] = []
        self.over: list[Transaction] = []
        self.began = 0.0
        self.member_id = 0
        self.band: Any = None
        self.going = self.acts()

    def get_ready(self) -> None:
        """Ask for the papers that come in later."""
        items = [Missing(DocumentKind.OTHER, f"paper {number}") for number in range(PAPERS)]
        for claim_id in self.place.claims:
            version = documents.draft(self.desk, claim_id).claim_version
            request_id = documents.ask(
                self.desk, claim_id, items, channels=(AskedBy.CALL_BACK,), version=version, key=new_key()
            )
            self.papers += [one.item_id for one in documents.one(self.desk, request_id).items]

    def rehearse(self) -> None:
        """Two calls that do not count, for a console at work has made each of its statements before, and some
        acts more: when all begin at once, one is typing a name and another is in the middle of a call.
        """
        for act in itertools.islice(self.going, 12 + self.pick.randrange(12)):
            act()
        self.told, self.done = Told(), []

    def work(self, start: float, over: list[Transaction]) -> Told:
        """From ``start`` on, on the clock all desks share, for as long as the place says."""
        self.began, self.over = start, over
        end = start + self.place.seconds
        time.sleep(max(0.0, start - time.monotonic()) + self.pick.uniform(0, self.place.think))
        before = time.process_time()
        for act in self.going:
            if time.monotonic() > end:
                break
            act()
            self.told.acts += 1
            time.sleep(self.place.think * self.pick.uniform(0.5, 1.5))
        self.told.processor = time.process_time() - before
        self.told.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1024 * 1024 if sys.platform == "darwin" else 1024
        )
        return self.told

    def acts(self) -> Iterator[Callable[[], None]]:
        """Calls without end, and between two of them something handed in."""
        while True:
            yield from (self.find, self.open, self.note, self.note, self.wrap_up)
            yield self.take_payment
            yield from (self.find, self.open, self.note, self.note, self.wrap_up)
            yield self.take_paper

    def timed(self, kind: str, verb: Callable[[], Any]) -> Any:
        """The answer of a verb; None where it raised, which is counted."""
        self.over.clear()
        begin = time.monotonic()
        try:
            return verb()
        except Exception as error:
            self.told.errors[f"{kind}: {type(error).__name__}"] += 1
            return None
        finally:
            self.told.spent.append((kind, (time.monotonic() - begin) * 1000))
            self.done.append(Done(kind, begin - self.began, list(self.over)))

    def find(self) -> None:
        """A name is typed; then the cursor rests on a hit."""
        self.member_id, name = self.pick.choice(self.place.people)
        text = name.lower()
        for length in range(1, len(text) + 1):
            self.timed(KEY, lambda end=length: lookup.find(self.desk, text[:end]))  # type: ignore[misc]
            time.sleep(self.place.think * TYPING)
        self.timed(CARD, lambda: lookup.subject(self.desk, SubjectKind.MEMBER, self.member_id))

    def open(self) -> None:
        """The contact starts, the band is read, and the person with what their plan pays."""
        about = {"channel": ContactChannel.CALL, "caller_role": CallerRole.MEMBER, "key": new_key()}

        def opened() -> Any:
            contacts.start(self.desk, member_id=self.member_id, **cast(Any, about))
            (band, *_parked) = contacts.open_contacts(self.desk)
            members.opened(self.desk, self.member_id)
            return band

        self.band = self.timed(OPEN, opened)

    def note(self) -> None:
        """A pause of typing: the note is kept."""
        note = f"{self.band.note}Asks about a claim of {self.pick.randrange(1, 29)} Oct. "

        def kept() -> Any:
            contacts.save_note(self.desk, self.band.contact_id, note, self.band.version, key=new_key())
            return contacts.band(self.desk, self.band.contact_id)

        self.band = self.timed(NOTE, kept) or self.band

    def wrap_up(self) -> None:
        ends = {"outcome": Outcome.ANSWERED, "note": self.band.note, "version": self.band.version}
        self.timed(
            WRAP, lambda: contacts.wrap_up(self.desk, self.band.contact_id, **cast(Any, ends), key=new_key())
        )

    def take_payment(self) -> None:
        """Somebody pays over the counter: what has been due longest is paid first."""
        policy_id = self.pick.choice(self.place.policies)
        amount = Money(self.pick.randrange(10_000, 500_000), "HKD")
        today = local_date(self.desk.clock())
        self.timed(
            PAYMENT,
            lambda: ledger.receive(
                self.desk, policy_id, amount, today, SettlementMethod.CHEQUE, parts=None, key=new_key()
            ),
        )

    def take_paper(self) -> None:
        """A paper is handed in and scanned."""
        if not self.papers:
            raise RuntimeError(
                "more papers came in than were asked for: make CONSOLEAPP_BENCH_DESK_SECONDS less"
            )
        item_id = self.papers.pop()
        scan = self.place.home / f"{self.place.login}.pdf"
        scan.write_bytes(PDF + str(item_id).encode() + PDF_END)
        self.timed(
            PAPER,
            lambda: documents.receive(
                self.desk, item_id, files=(scan,), confirmed=tuple(DocumentCheck), version=1, key=new_key()
            ),
        )


def _replayed(url: str, done: list[Done], start: float) -> Told:
    """The same at the same moments, by the driver alone."""
    told = Told()
    database = Database.open(url)
    raw = database.engine.raw_connection()
    driver: Any = raw.driver_connection
    ids: dict[int, int] = {}
    time.sleep(max(0.0, start - time.monotonic()))
    before = time.process_time()
    for one in done:
        time.sleep(max(0.0, start + one.at - time.monotonic()))
        begin = time.monotonic()
        try:
            again(driver, one.transactions, ids)
        except Exception as error:
            told.errors[f"{one.kind}: {type(error).__name__}"] += 1
            driver.rollback()
        told.spent.append((one.kind, (time.monotonic() - begin) * 1000))
    told.processor = time.process_time() - before
    raw.close()
    database.close()
    return told
