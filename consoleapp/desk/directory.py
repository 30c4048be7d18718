"""Which doctor is open near me: the directory in one line (DOMAIN 9).

Nothing of it is personal: reading it leaves no access entries.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Row

from consoleapp.desk.context import Work, reads
from consoleapp.desk.directory_networks import networks_of
from consoleapp.desk.directory_planning import PlansDue, in_step, plan_row, require_in_step
from consoleapp.desk.directory_shapes import (
    MOST_ROWS,
    Asked,
    DirectoryFilter,
    DoctorDetail,
    DoctorRow,
    DoctorsFound,
    ReportRow,
)
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.reference.directory_words import directory_words
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import opening_hours
from consoleapp.rules.dates import HONG_KONG, local
from consoleapp.rules.directory_query import DirectoryQuery, Filter, Vocabulary, When, understand
from consoleapp.rules.identity import show_phone
from consoleapp.rules.opening_hours import State
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_upkeep import is_stale
from consoleapp.rules.weekly_hours import weekly
from consoleapp.store import provider_records
from consoleapp.store.directory_base import Stretches
from consoleapp.store.directory_columns import Columns, at_hand, columns, standing
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries import upkeep as upkeep_queries

DAYS_PREPARED = 8
"""Today, and every weekday by its name."""
NO_FILTER = DirectoryFilter()


@in_step
@reads(Permission.READ_DIRECTORY)
def search(
    work: Work,
    text: str,
    at: datetime | None = None,
    limit: int = MOST_ROWS,
    chosen: DirectoryFilter = NO_FILTER,
) -> DoctorsFound:
    """Who meets ``text`` and what is ``chosen``, and how they stand at the moment the line names; else the
    filter's, else ``at`` (aware), else now.
    """
    stands = standing(work.connection, work.today)
    if stands.plans_due:
        raise PlansDue
    now = local(at or work.now)
    everybody = not text.strip() and chosen.empty
    if everybody and not at_hand(work.connection):
        return _opened(work, _moment(now), limit)
    words = _vocabulary(
        stands.networks,
        tuple((code, tuple(its)) for code, its in work.desk.settings.directory.networks.items()),
    )
    asked = understand(text, words, now)
    when = asked.when or _chosen_time(chosen, now)
    asks_time = when is not None
    when = when or _moment(now)
    held = columns(work.connection, stands)
    wanted = _wanted(asked, words)
    found = held.matching(stands, (wanted, _also(chosen, words, work)), when.day, closed=chosen.closed)
    parts = [found] if everybody else _in_order(held, found, wanted.places, when, only_open=asks_time)
    shown = _listed(work, held, _first(held, parts, limit), when, stands.disputed)
    return DoctorsFound(
        tuple(Asked(one.text, one.meaning.filter, one.meaning.value) for one in asked.understood),
        asked.words,
        _at(when),
        when.minute is None,
        sum(part.bit_count() for part in parts),
        shown,
    )


@in_step
@reads(Permission.READ_DIRECTORY)
def prepare(work: Work) -> None:
    """Read the whole directory, and who is open in the next days, so that the first keys wait for nothing."""
    stands = standing(work.connection, work.today)
    if stands.plans_due:
        raise PlansDue
    held = columns(work.connection, stands)
    for ahead in range(DAYS_PREPARED):
        day = work.today + timedelta(days=ahead)
        held.base.open_on(day, partial(_open_stretches, day))


def _opened(work: Work, when: When, limit: int) -> DoctorsFound:
    """What stands on the screen before a first key: everybody, the first by name, read by themselves."""
    count, rows = queries.first_rows(work.connection, when.day, limit)
    moment = _at(when)
    return DoctorsFound((), (), moment, False, count, shown_rows(work, rows, moment))


@in_step
@reads(Permission.READ_DIRECTORY)
def detail(
    work: Work, provider_id: int, at: datetime | None = None, *, whole_day: bool = False
) -> DoctorDetail:
    """One provider, as it stands now or ``at`` a moment (aware), or at any time of that day, with the week.

    Raises NotFound.
    """
    require_in_step(work)
    (row,) = queries.rows(work.connection, [provider_id]) or (None,)
    if row is None:
        raise NotFound(N_("This provider is not on record any more. Search again."))
    moment = local(at or work.now)
    today = moment.date()
    monday = today - timedelta(days=today.weekday())
    week = opening_hours.week(row.opening_hours, monday, load_calendar()) if row.opening_hours else ()
    (shown,) = shown_rows(work, [row], moment, whole_day=whole_day)
    settings = work.desk.settings.directory
    since = work.now - timedelta(days=settings.given_days)
    return DoctorDetail(
        shown,
        row.languages,
        row.public,
        row.opening_hours,
        week,
        today,
        row.effective_from,
        row.effective_to,
        row.verified_by,
        row.verified_how,
        row.version,
        settings.stale_days,
        tuple(plan_row(one) for one in provider_records.plans_of(work.connection, [provider_id])),
        tuple(
            ReportRow(one.id, one.kind, one.note, one.at, one.name)
            for one in upkeep_queries.open_reports(work.connection, [provider_id])
        ),
        upkeep_queries.times_given(work.connection, provider_id, since),
    )


@reads(Permission.READ_DIRECTORY)
def networks(work: Work) -> tuple[str, ...]:
    """Every network of the book and of the office's settings."""
    return networks_of(work)


