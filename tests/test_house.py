"""Rules of the house that a reader cannot see at a glance, and that break quietly."""

import os
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from grimp import build_graph
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from consoleapp.screens import keys

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
LOCKS = ("requirements/runtime.lock", "requirements/dev.lock")


def tracked() -> list[Path]:
    """Every file git knows, or every file that is not ignored where git is missing."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """The text of a file; None for a binary one."""
    raw = path.read_bytes()
    return None if b"\0" in raw else raw.decode("utf-8", errors="replace")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        text = text_of(path)
        if text is not None:
            found[path.relative_to(ROOT).as_posix()] = text
    assert "pyproject.toml" in found
    return found


# Size


def test_no_module_is_longer_than_a_person_reads(texts: dict[str, str]) -> None:
    long = {
        name: lines
        for name, text in texts.items()
        if name.startswith("consoleapp/") and name.endswith((".py", ".tcss"))
        # A migration is a list, written once and never edited.
        if "/migrations/versions/" not in name
        if (lines := text.count("\n")) > LONGEST
    }
    assert long == {}


def test_no_module_is_named_for_anything_at_all(texts: dict[str, str]) -> None:
    vague = re.compile(r"(^|[/_])(utils?|helpers?|managers?|misc|common)(\.py|/)")
    assert [name for name in texts if name.startswith("consoleapp/") and vague.search(name)] == []


# What may stand in the repository


def test_no_merge_was_left_half_done(texts: dict[str, str]) -> None:
    marks = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
    assert [name for name, text in texts.items() if marks.search(text)] == []


def test_no_machine_path_and_no_package_index_is_named(texts: dict[str, str]) -> None:
    patterns = {
        "home folder": r"/(?:root|home/[a-z][\w.-]*|Users/[A-Za-z][\w.-]*)/",
        "work folder": r"(?<![\w.])/(?:work|workspace)/\w",
        "package index": r"--(?:extra-)?index-url|--find-links|https?://[\w.-]*(?:pypi|pythonhosted|/simple\b)",
    }
    found = [
        f"{name}: {what}: {match.group()}"
        for name, text in texts.items()
        if name != "tests/test_house.py"
        for what, pattern in patterns.items()
        if (match := re.search(pattern, text))
    ]
    assert found == []


def test_nothing_is_left_for_later(texts: dict[str, str]) -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
    found = [
        f"{name}:{number}"
        for name, text in texts.items()
        if name.endswith(".py") and name != "tests/test_house.py"
        for number, line in enumerate(text.splitlines(), 1)
        if later.search(line)
    ]
    assert found == []


def test_links_of_the_documents_lead_somewhere(texts: dict[str, str]) -> None:
    broken = [
        f"{name}: {target}"
        for name, text in texts.items()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if not re.match(r"[a-z]+:", target) and not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_the_keys_in_the_readme_are_the_keys_of_the_console(texts: dict[str, str]) -> None:
    section = texts["README.md"].partition("## Keys")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([^`]+)`", section)) - {"^"}
    there = {keys.shown(pressed) for key in keys.KEYS for pressed in key.key.split(",")}
    assert told == there


def test_the_commands_in_the_readme_are_there(texts: dict[str, str]) -> None:
    from typer.main import get_command

    from consoleapp.cli.commands import app

    told = re.findall(
        r"^(?:\.venv/bin/)?consoleapp +(?:--(?:as|home) +\S+ +)?([a-z]\w*)", texts["README.md"], re.M
    )
    assert {"init", "import", "find", "member", "demo"} <= set(told)
    assert set(told) <= set(get_command(app).commands)


# Lock files


def pins(name: str) -> dict[str, str]:
    found = re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|^-", text, re.MULTILINE)
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(name)) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_staff_run_is_what_was_tested() -> None:
    runtime, dev = (pins(name) for name in LOCKS)
    assert {package: dev.get(package) for package in runtime} == runtime


def test_every_range_is_met_by_its_pin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, dev = (pins(name) for name in LOCKS)
    wanted = [(Requirement(line), runtime) for line in project["project"]["dependencies"]]
    wanted += [(Requirement(line), dev) for line in project["dependency-groups"]["dev"]]
    wanted += [(Requirement(line), dev) for line in project["build-system"]["requires"]]
    unmet = [
        str(requirement)
        for requirement, pinned in wanted
        if not requirement.specifier.contains(
            pinned.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    ]
    assert unmet == []


# What is loaded when

INTERFACE = ("textual", "rich", "typer", "click")
HEAVY = ("sqlalchemy", "textual", "openpyxl", "alembic", "psycopg", "argon2")


def modules_of(floor: str) -> list[str]:
    folder = ROOT / "consoleapp" / floor
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in folder.rglob("*.py")
        # Alembic runs these itself, from its own environment.
        if "versions" not in path.parts and path.name != "env.py"
    )


def loaded(program: str, unwanted: tuple[str, ...]) -> set[str]:
    """Which of the unwanted packages are loaded after a program ran in a fresh interpreter."""
    report = f"\nimport sys; print('loaded:', *sorted({set(unwanted)!r} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program + report],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    ("floor", "unwanted"),
    [
        ("rules", (*INTERFACE, "sqlalchemy", "alembic", "openpyxl", "sqlite3", "psycopg")),
        ("store", (*INTERFACE, "openpyxl")),
        ("desk", (*INTERFACE, "openpyxl", "alembic")),
    ],
)
def test_lower_floors_load_no_interface(floor: str, unwanted: tuple[str, ...]) -> None:
    modules = modules_of(floor)
    assert modules
    assert loaded("\n".join(f"import {module}" for module in modules), unwanted) == set()


def test_the_leaves_load_nothing_but_python() -> None:
    program = "import consoleapp.errors, consoleapp.i18n, consoleapp.settings"
    assert loaded(program, (*INTERFACE, *HEAVY, "pydantic", "babel", "pytest")) == set()


FIRST_FRAME = """
from consoleapp.cli import plain_start
from consoleapp.cli.console import console
from consoleapp.cli.invocation import utc_now
app = console(plain_start(["--home", "nowhere"]).settings, "", utc_now)
app.open_store = lambda: app.exit(len(app.screen.query("#password")))
assert app.run(headless=True, size=(120, 36)) == 1
"""
AFTER_IT = (
    *("consoleapp.store", "consoleapp.exchange", "consoleapp.desk", "consoleapp.reference.characters"),
    *("consoleapp.reference.notice", "consoleapp.rules.scripts", "consoleapp.rules.statuses"),
    *("consoleapp.rules.verification", "consoleapp.rules.documents", "consoleapp.rules.money"),
    *("consoleapp.screens.find", "consoleapp.screens.help", "consoleapp.screens.palette"),
    *("consoleapp.screens.dialogs.confirm", "consoleapp.screens.dialogs.notice", "hashlib", "sqlite3"),
)
"""What a start once loaded before it drew anything, and need not (SPEED 8)."""


def test_the_first_frame_waits_for_nothing_heavy() -> None:
    assert loaded(FIRST_FRAME, (*{*HEAVY} - {"textual"}, *AFTER_IT)) == set()


def test_what_find_leads_to_is_loaded_when_somebody_goes_there() -> None:
    screens = ("accounts.screen", "claims.screen", "directory.doctor", "directory.form")
    later = ("opening_hours", *(f"consoleapp.screens.{name}" for name in screens))
    assert loaded("import consoleapp.screens.find", (*later, "openpyxl", "alembic", "psycopg")) == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_a_command_that_answers_from_itself_loads_nothing_heavy(arguments: list[str]) -> None:
    program = (
        f"import sys; sys.argv = ['consoleapp', *{arguments!r}]\n"
        "from consoleapp.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    )
    assert loaded(program, HEAVY) == set()


def test_a_checker_that_sees_a_forbidden_import() -> None:
    assert loaded("import sqlite3", ("sqlite3", "sqlalchemy")) == {"sqlite3"}


# Circles


def circles() -> list[list[str]]:
    """Modules that import each other, over however many steps; imports inside functions count too."""
    graph = build_graph("consoleapp", exclude_type_checking_imports=True, cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in sorted(graph.modules)}
    try:
        list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        return [error.args[1]]
    return []


def test_no_module_imports_one_that_needs_it() -> None:
    assert circles() == []
