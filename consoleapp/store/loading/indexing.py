"""What a load does to the search index: the keys of records that changed, or all anew when many did."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, or_, select

from consoleapp.store import second_core
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.search import index
from consoleapp.store.search.making import WORTH_IT, Maker
from consoleapp.store.tables import member, policy

FEW = 1_000
SHARE = 0.15
"""Above both – so many members, and this share of all – making the index anew is faster than mending it."""


@dataclass(slots=True)
class Indexing:
    """Remembers whose keys a load touches."""

    connection: Connection
    anew: bool = False
    """Make the whole index again at the end."""
    policies: set[int] = field(default_factory=set)
    providers: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    maker: Maker | None = None
    """A process that makes the keys of all members, where there is a core for it."""
    _newest: dict[str, int] = field(default_factory=dict)

    def members_staged(self, staged: int) -> None:
        """So many members are coming: whoever may make their keys starts while they are judged."""
        if staged >= WORTH_IT and self.maker is None and second_core.is_spare():
            self.maker = Maker()

    def members_written(self) -> None:
        """Members are as they will be: their keys are made while other sheets are written."""
        if self.anew and self.maker is not None:
            index.feed(self.connection, self.maker)

    def close(self) -> None:
        """The load is over, well or not."""
        if self.maker is not None:
            self.maker.close()

    def begin(self, table: Table) -> None:
        """Before records are added to ``table``: later ones will be known by their higher ids."""
        newest = self.connection.scalar(select(func.max(table.c.id)))
        self._newest[table.name] = newest or 0

    def members_will_change(self) -> None:
        """Once differing rows are flagged, before records change: their old keys say what to take away."""
        stage = STAGES["members"]
        changing = set(self.connection.scalars(select(stage.c.target_id).where(stage.c.changed == 1)))
        coming = select(func.count()).where(stage.c.target_id.is_(None), stage.c.bad == 0)
        touched = len(changing) + (self.connection.scalar(coming) or 0)
        total = self.connection.scalar(select(func.count()).select_from(member)) or 0
        self.anew = self.anew or touched > max(FEW, SHARE * total)
        if not self.anew:
            index.unindex_members(self.connection, changing)

    def written(self, sheet: str, table: Table, found: str) -> set[int]:
        """The records of ``table`` that rows of ``sheet`` added or changed."""
        stage = STAGES[sheet]
        touched = or_(stage.c.changed == 1, stage.c[found] > self._newest[table.name])
        return set(self.connection.scalars(select(stage.c[found]).where(touched, stage.c.bad == 0)))

    def holders_changed(self, holders: set[int]) -> None:
        """The names of policies are those of their holders."""
        if holders:
            named = select(policy.c.id).where(policy.c.holder_id.in_(holders))
            self.policies.update(self.connection.scalars(named))

    def finish(self) -> None:
        """Bring the index up to date, in the transaction that changed the records."""
        if self.anew:
            fed = self.maker if self.maker is not None and self.maker.fed else None
            index.rebuild(self.connection, fed)
            return
        index.reindex_members(self.connection, self.members)
        index.reindex_policies(self.connection, self.policies)
        index.reindex_providers(self.connection, self.providers)