def shown_rows(
    work: Work, rows: Sequence[Row[Any]], moment: datetime, *, whole_day: bool = False
) -> tuple[DoctorRow, ...]:
    """Rows of the table as lists show them, as they stand at ``moment``."""
    networks = queries.networks(work.connection, [row.id for row in rows])
    disputed = upkeep_queries.disputed(work.connection)
    today, days = work.today, work.desk.settings.directory.stale_days
    return tuple(
        _row(row, networks.get(row.id, ()), moment, today, days, row.id in disputed, whole_day)
        for row in rows
    )


def _listed(
    work: Work,
    held: Columns,
    first: Sequence[tuple[int, tuple[str, ...]]],
    when: When,
    disputed: Collection[int],
) -> tuple[DoctorRow, ...]:
    """Providers by their ids and networks, as they stand then. While a line is typed the same come again."""
    moment, whole_day = _at(when), when.minute is None
    today, days = work.today, work.desk.settings.directory.stale_days
    listed = []
    rows = held.rows(work.connection, [its for its, _networks in first])
    for row, (its, networks) in zip(rows, first, strict=True):
        key = its, when, today, days, its in disputed
        if key not in held.shown:
            held.shown[key] = _row(row, networks, moment, today, days, its in disputed, whole_day)
        listed.append(held.shown[key])
    return tuple(listed)


