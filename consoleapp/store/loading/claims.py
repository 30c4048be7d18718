"""Claims and their lines; every change of a claim's status leaves a row (DOMAIN 4)."""

from sqlalchemy import Text, and_, cast, func, insert, literal, null, or_, select, update

from consoleapp.i18n import N_
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.loading.look_ups import LookUp, Step
from consoleapp.store.loading.parties import POLICY_OF, currency_must_agree, must_name_a_policy
from consoleapp.store.loading.people import MEMBER_OF
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load, divisor, minor
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.queries.claims import FROM_THE_DESK
from consoleapp.store.tables import claim, claim_line, claim_move
from consoleapp.store.types import UtcDateTime

_STAGE = STAGES["claims"]
_SHARED = ("policy_no", "certificate", "received_date", "status", "status_date", "currency")

CLAIM = Writer(
    "claims",
    N_("claims"),
    claim,
    select(claim.c.id).where(claim.c.claim_no == _STAGE.c.claim_no).scalar_subquery(),
    (
        Into("claim_no", "claim_no"),
        Into("member_id", "certificate", _STAGE.c.member_id),
        Into("received_on", "received_date"),
        Into("status", "status"),
        Into("status_on", "status_date"),
        Into("currency", "currency"),
    ),
    _STAGE.c.claim_no,
    found="claim_id",
    where=(_STAGE.c.lead == 1,),
    flag="changed_claim",
)
LINE = Writer(
    "claims",
    N_("claim lines"),
    claim_line,
    select(claim_line.c.id)
    .where(claim_line.c.claim_id == _STAGE.c.claim_id, claim_line.c.line_no == _STAGE.c.line_no)
    .scalar_subquery(),
    (
        Into("claim_id", "claim_no", _STAGE.c.claim_id),
        Into("line_no", "line_no"),
        Into("consulted_on", "consultation_date"),
        Into("benefit_type", "benefit_type"),
        Into("item_code", "item_code"),
        Into("item_name", "item_name"),
        Into("provider_name", "provider"),
        Into("diagnosis", "diagnosis"),
        Into("incurred", "incurred", minor(_STAGE.c.incurred, _STAGE.c.divisor)),
        Into("paid", "paid", minor(_STAGE.c.paid, _STAGE.c.divisor)),
        Into("visits", "visits", func.coalesce(_STAGE.c.visits, 1)),
        Into("days", "days", func.coalesce(_STAGE.c.days, 0)),
        Into("paid_on", "payment_date"),
        Into("payment_method", "payment_method"),
        Into("reason", "reason"),
    ),
    _STAGE.c.claim_no + "-" + cast(_STAGE.c.line_no, Text),
    where=(_STAGE.c.claim_id.is_not(None),),
)


_TO_CLAIM: Step = (claim, lambda row: claim.c.claim_no == row.c.claim_no)
_CLAIM_OF = LookUp(claim.c.id, (_TO_CLAIM,))
_LINE_OF = LookUp(
    claim_line.c.id,
    (
        _TO_CLAIM,
        (
            claim_line,
            lambda row: and_(claim_line.c.claim_id == claim.c.id, claim_line.c.line_no == row.c.line_no),
        ),
    ),
)


def load_claims(load: Load) -> None:
    """One row is a line; the first row of a claim speaks for it."""
    stage = _STAGE
    load.no_twins("claims")
    load.must_agree("claims", "claim_no", _SHARED)
    load.fill_all(
        "claims",
        {
            "policy_id": POLICY_OF,
            "member_id": MEMBER_OF,
            "claim_id": _CLAIM_OF,
            "target_id": _LINE_OF,
        },
        {"divisor": divisor(stage.c.currency)},
        lead="claim_no",
    )
    must_name_a_policy(load, "claims")
    _must_name_a_member(load)
    currency_must_agree(load, "claims")
    load.must_fit_currency("claims", ("incurred", "paid"))
    load.refuse("claims", "line_no", N_("Lines of a claim count from 1."), stage.c.line_no < 1)
    load.refuse(
        "claims",
        "status_date",
        N_("The status is older than the claim, received on {received}."),
        stage.c.status_date < stage.c.received_date,
        received=stage.c.received_date,
    )
    _hold_what_may_move(load)
    _leave_what_the_desk_did(load)
    load.must_move("claims", "status", claim, "status", ClaimStatus, "claim_id")
    _leave_whole_claims(load)
    LINE.mark_changed(load)
    touched = or_(stage.c.changed == 1, and_(stage.c.target_id.is_(None), stage.c.claim_id.is_not(None)))
    lines = load.connection.execute(
        update(stage).where(touched, stage.c.bad == 0).values(changed=1)
    ).rowcount  # new lines of claims on record, too: their claim counts one version up
    CLAIM.write(load, before=lambda: _leave_moves(load))
    if lines:
        changed = select(stage.c.claim_id).where(stage.c.changed == 1, stage.c.bad == 0)
        counted = select(stage.c.claim_id).where(stage.c.changed_claim == 1, stage.c.bad == 0)
        load.connection.execute(
            update(claim)
            .where(claim.c.id.in_(changed), claim.c.id.not_in(counted))
            .values(version=claim.c.version + 1)
        )
    _leave_first_moves(load)
    CLAIM.find(load)  # new claims have a number now; all their lines are to know it
    LINE.write(load)


