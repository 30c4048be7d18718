"""The console as a full-screen program: modes, looks, keys, language, lock and the error boundary. What staff
see is in ``screens``; what they may do is in ``desk``."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.css.stylesheet import Stylesheet
from textual.reactive import Reactive, reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from consoleapp import faults, i18n
from consoleapp.errors import ConsoleError, WrongUse
from consoleapp.i18n import N_, _
from consoleapp.screens import keys, themes
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.fault_console import FaultConsole
from consoleapp.screens.following import drop_kept, followers
from consoleapp.screens.held_keys import FOLLOWED, HeldKeys, leading
from consoleapp.screens.idle import IdleLimits, IdleWatch
from consoleapp.screens.launch import Area, Launch
from consoleapp.screens.messages import BookOpened, Failed, Say, Shown, SignedIn, Touched
from consoleapp.screens.sheet import FIRST_SHEETS, Sheet, read_ahead
from consoleapp.screens.widgets.frame import ContactBand, DeskLine, MessageTone

GATE = "gate"
"""The mode of the sign-in screen; every other mode is an area of work."""

__all__ = ["GATE", "LOOK_SETTLES", "Area", "ConsoleApp", "Launch"]

LOOK_SETTLES = 1.0
"""Seconds after the last press of Ctrl+L or Ctrl+T before the look is kept."""


def key_commands() -> type[Provider]:
    """The commands of the palette; loaded when it is first opened."""
    from consoleapp.screens.palette import KeyCommands

    return KeyCommands


class ConsoleApp(App[object], inherit_bindings=False):
    """The console. ``opened`` is what ``open_desk`` returned; screens watch it."""

    TITLE = "consoleapp"
    DEFAULT_MODE = GATE
    CSS_PATH: ClassVar[Any] = [f"screens/{name}" for name in FIRST_SHEETS]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("app")]
    COMMANDS = {key_commands}  # noqa: RUF012 - Textual's type
    NOTIFICATION_TIMEOUT = 8

    # Ours from the first paint on: another theme first would cost reading every style sheet twice.
    theme: Reactive[str] = Reactive(themes.DARK.name)
    desk_line: reactive[DeskLine] = reactive(DeskLine())
    contact: reactive[ContactBand | None] = reactive(None)
    now: reactive[datetime] = reactive(datetime.min.replace(tzinfo=UTC))
    language: reactive[str] = reactive("en")
    opened: reactive[object | None] = reactive(None)
    """The book, or why it could not be opened; the gate watches it."""
    locked: reactive[bool] = reactive(False)

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        self.stylesheet = self.sheet = Sheet(self.get_css_variables())
        self.launch = launch
        limits = IdleLimits(launch.settings.idle, timedelta(hours=launch.settings.sign_in.longest_hours))
        self.idle = IdleWatch(launch.clock, limits)
        self.fault_id = ""
        self.held = HeldKeys(leading(launch.settings.look.keys))
        self.chosen: set[str] = {"language"} if launch.language else set()
        self.keeping: Timer | None = None
        self.error_console = FaultConsole(self.fault_line)
        for theme in themes.THEMES:
            self.register_theme(theme)
        look = launch.settings.look
        for setting, value, known in (
            ("theme", look.theme, themes.NAMES),
            ("language", look.language, i18n.LANGUAGES),
        ):
            if value not in known:
                raise WrongUse(
                    N_("The setting {setting} cannot be {value}. It may be: {known}."),
                    setting=setting,
                    value=value,
                    known=", ".join(known),
                )
        self.theme = look.theme
        self.set_keymap(keys.keymap(look.keys))
        language = launch.language or look.language
        i18n.use(language)
        self.set_reactive(ConsoleApp.language, language)
        now = launch.clock()
        self.set_reactive(ConsoleApp.now, now)
        self.set_reactive(ConsoleApp.desk_line, DeskLine(doors=launch.doors(now), demo=launch.demo))
        self.add_mode(GATE, launch.gate)
        for area in launch.areas:
            self.add_mode(area.name, area.screen)

    def get_theme(self, theme_name: str) -> Theme | None:
        """Ours are known before they are registered."""
        return themes.BY_NAME.get(theme_name) or super().get_theme(theme_name)

    # Start: paint, then the clock, then the store.

    def on_mount(self) -> None:
        self.set_interval(1.0, self.tick)
        self.set_interval(60.0 * self.launch.settings.audit.head_minutes / 4, self.keep_head)
        self.call_after_refresh(self.open_store)

    def open_store(self) -> None:
        """Open the book in a thread, so that keys are taken meanwhile."""
        self.run_worker(
            self.launch.open_desk, name="open", description="open the book", thread=True, exit_on_error=False
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.name == "open" and event.state is WorkerState.SUCCESS:
            self.opened = event.worker.result
            ahead = partial(read_ahead, self.get_css_variables())
            self.run_worker(ahead, name="sheets", description="read the sheets", thread=True)
        elif event.worker.name == "sheets" and isinstance(event.worker.result, Stylesheet):
            self.sheet.take(event.worker.result)
            self.sheet.read_others()
        elif event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.tell(event.worker.error)
            if event.worker.name == "open":
                self.opened = event.worker.error

    def tick(self) -> None:
        """Once a second: the clock, what is open, and whether to lock. None of it counts as activity."""
        now = self.launch.clock()
        if now.minute != self.now.minute:
            self.desk_line = replace(self.desk_line, doors=self.launch.doors(now))
        self.now = now
        if self.idle.due():
            self.call_later(self.action_lock)

    # Input, activity and errors.

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseEvent | events.Paste):
            self.idle.touch()
        if not isinstance(event, events.Key):
            await super().on_event(event)
        elif not self.held.take(event):
            before, comes_back = self.screen, event.is_forwarded
            if not (comes_back or before.is_modal) and self.held.follow(event, self.focused):
                self.set_timer(FOLLOWED, partial(self.stop_following, event))
            await super().on_event(event)
            if comes_back and self.screen is before:  # it led nowhere else
                self.stop_following(event)

    def stop_following(self, key: events.Key) -> None:
        if self.held.followed is key:
            self.release_keys()

    def release_keys(self) -> None:
        """What was typed for a screen on its way goes to whatever is there now."""
        for key in self.held.release():
            self.post_message(key)

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            self.tell(error)
            return True

    def bell(self) -> None:
        """Textual rings before it closes on an error, while the error is at hand: note it, not its values."""
        error = sys.exception()
        if error is not None:
            self.fault_id = self.fault_id or self.record(error)
        super().bell()

    def record(self, error: BaseException) -> str:
        """Put ``error`` into the log, without its values; returns its id."""
        return faults.record(error, self.launch.settings.logs, self.launch.clock())

    def fault_line(self) -> str:
        """What is printed when the console has to close."""
        return _("The console had to close. Start it again; tell support the error id {id}.").format(
            id=self.fault_id or "000000"
        )

    def tell(self, error: Exception) -> None:
        """A refusal is said as it reads; anything unexpected gets an id, one line on the screen, and goes to
        the log. A screen that was on its way does not come.
        """
        self.release_keys()
        if isinstance(error, ConsoleError):
            self.say(error.text(_), MessageTone.WARNING)
        else:
            fault = self.record(error)
            self.say(
                _("That did not work. Try again; tell support the error id {id}.").format(id=fault),
                MessageTone.ERROR,
            )

    def say(self, text: str, tone: MessageTone = MessageTone.NOTE) -> None:
        """One line on the uppermost full screen."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DeskScreen):
                screen.say(text, tone)
                return

    def on_say(self, message: Say) -> None:
        self.say(message.text, message.tone)

    def on_failed(self, message: Failed) -> None:
        self.tell(message.error)

    # Who is in.

    async def on_signed_in(self, message: SignedIn) -> None:
        self.sheet.read_others()
        self.desk_line = replace(self.desk_line, desk=message.desk, person=message.person)
        self.locked = False
        self.idle.start()
        self.contact = self.launch.contact()
        self.take_look(message.language, message.theme)
        open_areas = [area.name for area in self.launch.areas if area.may()]
        if open_areas:
            await self.switch_mode(open_areas[0])

    def take_look(self, language: str, theme: str) -> None:
        """The language and theme this person chose last; what was chosen at the gate a moment ago wins."""
        if language in i18n.LANGUAGES and "language" not in self.chosen:
            self.language = language
        if theme in themes.NAMES and "theme" not in self.chosen:
            self.theme = theme
        if self.chosen:
            self.keep_look()

    def choose_look(self, what: str) -> None:
        """Somebody chose ``what``: kept for them once they are signed in and press no more."""
        self.chosen.add(what)
        if self.keeping is not None:
            self.keeping.stop()
        if self.current_mode != GATE:
            self.keeping = self.set_timer(LOOK_SETTLES, self.keep_look)

    def keep_look(self) -> None:
        """Remember it, in a thread."""
        self.chosen.clear()
        language, theme, keep = self.language, self.theme, self.launch.keep_look
        kept = partial(keep, language, theme)
        self.run_worker(kept, description="keep the look", thread=True, exit_on_error=False)

    def keep_head(self) -> None:
        """The head of the audit record, often enough that it is never older than it may be."""
        keep = self.launch.keep_head
        self.run_worker(keep, description="keep the head", thread=True, exit_on_error=False)

    def on_shown(self, message: Shown) -> None:
        """During a contact each screen is a step of its replay."""
        if self.contact is not None:
            step = partial(self.launch.step, message.screen)
            self.run_worker(step, description="keep the step", thread=True, exit_on_error=False)

    def on_book_opened(self, message: BookOpened) -> None:
        self.desk_line = replace(self.desk_line, demo=message.demo)

    def on_touched(self, _message: Touched) -> None:
        self.contact = self.launch.contact()

    async def action_lock(self) -> None:
        """Take every screen away, so that nothing of a member stays in the widgets, and ask who is there."""
        self.idle.stop()
        self.held.release()
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.keep_drafts()
        await self.switch_mode(GATE)
        self.contact = None
        self.locked = True
        for area in self.launch.areas:
            await self.remove_mode(area.name)
            self.add_mode(area.name, area.screen)
        await drop_kept(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Areas, palette and lock need somebody signed in; an area must exist."""
        if action == "own_sign_in" and self.screen.is_modal:
            return False
        if (
            action in {"area", "find_box", "lock", "command_palette", "own_sign_in"}
            and self.current_mode == GATE
        ):
            return False
        if action in {"area", "find_box"}:
            name = parameters[0] if parameters else "find"
            return any(area.name == name and area.may() for area in self.launch.areas)
        return True

    # Keys.

    async def action_area(self, name: str) -> None:
        """To an area of work; from within it, back to its first screen."""
        if self.current_mode == name and not self.screen.is_modal:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self.switch_mode(name)

    @work(exit_on_error=False, description="own sign-in")
    async def action_own_sign_in(self) -> None:
        """Another password, a second factor: said once it is done."""
        change = self.launch.own_sign_in
        told = await change(self) if change is not None else ""
        if told:
            self.say(told, MessageTone.DONE)

    async def action_find_box(self) -> None:
        """To the find box of this screen, or of the Find screen."""
        screen = self.screen
        if not (isinstance(screen, DeskScreen) and screen.FIND_BOX):
            await self.action_area("find")
            screen = self.screen
        if isinstance(screen, DeskScreen) and screen.FIND_BOX:
            screen.query_one(screen.FIND_BOX).focus()

    async def action_back(self) -> None:
        if len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_next_language(self) -> None:
        codes = list(i18n.LANGUAGES)
        self.language = codes[(codes.index(self.language) + 1) % len(codes)]
        self.choose_look("language")

    # What changed is told to every screen that is open.

    def watch_desk_line(self, line: DeskLine) -> None:
        for screen in followers(self, DeskScreen):
            screen.show_desk_line(line)

    def watch_contact(self, band: ContactBand | None) -> None:
        for screen in followers(self, DeskScreen):
            screen.show_contact(band)

    def watch_now(self, now: datetime) -> None:
        for screen in followers(self, DeskScreen):
            screen.show_now(now)

    def watch_language(self, language: str) -> None:
        i18n.use(language)
        for screen in followers(self, DeskScreen):
            screen.show_language()
        for dialog in followers(self, Dialog):  # type: ignore[type-abstract]
            dialog.relabel()

    def action_next_theme(self) -> None:
        self.theme = themes.after(self.theme)
        self.choose_look("theme")

    def action_keys_help(self) -> None:
        """Open help, or close it: the key works both ways."""
        from consoleapp.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        if not CommandPalette.is_open(self):
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?")))

    def action_leave(self) -> None:
        """Leave; asks first while a contact is open."""
        from consoleapp.screens.dialogs.confirm import Confirm

        if self.contact is None:
            self.exit()
        else:
            question = Confirm(N_("A contact is still open. Leave without wrapping it up?"), yes=N_("Leave"))
            self.push_screen(question, lambda leave: self.exit() if leave else None)

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """None of Textual's own: every command is a key of ours."""
        yield from ()
