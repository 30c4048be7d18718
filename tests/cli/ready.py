"""``consoleapp`` with everything loaded, waiting to be run: each run is a process of its own, forked here.

Python takes a second of processor time to load what a command needs, and tests run a hundred of them. What a
run is given – arguments, environment, the three streams – and how it ends are its own. That a command loads
only what it needs is held by ``tests/test_house.py``, which starts real ones.

One line of JSON on standard input asks for a run; its exit code is answered on standard output.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import sys
import threading
from typing import NoReturn

import consoleapp


def load() -> None:
    """All modules but the one that runs when it is loaded and those that Alembic loads itself."""
    for module in pkgutil.walk_packages(consoleapp.__path__, "consoleapp."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


def become(arguments: list[str], environment: dict[str, str], streams: list[str]) -> NoReturn:
    """Run the program in this process, as if it had been started so."""
    os.environ.clear()
    os.environ.update(environment)
    for number, (path, flags) in enumerate(
        zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
    ):
        os.dup2(os.open(path, flags), number)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    sys.argv = ["consoleapp", *arguments]
    from consoleapp.__main__ import main

    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    # Python itself would now take apart all that is loaded, and so copy every page of it.
    os._exit(code if isinstance(code, int) else int(bool(code)))


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(**json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
