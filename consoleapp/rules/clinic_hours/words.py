"""The words clinics print in their hours, in English and Chinese, as tokens with their place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a word does."""

    DAY = auto()
    """One or more days; ``value`` is a tuple of them."""
    TIME = auto()
    """A time of day; ``value`` is a :class:`Said`."""
    AM = auto()
    PM = auto()
    MORNING = auto()
    """A half of the day said before the time, as Chinese does: ``上午9時``; so are the next two."""
    AFTERNOON = auto()
    EVENING = auto()
    TO = auto()
    """A dash, ``to``, ``至``."""
    AND = auto()
    """A comma, ``&``, ``及``."""
    STOP = auto()
    """A semicolon, a full stop or a new line: what follows is about other days."""
    OPEN = auto()
    SHUT = auto()
    """Brackets."""
    CLOSED = auto()
    EXCEPT = auto()
    INCLUDING = auto()
    ALL_DAY = auto()
    APPOINTMENT = auto()
    BREAK = auto()
    """A lunch break: its time is taken out."""


@dataclass(frozen=True, slots=True)
class Said:
    """A time as written. ``exact``: 24-hour writing, noon or midnight: nothing is left to settle."""

    minutes: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One word and where it stands."""

    kind: Kind
    start: int
    end: int
    value: "tuple[int, ...] | Said | None" = None


WEEK, WORKING, WEEKEND, HOLIDAYS = tuple(range(7)), (0, 1, 2, 3, 4), (5, 6), (7,)
_ENGLISH = (
    r"mon(?:day)?s?|mo", r"tue(?:s(?:day)?s?)?|tu", r"wed(?:nesday|s)?s?|we", r"thu(?:r(?:s(?:day)?s?)?)?|th",
    r"fri(?:day)?s?|fr", r"sat(?:urday)?s?|sa", r"sun(?:day)?s?|su",
)  # fmt: skip
_ENGLISH_DAY = "|".join(f"(?P<d{n}>(?:{names})(?![a-z]))" for n, names in enumerate(_ENGLISH))
_CHINESE_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_HOURS = {"十二": 12, "十一": 11, "十": 10, "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5,
          "六": 6, "七": 7, "八": 8, "九": 9}  # fmt: skip
_NUMERAL = "十[一二]?|[一二兩两三四五六七八九]"

_HOUR = r"(?:[01]?\d|2[0-4])"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("all_day", r"24\s*/\s*7|24\s*-?\s*(?:hours?|hrs?)\b(?:\s*a\s*day)?|round the clock|"
                r"(?:全日|全天)?\s*24\s*小[時时]"),
    ("skip", r"(?:consultation|opening|office|clinic|service|business|working|surgery)\s*(?:hours?|time)\b|"
             r"(?:應診|应诊|診症|诊症|門診|门诊|診所|诊所|營業|营业|服務|服务|開放|开放|辦公|办公)(?:時間|时间)|"
             r"hours\b|時間|时间|(?:from|at|on|open|only)\b|逢|由|從|从|為|为|只限?|均"),
    ("holiday", r"(?:public|general|pub\.?|bank)\s*(?:holidays?|hols?\.?)(?![a-z])|p\.?\s?h\.?s?(?![a-z])|"
                r"holidays?(?![a-z])|公[眾众]假期?|公假|假期"),
    ("daily", r"daily|every\s*day|7\s*days(?:\s*a\s*week)?|每[日天]|天天"),
    ("working", r"week\s*days?(?![a-z])|平日"),
    ("weekend", r"week\s*ends?(?![a-z])|[週周]末"),
    ("including", r"including|incl\.?(?![a-z])|包括|連同|连同"),
    ("except", r"except(?:ing)?(?![a-z])|excluding|excl\.?(?![a-z])|除外|除了?"),
    ("appointment", r"(?:strictly\s*)?by\s*(?:prior\s*)?(?:appointments?|appt\.?)(?:\s*only)?|"
                    r"appointments?\s*only|(?:須|须|需|敬請|敬请|請|请|只限|只接受|僅限)?(?:預約|预约)(?:服務|服务)?"),
    ("break", r"(?:closed?\s*(?:for|during)\s*)?lunch(?:\s*(?:break|hour|time))?|"
              r"午膳(?:休息|時間|时间)*|午休"),
    ("closed", r"closed?(?![a-z])|rest(?:\s*days?)?(?![a-z])|off\b|nil\b|"
               r"no\s*(?:clinic|consultation|service)s?(?![a-z])|休息|休診|休诊|停診|停诊|不設應診|不设应诊|無應診|休"),
    ("chinese_day", r"(?:星期|禮拜|礼拜|[週周])\s*(?P<cd>[一二三四五六日天])"),
    ("english_day", f"(?:{_ENGLISH_DAY})" + r"(?:\.(?!\d))?"),
    ("noon", r"12\s*(?:[:.]00)?\s*(?:noon|nn(?![a-z]))|noon|"
             r"(?:中午|正午)\s*(?:12|十二)\s*[時时點点](?:正)?|正午|中午12:00"),
    ("midnight", r"12\s*(?:[:.]00)?\s*(?:midnight|mn(?![a-z]))|midnight|"
                 r"(?:午夜|半夜|晚上|晚|深夜)\s*(?:12|十二)\s*[時时點点](?:正)?|午夜"),
    ("am", r"a\.?\s?m(?![a-z])\.?"),
    ("pm", r"p\.?\s?m(?![a-z])\.?"),
    ("morning", r"mornings?|上午|早上|早晨|凌晨|朝早|早|朝"),
    ("afternoon", r"afternoons?|下午|午後|午后|中午"),
    ("evening", r"evenings?|晚上|傍晚|晚間|晚间|晚|夜"),
    ("chinese_time", rf"(?P<ch>{_HOUR}|{_NUMERAL})\s*[時时點点]"
                     r"(?:\s*(?P<cm>[0-5]?\d)\s*分?|(?P<half>半)|整|正)?"),
    ("compact_time", r"(?P<kh>[01]\d|2[0-4])(?P<km>[0-5]\d)(?!\d)\s*(?:hrs?\b|h\b)?"),
    ("short_time", r"(?P<sh>[1-9])(?P<sm>[0-5]\d)(?=\s*[ap]\.?\s?m)"),
    ("time", rf"(?P<h>{_HOUR})(?:\s?[:.]\s?(?P<m>[0-5]\d))?(?![\d:])\s*(?:hrs?\b|h\b)?"),
    ("bare_day", r"(?P<bd>[一二三四五六日天])(?![十一二三四五六七八九時时點点])"),
    ("to", r"[-–—~〜～‐‑−]+|(?:to|till?|until|thru|through)\b|至|到"),
    ("and", r"[,，、&+/]|and\b|及|和|與|与|或"),
    ("stop", r"[;；。|\n]+|\.(?!\d)"),
    ("open", r"[(\[（【]"),
    ("shut", r"[)\]）】]|外(?=[\s,，、:：;；)）]|$)"),
    ("colon", r"[:：]"),
    ("space", r"\s+"),
)  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_PLAIN = {
    "am": Kind.AM, "pm": Kind.PM, "morning": Kind.MORNING, "afternoon": Kind.AFTERNOON,
    "evening": Kind.EVENING, "to": Kind.TO, "and": Kind.AND, "including": Kind.INCLUDING,
    "stop": Kind.STOP, "open": Kind.OPEN, "shut": Kind.SHUT, "closed": Kind.CLOSED,
    "except": Kind.EXCEPT, "all_day": Kind.ALL_DAY,
    "appointment": Kind.APPOINTMENT, "break": Kind.BREAK,
}  # fmt: skip
_DAYS = {"holiday": HOLIDAYS, "daily": WEEK, "working": WORKING, "weekend": WEEKEND}
_PASSED_OVER = frozenset({"skip", "colon", "space"})


def narrow(text: str) -> str:
    """``text`` in narrow lower-case characters, each in its place, so that places still fit the text."""
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    narrowed = unicodedata.normalize("NFKC", character).lower()
    return narrowed if len(narrowed) == 1 else character


def tokens(text: str) -> Iterator[Token | None]:
    """The words of ``text`` in order; None in place of one that is not known, and then no more."""
    plain = narrow(text)
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None or found.lastgroup is None:
            yield None
            return
        token = _token(found)
        if token is not None:
            yield token
        at = found.end()


def unknown_place(text: str) -> int:
    """Where the first word stands that is not known; the length of ``text`` when all are."""
    plain = narrow(text)
    at = 0
    while at < len(plain) and (found := _TOKEN.match(plain, at)):
        at = found.end()
    return at


def _token(found: re.Match[str]) -> Token | None:
    name = next(name for name, _pattern in _PATTERNS if found[name] is not None)
    if name in _PASSED_OVER:
        return None
    start, end = found.start(), found.end()
    if name in _PLAIN:
        return Token(_PLAIN[name], start, end)
    if name in _DAYS:
        return Token(Kind.DAY, start, end, _DAYS[name])
    if name == "english_day":
        return Token(Kind.DAY, start, end, (next(n for n in range(7) if found[f"d{n}"]),))
    if name in ("chinese_day", "bare_day"):
        return Token(Kind.DAY, start, end, (_CHINESE_DAYS[found["cd"] or found["bd"]],))
    return Token(Kind.TIME, start, end, _said(name, found))


def _said(name: str, found: re.Match[str]) -> Said:
    match name:
        case "noon":
            return Said(720, exact=True)
        case "midnight":
            return Said(1440, exact=True)
        case "chinese_time":
            hour = int(found["ch"]) if found["ch"].isdigit() else _HOURS[found["ch"]]
            minute = 30 if found["half"] else int(found["cm"] or 0)
            return Said(hour * 60 + minute, exact=hour > 12 or hour == 0)
        case "compact_time":
            return Said(int(found["kh"]) * 60 + int(found["km"]), exact=True)
        case "short_time":
            return Said(int(found["sh"]) * 60 + int(found["sm"]), exact=False)
    hour = int(found["h"])
    padded = found["h"].startswith("0") and found["m"] is not None
    return Said(hour * 60 + int(found["m"] or 0), exact=padded or hour > 12 or hour == 0)
