"""Every version of every entry of the desk reference, read whole: a set is some hundreds of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from consoleapp.rules.desk_reference import Audience, EntryText, Point, Section, Version
from consoleapp.rules.statuses import Language
from consoleapp.store.tables import (
    import_run,
    member,
    policy,
    reference_check,
    reference_entry,
    reference_file,
    reference_point,
    reference_text,
)

Key = tuple[Section, str]
"""What names an entry: its section and code."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A version as it is on record."""

    entry_id: int
    version: Version


def versions(connection: Connection, key: Key | None = None) -> dict[Key, list[Kept]]:
    """The versions of every entry, or of the one named, the oldest first."""
    query = select(reference_entry).order_by(
        reference_entry.c.section, reference_entry.c.code, reference_entry.c.version
    )
    if key is not None:
        query = query.where(reference_entry.c.section == key[0], reference_entry.c.code == key[1])
    rows = connection.execute(query).all()
    ids = None if key is None else [row.id for row in rows]
    texts: dict[int, dict[Language, EntryText]] = defaultdict(dict)
    for one in _of(connection, reference_text, ids):
        texts[one.entry_id][one.language] = EntryText(one.title, one.text, one.also)
    files: dict[int, dict[Language, str]] = defaultdict(dict)
    for one in _of(connection, reference_file, ids):
        files[one.entry_id][one.language] = one.sha256
    points = {
        one.entry_id: Point(one.kind, one.region, one.value, one.country, one.hours)
        for one in _of(connection, reference_point, ids)
    }
    checked: dict[int, date] = {}
    for one in _of(connection, reference_check, ids):
        checked[one.entry_id] = max(one.checked_on, checked.get(one.entry_id, one.checked_on))
    found: dict[Key, list[Kept]] = defaultdict(list)
    for row in rows:
        version = Version(
            section=row.section,
            code=row.code,
            version=row.version,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            texts=texts[row.id],
            files=files[row.id],
            audience=tuple(Audience(one) for one in row.audience.split()),
            scheme=row.scheme,
            owner=row.owner,
            link=row.link,
            point=points.get(row.id),
            checked_on=checked.get(row.id),
        )
        found[row.section, row.code].append(Kept(row.id, version))
    return dict(found)


def _of(connection: Connection, table: Any, ids: list[int] | None) -> Any:
    query = select(table)
    return connection.execute(query if ids is None else query.where(table.c.entry_id.in_(ids)))


def key_of(connection: Connection, entry_id: int) -> Key | None:
    """Which entry a version is of."""
    row = connection.execute(
        select(reference_entry.c.section, reference_entry.c.code).where(reference_entry.c.id == entry_id)
    ).first()
    return None if row is None else (row.section, row.code)


def add(connection: Connection, one: Version, run_id: int) -> int:
    """Put a new version on record; returns its id."""
    entry_id: int = connection.execute(
        insert(reference_entry)
        .values(
            section=one.section,
            code=one.code,
            version=one.version,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            audience=" ".join(one.audience),
            scheme=one.scheme,
            owner=one.owner,
            link=one.link,
            import_run_id=run_id,
        )
        .returning(reference_entry.c.id)
    ).scalar_one()
    for language, text in one.texts.items():
        values = {"title": text.title, "text": text.text, "also": text.also}
        connection.execute(insert(reference_text).values(entry_id=entry_id, language=language, **values))
    for language, sha256 in one.files.items():
        connection.execute(insert(reference_file).values(entry_id=entry_id, language=language, sha256=sha256))
    if one.point is not None:
        point = one.point
        connection.execute(
            insert(reference_point).values(
                entry_id=entry_id, kind=point.kind, region=point.region, country=point.country,
                value=point.value, hours=point.hours,
            )
        )  # fmt: skip
    if one.checked_on is not None:
        check(connection, entry_id, one.checked_on, run_id)
    return entry_id


def check(connection: Connection, entry_id: int, day: date, run_id: int) -> None:
    """Somebody looked whether this version is still right."""
    connection.execute(
        insert(reference_check).values(entry_id=entry_id, checked_on=day, import_run_id=run_id)
    )


def record_run(
    connection: Connection, now: datetime, staff_id: int, source: str, sha256: str, counts: str
) -> int:
    """Leave a row for a set that was brought in; returns its id."""
    run_id: int = connection.execute(
        insert(import_run)
        .values(at=now, staff_id=staff_id, source=source, sha256=sha256, counts=counts)
        .returning(import_run.c.id)
    ).scalar_one()
    return run_id


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """What of a policy, and of a person, says which contact points concern them."""

    plan_type: str
    policy_no: str
    mobile: str


def on_the_line(connection: Connection, policy_id: int, member_id: int | None) -> OnTheLine | None:
    """The policy on the line, and the mobile of the person, for its country code only."""
    row = connection.execute(
        select(policy.c.plan_type, policy.c.policy_no, member.c.mobile)
        .select_from(policy.outerjoin(member, member.c.id == member_id))
        .where(policy.c.id == policy_id)
    ).first()
    return None if row is None else OnTheLine(row.plan_type.value, row.policy_no, row.mobile or "")


def policies_named(connection: Connection, numbers: Iterable[str]) -> set[str]:
    """Which of these policy numbers are on record."""
    query = select(policy.c.policy_no).where(policy.c.policy_no.in_(sorted(set(numbers))))
    return set(connection.execute(query).scalars())


def count(connection: Connection) -> int:
    """How many versions are on record."""
    found: int = connection.execute(select(func.count()).select_from(reference_entry)).scalar_one()
    return found
