"""Write the invented sample book into `data/sample/`: `python -m tools.build_sample`, `--check` to compare.

The same rows every time. Nobody in it exists: see `consoleapp/exchange/generate/numbers.py` for the numbers.
"""

import sys
from pathlib import Path

from tools.sample_book.accounts import add_accounts
from tools.sample_book.benefits import add_benefits
from tools.sample_book.book import Book
from tools.sample_book.claims import add_claims
from tools.sample_book.families import add_families
from tools.sample_book.ledger import add_ledger
from tools.sample_book.policies import add_policies
from tools.sample_book.providers import add_providers
from tools.sample_book.reference import files as reference_files

FOLDER = Path(__file__).resolve().parent.parent / "data" / "sample"


def build() -> dict[str, str]:
    """Every file of the sample book by its name."""
    book = Book()
    for part in (
        add_policies,
        add_benefits,
        add_families,
        add_claims,
        add_ledger,
        add_providers,
        add_accounts,
    ):
        part(book)
    return book.files()


def main() -> int:
    """Write the files, or say which differ."""
    differing = []
    whole = {name: text.encode() for name, text in build().items()} | reference_files()
    for name, content in whole.items():
        file = FOLDER / name
        if "--check" in sys.argv:
            if not file.exists() or file.read_bytes() != content:
                differing.append(name)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for name in differing:
        print(f"data/sample/{name} is not what tools/build_sample.py writes", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
