"""Lines of the verify dialog: the question to ask, the code on its way, what the caller may hear."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from consoleapp.i18n import _, current
from consoleapp.rules.text import printable
from consoleapp.screens import formats

if TYPE_CHECKING:
    from consoleapp.desk.hearing import Heard
    from consoleapp.desk.proofs import Proofs, Question


def question_line(question: "Question") -> Content:
    """``Question 1 of 3  Name of your first pet?``: the answer stands nowhere."""
    place = _("Question {n} of {of}").format(n=question.place, of=question.of)
    return Content.assemble((place, "bold $accent"), "  ", printable(question.text))


def code_runs(proofs: "Proofs", now: datetime) -> bool:
    """Whether a code is on its way that can still be read back."""
    return proofs.sent is not None and not proofs.sent.used and now < proofs.sent.valid_until


def code_line(proofs: "Proofs", way: int, now: datetime, *, known: bool, sends: str, other: str) -> Content:
    """Where a code can go; once it is sent, how long it is good and when a new one can go."""
    if not proofs.ways:
        return Content.styled(_("Nothing is on record that a code can be sent to."), "$waiting")
    if not known:
        return Content.styled(_("A code can be sent once two facts are right."), "$muted")
    chosen = proofs.ways[way % len(proofs.ways)]
    to = f"{_(chosen.channel.word)} {chosen.to}"
    change = "  " + _("{key}: another way").format(key=other) if len(proofs.ways) > 1 else ""
    sent = proofs.sent
    if sent is None or not code_runs(proofs, now):
        lapsed = _("The code has lapsed.") + " " if sent is not None and not sent.used else ""
        told = Content.assemble(
            (lapsed, "$bad"), (sends, "bold $accent"), " ", _("sends a code: {to}").format(to=to)
        )
        return told + Content.styled(change, "$muted")
    left = formats.duration(sent.valid_until - now)
    told = Content.assemble(
        (_("Code sent: {to}").format(to=f"{_(sent.channel.word)} {sent.to}"), "$ink"),
        ("  " + _("valid {time}").format(time=left), "bold $waiting"),
    )
    if proofs.again_at is not None and now < proofs.again_at:
        again = _("a new one in {time}").format(time=formats.duration(proofs.again_at - now))
        return told + Content.styled(f"  {again}", "$muted")
    return told + Content.assemble("  ", (sends, "bold $accent"), " ", (_("sends a new one"), "$muted"))


def exception_words(key: str) -> str:
    """What is left when the tries of the day are gone."""
    return _("Only a visit with a document; or {key} asks a supervisor for one more.").format(key=key)


def hears_line(heard: "Sequence[Heard]") -> Content:
    """``May hear: cover, claims`` and ``Not: diagnosis`` on the next line."""
    comma = "、" if current().startswith("zh") else ", "
    may = comma.join(_(one.topic.word) for one in heard if one.may)
    not_yet = comma.join(_(one.topic.word) for one in heard if not one.may)
    lines = []
    if may:
        lines.append(Content.assemble((_("May hear"), "$good"), "  ", (may, "$ink")))
    if not_yet:
        lines.append(Content.assemble((_("May not"), "$bad"), "  ", (not_yet, "$muted")))
    return Content("\n").join(lines)
