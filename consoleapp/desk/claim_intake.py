"""Registering a claim at the counter: lines, invoices, papers, and what is missing (DOMAIN 4)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert

from consoleapp.desk import disclosing, document_rows, documents, minors
from consoleapp.desk.claim_moving import Held, hold, moved
from consoleapp.desk.claim_shapes import Checked, Duplicate, NewLine, NewPaper, ResolvedLine, SeenBefore
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.document_intake import TakenIn, attach, take_in
from consoleapp.desk.document_shapes import Missing
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.documents import ORIGINAL, CameBy, DocumentItemStatus, DocumentKind
from consoleapp.rules.intake import (
    Insured,
    InvoiceLine,
    duplicate,
    invoice_key,
    missing_papers,
    must_claim_for,
    next_claim_no,
    starts_as,
    total_of,
)
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import Relation
from consoleapp.rules.text import clean, fold
from consoleapp.rules.verification import CallerRole
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import documents as document_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.tables import claim, claim_line

MOST_LINES = 50
LONGEST_TEXT = 200
_NAMED_ITEMS = 5


@reads(Permission.REGISTER_CLAIMS)
def check(
    work: Work,
    member_id: int,
    lines: Sequence[NewLine],
    *,
    papers: Sequence[DocumentKind] = (),
    originals: bool = False,
    claimant_id: int | None = None,
) -> Checked:
    """What these lines add up to, what is missing, where the claim starts, which invoices came before.

    Raises Refused with what is wrong: an item nobody knows, a date to come, a dependant who is of age.
    """
    patient = _patient(work, member_id)
    work.looked(member_id, "claims")
    claimant = _claimant(work, patient, claimant_id)
    return _checked(work, patient, claimant, lines, papers, originals)


def register(
    desk: Desk,
    member_id: int,
    lines: Sequence[NewLine],
    *,
    papers: Sequence[NewPaper] = (),
    originals: bool = False,
    total: Money | None = None,
    claimant_id: int | None = None,
    seen_before: Sequence[str] = (),
    key: str,
) -> str:
    """Register a claim of a member; returns its number.

    ``total`` is what the clerk added up: it must agree. ``claimant_id`` is who hands it in: the caller, or
    the patient. Invoices that seem to be on record raise SeenBefore, unless the claims they are on are named
    in ``seen_before``: somebody looked. What is missing stands in a draft request for documents afterwards.
    """
    _may_register(desk, member_id)
    taken = tuple(
        (one.kind, clean(one.words), tuple(take_in(desk, file) for file in one.files)) for one in papers
    )
    return _register(
        desk,
        member_id,
        tuple(lines),
        taken,
        originals,
        total,
        claimant_id,
        tuple(sorted(set(seen_before))),
        key=key,
    )


@reads(Permission.REGISTER_CLAIMS)
def _may_register(work: Work, member_id: int) -> None:
    """Nothing is put on the disk for somebody who may not."""
    _patient(work, member_id)


@writes("claim.registered", Permission.REGISTER_CLAIMS)
def _register(
    work: Work,
    member_id: int,
    lines: tuple[NewLine, ...],
    papers: tuple[tuple[DocumentKind, str, tuple[TakenIn, ...]], ...],
    originals: bool,
    total: Money | None,
    claimant_id: int | None,
    seen_before: tuple[str, ...],
    *,
    key: str,
) -> str:
    # One registration at a time: numbers do not collide, and a twin at the next desk is seen.
    lock_for_writing(work.connection, "claims.register")
    patient = _patient(work, member_id)
    claimant = _claimant(work, patient, claimant_id)
    checked = _checked(work, patient, claimant, lines, [kind for kind, _words, _files in papers], originals)
    if total is not None and total != checked.total:
        raise Refused(
            N_("The invoices add up to {sum}, not to {total}. Check the figures."),
            sum=checked.total,
            total=total,
        )
    new = tuple(one for one in checked.duplicates if one.claim_no not in seen_before)
    if new:
        raise SeenBefore(
            N_(
                "This invoice seems to be on record: claim {claim}, {why}. Look before you register it again."
            ),
            duplicates=new,
            claim=new[0].claim_no,
            why=new[0].why,
        )
    held = _write(work, patient, claimant, checked, lines, originals)
    _papers(work, held, checked.missing, papers)
    moved(work, held)
    claim_no: str = held.claim.claim_no
    work.record(
        "claim.registered",
        held.subject,
        lines=len(lines),
        papers=[kind for kind, _words, _files in papers],
        originals=originals,
        claimant=claimant,
        seen_before=list(seen_before),
    )
    return claim_no


def _patient(work: Work, member_id: int) -> Row[Any]:
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(row, row.id), Topic.CLAIM_LINES)
    return row


def _claimant(work: Work, patient: Row[Any], claimant_id: int | None) -> int:
    """Who hands the claim in: as named, else the member on the line, else the patient; for a minor of whom
    nothing else is known, the employee of the family."""
    serving = work.serving
    if claimant_id is None:
        on_the_line = serving.member_id if serving and serving.caller_role is CallerRole.MEMBER else None
        claimant_id = on_the_line or int(patient.id)
        if claimant_id == patient.id and minors.is_minor(patient, work.today):
            claimant_id = _employee(work, patient) or claimant_id
    people = {
        row.id: Insured(row.id, row.policy_id, row.cert_no, row.relation, row.birth_date)
        for row in member_queries.people(work.connection, [claimant_id, patient.id])
    }
    if claimant_id not in people:
        raise NotFound(N_("This member is not on record any more. Search again."))
    must_claim_for(people[claimant_id], people[patient.id], work.today)
    return claimant_id


def _employee(work: Work, patient: Row[Any]) -> int | None:
    family = member_queries.family(work.connection, patient.policy_id, patient.cert_no)
    return next((int(one.id) for one in family if one.relation is Relation.EMPLOYEE), None)


def _checked(
    work: Work,
    patient: Row[Any],
    claimant: int,
    lines: Sequence[NewLine],
    papers: Sequence[DocumentKind],
    originals: bool,
) -> Checked:
    if not 1 <= len(lines) <= MOST_LINES:
        raise Refused(N_("A claim has between 1 and {most} lines."), most=MOST_LINES)
    for number, line in enumerate(lines, 1):
        _must_be_sound(work, patient, number, line)
    schedule = (
        [] if patient.plan_id is None else _items(policy_queries.schedule(work.connection, patient.plan_id))
    )
    resolved = tuple(_resolved(schedule, number, line) for number, line in enumerate(lines, 1))
    total = total_of(line.amount.minor for line in lines)
    limit = Money.of(work.desk.settings.claims.self_service_limit, patient.currency)
    missing = missing_papers(papers, total, limit=limit.minor, originals=originals)
    return Checked(
        resolved,
        Money(total, patient.currency),
        limit,
        missing,
        starts_as(missing),
        _duplicates(work, patient, lines),
        _warnings(patient, lines),
        claimant,
    )


def _must_be_sound(work: Work, patient: Row[Any], number: int, line: NewLine) -> None:
    if line.consulted_on > work.today:
        raise Refused(N_("Line {line}: the consultation is still to come."), line=number)
    if line.amount.currency != patient.currency or line.amount.minor <= 0:
        raise Refused(
            N_("Line {line}: give an amount in {currency}."), line=number, currency=patient.currency
        )
    if line.visits < 0 or line.days < 0 or line.visits + line.days == 0:
        raise Refused(N_("Line {line}: count at least one visit or one day."), line=number)
    if max(len(line.provider_name), len(line.invoice_no), len(line.diagnosis)) > LONGEST_TEXT:
        raise Refused(
            N_("Line {line}: a text has at most {most} characters."), line=number, most=LONGEST_TEXT
        )


def _items(schedule: list[Row[Any]]) -> list[Row[Any]]:
    """The items of a schedule, each once, though it has a row for every limit."""
    return list({row.id: row for row in schedule}.values())


def _resolved(schedule: list[Row[Any]], number: int, line: NewLine) -> ResolvedLine:
    wanted = fold(line.item)
    found = [row for row in schedule if fold(row.item_code) == wanted]
    if not found and wanted:
        found = [
            row
            for row in schedule
            if all(word in f"{fold(row.name_en)} {fold(row.name_zh)}" for word in wanted.split())
        ]
        whole = [row for row in found if wanted in (fold(row.name_en), fold(row.name_zh))]
        found = whole or found
    if not found:
        raise NotFound(
            N_("Line {line}: {item} is not in the member's schedule. Name a benefit item by code or words."),
            line=number,
            item=repr(clean(line.item)),
        )
    if len(found) > 1:
        raise Refused(
            N_("Line {line}: {item} may be {items}. Give the code."),
            line=number,
            item=repr(clean(line.item)),
            items=tuple(f"{row.item_code} {row.name_en}" for row in found[:_NAMED_ITEMS]),
        )
    row = found[0]
    return ResolvedLine(number, row.item_code, row.name_en, row.name_zh, row.benefit_type)


def _duplicates(work: Work, patient: Row[Any], lines: Sequence[NewLine]) -> tuple[Duplicate, ...]:
    dates = [line.consulted_on for line in lines]
    keys = sorted({invoice_key(line.invoice_no) for line in lines} - {""})
    known = [
        InvoiceLine(
            row.member_id, row.invoice_no, row.provider_name, row.consulted_on, row.incurred, row.claim_no
        )
        for row in queries.invoiced(work.connection, patient.id, min(dates), max(dates), keys)
    ]
    found: dict[tuple[int, str], Duplicate] = {}
    for number, line in enumerate(lines, 1):
        new = InvoiceLine(
            patient.id, line.invoice_no, line.provider_name, line.consulted_on, line.amount.minor
        )
        for old in known:
            why = duplicate(new, old)
            if why is not None:
                same = old.member_id == patient.id
                found.setdefault((number, old.claim_no), Duplicate(number, old.claim_no, why, same))
    return tuple(found.values())


def _warnings(patient: Row[Any], lines: Sequence[NewLine]) -> tuple[Sentence, ...]:
    found = []
    for number, line in enumerate(lines, 1):
        before = patient.effective_date is not None and line.consulted_on < patient.effective_date
        after = patient.termination_date is not None and line.consulted_on > patient.termination_date
        if before or after:
            found.append(
                Sentence(
                    N_("Line {line}: the member was not insured on {day}. The claim may be declined."),
                    {"line": number, "day": line.consulted_on},
                )
            )
    return tuple(found)


def _write(
    work: Work,
    patient: Row[Any],
    claimant: int,
    checked: Checked,
    lines: Sequence[NewLine],
    originals: bool,
) -> Held:
    prefix = work.desk.settings.claims.number_prefix
    last = queries.last_number(work.connection, f"{prefix}{work.today.year % 100:02}")
    claim_id: int = work.connection.execute(
        insert(claim)
        .values(
            claim_no=next_claim_no(prefix, work.today.year, last),
            member_id=patient.id,
            received_on=work.today,
            status=checked.starts_as,
            status_on=work.today,
            currency=patient.currency,
            claimant_id=claimant,
            originals=originals,
        )
        .returning(claim.c.id)
    ).scalar_one()
    for line, known in zip(lines, checked.lines, strict=True):
        work.connection.execute(
            insert(claim_line).values(
                claim_id=claim_id,
                line_no=known.line_no,
                consulted_on=line.consulted_on,
                benefit_type=known.benefit_type,
                item_code=known.item_code,
                item_name=known.item_name,
                provider_name=clean(line.provider_name),
                diagnosis=clean(line.diagnosis),
                incurred=line.amount.minor,
                visits=line.visits,
                days=line.days,
                invoice_no=clean(line.invoice_no),
                invoice_key=invoice_key(line.invoice_no),
            )
        )
    queries.leave_move(
        work.connection,
        claim_id=claim_id,
        from_status=None,
        to_status=checked.starts_as,
        moved_on=work.today,
        recorded_at=work.now,
        source=queries.FROM_THE_DESK,
        staff_id=work.desk.actor.staff_id,
    )
    return hold(work, claim_id)


def _papers(
    work: Work,
    held: Held,
    missing: Sequence[DocumentKind],
    papers: Sequence[tuple[DocumentKind, str, tuple[TakenIn, ...]]],
) -> None:
    """What came with the claim is taken in; what is missing waits in a draft."""
    wanted = [Missing(kind, words) for kind, words, _files in papers]
    # A copy of the receipt may have come; above the limit its original is what is missing.
    wanted += [Missing(kind, ORIGINAL if kind is DocumentKind.OFFICIAL_RECEIPT else "") for kind in missing]
    if not wanted:
        return
    request_id = documents.begin(work, held, wanted, at_intake=True)
    items = document_queries.items(work.connection, [request_id])
    request = document_queries.one(work.connection, request_id)
    if request is None:
        raise NotFound(document_rows.GONE)
    for item, (_kind, _words, files) in zip(items, papers, strict=False):
        attach(work, item.id, files)
        document_rows.move_item(work, request, item, DocumentItemStatus.RECEIVED, came_by=CameBy.COUNTER)
    document_rows.settle(work, held, request_id)
