"""What claim lines use of benefit limits; the lines on record are counted at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table('entitlement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('policy_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('cert_no', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), server_default='', nullable=False),
    sa.Column('suffix', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), server_default='', nullable=False),
    sa.Column('reach', sa.String(), nullable=False),
    sa.Column('code', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.CheckConstraint("basis IN ('year', 'lifetime')", name=op.f('ck_entitlement_basis_is_used_up')),
    sa.CheckConstraint("reach IN ('item', 'type')", name=op.f('ck_entitlement_reach_known')),
    sa.CheckConstraint("scope = CASE WHEN suffix <> '' THEN 'individual' WHEN cert_no <> '' THEN 'family' ELSE 'policy' END", name=op.f('ck_entitlement_scope_says_whose')),
    sa.CheckConstraint("scope IN ('individual', 'family', 'policy')", name=op.f('ck_entitlement_scope_known')),
    sa.ForeignKeyConstraint(['policy_id'], ['policy.id'], name=op.f('fk_entitlement_policy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entitlement')),
    sa.UniqueConstraint('policy_id', 'cert_no', 'suffix', 'reach', 'code', 'starts_on', name=op.f('uq_entitlement_policy_id_cert_no_suffix_reach_code_starts_on')),
    comment='One accumulator: whose, of what, from which day. The plan is no part of it.'
    )
    op.create_table('benefit_usage',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('entitlement_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('claim_line_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('foreign_lines', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("phase IN ('pending', 'posted')", name=op.f('ck_benefit_usage_phase_known')),
    sa.CheckConstraint('amount <> 0 OR visits <> 0 OR days <> 0 OR foreign_lines <> 0', name=op.f('ck_benefit_usage_says_something')),
    sa.ForeignKeyConstraint(['claim_line_id'], ['claim_line.id'], name=op.f('fk_benefit_usage_claim_line_id')),
    sa.ForeignKeyConstraint(['entitlement_id'], ['entitlement.id'], name=op.f('fk_benefit_usage_entitlement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit_usage')),
    comment='What a claim line uses of an accumulator; append-only, differences are added.'
    )
    with op.batch_alter_table('benefit_usage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_benefit_usage_claim_line_id'), ['claim_line_id'], unique=False)
        batch_op.create_index('ix_benefit_usage_entitlement_id', ['entitlement_id', 'phase', 'amount', 'visits', 'days', 'foreign_lines'], unique=False)

    _count_what_is_on_record()


_LIMITS = """
CREATE TEMPORARY TABLE usage_limit AS
SELECT l.policy_id, p.currency, x.scope, x.basis, b.item_code AS code, t.starts_on, t.ends_on,
       CASE WHEN b.item_code = b.benefit_type THEN 'type' ELSE 'item' END AS reach
  FROM plan l JOIN policy p ON p.id = l.policy_id JOIN benefit b ON b.plan_id = l.id
  JOIN benefit_limit x ON x.benefit_id = b.id JOIN policy_period t ON t.policy_id = l.policy_id
 WHERE x.basis = 'year'
UNION
SELECT l.policy_id, p.currency, x.scope, x.basis, b.item_code, '0001-01-01', '9999-12-31',
       CASE WHEN b.item_code = b.benefit_type THEN 'type' ELSE 'item' END
  FROM plan l JOIN policy p ON p.id = l.policy_id JOIN benefit b ON b.plan_id = l.id
  JOIN benefit_limit x ON x.benefit_id = b.id
 WHERE x.basis = 'lifetime'
"""
_LINES = """
SELECT n.id AS claim_line_id, m.policy_id, l.scope, l.reach, l.code, l.basis, l.starts_on,
       CASE WHEN l.scope = 'policy' THEN '' ELSE m.cert_no END AS cert_no,
       CASE WHEN l.scope = 'individual' THEN m.suffix ELSE '' END AS suffix, {used}
  FROM claim c JOIN claim_line n ON n.claim_id = c.id JOIN member m ON m.id = c.member_id
  JOIN usage_limit l ON l.policy_id = m.policy_id AND l.reach = '{reach}' AND l.code = n.{code}
   AND n.consulted_on BETWEEN l.starts_on AND l.ends_on
 WHERE {counts}
"""
_USED = (
    """CASE WHEN c.status IN ('approved', 'paid') THEN 'posted' ELSE 'pending' END AS phase,
       CASE WHEN c.currency <> l.currency THEN 0
            WHEN c.status IN ('approved', 'paid') THEN COALESCE(n.paid, 0)
            ELSE COALESCE(n.paid, n.incurred, 0) END AS amount, n.visits, n.days,
       CASE WHEN c.currency <> l.currency AND n.incurred IS NOT NULL THEN 1 ELSE 0 END AS foreign_lines""",
    "'pending' AS phase, n.incurred AS amount, 0 AS visits, 0 AS days, 0 AS foreign_lines",
)
_COUNTS = (
    "c.status IN ('received', 'in_review', 'pending_documents', 'approved', 'paid')",
    "c.status IN ('approved', 'paid') AND n.paid IS NULL AND n.incurred <> 0 AND c.currency = l.currency",
)
_WHOSE = "policy_id, cert_no, suffix, reach, code, starts_on"


def _count_what_is_on_record() -> None:
    halves = (
        _LINES.format(used=used, counts=counts, reach=reach, code=code)
        for reach, code in (("item", "item_code"), ("type", "benefit_type"))
        for used, counts in zip(_USED, _COUNTS, strict=True)
    )
    op.execute(_LIMITS)
    op.execute("CREATE INDEX ix_usage_limit ON usage_limit (policy_id, code, reach)")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ANALYZE usage_limit")
    op.execute("CREATE TEMPORARY TABLE usage_touched AS " + " UNION ALL ".join(halves))
    op.execute(
        f"INSERT INTO entitlement (scope, basis, {_WHOSE}) SELECT DISTINCT scope, basis, {_WHOSE}"
        " FROM usage_touched WHERE amount <> 0 OR visits <> 0 OR days <> 0 OR foreign_lines <> 0"
    )
    op.execute(
        "INSERT INTO benefit_usage"
        " (entitlement_id, claim_line_id, phase, amount, visits, days, foreign_lines, recorded_at)"
        " SELECT e.id, t.claim_line_id, t.phase, t.amount, t.visits, t.days, t.foreign_lines,"
        " CURRENT_TIMESTAMP"
        " FROM usage_touched t JOIN entitlement e ON e.policy_id = t.policy_id AND e.cert_no = t.cert_no"
        " AND e.suffix = t.suffix AND e.reach = t.reach AND e.code = t.code AND e.starts_on = t.starts_on"
        " WHERE t.amount <> 0 OR t.visits <> 0 OR t.days <> 0 OR t.foreign_lines <> 0"
    )
    op.execute("DROP TABLE usage_limit")
    op.execute("DROP TABLE usage_touched")
