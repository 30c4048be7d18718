"""Two people changed one entry: both versions, field by field, and which stands (SAFETY 21)."""

from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.rules.provider_record import Clash, FieldChange, Merged, ProviderField, Record
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.screens.facts import label_width, labelled
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading


class ClashDialog(Dialog[Record | None]):
    """Space turns a field from theirs to mine; Enter takes all into the form; Esc decides later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False, id="app.back"),
        Binding("space", "turn", show=False, id="table.mark"),
    ]

    def __init__(self, merged: Merged, by: str, when: datetime | None) -> None:
        super().__init__()
        self.merged = merged
        self.by = by
        self.when = when
        self.mine: set[ProviderField] = set()
        """Fields where mine is to stand."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide", id="clashes"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="fields", classes="-always")
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        rows = [Row(one.field, partial(self.clash_lines, one), height=4) for one in self.merged.clashes]
        if not rows:
            rows.append(Row("none", lambda _width: [Content(_("Nothing of yours contradicts it."))]))
        if self.merged.taken:
            rows += [blank(), heading(lambda: _("Changed by them, and kept"))]
            rows += [Row(None, partial(self.taken_lines, one)) for one in self.merged.taken]
        self.query_one("#fields", RowList).show(rows)
        self.query_one("#fields").focus()

    def relabel(self) -> None:
        when = f", {formats.moment(self.when)}" if self.when is not None else ""
        title = _("{name} changed this entry meanwhile").format(name=_(self.by))
        self.query_one("#title", Static).update(printable(title + when))
        self.query_one("#foot", Static).update(
            _("Space: theirs or mine · Enter takes it into the form · Esc decides later")
        )
        self.query_one("#fields", RowList).forget_drawn()

    def clash_lines(self, one: Clash, width: int) -> list[Content]:
        mine = one.field in self.mine
        labels = (_("Before"), _("Theirs"), _("Mine"))
        room = label_width(labels)
        lines = [Content.styled(f" {_(one.field.word)}", "bold $accent")]
        for label, text, stands in zip(
            labels, (one.base, one.theirs, one.mine), (False, not mine, mine), strict=True
        ):
            mark = "●" if stands else " "
            style = "bold $good" if stands else "$muted"
            value = Content.styled(printable(text) or "–", style)
            (first, *_more) = labelled(f" {mark} {label}", value, room + 3, width)
            lines.append(first)
        return lines

    def taken_lines(self, one: FieldChange, width: int) -> list[Content]:
        told = f"   {_(one.field.word)}: {one.old or '–'} → {one.new or '–'}"
        return [Content.styled(printable(told), "$muted").truncate(width, ellipsis=True)]

    def action_turn(self) -> None:
        fields = self.query_one("#fields", RowList)
        if isinstance(fields.key, ProviderField):
            self.mine ^= {fields.key}
            fields.forget_drawn()

    @on(RowList.Opened, "#fields")
    def decided(self) -> None:
        chosen = {one.field: one.mine for one in self.merged.clashes if one.field in self.mine}
        self.dismiss({**self.merged.record, **chosen})
