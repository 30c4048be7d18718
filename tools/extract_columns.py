"""Write the column tables of docs/extracts.md from the program's own: ``python tools/extract_columns.py``.

The text around the tables is written by hand; a test compares each table with the program.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from consoleapp.exchange.extracts.columns import Column, Sheet  # noqa: E402
from consoleapp.exchange.extracts.sheets import SHEETS  # noqa: E402

PAGE = ROOT / "docs" / "extracts.md"
_PLACE = re.compile(r"<!-- columns: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def kind(column: Column) -> str:
    """What a cell may hold, in a word or as its codes."""
    if column.vocabulary is None:
        return column.kind.value
    return " ".join(f"`{member.value}`" for member in column.vocabulary)


def table(sheet: Sheet) -> str:
    """The columns of a sheet as a Markdown table."""
    lines = [f"{sheet.note} Key: {', '.join(f'`{name}`' for name in sheet.key)}.", ""]
    lines += ["| column | holds | meaning | example |", "|---|---|---|---|"]
    for column in sheet.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        lines.append(f"| {name} | {kind(column)} | {column.note} | `{column.example}` |")
    return "\n".join(lines)


def render(page: str) -> str:
    """``page`` with every table as the program has it now."""
    return _PLACE.sub(
        lambda found: f"<!-- columns: {found[1]} -->\n{table(SHEETS[found[1]])}\n<!-- end -->", page
    )


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
