"""The file of a form in the folder of exports, to be printed, saved or handed over (DOMAIN 11)."""

from pathlib import Path

from consoleapp.desk import reference_give
from consoleapp.desk.context import Desk
from consoleapp.exchange.whole import whole_file
from consoleapp.rules.statuses import Language


def save_form(desk: Desk, entry_id: int, language: Language, folder: Path, *, key: str) -> Path:
    """Write the form of an entry into ``folder``, whole or not at all, under a free name; answers with the
    file. That it was taken is on record. Raises Refused for what may not go out.
    """
    form = reference_give.form_file(desk, entry_id, language, key=key)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _free(folder, form.name)
    with whole_file(file) as part:
        part.write_bytes(form.content)
    return file


def _free(folder: Path, name: str) -> Path:
    """``NAME.pdf`` in ``folder``, and ``NAME-2.pdf`` once that is there: nothing is overwritten."""
    plain, number = Path(name), 1
    while (file := folder / (name if number == 1 else f"{plain.stem}-{number}{plain.suffix}")).exists():
        number += 1
    return file
