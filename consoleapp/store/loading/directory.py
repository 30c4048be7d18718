"""Network providers (DOMAIN 9)."""

from functools import partial
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.schema import CreateTable

from consoleapp.i18n import N_
from consoleapp.rules.provider_record import FieldChange, ProviderField
from consoleapp.rules.provider_upkeep import ProviderAct
from consoleapp.store.loading.staging import PROVIDER_NETWORKS, STAGES
from consoleapp.store.loading.steps import Load
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.provider_records import records
from consoleapp.store.provider_records import remember as remember_changes
from consoleapp.store.tables import network, provider, provider_network

_STAGE = STAGES["providers"]

PROVIDER = Writer(
    "providers",
    N_("providers"),
    provider,
    select(provider.c.id).where(provider.c.provider_no == _STAGE.c.provider_no).scalar_subquery(),
    (
        Into("provider_no", "provider_no"),
        Into("kind", "kind"),
        Into("name_en", "name"),
        Into("name_zh", "name_zh"),
        Into("specialty", "specialty"),
        Into("area", "area"),
        Into("district", "district"),
        Into("address_en", "address"),
        Into("address_zh", "address_zh"),
        Into("phones", "phones"),
        Into("hours", "hours"),
        Into("direct_billing", "direct_billing"),
        Into("public", "sector"),
        Into("languages", "languages"),
        Into("appointment_needed", "appointment_needed"),
        Into("effective_from", "effective_from"),
        Into("effective_to", "effective_to"),
        Into("verified_on", "verified_date"),
        Into("verified_by", "verified_by"),
        Into("verified_how", "verified_how"),
    ),
    _STAGE.c.provider_no,
)


def load_providers(load: Load) -> None:
    stage = _STAGE
    load.no_twins("providers")
    load.refuse(
        "providers",
        "effective_to",
        N_("The last day comes before the first ({first})."),
        stage.c.effective_to < stage.c.effective_from,
        first=stage.c.effective_from,
    )
    PROVIDER.find(load)
    load.indexing.begin(provider)
    if not load.has("providers", "networks"):
        PROVIDER.write(load, before=partial(_keep, load))
    else:
        _write_with_networks(load)
    PROVIDER.find(load)
    load.indexing.providers = load.indexing.written("providers", provider, "target_id")


def _keep(load: Load) -> None:
    """What the records that will change say until then."""
    changing = select(_STAGE.c.target_id).where(_STAGE.c.changed == 1, _STAGE.c.bad == 0)
    ids = list(load.connection.scalars(changing))
    if ids:
        load.providers_were = {row.id: record for row, record in records(load.connection, ids)}


def remember(load: Load, run_id: int) -> None:
    """The history of each provider that was added or changed, with what its fields were and became.

    Of a provider that was added nothing was before, so nothing is listed.
    """
    touched = load.indexing.providers
    now = {
        row.id: (row, record)
        for row, record in records(load.connection, sorted(touched & load.providers_were.keys()))
    }
    entries: list[dict[str, Any]] = []
    for its in sorted(touched):
        entry = {
            "provider_id": its,
            "act": ProviderAct.LOADED,
            "at": load.now,
            "import_run_id": run_id,
            "version": 1,
        }
        if its in now:
            row, record = now[its]
            were = load.providers_were[its]
            differ = (
                FieldChange(one, were[one], record[one]) for one in ProviderField if were[one] != record[one]
            )
            entry |= {"version": row.version, "changes": tuple(differ)}
        entries.append(entry)
    remember_changes(load.connection, entries)


def _write_with_networks(load: Load) -> None:
    """A provider has changed, too, when it joins or leaves a network."""
    stage = _STAGE
    _spread_networks(load)
    named = PROVIDER_NETWORKS
    linked = (
        select(provider_network.c.provider_id)
        .join(network, network.c.id == provider_network.c.network_id)
        .where(provider_network.c.provider_id == stage.c.target_id, network.c.code == named.c.code)
        .correlate(stage, named)
    )
    joins = exists(select(named.c.row).where(named.c.row == stage.c.row, ~linked.exists()).correlate(stage))
    still = select(named.c.row).where(named.c.row == stage.c.row, named.c.code == network.c.code)
    leaves = exists(
        select(provider_network.c.provider_id)
        .join(network, network.c.id == provider_network.c.network_id)
        .where(provider_network.c.provider_id == stage.c.target_id, ~still.correlate(stage, network).exists())
        .correlate(stage)
    )
    PROVIDER.write(load, or_(joins, leaves), before=partial(_keep, load))
    PROVIDER.find(load)
    _link(load)


def _spread_networks(load: Load) -> None:
    """The networks of each row, a row each; those not on record yet are added."""
    connection, stage = load.connection, _STAGE
    connection.execute(CreateTable(PROVIDER_NETWORKS))
    cells = connection.execute(select(stage.c.row, stage.c.networks).where(stage.c.bad == 0)).all()
    spread = [{"row": row, "code": code} for row, cell in cells for code in (cell or "").split(";") if code]
    if not spread:
        return
    connection.execute(insert(PROVIDER_NETWORKS), spread)
    known = set(connection.scalars(select(network.c.code)))
    new = sorted({entry["code"] for entry in spread} - known)
    if new:
        connection.execute(insert(network), [{"code": code} for code in new])


def _link(load: Load) -> None:
    """Providers belong to exactly the networks their rows name."""
    connection, stage, named = load.connection, _STAGE, PROVIDER_NETWORKS
    wanted = (
        select(stage.c.target_id, network.c.id)
        .join(named, named.c.row == stage.c.row)
        .join(network, network.c.code == named.c.code)
        .where(stage.c.bad == 0)
    )
    same = (
        select(stage.c.row)
        .join(named, named.c.row == stage.c.row)
        .join(network, network.c.code == named.c.code)
        .where(
            stage.c.target_id == provider_network.c.provider_id, network.c.id == provider_network.c.network_id
        )
    )
    connection.execute(
        delete(provider_network).where(
            provider_network.c.provider_id.in_(select(stage.c.target_id).where(stage.c.bad == 0)),
            ~same.correlate(provider_network).exists(),
        )
    )
    there = select(provider_network.c.provider_id).where(
        provider_network.c.provider_id == stage.c.target_id, provider_network.c.network_id == network.c.id
    )
    connection.execute(
        insert(provider_network).from_select(
            ["provider_id", "network_id"], wanted.where(~there.correlate(stage, network).exists())
        )
    )
