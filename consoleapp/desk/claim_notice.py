"""The closing notice of a claim with its explanation of benefits: what was decided, line by line."""

from dataclasses import dataclass
from datetime import date

from consoleapp.desk import disclosing
from consoleapp.desk.claim_moving import GONE
from consoleapp.desk.claims import claim_row
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import ClaimLine
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import ClaimStatus, Language
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import members as member_queries


@dataclass(frozen=True, slots=True)
class ClaimNotice:
    """What a member is told when a claim is closed. It names no diagnosis."""

    claim_no: str
    policy_no: str
    certificate: str
    member: Name
    company: Name
    language: Language
    status: ClaimStatus
    received_on: date
    closed_on: date
    reason: str
    """Why it was declined, as it was written down; "" where no reason is on record."""
    lines: tuple[ClaimLine, ...]
    incurred: Money | None
    paid: Money | None
    written_on: date
    hotline: str


@reads(Permission.READ_CLAIMS)
def notice(work: Work, claim_id: int, *, language: Language | None = None) -> ClaimNotice:
    """The notice of a claim that is paid or declined, in the member's language. The look is on record.

    Raises Refused for any other: there is none for a withdrawn claim, and none yet for one that is open.
    """
    head = queries.head(work.connection, claim_id)
    member = None if head is None else member_queries.card(work.connection, head.member_id, work.today)
    if head is None or member is None:
        raise NotFound(GONE)
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    status: ClaimStatus = head.status
    if not status.has_notice:
        raise Refused(
            N_("Claim {claim} is {status}: there is no closing notice for it."),
            claim=head.claim_no,
            status=status,
        )
    work.looked(member.id, "notice")
    work.record("claim.notice", f"claim:{claim_id}")
    row = claim_row(work, queries.one(work.connection, claim_id))
    last = [one for one in queries.moves(work.connection, claim_id) if one.to_status is status]
    return ClaimNotice(
        claim_no=head.claim_no,
        policy_no=member.policy_no,
        certificate=str(Certificate(member.cert_no, member.suffix)),
        member=Name(member.name_en, member.name_zh),
        company=Name(member.holder_en, member.holder_zh),
        language=language or member.language or Language.ENGLISH,
        status=status,
        received_on=head.received_on,
        closed_on=head.status_on,
        reason=last[-1].reason if last and status is ClaimStatus.DECLINED else "",
        lines=row.lines,
        incurred=row.incurred,
        paid=row.paid,
        written_on=work.today,
        hotline=work.desk.settings.hours.hotline_phone,
    )