def _must_name_a_member(load: Load) -> None:
    stage = _STAGE
    where: list[Expression] = [
        stage.c.certificate.is_not(None),
        stage.c.policy_id.is_not(None),
        stage.c.member_id.is_(None),
    ]
    if "members" in load.given:
        other = STAGES["members"]
        where.append(
            ~select(other.c.row)
            .where(other.c.policy_no == stage.c.policy_no, other.c.certificate == stage.c.certificate)
            .exists()
        )
    load.refuse(
        "claims",
        "certificate",
        N_("There is no certificate {certificate} on policy {policy}."),
        *where,
        certificate=stage.c.certificate,
        policy=stage.c.policy_no,
    )
    load.connection.execute(update(stage).where(stage.c.member_id.is_(None)).values(bad=1))


def _hold_what_may_move(load: Load) -> None:
    """From here on the desk waits with claims of the file: none moves between the look and the move.

    Closed claims, which nearly all are, go nowhere and are left alone; the others are held in order of ids.
    """
    named = select(_STAGE.c.claim_id).where(_STAGE.c.claim_id.is_not(None))
    open_ = [status for status in ClaimStatus if not status.is_closed]
    held = select(claim.c.id).where(claim.c.id.in_(named), claim.c.status.in_(open_))
    load.connection.execute(held.order_by(claim.c.id).with_for_update()).all()


def _leave_what_the_desk_did(load: Load) -> None:
    """A status older than what the desk did since is not news: the file was made before it."""
    stage = _STAGE
    last = (
        select(claim_move.c.source)
        .where(claim_move.c.claim_id == claim.c.id)
        .order_by(claim_move.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ours = claim.c.id == stage.c.claim_id
    since = select(claim.c.id).where(ours, claim.c.status_on > stage.c.status_date, last == FROM_THE_DESK)
    load.connection.execute(
        update(stage)
        .where(stage.c.claim_id.is_not(None), stage.c.bad == 0, since.exists())
        .values(
            status=select(claim.c.status).where(ours).scalar_subquery(),
            status_date=select(claim.c.status_on).where(ours).scalar_subquery(),
        )
    )


def _leave_whole_claims(load: Load) -> None:
    """A claim of which a row is bad stays out whole; the load is refused anyway."""
    stage = _STAGE
    bad = select(stage.c.claim_no).where(stage.c.bad == 1, stage.c.claim_no.is_not(None))
    if load.faults.count:
        load.connection.execute(update(stage).where(stage.c.claim_no.in_(bad)).values(bad=1))


def _leave_moves(load: Load) -> None:
    """A claim whose status changes leaves the move, from what is on record to what the file says."""
    stage = _STAGE
    moved = (
        select(
            claim.c.id,
            claim.c.status,
            stage.c.status,
            stage.c.status_date,
            literal(load.now, UtcDateTime()),
            literal(load.source, Text),
        )
        .join(stage, stage.c.claim_id == claim.c.id)
        .where(stage.c.changed_claim == 1, claim.c.status != stage.c.status)
        .order_by(stage.c.row)
    )
    load.insert("claims", insert(claim_move).from_select(_MOVE, moved))


def _leave_first_moves(load: Load) -> None:
    """A claim that is new here begins its history with where it stands."""
    stage = _STAGE
    first = (
        select(
            claim.c.id,
            cast(null(), Text),
            stage.c.status,
            stage.c.status_date,
            literal(load.now, UtcDateTime()),
            literal(load.source, Text),
        )
        .join(stage, stage.c.claim_no == claim.c.claim_no)
        .where(stage.c.lead == 1, stage.c.bad == 0)
        .where(~select(claim_move.c.id).where(claim_move.c.claim_id == claim.c.id).exists())
        .order_by(stage.c.row)
    )
    load.insert("claims", insert(claim_move).from_select(_MOVE, first))


_MOVE = ["claim_id", "from_status", "to_status", "moved_on", "recorded_at", "source"]
