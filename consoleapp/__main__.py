"""The way in: ``consoleapp`` and ``python -m consoleapp``."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from consoleapp.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
