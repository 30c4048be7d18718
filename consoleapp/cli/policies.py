"""``consoleapp policies``, ``policy`` and ``certificate``: contracts, and the certificate of cover."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from consoleapp.cli.answers import AsJson
from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import NotFound, WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.policy_shapes import PlanSchedule, PolicyDetail, PolicyMember
    from consoleapp.rules.statuses import PolicyStatus


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("policies")(policies)
    app.command("policy")(policy)
    app.command("certificate")(certificate)


def policies(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only at this status, for example in_force.")] = None,
    words: Annotated[
        str, typer.Option(help="Only those that hold these words: number, company, broker.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=20_000, help="At most so many.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Every policy: company, broker, period, status, people.

    Examples: consoleapp --as ada policies --status in_force · consoleapp --as ada policies --words abc --json
    """
    from consoleapp.cli.words import day, word
    from consoleapp.desk import policies as verbs

    invocation: Invocation = context.obj
    wanted = _status(status)
    desk = invocation.desk()
    found = verbs.first(desk, None, words, limit, status=wanted)
    if as_json:
        count = len(found) if len(found) < limit else len(verbs.ids(desk, None, words, status=wanted))
        answer_json({"count": count, "policies": found})
    else:
        columns(
            (
                one.policy_no,
                f"{one.holder_en}  {one.holder_zh}".strip(),
                word(one.plan_type),
                one.broker_code or "–",
                f"{day(one.starts_on)} – {day(one.ends_on)}",
                word(one.status),
                f"{one.people:,}",
            )
            for one in found
        )
    if not found:
        raise NotFound(N_("No policy holds these words at this status. Try fewer words."))


def _status(text: str | None) -> "PolicyStatus | None":
    from consoleapp.rules.statuses import PolicyStatus

    if text is None:
        return None
    try:
        return PolicyStatus(text)
    except ValueError:
        known = ", ".join(PolicyStatus)
        raise WrongUse(
            N_("{text} is no status of a policy. It may be: {known}."), text=repr(text), known=known
        ) from None


def policy(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NO", help="Policy number, for example 91307.")],
    members: Annotated[bool, typer.Option("--members", help="Its members too; that is on record.")] = False,
    schedule: Annotated[
        bool, typer.Option("--schedule", help="The benefit schedule of each plan too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """One policy: parties, periods, plans, headcounts, invoices in short.

    Example: consoleapp --as ada policy 91307 --members --schedule --json
    """
    from consoleapp.desk import policies as verbs

    invocation: Invocation = context.obj
    desk = invocation.desk()
    found = verbs.by_number(desk, number)
    listed = _members(desk, found.policy_id) if members else None
    schedules = verbs.schedules(desk, found.policy_id) if schedule else None
    if as_json:
        answer: dict[str, Any] = {"policy": found}
        if listed is not None:
            answer["members"] = listed
        if schedules is not None:
            answer["schedules"] = schedules
        answer_json(answer)
        return
    for text in _lines(found):
        line(text)
    if listed is not None:
        _print_members(listed)
    for plan in schedules or ():
        for text in _schedule(plan):
            line(text)


def _members(desk: "Desk", policy_id: int) -> "tuple[PolicyMember, ...]":
    from consoleapp.desk import policy_members

    return policy_members.first(desk, policy_id, None, "", 1_000_000)


def _lines(found: "PolicyDetail") -> Iterator[str]:
    from consoleapp.cli.words import day, word

    yield f"{found.policy_no}  {found.holder.name_en}  {found.holder.name_zh}".rstrip()
    yield " · ".join((word(found.plan_type), word(found.status), word(found.payment_mode), found.currency))
    if found.period is not None:
        yield f"{day(found.period.starts_on)} – {day(found.period.ends_on)}"
    heads = (_("Employees"), found.employees), (_("Spouses"), found.spouses), (_("Children"), found.children)
    yield " · ".join(f"{label} {count:,}" for label, count in heads)
    for label, party in ((_("Company"), found.holder), (_("Broker"), found.broker)):
        if party is not None:
            parts = (party.code, party.name_en, party.contact_name, party.contact_phone, party.contact_email)
            yield f"{label}: " + " · ".join(part for part in parts if part)
    yield _("Branches") + ": " + (", ".join(f"{one.code} {one.name_en}" for one in found.branches) or "–")
    yield _("Plans") + ": " + (", ".join(f"{one.code} {one.name_en}".rstrip() for one in found.plans) or "–")
    if found.ledger is None:
        yield _("Premium") + ": " + _(found.ledger_withheld)
        return
    yield _("Premium unsettled: {amount}").format(amount=found.ledger.unsettled.named())
    for one in found.ledger.invoices:
        figures = f"{one.amount}  {_('{amount} settled').format(amount=one.settled)}  {one.balance}"
        yield f"  {one.invoice_no}  {day(one.issued_on)}  {figures}"


def _print_members(members: "tuple[PolicyMember, ...]") -> None:
    from consoleapp.cli.words import word

    line("")
    heads = (
        _("Certificate"), _("Name"), _("Relation"), _("Plan"), _("Branch"), _("Status"),
        _("Life"), "TPD", "AD&D", "LTD", "CIB",
    )  # fmt: skip
    rows = [
        (
            one.certificate,
            f"{one.name_en}  {one.name_zh}".strip(),
            word(one.relation),
            one.plan_code or "–",
            one.branch_en or "–",
            word(one.status),
            *(str(sum_.amount) for sum_ in one.sums_assured),
        )
        for one in members
    ]
    columns([heads, *rows])


def _schedule(plan: "PlanSchedule") -> Iterator[str]:
    from itertools import groupby

    from consoleapp.cli.words import word
    from consoleapp.exchange.schedule_words import ScheduleWords

    words = ScheduleWords(current(), plan.currency)
    yield ""
    code = _("plan {code}").format(code=plan.plan.code)
    yield f"{code}  {words.name(plan.plan.name_en, plan.plan.name_zh)}".rstrip()
    for kind, items in groupby(plan.items, lambda item: item.benefit_type):
        yield f"  {word(kind)}"
        for item in items:
            said = " · ".join((*words.limits(item), *words.conditions(item)))
            yield f"    {words.name(item.name_en, item.name_zh)}: {said}"


def certificate(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="CERT", help="Certificate, for example 0001-00.")],
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number, for example 91307.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .html file to print or a .txt file to read.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="en, zh_Hant or zh_Hans; the member's own unless said.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The certificate of cover of a member as a page, in exports/ unless --out says otherwise.

    Example: consoleapp --as ada certificate 0001-00 --policy 91307 --language zh_Hant
    """
    from consoleapp.desk import certificates
    from consoleapp.exchange.certificate import usual_file, write_certificate
    from consoleapp.rules.statuses import Language

    if language is not None and language not in tuple(Language):
        known = ", ".join(Language)
        raise WrongUse(N_("{text} is no language. It may be: {known}."), text=repr(language), known=known)
    invocation: Invocation = context.obj
    cover = certificates.by_certificate(invocation.desk(), policy, number)
    folder = invocation.settings.exports
    if out is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = write_certificate(cover, out or usual_file(cover, folder), language)
    if as_json:
        answer_json({"file": file, "certificate": cover})
    else:
        line(_("The certificate of cover is in {file}.").format(file=file))
