"""Keeping the search index: the whole of it in bulk, or the keys of records that changed.

A rebuild sorts all keys outside the database and writes them in order: written as they come they would
touch every page of the tree again and again (700–2,000 members a second, measured).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from consoleapp.store.provider_texts import derive
from consoleapp.store.search.keys import (
    COMPANY_WORD,
    NUMBER,
    PROVIDER_WORD,
    MemberText,
    bare_number,
    company_keys,
    member_keys,
    provider_keys,
)
from consoleapp.store.search.making import Maker
from consoleapp.store.search.sorting import Sorter
from consoleapp.store.search.vocabulary import MEMBERS, VERSION, add_words, new_version
from consoleapp.store.tables import (
    member,
    policy,
    policy_holder,
    policy_key,
    provider,
    provider_key,
    search_key,
    search_word,
)

BATCH = 20_000

_MEMBER_TEXT = select(
    member.c.id,
    member.c.name_en,
    member.c.name_zh,
    member.c.identity_no,
    member.c.mobile,
    member.c.phone,
    member.c.email,
    member.c.person_ref,
)
_POLICY_TEXT = select(policy.c.id, policy.c.policy_no, policy_holder.c.name_en, policy_holder.c.name_zh).join(
    policy_holder, policy_holder.c.id == policy.c.holder_id
)
_PROVIDER_TEXT = select(
    provider.c.id, provider.c.name_en, provider.c.name_zh, provider.c.provider_no, provider.c.phones
)


def rebuild(connection: Connection, maker: Maker | None = None) -> None:
    """Make the whole index anew, in the transaction of ``connection``; wanted after every bulk load.

    ``maker`` has been fed with every member (:func:`feed`) and makes their keys meanwhile.
    """
    for _ in rebuilding(connection, maker):
        pass


def feed(connection: Connection, maker: Maker) -> None:
    """Give every member to ``maker``; nothing that is looked for by may change until the index is made."""
    rows = connection.execute(_MEMBER_TEXT.execution_options(yield_per=5_000))
    maker.feed([tuple(row) for row in part] for part in rows.partitions())


def rebuilding(connection: Connection, maker: Maker | None = None) -> Iterator[tuple[int, int]]:
    """Like :func:`rebuild`, saying from time to time how many steps are done and how many there are.

    A member counts twice: when its keys are made, and when they are written.
    """
    for table in (search_key, policy_key, provider_key, search_word):
        _empty(connection, table)
    words: Counter[str] = Counter()
    members = connection.execute(select(func.count()).select_from(member)).scalar_one()
    made = maker.words() if maker is not None else None
    if maker is not None and made is not None:
        words.update(made)
        for _ in _load(connection, search_key, maker.ordered()):
            yield members, 2 * members
    else:
        with Sorter() as sorter:
            rows = connection.execute(_MEMBER_TEXT.execution_options(yield_per=5_000))
            for done, row in enumerate(rows, 1):
                keys, vocabulary = member_keys(MemberText(*row))
                sorter.add(row.id, keys)
                words.update(vocabulary)
                if done % 5_000 == 0:
                    yield done, 2 * members
            for written in _load(connection, search_key, sorter.ordered()):
                yield members + members * written // max(sorter.count, 1), 2 * members
    for table, column, query, keys_of in (
        (policy_key, COMPANY_WORD, _POLICY_TEXT, policy_row_keys),
        (provider_key, PROVIDER_WORD, _PROVIDER_TEXT, provider_row_keys),
    ):
        with Sorter() as sorter:
            for row in connection.execute(query.execution_options(yield_per=5_000)):
                keys, vocabulary = keys_of(row)
                sorter.add(row.id, keys)
                words.update(column + word for word in vocabulary)
            for _ in _load(connection, table, sorter.ordered()):
                pass
    derive(connection)
    words[MEMBERS] = members
    _write_words(connection, words)
    yield 2 * members, 2 * members


def policy_row_keys(row: Any) -> tuple[set[str], set[str]]:
    """The keys and words of a policy: its number, and the name of its holder."""
    keys, words = company_keys(row.name_en, row.name_zh)
    keys.add(NUMBER + bare_number(row.policy_no))
    return keys, words


def provider_row_keys(row: Any) -> tuple[set[str], set[str]]:
    """The keys and words of a provider."""
    return provider_keys(row.name_en, row.name_zh, row.provider_no, row.phones)


def unindex_members(connection: Connection, ids: Iterable[int]) -> None:
    """Take the keys of some members away. Call it before they are changed or removed.

    The index is ordered by key, so it is the texts as they stand that say which keys to remove. A key that
    was left behind finds nothing wrong: every hit is compared with its record before it is shown.
    """
    for part in _parts(ids):
        rows = [
            (key, row.id)
            for row in connection.execute(_MEMBER_TEXT.where(member.c.id.in_(part))).all()
            for key in member_keys(MemberText(*row))[0]
        ]
        _many(connection, "DELETE FROM search_key WHERE key = {0} AND member_id = {0}", rows)


def reindex_members(connection: Connection, ids: Iterable[int]) -> None:
    """Put in the keys of members that were added or changed, in the transaction that did so."""
    for part in _parts(ids):
        rows: list[tuple[str, int]] = []
        words: set[str] = set()
        for row in connection.execute(_MEMBER_TEXT.where(member.c.id.in_(part))).all():
            keys, vocabulary = member_keys(MemberText(*row))
            rows += ((key, row.id) for key in keys)
            words |= vocabulary
        _insert(connection, search_key, sorted(rows))
        add_words(connection, words)


def reindex_policies(connection: Connection, ids: Iterable[int]) -> None:
    """Bring the keys of some policies up to date; call it too when the name of their holder changes."""
    for part in _parts(ids):
        connection.execute(delete(policy_key).where(policy_key.c.policy_id.in_(part)))
        found = connection.execute(_POLICY_TEXT.where(policy.c.id.in_(part))).all()
        _reindex(connection, policy_key, COMPANY_WORD, [(row.id, *policy_row_keys(row)) for row in found])


def reindex_providers(connection: Connection, ids: Iterable[int]) -> None:
    """Bring the keys of some providers up to date, and what the directory looks at."""
    for part in _parts(ids):
        derive(connection, part)
        connection.execute(delete(provider_key).where(provider_key.c.provider_id.in_(part)))
        found = connection.execute(_PROVIDER_TEXT.where(provider.c.id.in_(part))).all()
        _reindex(
            connection, provider_key, PROVIDER_WORD, [(row.id, *provider_row_keys(row)) for row in found]
        )


def _reindex(
    connection: Connection, table: Table, sign: str, found: Sequence[tuple[int, set[str], set[str]]]
) -> None:
    _insert(connection, table, sorted((key, record) for record, keys, _ in found for key in keys))
    add_words(connection, (sign + word for _, _, words in found for word in words))


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = iter(sorted(set(ids)))
    while part := list(islice(wanted, 500)):
        yield part


def _empty(connection: Connection, table: Table) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"TRUNCATE {table.name}")
    else:
        connection.execute(delete(table))


def _insert(connection: Connection, table: Table, rows: Sequence[tuple[str, int | str]]) -> None:
    key, record = (column.name for column in table.columns)
    insert_into = f"INSERT INTO {table.name} ({key}, {record}) VALUES ({{0}}, {{0}}) ON CONFLICT DO NOTHING"
    _many(connection, insert_into, rows)


def _many(connection: Connection, statement: str, rows: Sequence[tuple[str, int | str]]) -> None:
    if rows:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(statement.format(mark), list(rows))


def _load(connection: Connection, table: Table, ordered: Iterable[str]) -> Iterator[int]:
    """Write lines ``key TAB id`` in their order; yields how many are written after every batch."""
    lines = iter(ordered)
    written = 0
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            while batch := list(islice(lines, BATCH)):
                copy.write("".join(batch).replace("\\", "\\\\"))
                written += len(batch)
                yield written
        return
    while batch := list(islice(lines, BATCH)):
        # Parted all at once; SQLite makes the numbers of the digits, as the column's type says.
        parts = iter("".join(batch).replace("\n", "\t").split("\t"))
        _insert(connection, table, list(zip(parts, parts, strict=False)))
        written += len(batch)
        yield written


def _write_words(connection: Connection, words: Counter[str]) -> None:
    words[VERSION] = new_version()
    rows = [{"word": word, "n": n} for word, n in sorted(words.items())]
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(search_word), rows[start : start + BATCH])
