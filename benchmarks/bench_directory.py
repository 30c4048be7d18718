"""One keystroke in the directory's box, 20,000 providers (SPEED 1): text in to rows out, by the desk's verb.

The hours are of some 2,100 kinds, so that evaluating them costs what it would. The peer is a search by LIKE
over the same columns, on some of the keystrokes, in the same run. Apart stands the first key after somebody
else changed an entry.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

from sqlalchemy import func, insert, select, text, update

from benchmarks.books import signed_in
from benchmarks.figures import Figure, percentile, timed
from consoleapp.desk import directory
from consoleapp.exchange.generate import names
from consoleapp.reference.directory_words import districts, specialties
from consoleapp.store.engine import Database
from consoleapp.store.provider_texts import derive
from consoleapp.store.tables import provider
from tests import postgres

NAME = "Directory"
SPEED = 1

PROVIDERS = 20_000
ROUNDS = 3
LIKES = 40
LINES = (
    "gp mong kok open now",
    "dental kowloon sunday",
    "婦科 沙田",
    "ent causeway bay saturday 3pm",
    "children tseung kwan o tomorrow",
    "普通科 旺角 星期日",
    "skin new territories open monday 7pm",
    "kapok road 12",
    "dr chan tai man",
    "95500123",
)
_LIKE = """SELECT id, name_en FROM provider
WHERE name_words LIKE :text OR address_words LIKE :text ORDER BY name_en LIMIT 100"""


def run() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        yield from _engine(f"sqlite:///{folder}/directory.db", Path(folder), "SQLite")
        with postgres.running() as server:
            yield from _engine(server.url, Path(folder), "PostgreSQL")


def _engine(url: str, home: Path, engine: str) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    _fill(database)
    desk = signed_in(database, url, home)
    (opened,) = timed(lambda: directory.search(desk, ""), 1)
    (prepared,) = timed(lambda: directory.prepare(desk), 1)
    keys = [line[:end] for line in LINES for end in range(1, len(line) + 1)]
    took: list[float] = []
    busy: list[float] = []
    for key in keys * ROUNDS:
        begin, work = time.perf_counter(), time.process_time()
        directory.search(desk, key)
        took.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - work) * 1000)
    likes = [_like(database, key) for key in random.Random(5).sample(keys, LIKES)]
    meanwhile = [
        _after_an_edit(database, number, lambda: directory.search(desk, "gp")) for number in range(20)
    ]
    database.close()
    what = f"{len(took):,} keystrokes, {PROVIDERS:,} providers"
    against = f"LIKE over {LIKES} of them"
    yield Figure(f"{engine}: box opened, first page", opened, "ms", note=what)
    yield Figure(f"{engine}: directory read, in a thread meanwhile", prepared, "ms")
    yield Figure(
        f"{engine}: keystroke p50", percentile(took, 0.5), "ms", None, percentile(likes, 0.5), against
    )
    yield Figure(
        f"{engine}: keystroke p99", percentile(took, 0.99), "ms", 16, percentile(likes, 0.99), against
    )
    yield Figure(f"{engine}: of it processor time of the console, p99", percentile(busy, 0.99), "ms")
    yield Figure(f"{engine}: keystroke max", max(took), "ms", 50, max(likes), against)
    yield Figure(f"{engine}: key after somebody's edit, p50", percentile(meanwhile, 0.5), "ms")
    yield Figure(f"{engine}: key after somebody's edit, max", max(meanwhile), "ms", 50)


def _fill(database: Database) -> None:
    pick = random.Random(6)
    places = [(one, place.upper()) for one in districts() for place in one.places if place.isascii()]
    fields = [one.name for one in specialties()]
    printed = [
        f"Mon-Fri {opens}-{noon}, {again}-{closes}; Sat {opens}-{noon}; Sun & PH {rest}"
        for opens, noon, again, closes, rest in product(
            ("08:30", "09:00", "09:30", "10:00"),
            ("12:30", "13:00", "13:30"),
            ("14:00", "14:30", "15:00", "16:00", "17:00"),
            ("18:00", "18:30", "19:00", "19:30", "20:00"),
            (
                "closed",
                "10:00-13:00",
                "10:30-14:00",
                "10:00-14:00",
                "09:00-12:00",
                "11:00-15:00",
                "by appointment",
            ),
        )
    ]
    rows = []
    for number in range(PROVIDERS):
        person = names.person(pick, pick.random() < 0.6)
        district, place = pick.choice(places)
        rows.append(
            {
                "provider_no": f"PV{number:06d}",
                "kind": "doctor",
                "name_en": f"DR. {person.english}",
                "name_zh": f"{person.chinese}醫生" if person.chinese else "",
                "specialty": pick.choice(fields),
                "area": district.area,
                "district": district.name,
                "address_en": f"SHOP {pick.randrange(1, 30)}, {pick.randrange(1, 200)} KAPOK ROAD, {place}",
                "address_zh": f"{district.name_zh}木棉路{pick.randrange(1, 200)}號",
                "phones": f"+852{95_500_000 + number}",
                "hours": pick.choice(printed),
                "direct_billing": pick.random() < 0.5,
                "public": False,
                "languages": "Cantonese, English",
                "appointment_needed": pick.random() < 0.5,
                "effective_from": date(2020, 1, 1),
                "verified_on": datetime.now(UTC).date() - timedelta(days=pick.randrange(160)),
            }
        )
    with database.write() as connection:
        connection.execute(insert(provider), rows)
        derive(connection)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))


def _like(database: Database, key: str) -> float:
    with database.read() as connection:
        begin = time.perf_counter()
        connection.execute(text(_LIKE), {"text": f"%{key.strip()}%"}).all()
        return (time.perf_counter() - begin) * 1000


def _after_an_edit(database: Database, number: int, search: Callable[[], object]) -> float:
    with database.write() as connection:
        its = connection.scalar(select(func.min(provider.c.id))) or 0
        edited = update(provider).where(provider.c.id == its + number)
        connection.execute(edited.values(name_en=f"DR. EDITED {number}", version=provider.c.version + 1))
    (took,) = timed(search, 1)
    return took
