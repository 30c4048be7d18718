"""Whether an entry can be trusted: verified when, by whom and how; stale; disputed by a caller (DOMAIN 9)."""

from datetime import timedelta

from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.directory import shown_rows
from consoleapp.desk.directory_entry import gone
from consoleapp.desk.directory_planning import in_step, require_in_step
from consoleapp.desk.directory_shapes import CallRow, ReportRow
from consoleapp.errors import Conflict, Refused
from consoleapp.i18n import N_
from consoleapp.rules.dates import local
from consoleapp.rules.permissions import Permission
from consoleapp.rules.provider_upkeep import CallOrder, ProviderAct, ReportKind, VerifiedHow
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.store import provider_records as store
from consoleapp.store.queries import directory as queries
from consoleapp.store.queries import upkeep as upkeep_queries


@in_step
@writes("directory.verified", Permission.EDIT_DIRECTORY)
def verify(work: Work, provider_id: int, version: int, how: VerifiedHow, note: str = "", *, key: str) -> int:
    """Somebody asked and the entry is right as it stands; reports of callers are settled with it.

    Returns the version it has then. Raises Conflict where it was changed since it was looked at: what was
    verified is not what is on record.
    """
    require_in_step(work)
    row = store.held(work.connection, provider_id)
    if row is None:
        raise gone()
    said = within(clean(note), LONGEST_REASON)
    fresh = {"verified_on": work.today, "verified_by": work.desk.actor.name, "verified_how": how.value}
    if row.version != version or not store.write(work.connection, provider_id, version, (), **fresh):
        raise Conflict(N_("Somebody changed this entry meanwhile. Look at it again."))
    settled = upkeep_queries.check_reports(work.connection, provider_id, work.now, work.desk.actor.staff_id)
    told = [(ProviderAct.VERIFIED, said)] + ([(ProviderAct.REPORT_CHECKED, said)] if settled else [])
    store.remember(
        work.connection,
        [
            store.entry(provider_id, act, work.now, work.desk.actor.staff_id, version + 1, reason=why)
            for act, why in told
        ],
    )
    work.record("directory.verified", f"provider:{provider_id}", how=how, reports=settled)
    return version + 1


@writes("directory.disputed", Permission.READ_DIRECTORY)
def dispute(work: Work, provider_id: int, kind: ReportKind, note: str = "", *, key: str) -> int:
    """A caller says something is wrong: the entry is marked until somebody verified it.

    Returns the number of the report. ``other`` is only taken with words.
    """
    row = store.held(work.connection, provider_id)
    if row is None:
        raise gone()
    said = within(clean(note), LONGEST_REASON)
    if kind is ReportKind.OTHER and not said:
        raise Refused(N_("Say in a few words what is wrong."))
    report_id = upkeep_queries.report(
        work.connection,
        provider_id=provider_id,
        kind=kind,
        note=said,
        at=work.now,
        staff_id=work.desk.actor.staff_id,
        contact_id=work.contact_id,
    )
    staff_id = work.desk.actor.staff_id
    store.remember(
        work.connection,
        [store.entry(provider_id, ProviderAct.DISPUTED, work.now, staff_id, row.version, reason=said)],
    )
    work.record("directory.disputed", f"provider:{provider_id}", kind=kind, report=report_id)
    return report_id


@in_step
@reads(Permission.READ_DIRECTORY)
def calls(
    work: Work, order: CallOrder = CallOrder.GIVEN, limit: int = 200, *, stale_only: bool = False
) -> tuple[CallRow, ...]:
    """Whom to ring: disputed entries first, then stale ones, by how often they are given out or by age."""
    require_in_step(work)
    figures = work.desk.settings.directory
    last_fresh = work.today - timedelta(days=figures.stale_days)
    since = work.now - timedelta(days=figures.given_days)
    found = upkeep_queries.to_call(
        work.connection,
        work.today,
        last_fresh,
        since,
        limit,
        by_age=order is CallOrder.AGE,
        stale_only=stale_only,
    )
    ids = [one.id for one in found]
    shown = shown_rows(work, queries.rows(work.connection, ids), local(work.now))
    reports: dict[int, list[ReportRow]] = {}
    for one in upkeep_queries.open_reports(work.connection, ids):
        reports.setdefault(one.provider_id, []).append(
            ReportRow(one.id, one.kind, one.note, one.at, one.name)
        )
    return tuple(
        CallRow(
            row,
            int(call.times),
            None if row.verified_on is None else (work.today - row.verified_on).days,
            tuple(reports.get(row.provider_id, ())),
        )
        for row, call in zip(shown, found, strict=True)
    )
