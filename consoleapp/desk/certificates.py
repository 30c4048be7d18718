"""The certificate of cover of one member, as it is printed or sent (DOMAIN 1)."""

from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.members import sums_assured
from consoleapp.desk.policies import schedule_item
from consoleapp.desk.policy_shapes import CertificateOfCover
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate, policy_number
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import BenefitType, MemberStatus, PolicyStatus
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policy_detail


@reads(Permission.READ_MEMBER)
def certificate_of_cover(work: Work, member_id: int) -> CertificateOfCover:
    """What the certificate of a member says today; the look is on record.

    Raises NotFound, and NotAllowed for a caller who may not hear of the cover. A caller who may hear of the
    cover and not of the schedule gets it without the schedule.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(row, row.id), Topic.COVER)
    work.looked(member_id, "certificate of cover")
    return _certificate(work, row)


@reads(Permission.READ_MEMBER)
def by_certificate(work: Work, policy_no: str, certificate: str) -> CertificateOfCover:
    """The same, of the member with this certificate number (``0001-00``) on this policy."""
    number, cert = policy_number(policy_no), Certificate.parse(certificate)
    member_id = member_queries.by_certificate(work.connection, number, cert.number, cert.suffix)
    row = None if member_id is None else member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(
            N_("Certificate {cert} is not on policy {policy}. Check the number on the card."),
            cert=cert,
            policy=number,
        )
    disclosing.require(work, Person.of(row, row.id), Topic.COVER)
    work.looked(row.id, "certificate of cover")
    return _certificate(work, row)


def _certificate(work: Work, row: Row[Any]) -> CertificateOfCover:
    plan = None if row.plan_id is None else policy_detail.plan_of(work.connection, row.plan_id)
    hears_schedule = disclosing.may(work, Person.of(row, row.id), Topic.BENEFITS)
    found = (
        policy_detail.schedule(work.connection, row.plan_id) if plan is not None and hears_schedule else []
    )
    return CertificateOfCover(
        member_id=row.id,
        certificate=str(Certificate(row.cert_no, row.suffix)),
        name_en=row.name_en,
        name_zh=row.name_zh,
        relation=row.relation,
        status=row.status,
        effective_date=row.effective_date,
        termination_date=row.termination_date,
        plan_code=row.plan_code or "",
        plan_en="" if plan is None else plan.name_en,
        plan_zh="" if plan is None else plan.name_zh,
        branch_en=row.branch_en or "",
        branch_zh=row.branch_zh or "",
        benefit_types=tuple(BenefitType(code) for code in row.benefit_types.split()),
        sums_assured=sums_assured(row, row.currency),
        policy_no=row.policy_no,
        plan_type=row.plan_type,
        policy_status=row.policy_status,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        holder_en=row.holder_en,
        holder_zh=row.holder_zh,
        currency=row.currency,
        language=row.language,
        covered=_covered(row, work.today),
        items=tuple(
            schedule_item(list(limits), row.currency) for _item, limits in groupby(found, lambda one: one.id)
        )
        if hears_schedule
        else None,
        issued_at=work.now,
        issued_by=work.desk.actor.name,
    )


def _covered(row: Row[Any], today: date) -> bool:
    """Whether policy, period and member all stand on this day; what is not on record is not promised."""
    return (
        row.status is MemberStatus.ACTIVE
        and row.policy_status is PolicyStatus.IN_FORCE
        and row.starts_on is not None
        and row.starts_on <= today <= row.ends_on
        and (row.effective_date is None or row.effective_date <= today)
        and (row.termination_date is None or today <= row.termination_date)
    )
