"""``consoleapp accounts``, ``account NO``, and the acts: unlock, lock, invite, reset-link, unbind.

The acts obey the rules of the console: the holder's contact must be on the line at this person's desk, and
the caller verified.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from datetime import datetime

    from consoleapp.desk.account_shapes import AccountDetail
    from consoleapp.rules.accounts import AccountAct

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[str, typer.Argument(metavar="NO", help="Account number, for example PA200007.")]
Why = Annotated[str, typer.Option("--reason", help="Why; see consoleapp account NO for what there is.")]
Note = Annotated[str, typer.Option(help="Why in your own words; needed with --reason other.")]
Approved = Annotated[int | None, typer.Option("--approval", metavar="NO", help="The approval to use.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("accounts")(accounts)
    app.command("account")(account)
    app.command("unlock")(unlock)
    app.command("lock")(lock)
    app.command("invite")(invite)
    app.command("reset-link")(reset_link)
    app.command("unbind")(unbind)


def accounts(
    context: typer.Context,
    stage: Annotated[str, typer.Option(help="Only at this stage, for example frozen.")] = "",
    kind: Annotated[str, typer.Option(help="Only of member, employer or broker.")] = "",
    words: Annotated[str, typer.Option(help="Words the line holds.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Portal accounts, frozen first. The enquiry is on record.

    Example: consoleapp --as ada accounts --stage frozen --json
    """
    from consoleapp.cli.claims import coded
    from consoleapp.cli.words import word
    from consoleapp.desk import accounts as verbs
    from consoleapp.rules.statuses import AccountHolder, AccountStage

    found = verbs.listed(
        context.obj.desk(),
        words,
        limit,
        stage=coded(AccountStage, stage) if stage else None,
        kind=coded(AccountHolder, kind) if kind else None,
    )
    if as_json:
        answer_json(found)
        return
    columns(
        [
            one.account_no,
            word(one.kind),
            one.where,
            one.name_en,
            word(one.stage),
            _moment(one.frozen_at) if one.frozen_at else "",
            _("{n} tries").format(n=one.tries) if one.tries else "",
            ", ".join(one.origins),
        ]
        for one in found
    )


def account(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """One portal account: stage, what is next, history of tries and acts. The look is on record.

    Example: consoleapp --as ada account PA200007 --json
    """
    from consoleapp.desk import accounts as verbs

    desk = context.obj.desk()
    found = verbs.detail(desk, verbs.by_number(desk, number))
    if as_json:
        answer_json(found)
    else:
        _in_words(found)


def unlock(
    context: typer.Context, number: Number, reason: Why = "", note: Note = "", approval: Approved = None
) -> None:
    """Let the holder in again; the lock goes, nothing else. The verified holder must be on the line.

    Example: consoleapp --as ada unlock PA200007 --reason wrong_tries
    """
    _act(context, number, "unlock", reason, note, approval)


def lock(
    context: typer.Context, number: Number, reason: Why = "", note: Note = "", approval: Approved = None
) -> None:
    """Let nobody in until it is unlocked. The verified holder must be on the line."""
    _act(context, number, "lock", reason, note, approval)


def invite(
    context: typer.Context, number: Number, reason: Why = "", note: Note = "", approval: Approved = None
) -> None:
    """Send a new PIN and a new initial password, two ways. The verified holder must be on the line."""
    _act(context, number, "invite", reason, note, approval)


def reset_link(
    context: typer.Context, number: Number, reason: Why = "", note: Note = "", approval: Approved = None
) -> None:
    """Send a link to set a new password. The verified holder must be on the line."""
    _act(context, number, "reset_link", reason, note, approval)


def unbind(
    context: typer.Context, number: Number, reason: Why = "", note: Note = "", approval: Approved = None
) -> None:
    """Take the messaging account away. The verified holder must be on the line."""
    _act(context, number, "unbind", reason, note, approval)


def _act(
    context: typer.Context, number: str, code: str, reason: str, note: str, approval: int | None
) -> None:
    from consoleapp.cli.claims import coded
    from consoleapp.cli.ledger_options import with_second_person
    from consoleapp.desk import accounts as verbs
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.accounts import ACTS, AccountAct, ActReason

    act = AccountAct(code)
    if not reason:
        raise WrongUse(
            N_("Say why: --reason with one of {known}."),
            known=", ".join(one.value for one in ACTS[act].reasons),
        )
    desk = context.obj.desk()
    account_id, why = verbs.by_number(desk, number), coded(ActReason, reason)

    def perform() -> bool:
        return _verbs()[act](desk, account_id, why, note, approval_id=approval, key=new_key())

    done = with_second_person(desk, note or _(why.word), perform)
    line(_("Done; the holder is told.") if done else _("There was nothing left to do; nobody was told."))


def _verbs() -> "dict[AccountAct, Callable[..., bool]]":
    from consoleapp.desk import accounts as verbs
    from consoleapp.rules.accounts import AccountAct

    return {
        AccountAct.UNLOCK: verbs.unlock,
        AccountAct.LOCK: verbs.lock,
        AccountAct.INVITE: verbs.send_invitation,
        AccountAct.RESET_LINK: verbs.reset_link,
        AccountAct.UNBIND: verbs.unbind,
    }


def _moment(value: "datetime") -> str:
    from consoleapp.rules.dates import show_moment

    return show_moment(value, current())


def _in_words(found: "AccountDetail") -> None:
    from consoleapp.cli.words import word
    from consoleapp.desk.subjects import NEXT_STEP
    from consoleapp.rules.accounts import ACTS

    facts = found.facts
    line(f"{facts.account_no}  {word(found.kind)}  {found.where}  {found.name_en} {found.name_zh}".rstrip())
    since = _moment(facts.frozen_at) if facts.frozen_at else ""
    line(f"{word(facts.stage)} {since}  {_(facts.frozen_reason)} {found.frozen_by}".rstrip())
    line(_("Next: {step}").format(step=_(NEXT_STEP[facts.stage])))
    if facts.withheld:
        line(_(facts.withheld))
    rows: list[list[Any]] = [[_moment(one.at), _("failed login"), one.origin] for one in found.logins]
    rows += [
        [_moment(one.at), word(one.act), f"{word(one.reason)} {one.note}".strip(), one.staff_name]
        for one in found.acts
    ]
    columns([cell or "" for cell in [*row, "", ""][:4]] for row in rows)
    for act in found.possible:
        reasons = ", ".join(one.value for one in ACTS[act].reasons)
        line(f"{act.value.replace('_', '-')}: {reasons}")
    if found.why_not:
        line(_(found.why_not))
