"""From words to a week: which times belong to which days, what is closed, what is excepted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from consoleapp.rules.clinic_hours import unreadable as because
from consoleapp.rules.clinic_hours.times import NOON, Span, Time, settled
from consoleapp.rules.clinic_hours.unreadable import Unreadable
from consoleapp.rules.clinic_hours.week import HOLIDAY, Day, Week
from consoleapp.rules.clinic_hours.words import WEEK, Kind, Said, Token, tokens, unknown_place

LONGEST_TEXT = 400
TWO_DIGITS, AFTER_NOON, EVENING_FROM = 10 * 60, 13 * 60, 17 * 60
AFTERNOON_BY = 14 * 60
"""A span from the morning that ends later is no morning session: half of it cannot be taken away."""

ROUND_THE_CLOCK = (Time(Said(0, exact=True)), Time(Said(1440, exact=True)))
_HALVES = (Kind.MORNING, Kind.AFTERNOON, Kind.EVENING, Kind.AM, Kind.PM)


@dataclass(slots=True)
class _Clause:
    """Days and what is said of them, with the part of the text."""

    start: int
    end: int
    days: list[int] = field(default_factory=list)
    spans: list[tuple[Time, Time]] = field(default_factory=list)
    closed: bool = False
    half: Kind | None = None
    by_appointment: bool = False
    times_first: bool = False

    @property
    def told(self) -> bool:
        """Whether anything is said of its days."""
        return bool(self.spans or self.closed or self.by_appointment)


@dataclass(frozen=True, slots=True)
class _Break:
    """A break of ``days``; ``others`` were told before it without a stop."""

    pair: tuple[Time, Time]
    days: list[int]
    others: list[int]
    start: int
    end: int


@dataclass(slots=True)
class _Reading:
    text: str
    words: Sequence[Token]
    at: int = 0
    clauses: list[_Clause] = field(default_factory=list)
    breaks: list[_Break] = field(default_factory=list)
    exceptions: list[_Clause] = field(default_factory=list)
    all_by_appointment: bool = False
    stopped: bool = True

    @property
    def clause(self) -> _Clause | None:
        return self.clauses[-1] if self.clauses else None

    def peek(self, ahead: int = 0) -> Kind | None:
        place = self.at + ahead
        return self.words[place].kind if place < len(self.words) else None

    def refuse(self, start: int, end: int, why: str) -> Unreadable:
        return Unreadable(self.text, start, end, why)


def read(text: str) -> Week:
    """The week that ``text`` tells. Raises :class:`Unreadable` with the place where it cannot be read."""
    if len(text) > LONGEST_TEXT:
        raise Unreadable(text[:LONGEST_TEXT], LONGEST_TEXT - 1, LONGEST_TEXT, because.TOO_LONG)
    words = list(tokens(text))
    if None in words:
        start = unknown_place(text)
        end = min([place for place in (text.find(" ", start + 1),) if place > 0], default=len(text))
        raise Unreadable(text, start, end, because.UNKNOWN)
    reading = _Reading(text, _in_24_hours([word for word in words if word is not None]))
    while reading.at < len(reading.words):
        _step(reading)
    return _week(reading)


def _in_24_hours(words: list[Token]) -> list[Token]:
    """Where one time is written as in 24 hours and none says a.m. or p.m., so are the others.

    A zero in front (``09:00``) says it of times with two digits, an hour after noon (``18:00``) of all.
    """
    said = [word.value for word in words if isinstance(word.value, Said)]
    if any(word.kind in _HALVES for word in words) or not any(time.exact for time in said):
        return words
    least = 0 if any(time.exact and time.minutes >= AFTER_NOON for time in said) else TWO_DIGITS
    return [
        replace(word, value=Said(word.value.minutes, exact=True))
        if isinstance(word.value, Said) and word.value.minutes >= least
        else word
        for word in words
    ]


def _step(reading: _Reading) -> None:
    word = reading.words[reading.at]
    match word.kind:
        case Kind.DAY:
            _days(reading)
        case Kind.TIME:
            _span(reading)
        case kind if kind in _HALVES:
            if reading.peek(1) is Kind.TIME:
                _span(reading)
            else:
                _half(reading)
        case Kind.ALL_DAY:
            reading.at += 1
            _add_span(reading, ROUND_THE_CLOCK, word)
        case Kind.CLOSED:
            reading.at += 1
            _closed(reading, word)
        case Kind.EXCEPT:
            reading.at += 1
            _taken_out(reading, word)
        case Kind.INCLUDING:
            reading.at += 1
            _including(reading, word)
        case Kind.APPOINTMENT:
            reading.at += 1
            clause = reading.clause
            if clause is None or (reading.stopped and clause.told):
                reading.all_by_appointment = True
            else:
                clause.by_appointment = True
        case Kind.BREAK:
            _break(reading)
        case Kind.STOP:
            reading.stopped = True
            reading.at += 1
            return
        case Kind.TO:
            raise reading.refuse(word.start, word.end, because.NO_ORDER)
        case _:
            reading.at += 1
            return
    reading.stopped = False


# Days


def _day_group(reading: _Reading) -> tuple[list[tuple[int, ...]], int, int]:
    """``Mon-Fri, Sat & PH`` from here on, as its parts, with the place."""
    first = reading.words[reading.at]
    parts: list[tuple[int, ...]] = []
    end = first.end
    while True:
        word = reading.words[reading.at]
        assert isinstance(word.value, tuple)
        days, end = word.value, word.end
        reading.at += 1
        if reading.peek() is Kind.TO and reading.peek(1) is Kind.DAY:
            until = reading.words[reading.at + 1]
            assert isinstance(until.value, tuple)
            if len(days) != 1 or len(until.value) != 1 or HOLIDAY in (*days, *until.value):
                raise reading.refuse(word.start, until.end, because.NO_ORDER)
            days = tuple((days[0] + step) % 7 for step in range((until.value[0] - days[0]) % 7 + 1))
            end = until.end
            reading.at += 2
        parts.append(days)
        if reading.peek() is Kind.DAY:
            continue
        if reading.peek() in (Kind.AND, Kind.INCLUDING) and reading.peek(1) is Kind.DAY:
            reading.at += 1
            continue
        return parts, first.start, end


def _days(reading: _Reading) -> None:
    parts, start, end = _day_group(reading)
    days = [day for part in parts for day in part]
    if reading.peek() is Kind.EXCEPT and reading.peek(1) is not Kind.DAY:
        # 星期三除外: what stands before it is taken out.
        reading.at += 1
        excepted = list(parts[-1]) if len(parts) > 1 else days
        days = days[: len(days) - len(excepted)]
        reading.exceptions.append(_Clause(start, end, excepted, closed=True))
        if not days:
            return
    clause = reading.clause
    if clause is not None and clause.times_first and not clause.days:
        clause.days, clause.end = days, end
    elif clause is not None and not clause.told and clause.half is None:
        clause.days += days
        clause.end = end
    else:
        reading.clauses.append(_Clause(start, end, days))


def _including(reading: _Reading, word: Token) -> None:
    """``daily 9-6 including public holidays``: the same hours on these days too."""
    if reading.peek() is not Kind.DAY or reading.clause is None:
        raise reading.refuse(word.start, word.end, because.NO_ORDER)
    parts, _start, end = _day_group(reading)
    reading.clause.days += [day for part in parts for day in part]
    reading.clause.end = end


# Times


def _time(reading: _Reading) -> tuple[Time, Token]:
    half: Kind | None = None
    if reading.peek() in _HALVES:
        half = reading.peek()
        reading.at += 1
    word = reading.words[min(reading.at, len(reading.words) - 1)]
    if reading.peek() is not Kind.TIME or not isinstance(word.value, Said):
        raise reading.refuse(word.start, word.end, because.NO_ORDER)
    reading.at += 1
    if (half is None and reading.peek() in (Kind.AM, Kind.PM)) or (
        half in (Kind.AM, Kind.PM) and reading.peek() in (Kind.AM, Kind.PM)
    ):
        half = reading.peek()
        reading.at += 1
    return Time(word.value, half), word


def _pair(reading: _Reading) -> tuple[tuple[Time, Time], int, int]:
    opens, first = _time(reading)
    if reading.peek() is not Kind.TO or reading.peek(1) not in (Kind.TIME, *_HALVES):
        raise reading.refuse(first.start, first.end, because.NO_ORDER)
    reading.at += 1
    closes, last = _time(reading)
    return (opens, closes), first.start, last.end


def _span(reading: _Reading) -> None:
    first = reading.words[reading.at]
    pair, _start, end = _pair(reading)
    _add_span(reading, pair, Token(Kind.TIME, first.start, end))


def _add_span(reading: _Reading, pair: tuple[Time, Time], word: Token) -> None:
    clause = reading.clause
    if clause is None or (clause.times_first and clause.days):
        clause = _Clause(word.start, word.end, times_first=True)
        reading.clauses.append(clause)
    elif (
        clause.closed
        or clause.half is not None
        or (reading.clauses[0].times_first and not clause.times_first)
    ):
        raise reading.refuse(clause.start, word.end, because.NO_ORDER)
    clause.spans.append(pair)
    clause.end = word.end


# Closed, excepted, half a day, a break


def _closed(reading: _Reading, word: Token) -> None:
    clause = reading.clause
    if clause is not None and clause.days and not clause.told:
        clause.closed, clause.end = True, word.end
        return
    _taken_out(reading, word)


def _taken_out(reading: _Reading, word: Token) -> None:
    """``closed on Wed pm & Sun``: these days, or halves of them."""
    if reading.peek() is not Kind.DAY:
        raise reading.refuse(word.start, word.end, because.NO_DAYS)
    while reading.peek() is Kind.DAY:
        parts, start, end = _day_group(reading)
        days = [day for part in parts for day in part]
        half = reading.peek()
        if half in _HALVES and reading.peek(1) is not Kind.TIME:
            whole, days = days[: -len(parts[-1])], list(parts[-1])
            reading.at += 1
            if whole:
                reading.exceptions.append(_Clause(start, end, whole, closed=True))
            reading.exceptions.append(_Clause(start, end, days, closed=True, half=half))
        else:
            reading.exceptions.append(_Clause(start, end, days, closed=True))
        if reading.peek() is Kind.AND and reading.peek(1) is Kind.DAY:
            reading.at += 1
        else:
            return


def _half(reading: _Reading) -> None:
    """``Wed pm`` before ``closed``."""
    word = reading.words[reading.at]
    clause = reading.clause
    reading.at += 1
    if clause is None or clause.told or clause.half is not None or reading.peek() is not Kind.CLOSED:
        raise reading.refuse(word.start, word.end, because.NO_ORDER)
    clause.half = word.kind


def _break(reading: _Reading) -> None:
    word = reading.words[reading.at]
    reading.at += 1
    pair, _start, end = _pair(reading)
    clause = reading.clause
    if clause is None:
        raise reading.refuse(word.start, end, because.NO_DAYS)
    told = reading.clauses if reading.stopped else [clause]
    others = [day for one in reading.clauses if one not in told for day in one.days]
    days = [day for one in told for day in one.days]
    reading.breaks.append(_Break(pair, days, others, word.start, end))


# The week


def _week(reading: _Reading) -> Week:
    if not reading.clauses:
        if reading.all_by_appointment:
            return Week({day: Day((), by_appointment=True) for day in (*WEEK, HOLIDAY)})
        raise reading.refuse(0, len(reading.text), because.NO_DAYS)
    only = reading.clauses[0]
    if len(reading.clauses) == 1 and not only.days and only.spans == [ROUND_THE_CLOCK]:
        only.days = [*WEEK, HOLIDAY]
    found: dict[int, list[Span]] = {}
    asked: set[int] = set()
    for clause in reading.clauses:
        if not clause.days:
            raise reading.refuse(clause.start, clause.end, because.NO_DAYS)
        if not clause.told:
            raise reading.refuse(clause.start, clause.end, because.NO_TIMES)
        if clause.half is None:
            _put(reading, found, clause)
        else:
            reading.exceptions.append(clause)
        if clause.by_appointment:
            asked.update(clause.days)
    for pause in reading.breaks:
        span = _one_way(reading, [pause.pair], pause.start, pause.end)[0]
        for day in pause.days:
            found[day] = _without(found.get(day, []), span)
        if any(
            opens < span[0] and span[1] < closes
            for day in pause.others
            for opens, closes in found.get(day, [])
        ):
            # "Mon-Fri 9-6, Sat 9-3 (lunch 1-2)": from Monday to Friday as well?
            raise reading.refuse(pause.start, pause.end, because.NO_ORDER)
    for out in reading.exceptions:
        for day in out.days:
            found[day] = [] if out.half is None else _without_half(reading, found.get(day, []), out)
    if reading.all_by_appointment:
        asked.update(found)
    return Week({day: Day(tuple(found[day]), day in asked) for day in sorted(found)})


def _put(reading: _Reading, found: dict[int, list[Span]], clause: _Clause) -> None:
    """A later clause goes before an earlier one for its days, or adds a second session to them."""
    spans = _one_way(reading, clause.spans, clause.start, clause.end)
    known = [day for day in clause.days if found.get(day)]
    adds = bool(spans) and all(found[day][-1][1] <= spans[0][0] for day in known)
    if known and adds and len(known) == 1 and len(clause.days) == 1:
        others = [day for day, theirs in found.items() if day != known[0] and theirs == found[known[0]]]
        if others:
            # "Mon-Fri 9-1; Wed 3-7": on Wednesday as well, or instead?
            raise reading.refuse(clause.start, clause.end, because.NO_ORDER)
    for day in clause.days:
        found[day] = [*found.get(day, []), *spans] if adds and day in known else list(spans)


def _one_way(reading: _Reading, pairs: Sequence[tuple[Time, Time]], start: int, end: int) -> list[Span]:
    ways = settled(pairs)
    if len(ways) == 1:
        return ways[0]
    raise reading.refuse(start, end, because.TWO_WAYS if ways else because.NO_WAY)


def _without(spans: Sequence[Span], pause: Span) -> list[Span]:
    left = []
    for opens, closes in spans:
        if pause[0] >= closes or pause[1] <= opens:
            left.append((opens, closes))
            continue
        left += [span for span in ((opens, pause[0]), (pause[1], closes)) if span[0] < span[1]]
    return left


def _without_half(reading: _Reading, spans: Sequence[Span], out: _Clause) -> list[Span]:
    morning = out.half in (Kind.MORNING, Kind.AM)
    since = EVENING_FROM if out.half is Kind.EVENING else NOON
    if any(opens < since and closes > max(since, AFTERNOON_BY) for opens, closes in spans) or not spans:
        raise reading.refuse(out.start, out.end, because.HALF)
    return [(opens, closes) for opens, closes in spans if (opens >= since) is morning]
