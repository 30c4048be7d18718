"""What a load does to usage: claims it brings, and claims of policies whose limits or years changed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select

from consoleapp.store.loading.staging import STAGES
from consoleapp.store.tables import claim, member
from consoleapp.store.usage import settle

AT_ONCE = 500


@dataclass(slots=True)
class Settling:
    """Remembers whose usage a load may change; claims that were on record have ids up to ``newest``."""

    connection: Connection
    newest: int = field(init=False)
    policies: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.newest = self.connection.scalar(select(func.max(claim.c.id))) or 0

    def years_changed(self) -> None:
        """Coverage periods were written: lines may lie in another year now."""
        stage = STAGES["policies"]
        if self.newest:
            changed = or_(stage.c.changed == 1, stage.c.target_id.is_(None))
            found = select(stage.c.policy_id).where(changed, stage.c.bad == 0, stage.c.policy_id.is_not(None))
            self.policies.update(self.connection.scalars(found))

    def limits_change(self, staged: FromClause, *where: ColumnElement[bool]) -> None:
        """Limits of these rows of the schedule come or go: lines touch other accumulators."""
        if self.newest:
            stage = STAGES["benefits"]
            found = select(stage.c.policy_id).distinct().select_from(staged).where(*where)
            self.policies.update(self.connection.scalars(found))

    def finish(self, now: datetime, *, with_claims: bool, alone: bool) -> None:
        """Bring usage in step, in the transaction that changed the records; see :func:`settle`."""
        connection, stage = self.connection, STAGES["claims"]
        if with_claims:
            settle(connection, select(claim.c.id).where(claim.c.id > self.newest), now, alone=alone)
            changed = or_(stage.c.changed == 1, stage.c.changed_claim == 1)
            again = select(stage.c.claim_id).where(changed, stage.c.bad == 0, stage.c.claim_id <= self.newest)
            if self.newest and connection.execute(again.limit(1)).first() is not None:
                settle(connection, select(claim.c.id).where(claim.c.id.in_(again)), now)
        policies = sorted(self.policies)
        for start in range(0, len(policies), AT_ONCE):
            part = policies[start : start + AT_ONCE]
            of_policies = select(member.c.id).where(member.c.policy_id.in_(part))
            settle(connection, select(claim.c.id).where(claim.c.member_id.in_(of_policies)), now)
