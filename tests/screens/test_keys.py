"""The registry of keys: no clash as delivered, and the settings cannot make one."""

import pytest

from consoleapp.errors import WrongUse
from consoleapp.screens import keys


def test_as_delivered_no_press_has_two_meanings() -> None:
    assert keys.clashes({key.id: key.key for key in keys.KEYS}) == []
    assert len(keys.BY_ID) == len(keys.KEYS)


def test_as_delivered_nothing_that_terminals_confuse_or_that_stops_typing() -> None:
    for key in keys.KEYS:
        for name in keys.names(key.key):
            assert name not in keys.FORBIDDEN, key.id
            assert not (key.priority and keys.printable(name)), key.id


def test_every_key_has_words() -> None:
    for key in keys.KEYS:
        assert key.label, key.id
        assert key.tooltip, key.id


def test_a_key_is_moved() -> None:
    assert keys.keymap({"app.lock": "f11", "app.find_box": "?"}) == {
        "app.lock": "f11",
        "app.find_box": "question_mark",
    }
    assert keys.keymap({"app.lock": "F11, f14"}) == {"app.lock": "f11,f14"}


@pytest.mark.parametrize("pressed", ["ctrl+h", "ctrl+i", "ctrl+j", "CTRL+M", "f11,ctrl+m"])
def test_keys_that_terminals_confuse_are_refused(pressed: str) -> None:
    with pytest.raises(WrongUse, match="terminals send it as another key"):
        keys.keymap({"app.lock": pressed})


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"app.lok": "f11"}, "There is no key called app.lok"),
        ({"app.lock": "f1"}, "F1 is given to both app.help and app.lock"),
        ({"app.lock": "s"}, "s cannot be used for app.lock: it works while typing"),
        ({"table.sort": "f"}, "f is given to both table.sort and table.filter"),
        ({"app.find_box": "s"}, "s is given to both app.find_box and table.sort"),
        ({"app.lock": " "}, "app.lock is given nothing to press"),
        ({"app.lock": "f11,,f10"}, "app.lock is given nothing to press"),
    ],
)
def test_what_cannot_work_is_refused_in_one_line(changes: dict[str, str], line: str) -> None:
    with pytest.raises(WrongUse) as refused:
        keys.keymap(changes)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_screens_may_use_the_same_letter() -> None:
    assert keys.clashes({"member.wrap": "w", "policy.write": "w"}) == []
    assert keys.clashes({"member.wrap": "s", "table.sort": "s"}) == [("member.wrap", "table.sort", "s")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("f1", "F1"), ("ctrl+p", "^P"), ("slash", "/"), ("escape", "Esc"), ("shift+enter", "Shift+Enter"),
     ("f", "f"), ("Y", "Y"), ("question_mark", "?"), ("pagedown", "PgDn")],
)  # fmt: skip
def test_keys_as_staff_read_them(name: str, shown: str) -> None:
    assert keys.shown(name) == shown