def _at(when: When) -> datetime:
    minute = when.minute or 0
    return datetime.combine(when.day, time(minute // 60, minute % 60), HONG_KONG)


@lru_cache(maxsize=16)
def _vocabulary(of_book: tuple[str, ...], of_office: tuple[tuple[str, tuple[str, ...]], ...]) -> Vocabulary:
    return directory_words().with_networks({**dict.fromkeys(of_book, ()), **dict(of_office)})


def _moment(now: datetime) -> When:
    return When(now.date(), now.hour * 60 + now.minute)


def _chosen_time(chosen: DirectoryFilter, now: datetime) -> When | None:
    if chosen.open_at is not None:
        return _moment(local(chosen.open_at))
    return _moment(now) if chosen.open_now else None


def _wanted(asked: DirectoryQuery, words: Vocabulary) -> queries.Wanted:
    return queries.Wanted(
        specialties=_spellings(asked.values(Filter.SPECIALTY), words, Filter.SPECIALTY),
        districts=_spellings(asked.values(Filter.DISTRICT), words, Filter.DISTRICT),
        kinds=asked.kinds,
        areas=asked.areas,
        networks=asked.values(Filter.NETWORK),
        languages=tuple(one.lower() for one in asked.values(Filter.LANGUAGE)),
        direct_billing=bool(asked.values(Filter.DIRECT_BILLING)),
        walk_in=bool(asked.values(Filter.NO_APPOINTMENT)),
        sectors=tuple(one == "public" for one in asked.values(Filter.SECTOR)),
        words=asked.words,
        places=tuple(one.text for one in asked.understood if one.meaning.filter is Filter.DISTRICT),
    )


def _also(chosen: DirectoryFilter, words: Vocabulary, work: Work) -> queries.Wanted:
    fresh = work.today - timedelta(days=work.desk.settings.directory.stale_days)
    return queries.Wanted(
        specialties=_spellings(chosen.specialties, words, Filter.SPECIALTY),
        districts=_spellings(chosen.districts, words, Filter.DISTRICT),
        kinds=chosen.kinds,
        areas=chosen.areas,
        networks=chosen.networks,
        languages=tuple(one.lower() for one in chosen.languages),
        direct_billing=chosen.direct_billing,
        walk_in=chosen.no_appointment,
        stale_before=fresh if chosen.stale else None,
        disputed=chosen.disputed,
    )


def _spellings(wanted: Sequence[str], words: Vocabulary, kind: Filter) -> tuple[str, ...]:
    """What is asked of ``kind`` in every word of the vocabulary: extracts write ``DENTIST`` or ``DENTAL``."""
    if not wanted:
        return ()
    values = set(wanted)
    known = (word for word, means in words.phrases.items() if means.filter is kind and means.value in values)
    return tuple(dict.fromkeys((*(one.lower() for one in sorted(values)), *known)))


def _in_order(held: Columns, found: int, places: Sequence[str], when: When, *, only_open: bool) -> list[int]:
    """``found`` in parts: whose address holds the place named, then who is open, else as they come."""
    is_open = held.open_at(when.day, when.minute, partial(_open_stretches, when.day))
    near = held.near(places, found)
    parts = [
        found & near & is_open,
        found & near & ~is_open,
        found & ~near & is_open,
        found & ~near & ~is_open,
    ]
    return parts[::2] if only_open else parts


def _first(held: Columns, parts: Sequence[int], most: int) -> list[tuple[int, tuple[str, ...]]]:
    """So many, part after part."""
    first: list[tuple[int, tuple[str, ...]]] = []
    for part in parts:
        first += held.first(part, most - len(first)) if len(first) < most else ()
    return first


def _open_stretches(day: date, expression: str) -> Stretches:
    """From when to when it is open on a day, in minutes."""
    if not expression:
        return ()
    if plain := weekly(expression):
        stretches = plain.on(day, load_calendar())
    else:
        stretches = opening_hours.week(expression, day, load_calendar())[0].stretches
    return tuple((one.opens, one.closes) for one in stretches if one.state is State.OPEN)


def _row(
    row: Row[Any],
    networks: tuple[str, ...],
    moment: datetime,
    today: date,
    stale_days: int,
    disputed: bool,
    whole_day: bool,
) -> DoctorRow:
    state, until, holiday = _stands(row.opening_hours, moment, whole_day=whole_day)
    return DoctorRow(
        row.id,
        row.provider_no,
        row.kind,
        row.name_en,
        row.name_zh,
        row.specialty,
        row.area,
        row.district,
        row.address_en,
        row.address_zh,
        tuple(show_phone(part.strip()) for part in row.phones.split(";") if part.strip()),
        networks,
        row.direct_billing,
        row.appointment_needed,
        state,
        until,
        holiday,
        row.hours,
        row.verified_on,
        is_stale(row.verified_on, today, stale_days),
        disputed,
        row.effective_to,
    )


@lru_cache(maxsize=8192)
def _stands(
    expression: str, moment: datetime, *, whole_day: bool
) -> tuple[State, datetime | None, str | None]:
    calendar = load_calendar()
    if not expression:
        return State.NOT_STATED, None, calendar.holiday(moment.date())
    if whole_day:
        plain = weekly(expression)
        stretches = (
            plain.on(moment.date(), calendar)
            if plain
            else opening_hours.week(expression, moment.date(), calendar)[0].stretches
        )
        states = {one.state for one in stretches}
        state = next((one for one in State if one in states), State.CLOSED)
        return state, None, calendar.holiday(moment.date())
    plain = weekly(expression)
    standing = (
        plain.standing(moment, calendar) if plain else opening_hours.standing(expression, moment, calendar)
    )
    return standing.state, standing.changes_at, standing.holiday
