"""The command line, for those who script or cannot use a full-screen program.

Exit codes: 0 done, 1 refused or not found, 2 wrong use; errors are one line on standard error.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from consoleapp.cli.invocation import Invocation, logs_of, utc_now
from consoleapp.errors import ConsoleError
from consoleapp.i18n import LANGUAGES, N_, _, use
from consoleapp.rules.text import printable

FAULT = N_("Something went wrong (error {id}). The book is as it was before; tell support this id.")


def run(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code. A fault shows an error id, never data (SAFETY 2)."""
    try:
        console = plain_start(arguments)
        if console is not None:
            use(console.language or console.settings.look.language)
            console.open_console()
        else:
            from consoleapp.cli.commands import perform

            return perform(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
    except ConsoleError as error:
        print(f"consoleapp: {printable(error.text(_))}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the answer has gone (``| head``): nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        from consoleapp.faults import record

        fault = record(error, logs_of(arguments), utc_now())
        print("consoleapp: " + _(FAULT).format(id=fault), file=sys.stderr)  # noqa: T201
        return 1
    return 0


def plain_start(arguments: Sequence[str]) -> Invocation | None:
    """The console that ``arguments`` ask for when they are ``--home``, ``--as`` and ``--lang`` alone.

    The daily start does not wait for the command parser to load (SPEED 8); anything else goes through it.
    """
    given = dict(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or not given.keys() <= {"--home", "--as", "--lang"}:
        return None
    language = given.get("--lang")
    if language is not None and language not in LANGUAGES:
        return None
    return Invocation(Path(given.get("--home", "")), os.environ, given.get("--as"), language)
