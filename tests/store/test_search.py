"""Find: whatever the caller says leads to the right record, on both engines, and says truly why."""

import random
import time
from collections.abc import Iterator
from itertools import permutations

import pytest
from sqlalchemy import Connection, func, select, update

from benchmarks.people import People
from consoleapp.rules.masking import Field
from consoleapp.rules.scripts import is_chinese
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.search.keys import LONGEST_KEY, MemberText, member_keys
from consoleapp.store.tables import member, search_key, search_word
from tests.store import searchbook


@pytest.fixture
def book(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        searchbook.fill(connection)
        yield connection


def first(connection: Connection, text: str) -> search.Hit:
    hits = search.find(connection, text).hits
    assert hits, f"nothing found for {text!r}"
    return hits[0]


PEOPLE = [
    ("tai man chan", 1, Why.EXACT),
    ("CHAN TAI MAN", 1, Why.EXACT),
    ("man, chan tai", 1, Why.EXACT),
    ("陳大文", 1, Why.EXACT),
    ("陈大文", 1, Why.OTHER_SCRIPT),
    ("大文", 1, Why.PART),
    ("chan tm", 1, Why.INITIALS),
    ("tm chan", 1, Why.INITIALS),
    ("chan t m", 1, Why.PREFIX),
    ("chan tai m", 1, Why.PREFIX),
    ("chantaiman", 1, Why.EXACT),
    ("chan taiman", 1, Why.EXACT),
    ("chan dai man", 1, Why.SOUNDS_LIKE),
    ("chan daaih mahn", 1, Why.SOUNDS_LIKE),
    ("can4 daai6 man4", 1, Why.READING),
    ("chen dawen", 1, Why.READING),
    ("da wen chen", 1, Why.READING),
    ("chan tai mna", 1, Why.TYPO),
    ("0001-00 91307", 1, Why.NUMBER),
    ("91307 0001-00", 1, Why.NUMBER),
    ("91307 0001", 1, Why.NUMBER),
    ("0001-01 91307", 2, Why.NUMBER),
    ("A123456(3)", 1, Why.NUMBER),
    ("a1234563", 1, Why.NUMBER),
    ("Ａ123456（3）", 1, Why.NUMBER),
    ("A123456", 1, Why.NUMBER_START),
    ("456(3)", 1, Why.LAST_DIGITS),
    ("3456", 1, Why.LAST_DIGITS),
    ("+852 9123 4567", 1, Why.PHONE),
    ("9123 4567", 1, Why.PHONE),
    ("91234567", 1, Why.PHONE),
    ("0085291234567", 1, Why.PHONE),
    ("4567", 1, Why.LAST_DIGITS),
    ("4563", 1, Why.LAST_DIGITS),
    ("+86 138 0013 8000", 7, Why.PHONE),
    ("13800138000", 7, Why.PHONE),
    ("877(A)", 7, Why.LAST_DIGITS),
    ("PE1234567", 10, Why.NUMBER),
    ("tai.man@example.com", 1, Why.EMAIL),
    ("TAI.MAN@", 1, Why.NUMBER_START),
    ("jose@example.com", 10, Why.EMAIL),
    ("desk.nine", 7, Why.NUMBER_START),
    ("P0000017", 1, Why.NUMBER),
    ("chan 4567", 1, Why.LAST_DIGITS),
    ("91307 4567", 1, Why.LAST_DIGITS),
    ("3456 chan tai", 1, Why.LAST_DIGITS),
    ("chan tai 91307", 1, Why.PART),
    ("陈大 91307", 1, Why.PART),
    ("chan tai abc", 1, Why.COMPANY),
    ("陳大文 abc co", 1, Why.COMPANY),
    ("zhang guorong", 7, Why.READING),
    ("cheung kwok wing", 7, Why.READING),
    ("peter cheung", 7, Why.EXACT),
    ("欧阳家明", 8, Why.OTHER_SCRIPT),
    ("ouyang jiaming", 8, Why.READING),
    ("au yeung ka ming", 8, Why.EXACT),
    ("zeng yongshi", 9, Why.READING),
    ("tsang wing sze", 9, Why.PART),
    ("obrien", 10, Why.PART),
    ("jose maria obrien", 10, Why.EXACT),
    ("lau ho yan", 12, Why.EXACT),
    ("hoyan lau", 12, Why.EXACT),
    ("madonna", 14, Why.EXACT),
    ("mado", 14, Why.PREFIX),
]


def test_whatever_the_caller_says_leads_to_the_person(book: Connection) -> None:
    wrong = []
    for text, member_id, why in PEOPLE:
        found = [hit for hit in search.find(book, text).hits if hit.kind is SubjectKind.MEMBER]
        got = (found[0].id, found[0].why) if found else None
        if got != (member_id, why):
            wrong.append((text, (member_id, why), got))
    assert not wrong


def test_the_member_of_the_first_example_is_the_first_hit(book: Connection) -> None:
    for text in ("tai man chan", "陈大文", "chan tm", "0001-00 91307"):
        hit = first(book, text)
        assert (hit.kind, hit.policy_no, hit.certificate) == (SubjectKind.MEMBER, "91307", "0001-00"), text
        assert (hit.title, hit.title_zh, hit.company) == ("CHAN TAI MAN", "陳大文", "THE ABC COMPANY")


RECORDS = [
    ("9200352", SubjectKind.INVOICE, "9200352"),
    ("920035", SubjectKind.INVOICE, "9200352"),
    ("A2000001447", SubjectKind.CLAIM, "A2000001447"),
    ("a2000001447", SubjectKind.CLAIM, "A2000001447"),
    ("A2000001447-1", SubjectKind.CLAIM, "A2000001447"),
    ("2000001447", SubjectKind.CLAIM, "A2000001447"),
    ("2000009999", SubjectKind.CLAIM, "B2000009999"),
    ("R0000099", SubjectKind.RECEIPT, "R0000099"),
    ("91307", SubjectKind.POLICY, "91307"),
    ("90700", SubjectKind.POLICY, "90700"),
    ("the abc company", SubjectKind.COMPANY, "THE ABC COMPANY"),
    ("abc co", SubjectKind.COMPANY, "THE ABC COMPANY"),
    ("abc", SubjectKind.COMPANY, "THE ABC COMPANY"),
    ("甲乙丙", SubjectKind.COMPANY, "THE ABC COMPANY"),
    ("海港贸易", SubjectKind.COMPANY, "HARBOUR PEAK TRADING LIMITED"),
    ("trading harbour", SubjectKind.COMPANY, "HARBOUR PEAK TRADING LIMITED"),
    ("harbor peak ltd", SubjectKind.COMPANY, "HARBOUR PEAK TRADING LIMITED"),
    ("hptl", SubjectKind.COMPANY, "HARBOUR PEAK TRADING LIMITED"),
    ("darcy and sons hong kong", SubjectKind.COMPANY, "D'ARCY & SONS (HK) LTD"),
    ("dr chan tai man", SubjectKind.PROVIDER, "Dr. Chan Tai Man"),
    ("dr chan", SubjectKind.PROVIDER, "Dr. Chan Tai Man"),
    ("陈大文医生", SubjectKind.PROVIDER, "Dr. Chan Tai Man"),
    ("harbour view", SubjectKind.PROVIDER, "Harbour View Hospital"),
    ("2345 6780", SubjectKind.PROVIDER, "Dr. Chan Tai Man"),
    ("D00002", SubjectKind.PROVIDER, "Harbour View Hospital"),
    ("TaiMan88", SubjectKind.ACCOUNT, "U000001"),
    ("taiman88", SubjectKind.ACCOUNT, "U000001"),
    ("abchr", SubjectKind.ACCOUNT, "U000002"),
    ("U000003", SubjectKind.ACCOUNT, "U000003"),
]


def test_a_number_or_name_leads_to_its_record_first(book: Connection) -> None:
    wrong = []
    for text, kind, title in RECORDS:
        hits = search.find(book, text).hits
        if not hits or (hits[0].kind, hits[0].title) != (kind, title):
            wrong.append((text, title, hits[:1]))
    assert not wrong


def test_those_not_in_force_follow_and_are_marked(book: Connection) -> None:
    hits = [hit for hit in search.find(book, "chan tai man").hits if hit.kind is SubjectKind.MEMBER]
    assert [(hit.id, hit.in_force) for hit in hits[:2]] == [(1, True), (6, False)]


def test_a_company_brings_its_other_policies_along(book: Connection) -> None:
    hits = search.find(book, "abc company").hits
    assert [(hit.kind, hit.policy_no, hit.in_force) for hit in hits] == [
        (SubjectKind.COMPANY, "91307", True),
        (SubjectKind.POLICY, "90700", False),
    ]


def test_matched_letters_are_named(book: Connection) -> None:
    hit = first(book, "tai m chan")
    assert [hit.title[start:end] for start, end in hit.spans] == ["CHAN", "TAI", "M"]
    hit = first(book, "大文")
    assert [hit.title_zh[start:end] for start, end in hit.spans_zh] == ["大文"]
    hit = first(book, "20000014")
    assert [hit.title[start:end] for start, end in hit.spans] == ["20000014"]


def test_counts_by_kind_and_what_was_guessed(book: Connection) -> None:
    found = search.find(book, "chan tai man")
    assert found.counts[SubjectKind.PROVIDER] == 1
    assert found.counts[SubjectKind.MEMBER] == sum(hit.kind is SubjectKind.MEMBER for hit in found.hits)
    assert found.guesses == (search.Guess.NAME,)
    assert search.find(book, "0001-00 91307").guesses == (search.Guess.CERTIFICATE, search.Guess.DIGITS)


def test_few_hits_are_asked_for_few_are_given(book: Connection) -> None:
    found = search.find(book, "chan", limit=3)
    assert len(found.hits) == 3
    assert SubjectKind.PROVIDER in {hit.kind for hit in found.hits}


AWKWARD = [
    "", " ", "\x00", "chan\x00tai man", "\x1b]52;c;UFdOMQ==\x07", "%", "_", "%%%", "'", '"',
    "'; DROP TABLE member; --", "\\", "[/x]", "chan'tai\"man", "x" * 10_000,
    "chan " * 2_500, "9" * 10_000, "陳" * 10_000, "a1" * 5_000, "((((", "....", "——", "@",
    "@@@", "a@", "+", "+852", "-", "--", "0001-", "-00", "\ud800", "\ufffe", "\u200b",
    "é" * 500, "٣٤٥", "Иван", "👩‍⚕️", "a\u0301", "Ａ", "1", "12", "0", "ß", "ﬁ", "İ", "㐀",
    "𠮷野", "ng", "m", "a b c d e f g h i j k", "{}", "%s", "$1", ":low", "?", "chan%s",
    "1E5", "=cmd|'/c calc'!A1", "chan\n\ttai\r\nman", "^abc", "~", "#1",
]  # fmt: skip


def test_any_text_is_answered_and_quickly(book: Connection) -> None:
    search.find(book, "chan")
    for text in AWKWARD:
        begin = time.process_time()
        found = search.find(book, text)
        assert time.process_time() - begin < 2, text[:20]
        assert all(hit.title for hit in found.hits)
    assert search.find(book, "chan\x00 tai man").hits[0].id == 1
    assert search.find(book, "chan\n\ttai\r\nman").hits[0].id == 1
    for nothing in ("", " ", "\x00", "%", "_", "'", "....", "——", "((((", "\u200b"):
        assert search.find(book, nothing).hits == ()


def test_private_numbers_are_searched_but_not_returned(book: Connection) -> None:
    for text in ("A123456(3)", "91234567", "tai.man@example.com", "taiman88"):
        shown = repr(search.find(book, text).hits)
        assert shown != "()"
        for private in ("A123456", "1234563", "91234567", "tai.man@", "TaiMan88"):
            assert private not in shown


PARTS = [
    (1, "a1234563", Field.IDENTITY_NO, {"a1234563", "a123456", "3456", "4563"}),
    (1, "91234567", Field.PHONE, {"91234567", "4567"}),
    (7, "8613800138000", Field.PHONE, {"8613800138000"[at:] for at in (0, 1, 2, 3, 9)}),
    (10, "pe1234567", Field.IDENTITY_NO, {"pe1234567", "4567"}),
    (
        1,
        "tai.man@example.com",
        Field.EMAIL,
        {"tai.man@example.com"[:end] for end in range(8, 20)},
    ),  # tai.man is the name
]
"""Members, a private value of theirs as it is typed, and the parts of it that may lead to them."""


@pytest.mark.parametrize(("member_id", "value", "field", "allowed"), PARTS)
def test_no_other_part_of_a_private_value_leads_to_anybody(
    book: Connection, member_id: int, value: str, field: Field, allowed: set[str]
) -> None:
    """SAFETY 14: nobody types a masked number digit by digit and watches who is left."""
    parts = {value[start:end] for start in range(len(value)) for end in range(start + 1, len(value) + 1)}
    by_number = (Why.NUMBER, Why.NUMBER_START, Why.LAST_DIGITS, Why.PHONE, Why.EMAIL)
    for part in parts:
        hits = [hit for hit in search.find(book, part).hits if (hit.kind, hit.id) == ("member", member_id)]
        assert any(hit.private is field for hit in hits) == (part in allowed), part
        if not (part.isdigit() and int(part) in (1, 7)):  # their certificates
            assert all(hit.private for hit in hits if hit.why in by_number), part


def test_last_digits_that_fit_many_answer_only_beside_a_name_or_a_policy(book: Connection) -> None:
    crowd = range(2, 15)
    search.unindex_members(book, crowd)
    book.execute(update(member).where(member.c.id.in_(crowd)).values(mobile="+85260009999"))
    search.reindex_members(book, crowd)
    assert [hit for hit in search.find(book, "9999").hits if hit.kind is SubjectKind.MEMBER] == []
    assert [hit.id for hit in search.find(book, "madonna 9999").hits] == [14]
    assert [hit.id for hit in search.find(book, "91310 9999").hits if hit.private] == [4]
    assert {hit.id for hit in search.find(book, "6000 9999").hits if hit.private} == set(crowd)


def test_everybody_is_found_by_the_full_name_in_any_order(database: Database) -> None:
    with database.write() as connection:
        searchbook.fill(connection, invented=120)
        rows = connection.execute(select(member.c.id, member.c.name_en, member.c.name_zh)).all()
        shuffled = random.Random(5)
        for row in rows:
            if row.id < 100:
                continue
            orders = list(permutations(row.name_en.split()))
            for order in shuffled.sample(orders, min(2, len(orders))):
                hits = search.find(connection, " ".join(order), limit=100).hits
                mine = [hit for hit in hits if hit.id == row.id and hit.kind is SubjectKind.MEMBER]
                assert mine, order
                assert mine[0].why is Why.EXACT, order
            if row.name_zh:
                hits = search.find(connection, row.name_zh, limit=100).hits
                assert row.id in [hit.id for hit in hits if hit.why is Why.EXACT], row.name_zh


def test_both_engines_answer_alike(sqlite_database: Database, postgresql_database: Database) -> None:
    answers = []
    people = People(99)
    texts = [text for text, _, _ in PEOPLE] + AWKWARD
    texts += [people.person().name_en.lower()[:9] for _ in range(40)]
    for database in (sqlite_database, postgresql_database):
        with database.write() as connection:
            searchbook.fill(connection, invented=60)
            answers.append([search.find(connection, text) for text in texts])
    for text, one, other in zip(texts, *answers, strict=True):
        assert one == other, text


def test_changed_members_are_found_by_their_new_name_only(book: Connection) -> None:
    search.unindex_members(book, [14])
    book.execute(update(member).where(member.c.id == 14).values(name_en="LEUNG ZZYZX", mobile="+85255550000"))
    search.reindex_members(book, [14])
    assert first(book, "zzyzx").id == 14
    assert first(book, "5555 0000").id == 14
    assert not search.find(book, "madonna").hits
    assert not list(book.execute(select(search_key).where(search_key.c.key.like("madonna%"))))


def test_a_key_left_behind_finds_nothing_wrong(book: Connection) -> None:
    book.execute(update(member).where(member.c.id == 14).values(name_en="LEUNG ZZYZX"))
    search.reindex_members(book, [14])
    assert not search.find(book, "madonna").hits


def test_changed_policies_and_providers_are_found(book: Connection) -> None:
    from consoleapp.store.tables import policy_holder, provider

    book.execute(update(policy_holder).where(policy_holder.c.id == 2).values(name_en="QUARTZ LANTERN"))
    search.reindex_policies(book, [2])
    assert first(book, "lantern").policy_no == "91310"
    book.execute(update(provider).where(provider.c.id == 2).values(name_en="Kestrel Clinic"))
    search.reindex_providers(book, [2])
    assert first(book, "kestrel").id == 2
    assert not search.find(book, "harbour view").hits


def test_a_rebuild_makes_the_same_index_as_adding_one_by_one(book: Connection) -> None:
    keys = select(search_key.c.key, search_key.c.member_id).order_by(search_key.c.key, search_key.c.member_id)
    words = select(search_word.c.word).order_by(search_word.c.word)
    built, known = book.execute(keys).all(), book.execute(words).all()
    search.unindex_members(book, range(1, 15))
    assert book.execute(select(func.count()).select_from(search_key)).scalar() == 0
    search.reindex_members(book, range(1, 15))
    assert book.execute(keys).all() == built
    assert book.execute(words).all() == known


def test_keys_are_bounded_whatever_the_name() -> None:
    long = MemberText(1, "LONGNAME" * 40 + " " + " ".join("abcdefghij"), "陳" * 200, "X" * 50, "9" * 50)
    keys, _ = member_keys(long)
    assert len(keys) < 100
    assert max(map(len, keys)) <= LONGEST_KEY


def test_initials_stay_out_of_the_vocabulary() -> None:
    keys, words = member_keys(MemberText(1, "CHAN TAI MAN", "陳大文"))
    assert "chan tm tai man" in keys
    assert words == {"chan", "tai", "man"}
    assert not any(is_chinese(word) for word in words)
