"""Which screens and dialogs are open, for the app that tells them what changed; a closed one is forgotten.

Textual's ``watch`` keeps whoever watches until the next change: a closed screen, with everything it showed of
a person, would stay until somebody switched the language.
"""

from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from textual.app import App
from textual.geometry import NULL_SIZE
from textual.screen import Screen
from textual.widget import Widget, _RenderCache

from consoleapp.screens.painter import holds_only

_OPEN: "WeakKeyDictionary[App[Any], WeakSet[Screen[Any]]]" = WeakKeyDictionary()

NOTHING_DRAWN = _RenderCache(NULL_SIZE, [])

S = TypeVar("S", bound=Screen[Any])


def follow(screen: Screen[Any]) -> None:
    """``screen`` is there: the app tells it what changes, for as long as it is open."""
    _OPEN.setdefault(screen.app, WeakSet()).add(screen)


def wipe(screen: Screen[Any]) -> None:
    """Let go of every line ``screen`` has drawn.

    Textual holds on to what the last thousand widgets painted, closed ones too, and so to a person's data.
    """
    for widget in screen.walk_children(Widget, with_self=True):
        if holds_only(widget):
            continue  # draws nothing
        wipe_widget(widget)


def wipe_widget(widget: Widget) -> None:
    """Let go of what ``widget`` has drawn; hidden, it would keep it until it is drawn again."""
    widget._render_cache = NOTHING_DRAWN
    widget.notify_style_update()  # lists forget their drawn rows by it
    widget.refresh()


def followers(app: App[Any], kind: type[S]) -> list[S]:
    """The open screens of ``kind``, of every area of work; one that closes has lost its widgets already."""
    return [
        screen
        for screen in list(_OPEN.get(app, ()))
        if isinstance(screen, kind) and screen.is_attached and not screen._pruning
    ]


async def drop_kept(app: App[Any]) -> None:
    """Take away the screens that stay mounted when they are left (``member/kept.py``)."""
    for screen in followers(app, Screen):
        if app.is_screen_installed(screen):
            app.uninstall_screen(screen)
            await screen.remove()
