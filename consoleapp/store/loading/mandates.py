"""Autopay mandates of policies (DOMAIN 6)."""

from sqlalchemy import select

from consoleapp.i18n import N_
from consoleapp.store.loading.parties import POLICY_OF, must_name_a_policy
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Load
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.tables import autopay_mandate

_STAGE = STAGES["mandates"]

MANDATE = Writer(
    "mandates",
    N_("autopay mandates"),
    autopay_mandate,
    select(autopay_mandate.c.id).where(autopay_mandate.c.mandate_no == _STAGE.c.mandate_no).scalar_subquery(),
    (
        Into("mandate_no", "mandate_no"),
        Into("policy_id", "policy_no", _STAGE.c.policy_id),
        Into("bank", "bank"),
        Into("status", "status"),
        Into("next_collection_on", "next_collection"),
    ),
    _STAGE.c.mandate_no,
)


def load_mandates(load: Load) -> None:
    """What a newer file says of a mandate holds from now on."""
    load.no_twins("mandates")
    load.fill("mandates", "policy_id", POLICY_OF.of(_STAGE))
    must_name_a_policy(load, "mandates")
    MANDATE.find(load)
    MANDATE.write(load)
