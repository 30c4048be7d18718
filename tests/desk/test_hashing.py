"""A hash is heavy while it is made, and leaves nothing behind."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import re, threading
from pathlib import Path
from consoleapp.desk import hashing

def held() -> int:
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

def sign_in() -> None:
    assert hashing.fits(hashing.hash_of("lantern-ferry-teapot"), "lantern-ferry-teapot")

import argon2, ctypes
before = held()
for _ in range(3):
    thread = threading.Thread(target=sign_in)
    thread.start()
    thread.join()
print(held() - before)
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries give memory back by themselves"
)
def test_the_memory_of_a_hash_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    kept_kilobytes = int(done.stdout)
    assert kept_kilobytes < 8_000
