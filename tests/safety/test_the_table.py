"""``docs/security.md`` tells the truth: each row has tests of its name, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = {*range(1, 17), 26, 27}
"""The rows whose tests are named after them."""


def table() -> dict[int, str]:
    """Row → its line."""
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return {int(row[1]): row[0] for row in re.finditer(r"^\| (\d+) \|.*$", told, re.MULTILINE)}


def test_each_row_has_tests_of_its_name_and_a_requirement() -> None:
    told = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    tested = {int(number) for number in re.findall(r"def test_safety_(\d\d)_", told)}
    assert tested >= ROWS
    rows = table()
    assert rows.keys() >= ROWS
    for number, line in rows.items():
        assert re.search(r"\| [\d., –]+ \|$", line), number


def test_every_file_it_names_is_there() -> None:
    there = {file.name for file in (ROOT / "tests").rglob("test_*.py")}
    for number, line in table().items():
        named = re.findall(r"(test_\w+\.py)", line)
        assert named, number
        assert set(named) <= there, number
