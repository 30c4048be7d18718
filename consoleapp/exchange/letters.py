"""A letter as it is printed: to whom and where, the day, and the very text that was previewed."""

from pathlib import Path

from consoleapp.desk.letters import PrintedLetter
from consoleapp.exchange.page import Page, free_name, write_page
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules.dates import show_date


def page_of(printed: PrintedLetter) -> Page:
    """The letter in the language it was written in."""
    letter = printed.letter
    language = written_in(letter.language)
    say = catalogue(language).gettext
    return Page(
        language=language,
        name=letter.claim_no,
        title=letter.subject,
        facts=(
            (say(N_("To")), printed.name.within(language)),
            (say(N_("Address")), printed.address),
            (say(N_("Date")), show_date(printed.dated, language)),
        ),
        tables=(),
        foot=(),
        text=letter.text,
    )


def usual_file(printed: PrintedLetter, folder: Path) -> Path:
    """Where the page lands unless somebody says otherwise; the name holds numbers only."""
    return free_name(folder, f"letter-{printed.letter.claim_no}")


def write_letter(printed: PrintedLetter, file: Path) -> Path:
    """Write the letter to ``file``: ``.html`` to print, ``.txt`` to read. Answers with the file.

    Raises Refused for another ending, and where the file is there already.
    """
    write_page(page_of(printed), file)
    return file
