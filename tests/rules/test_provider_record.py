"""Fields of a provider as they are written, two editors put together, twins (DOMAIN 9)."""

import pytest

from consoleapp.errors import Refused
from consoleapp.reference.directory_words import known
from consoleapp.rules.provider_likeness import Likeness, is_twin, likeness
from consoleapp.rules.provider_record import EMPTY, ProviderField, Record, canonical, changes, check, merge

F = ProviderField
KNOWN = known(["QHMS", "LOTUS CARE"])
RECORD: Record = {
    **EMPTY,
    F.NETWORKS: "QHMS",
    F.KIND: "doctor",
    F.NAME: "DR. CHAN TAI MAN",
    F.NAME_ZH: "陳大文醫生",
    F.SPECIALTY: "GENERAL PRACTITIONER",
    F.AREA: "kowloon",
    F.DISTRICT: "Mong Kok",
    F.ADDRESS: "SHOP A, 123 KAPOK STREET",
    F.PHONES: "8555 6789",
    F.HOURS: "Mon-Fri 9am-1pm",
}


def record(**fields: str) -> Record:
    return {**RECORD, **{ProviderField(name): text for name, text in fields.items()}}


@pytest.mark.parametrize(
    ("field", "typed", "written"),
    [
        (F.PHONES, "+852 8555 6789 / 85550000", "8555 6789; 8555 0000"),
        (F.NETWORKS, "lotus care, qhms", "LOTUS CARE; QHMS"),
        (F.KIND, "牙醫診所", None),
        (F.KIND, "診所", "clinic"),
        (F.KIND, "Dental clinic", "dental_clinic"),
        (F.AREA, "九龍", "kowloon"),
        (F.DISTRICT, "旺角", "Yau Tsim Mong"),
        (F.DISTRICT, "Mong Kok", "Mong Kok"),
        (F.SPECIALTY, "婦科", "OBSTETRICIAN AND GYNAECOLOGIST"),
        (F.SPECIALTY, "Aviation medicine", "Aviation medicine"),
        (F.DIRECT_BILLING, "Y", "yes"),
        (F.APPOINTMENT_NEEDED, "maybe", None),
        (F.SECTOR, "私家", "private"),
        (F.LANGUAGES, "廣東話, English", "Cantonese, English"),
        (F.EFFECTIVE_FROM, "1/12/2026", "2026-12-01"),
        (F.EFFECTIVE_FROM, "31/31/2026", None),
        (F.NETWORKS, "QHMX", None),
        (F.PHONES, "12", None),
        (F.HOURS, "Mon-Fri nine to five-ish", None),
        (F.NAME, "DR. CH\u0410N", None),
        (F.ADDRESS, "x" * 501, None),
        (F.HOURS, "", ""),
    ],
)
def test_a_field_has_one_way_to_be_written(field: ProviderField, typed: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(Refused):
            canonical(field, typed, KNOWN)
    else:
        assert canonical(field, typed, KNOWN) == written
        assert canonical(field, written, KNOWN) == written


def test_unreadable_hours_mark_the_place() -> None:
    (fault,) = check(record(hours="Mon-Fri 9am-1pm; Sat sometimes"), RECORD, KNOWN).faults
    assert fault.field is F.HOURS
    assert "▸sometimes◂" in str(fault.reason)


def test_a_record_is_checked_as_a_whole_and_what_stood_before_is_left_alone() -> None:
    assert not check(RECORD, None, KNOWN).faults
    odd = record(hours="ring us", networks="GONE")
    assert not check(odd, odd, KNOWN).faults
    found = check(record(area="new_territories", effective_from="2026-12-01", effective_to="2026-11-01"),
                  RECORD, KNOWN)  # fmt: skip
    assert [one.field for one in found.faults] == [F.AREA, F.EFFECTIVE_TO]
    assert [one.field for one in check(EMPTY, None, KNOWN).faults] == [F.NAME, F.KIND]
    assert check(record(area="", district="沙田"), RECORD, KNOWN).record[F.AREA] == "new_territories"
    unusual = check(record(district="Nowhere", specialty="Aviation", phones=""), RECORD, KNOWN)
    assert [one.field for one in unusual.remarks] == [F.DISTRICT, F.SPECIALTY, F.PHONES]
    assert unusual.trouble is None


def test_only_what_says_something_else_is_a_change() -> None:
    same = record(phones="+85285556789", specialty="gp", area="Kowloon")
    assert changes(RECORD, same, KNOWN) == ()
    (one,) = changes(RECORD, record(phones="8555 0000"), KNOWN)
    assert (one.field, one.old, one.new) == (F.PHONES, "8555 6789", "8555 0000")


def test_two_editors_are_put_together_and_clashes_named() -> None:
    theirs = record(phones="8555 0000", hours="Mon-Fri 10am-1pm", languages="Cantonese")
    mine = record(phones="8555 1111", address="SHOP B, 123 KAPOK STREET", languages="廣東話")
    merged = merge(RECORD, theirs, mine, KNOWN)
    assert [(one.field, one.base, one.theirs, one.mine) for one in merged.clashes] == [
        (F.PHONES, "8555 6789", "8555 0000", "8555 1111")
    ]
    assert [one.field for one in merged.taken] == [F.HOURS]
    assert merged.record == record(
        phones="8555 0000",
        hours="Mon-Fri 10am-1pm",
        languages="Cantonese",
        address="SHOP B, 123 KAPOK STREET",
    )


@pytest.mark.parametrize(
    ("other", "alike", "twin"),
    [
        ({"name": "Chan Tai Man, Dr", "phones": "+852 8555 6789", "address": ""}, "name phone", True),
        ({"name": "DR CHAN TAI MUN", "phones": "", "address": "Shop A 123 Kapok St."}, "name address", True),
        ({"name": "X", "name_zh": "陈大文", "phones": "8555 6789"}, "name phone address", True),
        # Two doctors of one practice, and two of one name elsewhere.
        ({"name": "DR. LO KING YUEN", "name_zh": "羅敬源醫生"}, "phone address", False),
        ({"phones": "8555 1111", "address": "9 EGRET LANE, SHA TIN"}, "name", False),
    ],
)
def test_entries_that_seem_to_be_the_same(other: dict[str, str], alike: str, twin: bool) -> None:
    found = likeness(RECORD, record(**other), KNOWN.folded)
    assert found == {Likeness(one) for one in alike.split()}
    assert is_twin(found) is twin
