"""A set of the desk reference as files: read whole, bad cells named by file, row and column."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from consoleapp.errors import NotFound, Refused
from consoleapp.exchange.reference_set import ReferenceSet, read_set
from consoleapp.exchange.sample import sample_folder
from consoleapp.rules.desk_reference import Section
from consoleapp.settings import Imports, Settings, load
from tests.files import pdf, png

TODAY = date(2026, 11, 20)
HEAD = "code,version,valid_from,audience,title_en,file_en"
TERMS = "code,version,valid_from,title_en,text_en"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path, {})


def a_set(folder: Path, **sheets: str) -> Path:
    place = folder / "set"
    (place / "files").mkdir(parents=True)
    (place / "files" / "a.pdf").write_bytes(pdf())
    for name, content in sheets.items():
        (place / f"{name}.csv").write_text(content, encoding="utf-8")
    return place


def told(found: ReferenceSet) -> list[tuple[str, int, str]]:
    return [(one.sheet, one.row, one.column) for one in found.faults]


def test_the_sample_set_is_whole(settings: Settings) -> None:
    found = read_set(sample_folder() / "reference", settings, TODAY)
    assert found.faults == []
    kinds = [one.version.section for one in found.rows]
    assert {section: kinds.count(section) >= 20 for section in Section if section is not Section.FORM} == {
        Section.POINT: True, Section.TERM: True, Section.QUESTION: True,
    }  # fmt: skip
    countries = {one.version.point.country for one in found.rows if one.version.point is not None}
    assert len(countries - {""}) >= 5
    assert read_set(sample_folder() / "reference", settings, TODAY).sha256 == found.sha256


def test_every_bad_cell_is_named_and_good_rows_are_kept(tmp_path: Path, settings: Settings) -> None:
    place = a_set(
        tmp_path,
        forms=f"{HEAD}\nLM-1,1,2026-01-01,member,Claim form,a.pdf\n"
        "LM-2,x,2026-01-01,nobody,Claim form,b.pdf\n"
        "LM-3,1,2026-01-01,member,Claim form,../a.pdf\n"
        "LM-4,1,2026-01-01,member,Claim form,grey.pdf\n",
        terms=f"{TERMS}\ndeductible,1,2026-01-01,Deductible,\n",
        members="cert_no\n1\n",
    )
    (place / "files" / "grey.pdf").write_bytes(png())
    found = read_set(place, settings, TODAY)
    assert told(found) == [
        ("forms.csv", 3, "file_en"), ("forms.csv", 3, "version"), ("forms.csv", 3, "audience"),
        ("forms.csv", 4, "file_en"), ("forms.csv", 5, "file_en"), ("terms.csv", 2, "text_en"),
    ]  # fmt: skip
    assert "Save it as one" in found.faults[4].reason.text(str)
    assert [one.version.code for one in found.rows] == ["LM-1"]
    assert found.skipped == ["members.csv"]


def test_a_header_that_is_not_right_is_named(tmp_path: Path, settings: Settings) -> None:
    place = a_set(tmp_path, terms=f"{TERMS},colour,# remark,text_en\nx,1,2026-01-01,X,x,red,note,y\n")
    assert told(read_set(place, settings, TODAY)) == [
        ("terms.csv", 1, "text_en"), ("terms.csv", 1, "colour"),
    ]  # fmt: skip
    (place / "terms.csv").write_text("code,title_en\nx,X\n", encoding="utf-8")
    assert told(read_set(place, settings, TODAY)) == [
        ("terms.csv", 1, "version"), ("terms.csv", 1, "valid_from"),
    ]  # fmt: skip


def test_files_outside_links_and_large_ones_stay_out(tmp_path: Path, settings: Settings) -> None:
    place = a_set(
        tmp_path,
        forms=f"{HEAD}\nLM-1,1,2026-01-01,member,A,link.pdf\nLM-2,1,2026-01-01,member,B,large.pdf\n",
    )
    (tmp_path / "secret.pdf").write_bytes(pdf())
    (place / "files" / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (place / "files" / "large.pdf").write_bytes(pdf(b"x" * 1_100_000))
    small = replace(settings, reference=replace(settings.reference, megabytes=1))
    found = read_set(place, small, TODAY)
    assert told(found) == [("forms.csv", 2, "file_en"), ("forms.csv", 3, "file_en")]
    assert not found.files


def test_what_is_no_set_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NotFound, match="holds no sheet"):
        read_set(a_set(tmp_path, members="cert_no\n1\n"), settings, TODAY)
    with pytest.raises(NotFound):
        read_set(tmp_path / "nowhere", settings, TODAY)
    many = tmp_path / "terms.csv"
    many.write_text(f"{TERMS}\n" + "x,1,2026-01-01,X,x\n" * 3, encoding="utf-8")
    with pytest.raises(Refused, match="more than 2 rows"):
        read_set(many, replace(settings, imports=replace(Imports(), rows=2)), TODAY)


def test_controls_in_a_cell_do_not_come_in(tmp_path: Path, settings: Settings) -> None:
    place = a_set(tmp_path, terms=f"{TERMS}\nx,1,2026-01-01,A\x1b]52;c;UFdOMQ==\x1b\\\u202eB,[b]x\u200b\n")
    (one,) = read_set(place, settings, TODAY).rows
    (said,) = one.version.texts.values()
    assert (said.title, said.text) == ("A]52;c;UFdOMQ==\\B", "[b]x")
