"""How a portal account reads: stage, what is next, facts, registration, the history of tries and acts."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from consoleapp.desk.account_shapes import AccountDetail, AccountRow, ActLine, FailedLogin, Sent
from consoleapp.desk.rows import Cell, Column, IdVectorRows, Tone
from consoleapp.desk.rows import Row as GridRow
from consoleapp.desk.shapes import AccountFacts
from consoleapp.desk.shapes import Tone as FactTone
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.accounts import PASSWORD_RULES
from consoleapp.rules.statuses import AccountHolder, AccountStage, RegistrationStep
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import (
    STYLES,
    TONES,
    fill,
    label_width,
    labelled,
    name_of,
    toned,
    words,
)
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Draw, Row, blank, heading

if TYPE_CHECKING:
    from array import array
    from datetime import datetime

Told = Callable[[int], None]
"""Called in a thread with how many rows there are."""

COLUMNS = (
    Column("account", N_("Account"), 10),
    Column("name", N_("Name"), 24, least=14, flex=3),
    Column("where", N_("Cert. or code"), 14, least=13),
    Column("kind", N_("Whose"), 9, rank=3),
    Column("stage", N_("Stage"), 14, least=12),
    Column("since", N_("Frozen since"), 17, rank=1),
    Column("tries", N_("Tries"), 5, rank=2),
    Column("from", N_("From where"), 16, least=14, flex=1, rank=4),
    Column("by", N_("By what"), 20, least=14, flex=1, rank=5),
    Column("last_login", N_("Last login"), 17, rank=6),
    Column("user_id", N_("User ID"), 16, least=10, rank=7),
)

SORTABLE = frozenset({"account", "name", "where", "stage", "since", "tries", "last_login", "user_id"})

NEXT_BY_STEP = {
    None: N_("Types the PIN and the initial password; then the terms."),
    RegistrationStep.PIN: N_("Accepts the terms at the next login."),
    RegistrationStep.TERMS: N_("Sets a user ID, a language and a password."),
    RegistrationStep.USER_ID: N_("Answers three different challenge questions; then it is active."),
    RegistrationStep.QUESTIONS: N_("Registration is done; the account opens at the next login."),
}
"""What a holder does next, by the last step of the registration that is done."""


def account_rows(
    session: Session,
    stage: AccountStage | None,
    kind: AccountHolder | None,
    words: str,
    told: Told,
) -> IdVectorRows[AccountRow]:
    """The list, as narrowed."""

    def ids(order: tuple[str, bool] | None, words: str) -> "array[int]":
        found = verbs.accounts.ids(session.serving, order, words, stage=stage, kind=kind)
        told(len(found))
        return found

    return IdVectorRows(
        COLUMNS,
        read_ids=ids,
        read_page=lambda some: verbs.accounts.rows(session.serving, some),
        read_first=lambda order, words, limit: verbs.accounts.first(
            session.serving, order, words, limit, stage=stage, kind=kind
        ),
        id_of=lambda row: row.account_id,
        shape=shape,
        sortable=SORTABLE,
        words=words,
    )


def shape(row: AccountRow) -> GridRow:
    tone = TONES.get(row.stage)
    return GridRow(
        row.account_id,
        (
            Cell(row.account_no, Tone.MUTED),
            Cell(name_of(row.name_en, row.name_zh)),
            Cell(row.where),
            Cell(_(row.kind.word), Tone.MUTED),
            Cell(_(row.stage.word), Tone(tone.value) if tone is not None else Tone.INK),
            Cell(formats.near_moment(row.frozen_at) if row.frozen_at else "", Tone.BAD),
            Cell(str(row.tries) if row.tries else "", Tone.WAITING),
            Cell(whence(row), Tone.MUTED),
            Cell(_(row.frozen_by) if row.frozen_by else "", Tone.MUTED),
            Cell(formats.near_moment(row.last_login_at) if row.last_login_at else "", Tone.MUTED),
            Cell(row.user_id, Tone.MUTED),
        ),
    )


def whence(row: AccountRow) -> str:
    """``203.0.113.7 +1``: where tries came from, the most frequent first."""
    if not row.origins:
        return ""
    more = f" +{len(row.origins) - 1}" if len(row.origins) > 1 else ""
    return printable(row.origins[0]) + more


def next_of(stage: AccountStage, step: RegistrationStep | None) -> str:
    """What is next, in words: by the step of a registration, otherwise by the stage."""
    if stage is AccountStage.REGISTERING:
        return _(NEXT_BY_STEP[step])
    return _(verbs.subjects.NEXT_STEP[stage])


def next_lines(account: AccountDetail) -> Content:
    """What is next; below it, why nothing can be done now."""
    step = next_of(account.facts.stage, account.facts.registration_step)
    if account.facts.stage is AccountStage.FROZEN and not account.why_not:
        step = _("The caller is verified: unlock the account (u).")
    lines = [Content.assemble((_("Next"), "bold $accent"), "  ", step)]
    if account.why_not and account.possible:
        lines.append(Content.styled(_(account.why_not), "$waiting"))
    return Content("\n").join(lines)


def tall(key: Hashable | None, draw: Draw, width: int, *, copied: str = "") -> Row:
    """A row as high as it takes at ``width``."""
    return Row(key, draw, height=max(1, len(draw(width))), copied=copied)


def detail_rows(account: AccountDetail, width: int) -> list[Row]:
    """Stage, facts, registration, what was sent, guidance for a password."""
    facts = account.facts
    rows = [tall("stage", partial(stage_lines, account), width, copied=words(facts.stage)), blank()]
    if facts.withheld:
        rows.append(tall(None, partial(wrapped, _(facts.withheld), "$waiting"), width))
    else:
        rows += fact_rows(account, width)
    if facts.stage in (AccountStage.INVITED, AccountStage.REGISTERING):
        rows += [blank(), heading(lambda: _("Registration"))]
        rows += [Row(("step", step), partial(step_lines, step, facts)) for step in RegistrationStep]
    if account.member_no:
        told = _("No identity number at hand? Read out the member number {number} to register with.")
        number = printable(account.member_no)
        rows += [blank(), tall("member_no", partial(wrapped, told.format(number=number), "$ink"), width)]
    if not facts.withheld and facts.stage is not AccountStage.DISABLED:
        rows += [blank(), heading(lambda: _("A new password, to read aloud"))]
        rows += [tall(("rule", rule), partial(wrapped, _(rule), "$muted"), width) for rule in PASSWORD_RULES]
    return rows


def wrapped(text: str, style: str, width: int) -> list[Content]:
    """A sentence over as many lines as it takes."""
    lines = Content.styled(text, style).wrap(max(20, width - 2))
    return [Content(" ") + line for line in lines]


def stage_lines(account: AccountDetail, width: int) -> list[Content]:
    """``Frozen since Fri 20 Nov 13:40 · Five invalid logins``."""
    facts = account.facts
    state = toned(facts.stage, bold=True)
    if facts.frozen_at is not None and facts.stage is AccountStage.FROZEN:
        since = _("since {moment}").format(moment=formats.near_moment(facts.frozen_at))
        state += Content.styled(f" {since}", STYLES[FactTone.BAD])
    why = printable(_(facts.frozen_reason)) if facts.frozen_reason else ""
    by = printable(account.frozen_by)
    told = fill([state, Content.styled(why, "$muted"), Content.styled(by, "$muted")])
    return list(told.wrap(max(20, width - 1)))


def fact_rows(account: AccountDetail, width: int) -> list[Row]:
    """Labelled facts, one under the other."""
    facts = account.facts
    tries = ngettext("{n} wrong password", "{n} wrong passwords", facts.failed_attempts)
    told = [
        (_("User ID"), Content(printable(facts.user_id)) if facts.user_id else toned(None)),
        (_("Account"), Content(printable(facts.account_no))),
        (_("Language"), toned(facts.language)),
        (_("Last login"), moment_or(facts.last_login_at, _("never"))),
        (_("Tries"), Content.styled(
            tries.format(n=facts.failed_attempts),
            STYLES[FactTone.WAITING if facts.failed_attempts else FactTone.MUTED],
        )),
        (_("Terms"), terms(facts)),
        (_("Messaging"), Content(_("one account bound")) if account.bound
         else Content.styled(_("none bound"), "$muted")),
        (_("Questions"), Content(_("{n} of 3 answered").format(n=account.questions))),
    ]  # fmt: skip
    for label, sent in ((_("Invitation"), account.invitation), (_("Reset link"), account.reset_link)):
        if sent is not None:
            told.append((label, sent_words(sent)))
    room = label_width(label for label, _value in told)
    return [
        tall(("fact", label), partial(labelled, label, value, room), width, copied=value.plain)
        for label, value in told
    ]


def moment_or(moment: "datetime | None", otherwise: str) -> Content:
    return Content(formats.moment(moment)) if moment else Content.styled(otherwise, "$muted")


def sent_words(sent: Sent) -> Content:
    """``sent Fri 20 Nov 18:05, good until 04 Dec 2026``; what became of it where it is over."""
    when = formats.near_moment(sent.made_at)
    if sent.ended_at is not None:
        return Content.styled(_("sent {moment}, used or replaced").format(moment=when), "$muted")
    until = formats.moment(sent.expires_at)
    return Content(_("sent {moment}, good until {until}").format(moment=when, until=until))


def terms(facts: AccountFacts) -> Content:
    if facts.terms_accepted_at is None:
        return Content.styled(_("not accepted yet"), "$muted")
    accepted = _("version {version}, accepted {moment}").format(
        version=printable(facts.terms_version) or "–", moment=formats.moment(facts.terms_accepted_at)
    )
    return Content(accepted)


def step_lines(step: RegistrationStep, facts: AccountFacts, _width: int) -> list[Content]:
    """A step of the registration: done, next, or still to come."""
    order = list(RegistrationStep)
    done = order.index(facts.registration_step) + 1 if facts.registration_step is not None else 0
    place = order.index(step)
    if place < done:
        mark = Content.styled(_("done"), "$good")
    elif place == done:
        mark = Content.styled(_("next"), "bold $waiting")
    else:
        mark = Content("")
    ink = "$muted" if place > done else "$ink"
    return [Content.assemble((f"  {place + 1}  ", "$muted"), (_(step.word), ink), "  ", mark)]


def history_rows(account: AccountDetail, width: int) -> list[Row]:
    """Tries at the portal and acts of staff, newest first."""
    lines: list[ActLine | FailedLogin] = [*account.acts, *account.logins]
    lines.sort(key=lambda one: one.at, reverse=True)
    return [tall(("line", place), partial(history_lines, one), width) for place, one in enumerate(lines)]


def history_lines(one: ActLine | FailedLogin, width: int) -> list[Content]:
    """When, what; below it who and why."""
    when = Content.styled(f" {formats.near_moment(one.at)}  ", "$muted")
    room = " " * when.cell_length
    if isinstance(one, FailedLogin):
        told = Content.styled(_("Wrong password"), "$waiting")
        origin = Content.styled(f"  {printable(one.origin)}" if one.origin else "", "$muted")
        return [when + told + origin]
    why = fill(Content.styled(part, "$muted") for part in (
        printable(one.staff_name), _(one.reason.word), printable(one.note)
    ) if part)  # fmt: skip
    folded = why.wrap(max(16, width - when.cell_length - 1))
    return [when + Content.styled(_(one.act.word), "bold $ink"), *(Content(room) + line for line in folded)]
