"""What happened around a person, newest first: contacts, looks, acts, moves of claims, what came of it."""

from functools import partial

from textual.content import Content

from consoleapp.desk.shapes import MemberCard, TimelineEntry
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date, show_time
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import STYLES, fill
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, blank, heading
from consoleapp.screens.widgets.state import State


class TimelinePanel(Panel):
    """One line an entry under its day."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.entries: tuple[TimelineEntry, ...] = ()

    def turn(self) -> None:
        super().turn()
        self.entries = ()

    def close(self) -> None:
        super().close()
        self.entries = ()

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.members.timeline(desk, card.member_id), self.took)

    def took(self, entries: tuple[TimelineEntry, ...]) -> None:
        self.entries = entries

    def draw(self) -> None:
        rows: list[Row] = []
        day = None
        for place, entry in enumerate(self.entries):
            on = local_date(entry.at)
            if on != day:
                if rows:
                    rows.append(blank())
                rows.append(heading(partial(formats.day, on)))
                day = on
            rows.append(
                Row(
                    place,
                    partial(entry_lines, entry),
                    height=2 if entry.detail else 1,
                    copied=printable(entry.detail or _(entry.event)),
                )
            )
        self.show_rows(rows, empty=(State.EMPTY, "", N_("Contacts, looks and acts will appear here.")))
        self.say("")


def entry_lines(entry: TimelineEntry, width: int) -> list[Content]:
    """``18:03  Call · Answered · Wong Ka Yan``; below it the detail."""
    event = Content.styled(printable(_(entry.event)), STYLES[entry.tone])
    who = Content.styled(printable(entry.who), "$muted")
    outcome = [] if entry.outcome is None else [Content(_(entry.outcome.word))]
    at = " " * 5 if entry.day_only else show_time(entry.at)
    first = Content.styled(f"{at}  ", "$muted") + fill([event, *outcome, who])
    if not entry.detail:
        return [first]
    return [first, Content.styled(f"       {printable(_(entry.detail))}", "$muted")]
