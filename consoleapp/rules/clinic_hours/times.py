"""What the times of one day mean: ``9-1, 3-7`` is 09:00–13:00 and 15:00–19:00, ``8-10`` may be three things.

A time without a.m. or p.m. may be either. Of all ways to read the times of a day, those are kept that run
forward and stay between 07:00 and 23:00; exactly one must be left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consoleapp.rules.clinic_hours.words import Kind, Said

EARLIEST, LATEST = 7 * 60, 23 * 60
NOON, DAY = 12 * 60, 24 * 60
LONGEST_NIGHT = 12 * 60
"""A span over midnight that is longer was meant otherwise: ``09:30-01:30``."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Time:
    """A time as said, with the half of the day said beside it."""

    said: Said
    half: Kind | None = None

    def readings(self, *, closing: bool) -> tuple[int, ...]:
        """What it may be, in minutes; none where it contradicts itself."""
        at = self.said.minutes
        if self.said.exact:
            return (at,)
        if at >= 13 * 60:
            return (at,)
        twelve = at >= NOON
        match self.half:
            case None:
                return (at,) if twelve else (at, at + NOON)
            case Kind.AM:
                return ((at - NOON + (DAY if closing else 0)) if twelve else at,)
            case Kind.MORNING:
                return () if twelve else (at,)  # 上午12時: noon or midnight? Nobody knows.
            case Kind.EVENING if twelve:
                return (at + NOON,) if at == NOON and closing else ()
            case _:
                return (at,) if twelve else (at + NOON,)

    @property
    def certain(self) -> bool:
        """Whether it was said so that the usual hours of a clinic need not decide."""
        return self.said.exact or self.half is not None


def shared(opens: Time, closes: Time) -> tuple[Time, Time]:
    """``2-6pm``: both are p.m.; ``10-2pm``: the first is a.m., because 10 p.m. would come after."""
    if closes.half in (Kind.AM, Kind.PM) and not opens.certain:
        same = Time(opens.said, closes.half)
        if max(same.readings(closing=False)) < max(closes.readings(closing=True)):
            return same, closes
        return Time(opens.said, Kind.AM), closes
    return opens, closes


def settled(pairs: Sequence[tuple[Time, Time]]) -> list[list[Span]]:
    """Every way to read the spans of one day, in their order."""
    return list(_ways([shared(*pair) for pair in pairs], 0))


def _ways(pairs: Sequence[tuple[Time, Time]], after: int) -> Iterator[list[Span]]:
    if not pairs:
        yield []
        return
    (opens, closes), rest = pairs[0], pairs[1:]
    for start in opens.readings(closing=False):
        for end in closes.readings(closing=True):
            span = _span(opens, closes, start, end)
            if span is not None and span[0] >= after:
                for others in _ways(rest, span[1]):
                    yield [span, *others]


def _span(opens: Time, closes: Time, start: int, end: int) -> Span | None:
    if end <= start and opens.certain and closes.certain:
        end += DAY
        if end - start > LONGEST_NIGHT:
            return None
    if not 0 <= start < end or start >= DAY:
        return None
    if not opens.certain and not EARLIEST <= start <= LATEST:
        return None
    if not closes.certain and not EARLIEST <= end <= LATEST:
        return None
    return start, end
