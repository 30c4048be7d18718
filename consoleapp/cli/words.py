"""Answers in words: the same facts as on the screens, one to a line."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consoleapp.desk.lookup import Hit
from consoleapp.desk.shapes import AccountFacts, BenefitLine, BenefitSheet, ClaimRow, MemberCard
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.benefits import Answer, Basis, Measure, Scope, Standing
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import show_date, show_day, show_moment
from consoleapp.rules.money import Money


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """One hit under the names the documents use."""
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": hit.title,
        "title_zh": hit.title_zh,
        "policy": hit.policy_no,
        "certificate": hit.certificate,
        "member_id": hit.member_id,
        "relation": hit.relation,
        "company": hit.company,
        "company_zh": hit.company_zh,
        "person": hit.person,
        "person_zh": hit.person_zh,
        "status": hit.status,
        "in_force": hit.in_force,
        "detail": hit.detail,
        "on": hit.on,
        "why": hit.why,
    }


def hit_as_row(hit: Hit) -> list[str]:
    """One hit as a row: kind, name, policy and certificate, whose, status, why."""
    return [
        word(hit.kind),
        f"{hit.title}  {hit.title_zh}".strip(),
        f"{hit.policy_no} {hit.certificate}".strip(),
        hit.person or hit.company or hit.detail,
        word(hit.status),
        word(hit.why),
    ]


def word(value: Coded | None) -> str:
    """A code's words in the language in use; an empty text for None."""
    return _(value.word) if value is not None else ""


def day(value: date | None) -> str:
    """A date as people read it; – for none."""
    return show_date(value, current()) if value is not None else "–"


def card_as_lines(card: MemberCard, sheet: BenefitSheet, claims: tuple[ClaimRow, ...]) -> Iterator[str]:
    """A member's card from top to bottom."""
    policy = card.policy
    yield f"{card.name_en}  {card.name_zh}".rstrip()
    plan = _("plan {code}").format(code=card.plan_code) if card.plan_code else ""
    yield " · ".join(
        part
        for part in (f"{policy.policy_no} {card.certificate}", word(card.relation), plan, word(card.status))
        if part
    )
    yield " · ".join((policy.holder_en, word(policy.plan_type), word(policy.status), day(policy.ends_on)))
    if policy.unsettled is not None and policy.unsettled.minor:
        yield _("Premium unsettled: {amount}").format(amount=policy.unsettled)
    for private in card.private:
        if private.on_record:
            yield f"  {word(private.field)}: {private.shown}"
    yield ""
    yield _("Family")
    for person in card.family:
        name = f"{person.name_en}  {person.name_zh}".rstrip()
        yield f"  {person.certificate}  {name} · {word(person.relation)} · {word(person.status)}"
    yield ""
    yield _("Benefits") + f"  {day(sheet.starts_on)} – {day(sheet.ends_on)}"
    for line in sheet.lines:
        yield f"  {benefit_as_line(line, policy.currency)}"
    yield ""
    yield _("Claims")
    for claim in claims:
        yield f"  {claim_as_line(claim)}"
    yield ""
    yield _("Account") + ": " + account_as_line(card.account)


def benefit_as_line(line: BenefitLine, currency: str) -> str:
    """An item with each of its limits and what is left."""
    name = line.name_zh if current() != "en" and line.name_zh else line.name_en
    if line.covered is None:
        return f"{name}: {word(Answer.NOT_KNOWN)}"
    if not line.covered:
        return f"{name}: {word(Answer.NOT_COVERED)}"
    limits = "; ".join(limit_in_words(limit.standing, currency) for limit in line.limits)
    return f"{name}: {limits or word(Answer.UNLIMITED)}"


_EACH = {
    Basis.VISIT: N_("{amount} a visit"),
    Basis.DAY: N_("{amount} a day"),
    Basis.DISABILITY: N_("{amount} a disability"),
    Basis.YEAR: N_("{amount} a policy year"),
    Basis.LIFETIME: N_("{amount} in a lifetime"),
}


def limit_in_words(standing: Standing, currency: str) -> str:
    """``30 visits a policy year, used 12, pending 1, 17 left``. A limit nobody knows the rest of says so."""
    limit = standing.limit
    if standing.answer is Answer.UNLIMITED or limit.amount is None:
        return word(Answer.UNLIMITED)

    def amount(count: int) -> str:
        return str(Money(count, currency)) if limit.measure is Measure.MONEY else str(count)

    def counted(count: int) -> str:
        match limit.measure:
            case Measure.VISITS:
                return ngettext("{n} visit", "{n} visits", count).format(n=f"{count:,}")
            case Measure.DAYS:
                return ngettext("{n} day", "{n} days", count).format(n=f"{count:,}")
            case Measure.MONEY:
                return amount(count)

    granted = _(_EACH[limit.basis]).format(amount=counted(limit.amount))
    scope = "" if limit.scope is Scope.INDIVIDUAL else f" ({word(limit.scope)})"
    text = f"{granted}{scope}"
    if standing.answer in (Answer.NOT_KNOWN, Answer.WITHHELD):
        return f"{text}, {word(standing.answer)}"
    if standing.remaining is None:
        return text
    used = _("used {used}, pending {pending}").format(
        used=amount(standing.used), pending=amount(standing.pending)
    )
    left = (
        _("{amount} left").format(amount=amount(standing.remaining))
        if standing.remaining
        else (word(Answer.NOTHING_LEFT))
    )
    return f"{text}, {used}, {left}"


def claim_as_line(claim: ClaimRow) -> str:
    """``A2000001447 · 01 Aug 2018 · Paid on 28 Aug 2018 · 400.00``."""
    consulted = min((line.consulted_on for line in claim.lines), default=claim.received_on)
    state = _("{status} on {day}").format(status=word(claim.status), day=day(claim.status_on))
    parts = [claim.claim_no, day(consulted), state]
    if claim.promised_on is not None:
        parts.append(_("promised by {day}").format(day=show_day(claim.promised_on, current())))
    if claim.overdue:
        parts.append(_("overdue"))
    if claim.paid is not None:
        parts.append(str(claim.paid))
    return " · ".join(parts)


def account_as_line(account: AccountFacts | None) -> str:
    """Where the portal account stands."""
    if account is None:
        return _("none")
    text = word(account.stage)
    if account.frozen_at is not None:
        text += " " + _("since {moment}").format(moment=show_moment(account.frozen_at, current()))
    return text
