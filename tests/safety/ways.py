"""How every screen and dialog of the console is reached by its keys, on the hostile sample book.

Each way stands by itself: from any area of work, whatever is open there, it leads where it says.
"""

import importlib
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import consoleapp.screens
from consoleapp.settings import load
from tests.screens.papers import BY_LETTER, by_letter

Step = tuple[str, str]
"""Keys, with spaces between them – a word after ' is typed, _ a space in it; ~ names what another desk does
meanwhile – and the screen they lead to.
"""

PASSWORD = "banyan-kite-compass"
"""The supervisor's, who sees the most."""

FIND = "escape f2 escape escape escape f2 ctrl+u"
"""To the empty box of Find from anywhere: what was left open there is closed."""

IN: Step = ("down down enter", "FindScreen")
"""Past the gate, by its list of people."""


def nothing(_home: Path) -> None:
    """Nothing has to be done before."""


@dataclass(frozen=True, slots=True)
class Way:
    """``steps`` on a book that ``before`` has been at; most begin where somebody is signed in."""

    steps: tuple[Step, ...]
    before: Callable[[Path], None] = nothing
    signed_in: bool = True
    """Whether it begins past the gate."""
    hostile: bool = True
    """Whether the book may be a hostile one: an entry that is saved has to be a good one."""

    @property
    def plain(self) -> bool:
        """Whether it can be walked on the hostile book among others."""
        return self.signed_in and self.hostile and self.before is nothing

    @property
    def whole(self) -> tuple[Step, ...]:
        """From the gate on."""
        return (IN, *self.steps) if self.signed_in else self.steps


def at_the_book(home: Path, *statements: str) -> None:
    file = load(home, {}).sqlite_file
    assert file is not None
    with closing(sqlite3.connect(file, timeout=30)) as book, book:
        for statement in statements:
            book.execute(statement)


def other_words(home: Path) -> None:
    """Another window writes into the note of the contact that goes on."""
    at_the_book(home, "UPDATE contact SET note = 'theirs', version = version + 1 WHERE ended_at IS NULL")


def other_name(home: Path) -> None:
    """Another desk corrects every entry of the directory."""
    at_the_book(home, "UPDATE provider SET name_en = 'DR. OTHER', version = version + 1")


MEANWHILE: Mapping[str, Callable[[Path], None]] = {"words": other_words, "name": other_name}


def new_rules(home: Path) -> None:
    """The rules of use are new to everybody."""
    (home / "notice").mkdir()
    (home / "notice" / "en.txt").write_text("version: 2\n\nBe kind.\n", encoding="utf-8")


def factor_needed(home: Path) -> None:
    """Supervisors need a second factor."""
    (home / "consoleapp.toml").write_text('[sign_in]\nsecond_factor_roles = "supervisor"\n', encoding="utf-8")


