"""When the console locks by itself (SAFETY 10)."""

from datetime import timedelta

from consoleapp.screens.idle import IdleLimits, IdleWatch
from tests.conftest import FrozenClock


def test_safety_10_five_minutes_without_a_key() -> None:
    clock = FrozenClock()
    watch = IdleWatch(clock)
    assert not watch.due()
    watch.start()
    clock.now += timedelta(minutes=4, seconds=59)
    assert not watch.due()
    watch.touch()
    clock.now += timedelta(minutes=4, seconds=59)
    assert not watch.due()
    clock.now += timedelta(seconds=1)
    assert watch.due()


def test_safety_10_a_press_after_the_limit_saves_nothing() -> None:
    clock = FrozenClock()
    watch = IdleWatch(clock)
    watch.start()
    clock.now += timedelta(hours=1)
    watch.touch()
    assert watch.due()


def test_safety_10_eight_hours_whatever_is_done() -> None:
    clock = FrozenClock()
    watch = IdleWatch(clock, IdleLimits())
    watch.start()
    for _minute in range(8 * 60):
        assert not watch.due()
        clock.now += timedelta(minutes=1)
        watch.touch()
    assert watch.due()


def test_safety_10_nothing_to_watch_once_locked() -> None:
    clock = FrozenClock()
    watch = IdleWatch(clock)
    watch.start()
    watch.stop()
    clock.now += timedelta(days=1)
    assert not watch.due()
