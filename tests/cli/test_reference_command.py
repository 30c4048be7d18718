"""``reference``, as a script sees it: found, shown, sent, printed, and a new set tried and brought in."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.files import pdf

FORMS = "code,version,valid_from,audience,title_en,file_en,owner\n"


@pytest.fixture
def at_home(demo_home: Path, tmp_path: Path) -> Run:
    """The program on a copy of the demo book; the first word says who."""
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    return lambda who, *arguments, **more: run("--home", str(home), "--as", who, *arguments, **more)


def test_found_shown_sent_and_printed(at_home: Run, tmp_path: Path) -> None:
    found = at_home("hotline", "reference", "find", "lost", "card", "--json").json
    assert (found["whole"], found["entries"][0]["code"]) == (True, "LM-303")
    assert at_home("hotline", "reference", "find", "遗失", "--section", "form").out.split()[1] == "LM-303"
    nothing = at_home("hotline", "reference", "find", "zzzz")
    assert (nothing.code, "Nothing found for 'zzzz'" in nothing.err) == (1, True)
    shown = at_home("hotline", "reference", "show", "lm-402", "--json").json
    assert [one["validity"] for one in shown["versions"]] == ["to_come", "in_force", "superseded"]
    sent = at_home("hotline", "reference", "send", "LM-402", "--to", "a@example.com", "--in", "zh_Hant")
    assert (sent.code, sent.out) == (0, "On its way by E-mail.\n")
    printed = at_home("hotline", "reference", "print", "LM-402", "--out", str(tmp_path), "--json").json
    assert Path(printed["file"]).read_bytes().startswith(b"%PDF-")


def test_a_set_is_tried_and_brought_in_once(at_home: Run, tmp_path: Path) -> None:
    place = tmp_path / "set"
    (place / "files").mkdir(parents=True)
    (place / "files" / "new.pdf").write_bytes(pdf(b"new"))
    sheet = place / "forms.csv"
    sheet.write_text(f"{FORMS}LM-303,2,2026-11-01,member,Lost card form,new.pdf,Cards\n", encoding="utf-8")
    tried = at_home("supervisor", "reference", "import", str(place), "--dry-run")
    assert tried.out.splitlines()[0] == "LM-303  Lost card form · new version · version 2 · from 01 Nov 2026"
    assert "    title_en: Lost card report → Lost card form" in tried.out
    assert tried.out.endswith("1 row read. 1 change – a dry run: nothing was written.\n")
    refused = at_home("hotline", "reference", "import", str(place))
    assert (refused.code, "Your role may not do this" in refused.err) == (1, True)
    done = at_home("supervisor", "reference", "import", str(place), "--json").json
    assert [(one["kind"], one["version"]) for one in done["changes"]] == [("new_version", 2)]
    again = at_home("supervisor", "reference", "import", str(place))
    assert again.out == "1 row read. 0 changes.\n"
    sheet.write_text(f"{FORMS}LM-303,2,2026-11-01,member,Other,new.pdf,Cards\n", encoding="utf-8")
    bad = at_home("supervisor", "reference", "import", str(place))
    assert bad.code == 1
    assert "forms.csv, row 2, version: '2' – Version 2 is on record with other words (title_en)" in bad.err
