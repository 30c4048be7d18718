"""Versions of the desk reference, and finding an entry by everyday words, whatever they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.reference.characters import characters
from consoleapp.rules import desk_reference as rules
from consoleapp.rules.desk_reference import EntryText, Section, Validity, Version
from consoleapp.rules.reference_record import COLUMNS, cells_of, changed_cells, read_row
from consoleapp.rules.reference_search import LITTLE_WORDS, Findable, findable, found, wanted
from consoleapp.rules.statuses import Language

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))
FOLD = characters().fold


def version(number: int, since: date, until: date | None = None) -> Version:
    return Version(
        Section.FORM, "LM-1", number, since, until, {Language.ENGLISH: EntryText("Claim form")},
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Versions as a set lets them be: a higher number never begins earlier."""
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=5)))
    lasts = [draw(st.one_of(st.none(), st.integers(0, 90))) for _day in days]
    return [
        version(place, day, None if last is None else day + timedelta(days=last))
        for place, (day, last) in enumerate(zip(days, lasts, strict=True), 1)
    ]


@given(histories(), DAYS, st.randoms())
def test_one_version_at_most_is_given_out_and_never_an_older_or_a_later_one(
    history: list[Version], today: date, chance: object
) -> None:
    given_out = rules.in_force(history, today)
    stands = {one.version: rules.validity(one, history, today) for one in history}
    assert [number for number, how in stands.items() if how is Validity.IN_FORCE] == (
        [] if given_out is None else [given_out.version]
    )
    for one in history:
        if one.valid_from > today:
            assert stands[one.version] is Validity.TO_COME
        elif any(other.version > one.version and other.valid_from <= today for other in history):
            assert stands[one.version] is Validity.SUPERSEDED
    if given_out is not None:
        assert given_out.valid_from <= today
        assert given_out.valid_to is None or today <= given_out.valid_to


WORDS = st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=8), min_size=1, max_size=6)
CHINESE = st.text("遺失醫療卡門診住院賠償申請表牙科索償單據", min_size=2, max_size=8)


@given(WORDS, st.lists(WORDS, max_size=6), st.data())
def test_any_words_of_a_title_find_it_before_those_without_them(
    title: list[str], others: list[list[str]], data: st.DataObject
) -> None:
    entries = [findable("a", [" ".join(words)], (), (), FOLD) for words in (title, *others)]
    word = data.draw(st.sampled_from([one for one in title if one not in LITTLE_WORDS] or title))
    places, whole = found(wanted(word.upper(), FOLD), entries)
    assert whole
    assert 0 in places
    assert found(wanted(" ".join(title), FOLD), entries)[0][0] in (
        place for place, words in enumerate((title, *others)) if set(title) <= set(words) or place == 0
    )


@given(CHINESE, st.data())
def test_either_script_finds_the_same(title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 2))
    part = title[start : data.draw(st.integers(start + 2, len(title)))]
    entries = [findable("a", [title], (), (), FOLD), findable("b", ["別的事情"], (), (), FOLD)]
    assert found(wanted(part, FOLD), entries) == found(wanted(FOLD(part), FOLD), entries)
    assert found(wanted(part, FOLD), entries)[0][:1] == [0]


@given(st.text(max_size=30))
def test_nothing_that_is_typed_fails(text: str) -> None:
    entries = [Findable("a", ("claim form",), ("form",), ("page two",)), Findable("b", (), (), ())]
    places, _whole = found(wanted(text, FOLD), entries)
    assert set(places) <= {0, 1}


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("how do I report a lost card", 0), ("cards lost", 0), ("遗失", 0), ("我唔見咗遺失醫療卡點算", 0),
        ("LM-401", 1), ("lm-401", 1), ("hospital claims", 1), ("入院", 1), ("surgery", 1),
    ],
)  # fmt: skip
def test_everyday_words(said: str, first: int) -> None:
    entries = [
        findable("LM-303", ["Lost card report", "遺失醫療卡申報表"], ["stolen replacement 補領"], [""], FOLD),
        findable(
            "LM-401", ["Hospitalisation claim form", "住院賠償申請表"], ["surgery 入院"], ["card"], FOLD
        ),
    ]
    assert found(wanted(said, FOLD), entries)[0][0] == first


def test_where_nothing_has_all_the_words_the_nearest_say_so() -> None:
    entries = [findable("a", ["Dental claim form"], (), (), FOLD), findable("b", ["Lost card"], (), (), FOLD)]
    assert found(wanted("dental claim unicorn", FOLD), entries) == ([0], False)
    assert found(wanted("unicorn", FOLD), entries) == ([], True)


