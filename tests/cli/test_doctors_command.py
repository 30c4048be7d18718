"""``doctors``, as a script sees it."""

from tests.cli.conftest import Run


def test_who_is_open_at_christmas_is_who_says_so(hotline: Run) -> None:
    """A Friday that is a general holiday: who closes on holidays is not open, whatever Fridays are."""
    asked = ("doctors", "gp kowloon open", "--limit", "20000", "--json")
    holiday = hotline(*asked, "--at", "2026-12-25T11:00").json
    friday = hotline(*asked, "--at", "2026-12-18T11:00").json
    assert holiday["at"] == "2026-12-25T11:00+08:00"
    assert [one["filter"] for one in holiday["understood"]] == ["specialty", "area", "open"]
    open_then = {one["provider_no"]: one for one in holiday["doctors"]}
    usual = {one["provider_no"] for one in friday["doctors"]}
    assert holiday["count"] == len(open_then)
    assert set(open_then) < usual, "some close for the holiday"
    assert open_then, "some do not"
    for one in open_then.values():
        assert (one["state"], one["area"], one["holiday"]) == ("open", "kowloon", "Christmas Day")
        assert "& PH " in one["hours"]
        assert "PH closed" not in one["hours"]
        assert one["until"].startswith("2026-12-25T")


def test_words_and_refusals(hotline: Run) -> None:
    words = hotline("doctors", "gp kowloon open", "--at", "2026-12-25T11:00").out
    assert "open until Fri 25 Dec 14:00" in words
    nobody = hotline("doctors", "no such doctor")
    assert nobody.code == 1
    assert "Try fewer words" in nobody.err
    wrong = hotline("doctors", "gp", "--at", "noon")
    assert wrong.code == 2
    assert "2026-12-25T11:00" in wrong.err
