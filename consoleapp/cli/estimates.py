"""``consoleapp estimate``: what would be paid for a visit, by which rules. Never recorded as a claim."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, line
from consoleapp.errors import NotFound, Refused, WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.benefit_shapes import EstimateAnswer
    from consoleapp.desk.context import Desk
    from consoleapp.desk.shapes import BenefitLine

MOST_NAMED = 8
"""So many choices are named where one is asked for."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("estimate")(estimate)


def estimate(
    context: typer.Context,
    member: Annotated[str, typer.Option(metavar="CERT", help="Certificate, for example 0001-00.")],
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number, for example 91307.")],
    item: Annotated[str, typer.Option(metavar="TEXT", help="The item: its code, or words for it.")],
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help="The bill, for example 1,200.00.")],
    provider: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Number or name in the directory; or network, approved, unapproved, specified_hospital.",
        ),
    ] = "",
    on: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="The day; else tomorrow.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """What a member would get for a bill: payable, shortfall, and each rule in order. An estimate, no claim.

    Example: consoleapp --as ada estimate --member 0001-00 --policy 91307 --item physio --amount 600
    """
    from consoleapp.desk import estimates, members

    invocation: Invocation = context.obj
    day = _day(on)
    desk = invocation.desk()
    card = members.by_certificate(desk, policy, member)
    found = _item(desk, card.member_id, item)
    standing, name = estimates.provider_said(desk, provider, day)
    answer = estimates.estimate_visit(
        desk, card.member_id, found.benefit_id, amount, on=day, provider=standing, provider_name=name
    )
    if as_json:
        answer_json(_as_json(answer, card.certificate, card.policy.policy_no))
        return
    for text in _as_lines(answer):
        line(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongUse(N_("{text} is not a date. Write it as 2026-11-21."), text=repr(text)) from error


def _item(desk: "Desk", member_id: int, text: str) -> "BenefitLine":
    """The one item that ``text`` is the code of, or whose words it is."""
    from consoleapp.desk import members

    lines = members.benefits(desk, member_id, text=text).lines if text.strip() else ()
    for same in (
        [one for one in lines if one.item_code.lower() == text.strip().lower()],
        [one for one in lines if text.strip().lower() in (one.name_en.lower(), one.name_zh)],
        lines,
    ):
        if len(same) == 1:
            return same[0]
    if not lines:
        raise NotFound(
            N_("No item of the schedule is called {text}. See them with: consoleapp member."), text=repr(text)
        )
    raise Refused(
        N_("{text} may be several items; give the code of one: {choices}."),
        text=repr(text),
        choices=_choices(f"{one.item_code} {_name(one)}" for one in lines),
    )


def _choices(names: Iterable[str]) -> str:
    known = list(names)
    more = ["…"] if len(known) > MOST_NAMED else []
    return "; ".join([*known[:MOST_NAMED], *more])


def _name(item: "BenefitLine | EstimateAnswer") -> str:
    return (item.name_zh if current().startswith("zh") else "") or item.name_en


def _as_lines(answer: "EstimateAnswer") -> Iterable[str]:
    """The label, what was asked, what it comes to, then each rule in the order applied."""
    from consoleapp.cli.words import day, word

    found = answer.estimate
    yield _("ESTIMATE") + " – " + _(answer.label)
    provider = " · ".join(part for part in (answer.provider_name, word(answer.provider)) if part)
    asked = [_name(answer), found.amount.named(), day(answer.on), provider or _("provider not asked")]
    yield " · ".join(asked)
    if found.payable is None:
        yield _("Comes to: {verdict}").format(verdict=word(found.verdict))
    else:
        yield _("Payable: {amount}").format(amount=found.payable.named())
    if found.share is not None:
        yield _("Member bears: {amount}").format(amount=found.share.named())
    for place, step in enumerate(found.steps, 1):
        yield f"  {place}. {step.sentence.text(_, current())}"


def _as_json(answer: "EstimateAnswer", certificate: str, policy_no: str) -> dict[str, Any]:
    found = answer.estimate
    return {
        "estimate": True,
        "label": _(answer.label),
        "member": {"certificate": certificate, "policy": policy_no},
        "item": {"code": answer.item_code, "name": answer.name_en, "name_zh": answer.name_zh},
        "date": answer.on,
        "provider": {"name": answer.provider_name, "standing": answer.provider},
        "as_of": answer.as_of,
        "amount": found.amount,
        "verdict": found.verdict,
        "payable": found.payable,
        "member_bears": found.share,
        "rules": [
            {
                "rule": step.rule,
                "before": step.before,
                "after": step.after,
                "taken": step.taken,
                "condition": step.condition,
                "bars": step.bars,
                "sentence": step.sentence.text(_, current()),
            }
            for step in found.steps
        ],
    }
