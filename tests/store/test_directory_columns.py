"""The directory in memory answers what looking at each provider would, whatever was changed meanwhile."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.directory_base import bits, places
from consoleapp.store.directory_columns import columns, standing
from consoleapp.store.engine import Database
from consoleapp.store.provider_texts import derive, folded
from consoleapp.store.queries.directory import Wanted
from consoleapp.store.tables import network, provider, provider_network

DAY = date(2026, 11, 20)
HOURS = {"early": ((480, 720),), "late": ((720, 1200),), "both": ((480, 720), (840, 1200)), "": ()}


def test_sets_are_numbers() -> None:
    members = [0, 3, 64, 200]
    assert list(places(bits(one in members for one in range(300)))) == members
    assert list(places(0)) == [] == list(places(bits([])))


def test_it_answers_what_each_record_says_while_records_change(database: Database) -> None:
    pick = random.Random(11)
    with database.write() as connection:
        net = connection.scalar(insert(network).values(code="LOTUS").returning(network.c.id))
        for number in range(90):
            _add(connection, pick, number, net)
        derive(connection)
    for turn in range(6):
        _compare(database, pick)
        with database.write() as connection:
            ids = list(connection.scalars(select(provider.c.id)))
            for its in pick.sample(ids, 4):
                edited = update(provider).where(provider.c.id == its)
                connection.execute(edited.values(**_record(pick), version=provider.c.version + 1))
            _add(connection, pick, 500 + turn, net)
            derive(connection)


def _add(connection: Any, pick: random.Random, number: int, net: int | None) -> None:
    new = insert(provider).values(provider_no=f"PV{number:04d}", **_record(pick))
    its = connection.scalar(new.returning(provider.c.id))
    if pick.random() < 0.3:
        connection.execute(insert(provider_network).values(provider_id=its, network_id=net))


def _record(pick: random.Random) -> dict[str, Any]:
    return {
        "kind": pick.choice(list(ProviderKind)),
        "name_en": pick.choice(("DR. CHAN TAI", "KAPOK CLINIC 24", "dr chan", "ÀSIA", "O'NEILL & CO")),
        "name_zh": pick.choice(("", "陳醫生", "木棉診所2座")),
        "specialty": pick.choice(("GP", "DENTAL")),
        "area": pick.choice((None, *Area)),
        "district": pick.choice(("", "Sha Tin")),
        "address_en": pick.choice(("SHOP 12/F, KAPOK ROAD", "3 EGRET LANE", "")),
        "address_zh": pick.choice(("", "木棉路12號")),
        "phones": f"+852{pick.randrange(95_500_000, 95_500_300)}",
        "direct_billing": pick.choice((None, True, False)),
        "appointment_needed": pick.choice((None, True, False)),
        "languages": pick.choice(("Cantonese, English", "")),
        "effective_from": pick.choice((None, date(2026, 1, 1), date(2027, 1, 1))),
        "effective_to": pick.choice((None, None, date(2026, 11, 19), DAY)),
        "verified_on": pick.choice((None, date(2026, 10, 1))),
        "hours": pick.choice(("Mon-Fri 9:00-12:00", "")),
    }


WORDS = (
    "kap",
    "chan",
    "o'neill",
    "neill",
    "12",
    "12/f",
    "f,",
    "955001",
    "pv00",
    "24",
    "木棉",
    "棉路",
    "陈",
    "zz",
    "2座",
)


def _compare(database: Database, pick: random.Random) -> None:
    with database.read() as connection:
        asked = standing(connection, DAY)
        held = columns(connection, asked)
        rows = connection.execute(
            select(provider, provider_network.c.network_id.label("net"))
            .outerjoin(provider_network, provider_network.c.provider_id == provider.c.id)
            .order_by(provider.c.id)
        ).all()
    in_order = sorted(rows, key=lambda row: (row.name_en, row.id))
    there = [row for row in in_order if _there(row)]
    assert _ids(held.first(held.matching(asked, (), DAY), 999)) == [row.id for row in there]
    assert _ids(held.first(held.matching(asked, (), DAY, closed=True), 7)) == [row.id for row in in_order[:7]]
    for word in map(folded, WORDS):
        found = held.matching(asked, (Wanted(words=(word,)),), DAY)
        assert _ids(held.first(found, 999)) == [row.id for row in there if _holds(row, word)], word
    kinds = (ProviderKind.DOCTOR, pick.choice(list(ProviderKind)))
    wanted = Wanted(kinds=kinds, direct_billing=True, languages=("english",), networks=("LOTUS",))
    kept = [
        row.id
        for row in there
        if row.kind in kinds and row.direct_billing and "English" in row.languages and row.net
    ]
    assert _ids(held.first(held.matching(asked, (wanted,), DAY), 999)) == kept
    stale = held.matching(asked, (Wanted(stale_before=date(2026, 10, 2)),), DAY)
    assert stale == held.matching(asked, (), DAY)
    near = held.near(("kapok road",), stale)
    assert _ids(held.first(near, 999)) == [row.id for row in there if "KAPOK ROAD" in row.address_en]


def _there(row: Any) -> bool:
    came = row.effective_from is None or row.effective_from <= DAY
    return came and (row.effective_to is None or row.effective_to >= DAY)


def _holds(row: Any, word: str) -> bool:
    """At the beginning of a Latin word, anywhere in Chinese, anywhere in a number of the name's line."""
    text = f"{row.name_words} {row.address_words}"
    if not word.isascii():
        return word in text
    starts = any(
        part.startswith(word, at) and (at == 0 or not (part[at - 1].isascii() and part[at - 1].isalnum()))
        for part in text.split()
        for at in range(len(part))
    )
    numbers = [part for part in row.name_words.split() if any(map(str.isdigit, part))]
    return starts or (any(map(str.isdigit, word)) and any(word in part for part in numbers))


def _ids(first: Sequence[tuple[int, tuple[str, ...]]]) -> list[int]:
    return [its for its, _networks in first]


def test_who_is_open_follows_the_hours(database: Database) -> None:
    with database.write() as connection:
        for number, hours in enumerate(("early", "late", "both", "")):
            connection.execute(
                insert(provider).values(
                    provider_no=str(number), kind="doctor", name_en=str(number), opening_hours=hours
                )
            )
    for changed in (False, True):
        with database.read() as connection:
            held = columns(connection, standing(connection, DAY))
            got = [
                [its for its, _ in held.first(held.open_at(DAY, minute, HOURS.__getitem__), 9)]
                for minute in (500, 720, 1300, None)
            ]
            one, two, three, four = connection.scalars(select(provider.c.id).order_by(provider.c.name_en))
        if not changed:
            assert got == [[one, three], [two], [], [one, two, three]]
            with database.write() as connection:
                first = select(func.min(provider.c.id)).scalar_subquery()
                edited = update(provider).where(provider.c.id == first)
                connection.execute(edited.values(opening_hours="late", version=provider.c.version + 1))
        else:
            assert got == [[three], [one, two], [], [one, two, three]]
    assert four
