"""Processes that work for a load on a second core: started where there is one, ended with the load.

Each is a module of this program run by itself. What it can say on standard error may hold names, so nobody
hears it: a process that dies is noticed by the end of its answer, and its work is done here instead.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress


def is_spare() -> bool:
    """Whether there is a core beside the one that the load needs for itself."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return os.name == "posix" and cores > 1


def start(module: str, *arguments: str, files: Sequence[int] = ()) -> "subprocess.Popen[bytes]":
    """Run ``main`` of ``module`` in a process of its own, which gets ``files`` as they are numbered here."""
    return subprocess.Popen(
        # -P: nothing that lies in the folder somebody happens to be in is taken for a module.
        [sys.executable, "-P", "-c", f"from {module} import main; main()", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=files,
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it, whatever it does."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    process.wait()
