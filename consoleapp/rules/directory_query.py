"""One line says what, where and when: ``gp mong kok open now``, ``婦科 沙田`` (DOMAIN 9).

What is understood becomes filters; what is left is looked for in names, addresses and telephones. The words
people use are passed in; ``consoleapp.reference.directory_words`` reads the table that is checked in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.rules.text import fold

LONGEST_TEXT = 160
LONGEST_PHRASE = 6
"""Latin words of the longest phrase that means one thing."""


class Filter(StrEnum):
    """What a phrase narrows."""

    SPECIALTY = "specialty"
    KIND = "kind"
    AREA = "area"
    DISTRICT = "district"
    NETWORK = "network"
    DIRECT_BILLING = "direct_billing"
    SECTOR = "sector"
    LANGUAGE = "language"
    NO_APPOINTMENT = "no_appointment"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: a filter and its value, a code or a name as records write it."""

    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases, folded, with what they mean; words that mean nothing; the fold that was used."""

    phrases: Mapping[str, Meaning]
    fillers: frozenset[str]
    folded: Callable[[str], str]

    def with_networks(self, networks: Mapping[str, Sequence[str]]) -> "Vocabulary":
        """The same with the networks of this book and what callers call them.

        A word that means something else already keeps its meaning.
        """
        called = {
            self.folded(fold(word)): Meaning(Filter.NETWORK, code)
            for code, words in networks.items()
            for word in words
        }
        codes = {self.folded(fold(code)): Meaning(Filter.NETWORK, code) for code in networks}
        return replace(self, phrases={**called, **self.phrases, **codes})


@dataclass(frozen=True, slots=True)
class When:
    """When it must be open: at ``minute`` of ``day``, or at any time of it where ``minute`` is None."""

    day: date
    minute: int | None


@dataclass(frozen=True, slots=True)
class Understood:
    """A phrase of the line, as typed, and what it was taken to mean."""

    text: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class DirectoryQuery:
    """What a line asks for. Values of one filter are alternatives; filters go together."""

    understood: tuple[Understood, ...] = ()
    when: When | None = None
    words: tuple[str, ...] = ()
    """What is left, folded: parts of names, streets and telephone numbers, all of which must be there."""

    def values(self, kind: Filter) -> tuple[str, ...]:
        """What is asked of one filter, each once."""
        return tuple(
            dict.fromkeys(one.meaning.value for one in self.understood if one.meaning.filter is kind)
        )

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(Area(value) for value in self.values(Filter.AREA))

    @property
    def kinds(self) -> tuple[ProviderKind, ...]:
        return tuple(ProviderKind(value) for value in self.values(Filter.KIND))


@dataclass(slots=True)
class _Time:
    """What was said of the time so far."""

    asked: bool = False
    day: date | None = None
    minute: int | None = None
    exact: bool = False
    spoken: list[str] = field(default_factory=list)


_LATIN = re.compile(r"[a-z0-9][a-z0-9&'’./:-]*[a-z0-9]|[a-z0-9]")
_PIECE = re.compile(rf"{_LATIN.pattern}|[^\x00-ɏ\s，、。；：]")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>am|pm)?")
_CHINESE_CLOCK = re.compile(
    r"(?P<half>上午|早上|下午|晚上|夜晚|晚)?(?P<hour>\d{1,2})[時點点时](?P<minute>半)?"
)

_DAY = re.compile(
    r"(?<![a-z0-9])(?:(?P<whole>mon|tues|wednes|thurs|fri|satur|sun)days?(?![a-z0-9])"
    # Cut short it may be a name: ``sun hung kai``. It is a day at the end, or before a time.
    r"|(?P<short>mon|tues?|wed|thu|thurs?|fri|sat|sun)"
    r"(?=\s*$|\s+(?:\d|open|at |morning|afternoon|evening|night)))"
)
_WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_CHINESE_DAY = re.compile(r"(?:星期|禮拜|礼拜|[週周])([一二三四五六日天])")
_NUMERALS = "一二三四五六日"
_NOW = ("now", "而家", "依家", "現在", "现在", "即時")
_TODAY = ("today", "今日", "今天")
_TONIGHT = ("tonight", "今晚")
_TOMORROW = ("tomorrow", "tmr", "聽日", "听日", "明天", "明日")
_OPEN = ("open", "opens", "opened", "opening", "開", "开")
TONIGHT = 20 * 60
"""What "tonight" stands for."""


def understand(text: str, known: Vocabulary, now_local: datetime) -> DirectoryQuery:
    """What ``text`` asks for at ``now_local`` (Hong Kong time). Any text is understood; none asks for all."""
    line = known.folded(fold(text[: LONGEST_TEXT * 2])[:LONGEST_TEXT])
    time = _Time()
    line = _take_time(line, time, now_local)
    pieces = [match[0] for match in _PIECE.finditer(line)]
    understood: list[Understood] = []
    words: list[str] = []
    at = 0
    while at < len(pieces):
        length, meaning = _longest(pieces, at, known)
        phrase = _joined(pieces[at : at + length])
        if meaning is not None:
            understood.append(Understood(phrase, meaning))
        elif phrase not in known.fillers:
            words.append(phrase)
        at += length
    if time.asked:
        meaning = Meaning(Filter.OPEN, "")
        understood.append(Understood(" ".join(time.spoken), meaning))
    return DirectoryQuery(tuple(understood), _when(time, now_local), tuple(_rejoined(words)))


def _longest(pieces: Sequence[str], at: int, known: Vocabulary) -> tuple[int, Meaning | None]:
    """The longest phrase from ``at`` on that means something, or is a filler; else one piece alone."""
    for length in range(min(LONGEST_PHRASE, len(pieces) - at), 0, -1):
        phrase = _joined(pieces[at : at + length])
        if phrase in known.phrases:
            return length, known.phrases[phrase]
        if phrase in known.fillers:
            return length, None
    return 1, None


def _joined(pieces: Sequence[str]) -> str:
    """Latin words with a space between, Chinese characters without."""
    text = ""
    for piece in pieces:
        text += f" {piece}" if text and (piece[0].isascii() or text[-1].isascii()) else piece
    return text


def _rejoined(words: Sequence[str]) -> Iterator[str]:
    """Chinese characters that stand together are one word to look for."""
    run = ""
    for word in words:
        if word.isascii():
            if run:
                yield run
            run = ""
            yield word
        else:
            run += word
    if run:
        yield run


# When


def _take_time(line: str, time: _Time, now: datetime) -> str:
    """``line`` without what it says of the time, which goes into ``time``."""
    today = now.date()
    for word, day, minute in (
        *((word, today, _minute(now)) for word in _NOW),
        *((word, today, None) for word in _TODAY),
        *((word, today, TONIGHT) for word in _TONIGHT),
        *((word, today + timedelta(days=1), None) for word in _TOMORROW),
    ):
        if (left := _without(line, word)) is not None:
            line, time.asked, time.day = left, True, day
            time.minute = time.minute if minute is None else minute
            time.spoken.append(word)
    if english := _DAY.search(line):
        weekday = _WEEKDAYS.index((english["whole"] or english["short"])[:2])
        time.asked, time.day = True, _next(today, weekday)
        time.spoken.append(english[0])
        line = f"{line[: english.start()]} {line[english.end() :]}"
    if chinese := _CHINESE_DAY.search(line):
        weekday = _NUMERALS.index("日" if chinese[1] == "天" else chinese[1])
        time.asked, time.day = True, _next(today, weekday)
        time.spoken.append(chinese[0])
        line = line.replace(chinese[0], " ")
    line = _take_clock(line, time)
    for word in _OPEN:
        if (left := _without(line, word)) is not None:
            line, time.asked = left, True
            time.spoken.insert(0, word)
            break
    return line


def _take_clock(line: str, time: _Time) -> str:
    if chinese := _CHINESE_CLOCK.search(line):
        hour = int(chinese["hour"])
        late = chinese["half"] in ("下午", "晚上", "夜晚", "晚")
        return _clock(line, time, chinese[0], hour, 30 if chinese["minute"] else 0, late=late)
    for found in _CLOCK.finditer(line):
        alone = _alone(line, found.start(), found.end())
        if alone and (found["half"] or found["minute"]):
            late = found["half"] == "pm"
            hour = 0 if found["half"] == "am" and found["hour"] == "12" else int(found["hour"])
            return _clock(line, time, found[0], hour, int(found["minute"] or 0), late=late)
    return line


def _clock(line: str, time: _Time, said: str, hour: int, minute: int, *, late: bool) -> str:
    hour += 12 if late and hour < 12 else 0
    if hour > 23:
        return line
    time.asked, time.minute = True, hour * 60 + minute
    time.spoken.append(said.strip())
    return line.replace(said, " ", 1)


def _without(line: str, word: str) -> str | None:
    """``line`` without ``word``, a whole one where it is Latin; None where it is not there."""
    start = line.find(word)
    while start >= 0:
        end = start + len(word)
        if not word.isascii() or _alone(line, start, end):
            return f"{line[:start]} {line[end:]}"
        start = line.find(word, start + 1)
    return None


def _alone(line: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit touches this part."""
    before, after = line[start - 1 : start], line[end : end + 1]
    return not any(one and one.isascii() and (one.isalnum() or one in "-/&") for one in (before, after))


def _when(time: _Time, now: datetime) -> When | None:
    if not time.asked:
        return None
    if time.day is None and time.minute is None:
        return When(now.date(), _minute(now))
    day = time.day or now.date()
    return When(day, time.minute)


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _minute(now: datetime) -> int:
    return now.hour * 60 + now.minute
