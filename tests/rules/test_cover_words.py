"""Which items of a schedule a question means, why, and what it is when none does (DOMAIN 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.rules.cover_words import (
    LONGEST,
    Concept,
    Entry,
    EverydayWords,
    Found,
    Heard,
    Hit,
    Why,
    phrase,
    search,
)
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import BenefitType

ENTRIES = [
    Entry("CM", BenefitType.OPB, "Chinese medicine practitioner", "中醫診症"),
    Entry("MED", BenefitType.OPB, "Prescribed medicine", "處方藥物"),
    Entry("DX", BenefitType.OPB, "Imaging (X-ray, MRI, CT)", "造影（X光）"),
    Entry("SCL", BenefitType.DEN, "Scaling and polishing", "洗牙"),
    Entry("FIL", BenefitType.DEN, "Fillings", "補牙"),
]


def same(text: str) -> str:
    """Two characters are enough of a table here."""
    return text.translate(str.maketrans("醫補", "医补"))


def concept(
    key: str, words: list[str], items: list[str], types: list[BenefitType], near: tuple[str, ...] = ()
) -> Concept:
    return Concept(
        key,
        Name(key.title(), key),
        tuple(phrase(one, same) for one in items),
        frozenset(types),
        near,
        tuple(phrase(one, same) for one in words),
    )


KNOWN = EverydayWords(
    {
        one.key: one
        for one in (
            concept("medicine", ["pills", "medicine"], ["prescribed medicine"], []),
            concept("herbs", ["herbs"], ["chinese medicine"], []),
            concept("bones", ["跌打", "bonesetter"], ["bonesett"], [], ("herbs",)),
            concept("dentist", ["牙", "dentist"], [], [BenefitType.DEN]),
            concept("scaling", ["洗牙", "tooth cleaning"], ["scaling"], []),
            concept("glasses", ["glasses", "眼鏡"], ["optical"], []),
        )
    },
    tuple(phrase(one, same) for one in ["am", "i", "covered", "for", "a", "有冇"]),
    same,
)


def answers(said: str) -> list[tuple[str, Why]]:
    return [(ENTRIES[hit.place].code, hit.why) for hit in search(said, ENTRIES, KNOWN).hits]


def test_a_code_goes_before_a_name_and_a_name_before_an_everyday_word() -> None:
    assert answers("cm") == [("CM", Why.CODE)]
    assert answers("polishing") == [("SCL", Why.NAME)]
    assert answers("pills") == [("MED", Why.WORD)]


def test_of_two_names_the_one_the_word_means_goes_first() -> None:
    assert answers("medicine") == [("MED", Why.NAME), ("CM", Why.NAME)]


def test_a_latin_word_answers_from_its_beginning_only() -> None:
    assert answers("ct") == [("DX", Why.NAME)]
    assert answers("scal") == [("SCL", Why.NAME)]
    assert answers("edicine") == []


def test_every_word_of_a_question_must_stand_in_the_name() -> None:
    assert answers("chinese medicine")[0] == ("CM", Why.NAME)
    assert answers("imaging ct") == [("DX", Why.NAME)]
    assert answers("chinese imaging") == []


def test_the_whole_schedule_of_a_benefit_type_answers_to_its_name_and_code() -> None:
    assert answers("DEN") == answers("dental") == [("SCL", Why.TYPE), ("FIL", Why.TYPE)]


def test_a_word_inside_a_longer_one_that_was_understood_says_nothing() -> None:
    assert [name.en for name in search("想洗牙", ENTRIES, KNOWN).understood] == ["Scaling"]
    assert answers("想洗牙") == [("SCL", Why.WORD)]
    assert answers("牙") == [("SCL", Why.NAME), ("FIL", Why.NAME)]


def test_either_script_and_any_case_and_width() -> None:
    assert answers("补牙") == answers("補牙") == [("FIL", Why.NAME)]
    assert answers("ＭＲＩ") == answers("mri") == answers("MRI") == [("DX", Why.NAME)]


def test_words_around_the_one_that_matters_do_not_matter() -> None:
    assert answers("Am I covered for pills?") == [("MED", Why.WORD)]
    assert answers("for a polishing") == [("SCL", Why.NAME)]
    assert answers("有冇洗牙") == [("SCL", Why.NAME)]
    assert answers("covered") == []


def test_a_plural_is_its_singular() -> None:
    assert answers("filling") == answers("fillings") == [("FIL", Why.NAME)]
    assert answers("dentists") == answers("dentist")


def test_what_is_being_typed_is_understood_by_its_beginning() -> None:
    assert answers("dent") == [("SCL", Why.TYPE), ("FIL", Why.TYPE)]
    assert answers("her") == [("CM", Why.WORD)]
    assert answers("he") == []
    assert search("眼", ENTRIES, KNOWN).heard is Heard.NOT_IN_SCHEDULE


def test_not_in_the_schedule_and_not_understood_are_two_answers() -> None:
    near, missing, unknown = (search(said, ENTRIES, KNOWN) for said in ("跌打", "glasses", "flurble"))
    assert near == Found((Hit(0, Why.NEAR, "跌打"),), (Name("Bones", "bones"),))
    assert [one.heard for one in (near, missing, unknown)] == [
        Heard.NOT_IN_SCHEDULE,
        Heard.NOT_IN_SCHEDULE,
        Heard.NOT_UNDERSTOOD,
    ]
    sentences = [one.sentence for one in (near, missing, unknown)]
    assert len({one.template for one in sentences if one is not None}) == 3


def test_an_item_of_its_own_leaves_the_near_ones_out() -> None:
    own = [*ENTRIES, Entry("BS", BenefitType.OPB, "Bonesetter", "跌打")]
    found = search("bonesetter", own, KNOWN)
    assert [own[hit.place].code for hit in found.hits] == ["BS"]
    assert found.heard is Heard.FOUND


@pytest.mark.parametrize("said", ["", "   ", "?!", "\u200b"])
def test_nothing_asked_is_nothing_found(said: str) -> None:
    assert search(said, ENTRIES, KNOWN) == Found(())


@given(st.text(max_size=LONGEST + 20))
def test_whatever_is_typed_each_item_answers_once_and_best_first(said: str) -> None:
    hits = search(said, ENTRIES, KNOWN).hits
    places = [hit.place for hit in hits]
    assert len(set(places)) == len(places)
    ranks = [tuple(Why).index(hit.why) for hit in hits]
    assert ranks == sorted(ranks)
