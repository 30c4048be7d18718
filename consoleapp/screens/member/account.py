"""The person's login at the portal: its stage, what is next, and what is on record about it. Read only."""

from functools import partial

from textual.content import Content

from consoleapp.desk.shapes import AccountFacts, MemberCard, Tone
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.statuses import AccountStage, RegistrationStep
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import STYLES, fill, label_width, labelled, toned, words
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, blank, heading
from consoleapp.screens.widgets.state import State


class AccountPanel(Panel):
    """The stage first, then what is next, then the facts."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.account: AccountFacts | None = None

    def turn(self) -> None:
        super().turn()
        self.account = None

    def close(self) -> None:
        super().close()
        self.account = None

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.members.account(desk, card.member_id), self.took)

    def took(self, account: AccountFacts | None) -> None:
        self.account = account

    def draw(self) -> None:
        account = self.account
        if account is None:
            self.show_rows([], empty=(State.EMPTY, "", N_("This person has no login at the portal.")))
            self.say("")
            return
        rows = [Row("stage", lambda _width: [stage_line(account)], copied=words(account.stage)), blank()]
        if account.withheld:
            why = account.withheld
            rows.append(Row(None, lambda _width: [Content.styled(_(why), "$waiting")]))
        else:
            rows += self.fact_rows(account)
        if account.stage in (AccountStage.INVITED, AccountStage.REGISTERING):
            rows += [blank(), heading(lambda: _("Registration"))]
            rows += [Row(("step", step), partial(step_lines, step, account)) for step in RegistrationStep]
        self.show_rows(rows, empty=(State.EMPTY, "", ""))
        self.say(
            Content.assemble((_("Next"), "bold $accent"), "  ", _(verbs.subjects.NEXT_STEP[account.stage]))
        )

    def fact_rows(self, account: AccountFacts) -> list[Row]:
        never = _("never")
        tries = ngettext("{n} wrong password", "{n} wrong passwords", account.failed_attempts)
        facts = [
            (_("User ID"), Content(printable(account.user_id)) if account.user_id else toned(None)),
            (_("Account"), Content(printable(account.account_no))),
            (_("Language"), toned(account.language)),
            (_("Last login"), Content(words(account.last_login_at)) if account.last_login_at
             else Content.styled(never, "$muted")),
            (_("Tries"), Content.styled(tries.format(n=account.failed_attempts),
                                        STYLES[Tone.WAITING if account.failed_attempts else Tone.MUTED])),
            (_("Terms"), terms(account)),
        ]  # fmt: skip
        room = label_width(label for label, _value in facts)
        return [
            Row(
                ("fact", label),
                partial(labelled, label, value, room),
                copied=value.plain,
            )
            for label, value in facts
        ]


def stage_line(account: AccountFacts) -> Content:
    """``Frozen since Fri 20 Nov 13:40 · five wrong passwords``."""
    state = toned(account.stage, bold=True)
    if account.frozen_at is not None and account.stage is AccountStage.FROZEN:
        since = _("since {moment}").format(moment=formats.near_moment(account.frozen_at))
        state += Content.styled(f" {since}", STYLES[Tone.BAD])
    why = Content.styled(printable(_(account.frozen_reason)) if account.frozen_reason else "", "$muted")
    return fill([state, why])


def terms(account: AccountFacts) -> Content:
    if account.terms_accepted_at is None:
        return Content.styled(_("not accepted yet"), "$muted")
    accepted = _("version {version}, accepted {moment}").format(
        version=printable(account.terms_version) or "–", moment=formats.moment(account.terms_accepted_at)
    )
    return Content(accepted)


def step_lines(step: RegistrationStep, account: AccountFacts, _width: int) -> list[Content]:
    """A step of the registration: done, next, or still to come."""
    order = list(RegistrationStep)
    done = order.index(account.registration_step) + 1 if account.registration_step is not None else 0
    place = order.index(step)
    if place < done:
        mark = Content.styled(_("done"), "$good")
    elif place == done:
        mark = Content.styled(_("next"), "bold $waiting")
    else:
        mark = Content("")
    ink = "$muted" if place > done else "$ink"
    return [Content.assemble((f"  {place + 1}  ", "$muted"), (_(step.word), ink), "  ", mark)]
