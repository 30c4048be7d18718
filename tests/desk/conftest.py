"""What desk tests start from: a book with staff, desks signed in, and a count of statements."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, insert

from consoleapp.desk import hashing
from consoleapp.desk.context import Actor, Desk
from consoleapp.desk.signin import NOTHING_MORE, Given, sign_in
from consoleapp.reference.notice import FOLDER as NOTICES
from consoleapp.reference.notice import load_notice
from consoleapp.rules.permissions import Role
from consoleapp.settings import Settings, SignIn, load
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.queries import staff as staff_queries
from consoleapp.store.tables import staff
from tests.conftest import FROZEN, Books, Filling, FrozenClock, nothing
from tests.desk.book import Ids, fill
from tests.files import pdf

if TYPE_CHECKING:
    from tests.desk.ledgerbook import Posted

PASSWORD = "seven quiet herons wade"
NOTICE = load_notice(NOTICES, "en")
"""The rules of use in force."""


@cache
def cheap_hasher() -> PasswordHasher:
    """Takes no time worth speaking of."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def cheap_hash(password: str) -> str:
    return cheap_hasher().hash(password)


def hire(database: Database, login: str, role: Role, password_hash: str, at: datetime) -> int:
    """Somebody new, without the verb that adds them."""
    with database.write() as connection:
        staff_id: int = connection.execute(
            insert(staff)
            .values(login=login, name=login.title(), role=role, password_hash=password_hash, created_at=at)
            .returning(staff.c.id)
        ).scalar_one()
        staff_queries.accept_notice(connection, staff_id, NOTICE, at)
    return staff_id


def staffed(url: str) -> None:
    """One member of staff a role."""
    with closing(Database.open(url)) as database:
        for role in Role:
            hire(database, role.value, role, cheap_hash(PASSWORD), FROZEN)


def with_members(url: str) -> Ids:
    """The staff, and the small book of ``tests/desk/book.py``."""
    staffed(url)
    with closing(Database.open(url)) as database:
        return fill(database)


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> Filling:
    """What the database of this test holds from the start: what it asks for is written once a worker."""
    asked = request.fixturenames
    if "office" not in asked or "real_hashing" in asked:
        return nothing
    return with_members if "ids" in asked else staffed


@pytest.fixture
def database_url(engine_name: str, books: Books, tmp_path: Path, filled: Filling) -> Iterator[str]:
    """The address of a database of one's own, on each engine in turn."""
    with books.fresh(engine_name, tmp_path, filled) as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Built-in figures, in a home folder of one's own; a refused sign-in answers at once."""
    home = load(tmp_path, {"CONSOLEAPP_DATABASE_URL": database_url})
    make_key(home.audit_key_file)
    return replace(home, sign_in=SignIn(longest_delay_seconds=0))


@pytest.fixture(autouse=True)
def cheap_hashing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes are made to take a while; only tests that ask for ``real_hashing`` wait for them."""
    if "real_hashing" not in request.fixturenames:
        monkeypatch.setattr(hashing, "_hasher", cheap_hasher)
        monkeypatch.setattr(hashing, "nobody", lambda: cheap_hash("nobody"))


@pytest.fixture
def real_hashing() -> None:
    """Argon2id as staff have it."""


@pytest.fixture
def password_hash(request: pytest.FixtureRequest) -> str:
    """The hash of :data:`PASSWORD`."""
    return hashing.hash_of(PASSWORD) if "real_hashing" in request.fixturenames else cheap_hash(PASSWORD)


@dataclass(slots=True)
class Office:
    """A book with one member of staff a role, and desks for them."""

    database: Database
    settings: Settings
    clock: FrozenClock
    password_hash: str
    _desks: dict[str, Desk] = field(default_factory=dict)

    def hire(self, login: str, role: Role) -> int:
        """Somebody new, without the verb that adds them."""
        return hire(self.database, login, role, self.password_hash, self.clock())

    def desk(self, login: str = "hotline") -> Desk:
        """A desk with a session of its own for ``login``, without the time a password takes."""
        if login not in self._desks:
            with self.database.write() as connection:
                row = staff_queries.by_login(connection, login)
                assert row is not None
                session = staff_queries.start_session(connection, row.id, row.epoch, self.clock(), "test")
            actor = Actor(row.id, row.login, row.name, row.role, session)
            key = bytes.fromhex(self.settings.audit_key_file.read_text().strip())
            self._desks[login] = Desk(self.database, self.settings, self.clock, actor, key)
        return self._desks[login]

    def desk_again(self, login: str = "hotline") -> Desk:
        """A desk with a new session: the one before may be older than eight hours."""
        self._desks.pop(login, None)
        return self.desk(login)

    def sign_in(self, login: str, password: str = PASSWORD, given: Given = NOTHING_MORE) -> Desk:
        """The real way in, without waiting after a wrong password."""
        return sign_in(self.database, self.settings, self.clock, login, password, given)


@pytest.fixture
def office(
    database: Database, settings: Settings, clock: FrozenClock, password_hash: str, filled: Filling
) -> Office:
    """Staff of every role, each with the password :data:`PASSWORD` and the role's name as login."""
    found = Office(database, settings, clock, password_hash)
    if filled is nothing:
        for role in Role:
            found.hire(role.value, role)
    return found


@dataclass(slots=True)
class Statements:
    """What was sent to the database."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def counted(database: Database) -> Counting:
    """``with counted() as statements:`` collects each statement sent meanwhile."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        found = Statements()

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "SELECT pg_advisory_xact_lock")):
                found.texts.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return counting


HOUR = timedelta(hours=1)


@pytest.fixture
def ids(office: Office, engine_name: str, books: Books, filled: Filling) -> Ids:
    """The small book of ``tests/desk/book.py``, and what is in it by name."""
    found: Ids = books.answer(engine_name, filled) if filled is with_members else fill(office.database)
    return found


@pytest.fixture
def posted(office: Office, ids: Ids) -> "Posted":
    """Entries in the ledger of the small book."""
    from tests.desk.ledgerbook import post

    return post(office, ids)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kept hashes passwords were tried against, without the one of nobody."""
    tried: list[str] = []
    real, nobody = hashing.fits, hashing.nobody()

    def fits(kept: str, password: str) -> bool:
        if kept != nobody:
            tried.append(kept)
        return real(kept, password)

    monkeypatch.setattr(hashing, "fits", fits)
    return tried


@pytest.fixture
def in_review(ids: Ids) -> int:
    return ids.claims["A2000001450"]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "../../evil name.exe"
    file = tmp_path / "evil name.exe"
    file.write_bytes(pdf(b"medical record"))
    return file