def test_a_reader_falls_back_in_the_said_order() -> None:
    chinese = version(1, FIRST)
    both = Version(
        Section.TERM, "x", 1, FIRST, None,
        {Language.ENGLISH: EntryText("Deductible"), Language.TRADITIONAL_CHINESE: EntryText("墊底費")},
        files={Language.TRADITIONAL_CHINESE: "a" * 64},
    )  # fmt: skip
    assert rules.in_language(chinese, Language.TRADITIONAL_CHINESE)[0] is Language.ENGLISH
    assert rules.in_language(both, Language.SIMPLIFIED_CHINESE)[1].title == "墊底費"
    assert rules.file_in(both, Language.ENGLISH) == (Language.TRADITIONAL_CHINESE, "a" * 64)
    assert rules.file_in(chinese, Language.ENGLISH) is None


def test_checked_for_a_year_and_a_day_is_stale() -> None:
    assert not rules.is_stale(FIRST, FIRST + timedelta(days=365), 365)
    assert rules.is_stale(FIRST, FIRST + timedelta(days=366), 365)
    assert rules.is_stale(None, FIRST, 365)


FORM = {
    "code": "LM-1", "version": "2", "valid_from": "2026-01-01", "audience": "member doctor",
    "title_en": "Claim form", "file_en": "a.pdf",
}  # fmt: skip
POINT = {
    "code": "HK", "version": "1", "valid_from": "2026-01-01", "kind": "telephone", "region": "hong_kong",
    "value": "8595 0100", "hours": "Mon-Fri 9-6; Sat, Sun & PH closed", "title_en": "Hotline",
}  # fmt: skip


def stored_as(name: str) -> str:
    if name != "a.pdf":
        raise Refused("no such file")
    return "0" * 64


def test_a_row_becomes_a_version_and_its_cells_again() -> None:
    one, bad = read_row(Section.FORM, FORM, stored_as, FIRST)
    assert not bad
    assert one is not None
    assert (one.version, one.files[Language.ENGLISH]) == (2, "0" * 64)
    assert changed_cells(one, one) == ()
    assert set(cells_of(one)) <= {column for columns in COLUMNS.values() for column in columns}
    point, bad = read_row(Section.POINT, POINT, stored_as, FIRST)
    assert not bad
    assert point is not None
    assert point.point is not None
    assert point.point.hours == "Mo-Fr 09:00-18:00; PH off"


@pytest.mark.parametrize(
    ("section", "cells", "column"),
    [
        (Section.FORM, FORM | {"version": "0"}, "version"),
        (Section.FORM, FORM | {"version": "１"}, "version"),
        (Section.FORM, FORM | {"code": "../x"}, "code"),
        (Section.FORM, FORM | {"valid_from": "31 Feb 2026"}, "valid_from"),
        (Section.FORM, FORM | {"valid_to": "2025-12-31"}, "valid_to"),
        (Section.FORM, FORM | {"checked_on": "2026-01-02"}, "checked_on"),
        (Section.FORM, FORM | {"audience": "everyone"}, "audience"),
        (Section.FORM, FORM | {"file_en": "b.pdf"}, "file_en"),
        (Section.FORM, FORM | {"file_en": ""}, "file_en"),
        (Section.FORM, FORM | {"link": "http://x.example/a"}, "link"),
        (Section.FORM, FORM | {"title_en": ""}, "title_en"),
        (Section.FORM, FORM | {"title_en": "x" * 201}, "title_en"),
        (Section.FORM, FORM | {"text_zh_Hant": "有文"}, "title_zh_Hant"),
        (Section.FORM, FORM | {"scheme": "gold"}, "scheme"),
        (Section.POINT, POINT | {"value": "call us"}, "value"),
        (Section.POINT, POINT | {"kind": "email"}, "value"),
        (Section.POINT, POINT | {"kind": "pigeon"}, "kind"),
        (Section.POINT, POINT | {"hours": "Mon sometimes"}, "hours"),
        (Section.POINT, POINT | {"kind": "toll_free"}, "country"),
        (Section.POINT, POINT | {"country": "JP"}, "country"),
        (Section.TERM, {key: FORM[key] for key in ("code", "version", "valid_from", "title_en")}, "text_en"),
        (Section.QUESTION, FORM | {"text_en": "x", "checked_on": "2026-01-01"}, "owner"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(section: Section, cells: dict[str, str], column: str) -> None:
    one, bad = read_row(section, cells, stored_as, FIRST)
    assert one is None
    assert [fault.column for fault in bad] == [column]
