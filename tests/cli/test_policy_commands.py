"""``policies``, ``policy`` and ``certificate``, as a script sees them."""

import stat
from pathlib import Path

from tests.cli.conftest import Run


def test_policies_are_listed_by_status_and_words(hotline: Run) -> None:
    found = hotline("policies", "--status", "in_force", "--words", "abc", "--json").json
    assert found["count"] == 1
    (one,) = found["policies"]
    assert (one["policy_no"], one["holder_zh"], one["people"]) == ("91307", "甲乙丙公司", 31)
    none = hotline("policies", "--words", "no such company")
    assert none.code == 1
    assert "No policy holds these words" in none.err
    wrong = hotline("policies", "--status", "alive")
    assert wrong.code == 2
    assert "in_force" in wrong.err


def test_a_policy_with_members_and_schedules(hotline: Run) -> None:
    found = hotline("policy", "91307", "--members", "--schedule", "--json").json
    assert found["policy"]["holder"]["contact_name"] == "MAK SIU LING"
    assert found["policy"]["ledger"]["unsettled"]["amount"] == "78844.00"
    assert [one["certificate"] for one in found["members"]][:2] == ["0001-00", "0001-01"]
    assert len(found["members"][0]["sums_assured"]) == 5
    assert [one["plan"]["code"] for one in found["schedules"]] == ["10", "12"]
    words = hotline("policy", "91307", "--members", "--schedule").out
    for told in ("THE ABC COMPANY", "8597 0307", "30 visits a policy year", "CHAN TAI MAN", "AD&D"):
        assert told in words


def test_a_certificate_lands_in_exports_or_where_it_is_told(
    hotline: Run, demo_home: Path, tmp_path: Path
) -> None:
    found = hotline("certificate", "0001-00", "--policy", "91307", "--json").json
    file = Path(found["file"])
    assert file.parent == demo_home / "exports"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "CHAN TAI MAN is covered on" in file.read_text(encoding="utf-8")
    out = tmp_path / "page.txt"
    said = hotline("certificate", "0001-00", "--policy", "91307", "--out", str(out), "--language", "zh_Hans")
    assert said.code == 0, said.err
    assert "保障证明书" in out.read_text(encoding="utf-8")
    again = hotline("certificate", "0001-00", "--policy", "91307", "--out", str(out))
    assert again.code == 1
    assert "is there already" in again.err
