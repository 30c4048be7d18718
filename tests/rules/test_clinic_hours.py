"""Hours as clinics print them are read as a person reads them, or refused with the place (DOMAIN 9)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.clinic_hours import Day, Unreadable, Week, read
from consoleapp.rules.hours import clock
from consoleapp.rules.opening_hours import check

_TABLE = tomllib.loads(Path(__file__).with_name("hours_cases.toml").read_text("utf-8"))
CASES: list[tuple[str, str]] = [(text, said) for text, said in _TABLE["read"]]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_hours_are_read_as_worked_out_by_hand(text: str, said: str) -> None:
    if said == "refused":
        _must_be_refused(text)
    else:
        assert read(text).expression == said
        assert check(said) == said


def test_nearly_all_that_clinics_print_is_read() -> None:
    assert len(CASES) >= 120
    assert sum(said != "refused" for _text, said in CASES) >= 0.95 * len(CASES)


@pytest.mark.parametrize("text", _TABLE["refused"])
def test_what_cannot_be_known_is_refused_with_the_place(text: str) -> None:
    _must_be_refused(text)


def _must_be_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert 0 <= refusal.value.start <= refusal.value.end <= len(text)
    assert text[refusal.value.start : refusal.value.end] in str(refusal.value)


def test_a_page_of_text_is_not_hours() -> None:
    with pytest.raises(Unreadable, match="too long"):
        read("Mon-Fri 9am-6pm " * 40)


NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "PH")
CHINESE = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "公眾假期")
times = st.integers(7 * 4, 23 * 4).map(lambda quarter: quarter * 15)
spans = st.lists(times, min_size=2, max_size=6, unique=True).map(
    lambda marks: tuple(zip(*[iter(sorted(marks))] * 2, strict=False))
)
weeks = st.dictionaries(st.integers(0, 7), spans.map(Day), min_size=1)


def twelve(at: int) -> str:
    hour, minute = divmod(at, 60)
    if at == 720:
        return "12nn"
    return f"{(hour - 1) % 12 + 1}:{minute:02d}{'am' if hour < 12 else 'pm'}"


def chinese(at: int) -> str:
    hour, minute = divmod(at, 60)
    half = "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    return f"{half}{(hour - 1) % 12 + 1}時" + (f"{minute}分" if minute else "")


@given(weeks)
def test_a_week_written_in_any_way_is_read_back(days: dict[int, Day]) -> None:
    week = Week(days)
    written = {
        "24 hours": "; ".join(
            f"{NAMES[day]} " + ", ".join(f"{clock(a)}-{clock(b)}" for a, b in hours.spans)
            for day, hours in days.items()
        ),
        "am and pm": "; ".join(
            f"{NAMES[day]}: " + " & ".join(f"{twelve(a)} to {twelve(b)}" for a, b in hours.spans)
            for day, hours in days.items()
        ),
        "Chinese": "；".join(
            CHINESE[day] + "：" + "、".join(f"{chinese(a)}至{chinese(b)}" for a, b in hours.spans)
            for day, hours in days.items()
        ),
    }
    for way, text in written.items():
        assert read(text).expression == week.expression, (way, text)


@given(weeks)
def test_what_was_read_is_a_valid_expression_that_reads_back(days: dict[int, Day]) -> None:
    expression = Week(days).expression
    check(expression)
    assert read(expression.replace("PH unknown", "")).expression == expression


_WORDS = (
    "Mon", "-", "Fri", "Sat", "PH", "9", "1:30pm", "6am", "am", "pm", "evening", "lunch", "closed", "except",
    "including", "by appointment", "24 hours", "noon", ",", ";", "and", "daily", "星期一", "至", "五",
    "下午", "休息", "9時",
)  # fmt: skip


@given(
    st.text(alphabet="Mon-Fri SatPH9:301,;&()時星期一至五上午下午休息 closed", max_size=40)
    | st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    week = read_or_none(text)
    if week is not None:
        check(week.expression)
        for day in week.days.values():
            assert all(a < b for a, b in day.spans)
            assert all(one[1] <= two[0] for one, two in zip(day.spans, day.spans[1:], strict=False))


def read_or_none(text: str) -> Week | None:
    try:
        return read(text)
    except Unreadable:
        return None