WAYS: tuple[Way, ...] = (
    # F3 to F10: the areas, a row of each, its rooms and dialogs.
    Way((
        ("escape f3", "PoliciesScreen"), ("enter m i b right down enter c", "PolicyScreen"),
    )),
    Way((
        ("escape f4 '91307 enter t", "LedgerScreen"), ("l", "StatementScreen"),
        ("escape g", "AllocateDialog"), ("escape z", "Choose"), ("enter", "ActDialog"),
        ("escape n", "ReceiveDialog"), ("escape e", "ExchangeDialog"), ("escape i a", "IssueDialog"),
    )),
    Way((
        ("escape f4 ctrl+y", "BankScreen"), ("'tests/safety/bank.csv enter enter", "BankLineDialog"),
    )),
    Way((
        ("escape f5", "ClaimsScreen"), ("f", "FilterDialog"), ("escape enter d t m e q", "ReadDialog"),
        ("escape", "ClaimScreen"),
    )),
    Way((
        ("escape f6", "DirectoryScreen"), ("'dr enter", "DoctorScreen"), ("g", "GiveDialog"),
        ("escape t", "ReadDialog"),
        ("escape e", "EntryScreen"), ("'x escape", "Confirm"), ("right enter d", "AskReason"),
        ("escape z", "AskLine"), ("escape escape ctrl+f", "DirectoryFilterDialog"),
        ("escape ctrl+b", "CallListScreen"), ("escape ctrl+d", "DifferencesScreen"),
    )),
    Way(
        ((f"escape f6 'dr enter e 'x {'tab ' * 14}'because ~name ctrl+s", "ClashDialog"),),
        hostile=False,
    ),
    Way((
        ("escape f10", "ReferenceScreen"), ("'form enter", "ReferenceEntryScreen"), ("g", "GiveDialog"),
        ("escape p", "Choose"), ("escape escape", "ReferenceScreen"),
    )),
    Way((("escape f7", "AccountsScreen"), ("enter", "AccountScreen"))),
    Way((
        ("escape f8", "RequestsScreen"), ("a enter d n", "AskDialog"),
        ("space enter", "PreviewDialog"),
        ("escape escape escape f '# enter enter", "MessageDialog"),
    )),
    Way((
        (f"{FIND} '{BY_LETTER} enter d i", "TakeInDialog"),
    )),
    Way((
        (f"{FIND} '{BY_LETTER} enter h enter f8 a f 'letter enter enter", "LetterDialog"),
    ), before=by_letter, hostile=False),
    Way((
        ("escape f9", "ReportsScreen"), ("n", "ScheduleDialog"), ("escape l", "SchedulesScreen"),
    )),
    # Those who answer for the desk.
    Way((
        ("escape ctrl+g", "StaffScreen"), ("n", "AskLine"), ("escape r", "Choose"),
        ("down enter 'because enter", "ApproveDialog"),
    )),
    Way((
        ("escape ctrl+z", "AuditScreen"), ("down down enter", "ReadDialog"),
        ("escape w '91307_0001-00 enter", "AuditScreen"),
    )),
    # What a person asked for.
    Way((
        (f"{FIND} '0001-00 enter q n end", "OpenDialog"),
        ("enter 'dr enter 'dead enter enter enter", "ServiceDialog"),
        ("escape", "MemberScreen"),
    )),
    # One person, without anybody on the line, then in a call.
    Way((
        (f"{FIND} '0001-00 enter c enter w", "WhyLessDialog"),
        ("escape d a t b escape enter", "UsedDialog"),
    )),
    Way((
        (f"{FIND} '0001-00 ctrl+o", "MemberScreen"), ("v enter '0001-00 enter down", "VerifyDialog"),
        ("'17_mar_1979 enter down", "VerifyDialog"), ("escape m", "UnmaskDialog"),
        ("escape H", "HearingDialog"),
        ("escape o '_note escape e '1200 enter", "EstimateDialog"),
        ("escape o 'mine ~words escape", "VersionsDialog"), ("enter k k", "ParkedDialog"),
        ("enter w", "WrapUpDialog"), ("escape c n", "RegisterScreen"), ("escape escape", "FindScreen"),
    )),
    # The console's own.
    Way((
        ("escape ctrl+r enter", "ApprovalsDialog"), ("escape f1", "HelpScreen"),
        ("escape ctrl+p", "CommandPalette"),
        ("escape ctrl+e", "Choose"), ("enter", "AskSecret"),
        (f"escape ctrl+e down enter '{PASSWORD} enter", "OwnFactorDialog"),
        ("escape f12", "SignInScreen"),
    )),
    # The gate.
    Way((("down down enter", "NoticeDialog"),), before=new_rules, signed_in=False),
    Way((("down down enter", "FirstFactorDialog"),), before=factor_needed, signed_in=False),
)  # fmt: skip
"""Together they lead to every screen and every dialog; ``test_safety_02_…`` names those they miss."""

WHOLE = Way(tuple(step for way in WAYS if way.plain for step in way.steps))
"""All that needs nothing of the book, one after the other."""

IN_SHORT = Way((
    ("f3 enter", "PolicyScreen"), ("f4 '91307 enter", "LedgerScreen"),
    ("f5 enter", "ClaimScreen"), ("f6 'dr enter", "DoctorScreen"), ("f10 enter", "ReferenceEntryScreen"),
    ("f7 enter", "AccountScreen"),
    ("f8 a", "RequestsScreen"), ("f9", "ReportsScreen"), ("ctrl+g", "StaffScreen"), ("ctrl+z", "AuditScreen"),
    ("f2 '0001-00 ctrl+o", "MemberScreen"), ("v", "VerifyDialog"), ("escape w", "WrapUpDialog"),
    ("escape f1", "HelpScreen"), ("escape ctrl+p", "CommandPalette"), ("escape ctrl+e", "Choose"),
    ("escape f12", "SignInScreen"),
))  # fmt: skip
"""Every area and the screens behind them, without their rooms."""

ONLY_BASES = {
    "ComingScreen", "DeskDialog", "FormDialog", "OnceDialog", "PartsDialog", "PostingDialog", "Proving",
}  # fmt: skip
"""What others are made of, and nobody sees."""


def kinds(base: type[Any]) -> Iterator[type[Any]]:
    """Every kind of ``base`` that is loaded."""
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def all_kinds(base: type[Any]) -> dict[str, type[Any]]:
    """Every screen or dialog there is in the package that somebody may see, by its name."""
    for module in pkgutil.walk_packages(consoleapp.screens.__path__, "consoleapp.screens."):
        importlib.import_module(module.name)
    found = [one for one in dict.fromkeys(kinds(base)) if one.__module__.startswith("consoleapp.")]
    assert ONLY_BASES.isdisjoint(one.__name__ for one in found if not one.__subclasses__())
    named = {one.__name__: one for one in found if one.__name__ not in ONLY_BASES}
    assert len(named) == sum(1 for one in found if one.__name__ not in ONLY_BASES), "two of one name"
    return named
