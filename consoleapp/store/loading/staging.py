"""Where the rows of a load wait: one temporary table a sheet, gone when the transaction ends.

Amounts are staged in thousandths, because the decimals of a currency are known only once the policy is.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from consoleapp.store.types import UtcDateTime

_T, _D, _M, _N, _B = Text(), Date(), DateTime(timezone=True), BigInteger(), Boolean()

_FOUND = "target_id changed"
"""Filled by the load itself: the record a row is known again by, and whether it differs from it."""

_SHEETS: dict[str, tuple[tuple[str, ...], str, tuple[tuple[TypeEngine[Any], str], ...]]] = {
    # name: key, what is resolved, columns by type
    "brokers": (
        ("broker_code",),
        "",
        ((_T, "broker_code broker_name contact_person contact_number contact_email"),),
    ),
    "policies": (
        ("policy_no", "period_from"),
        "holder_id broker_id policy_id lead_holder lead_policy",
        (
            (
                _T,
                "policy_no holder_code holder_name holder_name_zh holder_contact holder_phone holder_email "
                "plan_type broker_code currency payment_mode status",
            ),
            (_D, "period_from period_to"),
        ),
    ),
    "branches": (
        ("holder_code", "branch_code"),
        "holder_id",
        ((_T, "holder_code branch_code branch_name branch_name_zh"),),
    ),
    "plans": (
        ("policy_no", "plan_code"),
        "policy_id",
        ((_T, "policy_no plan_code plan_name plan_name_zh"), (_B, "premium")),
    ),
    "benefits": (
        ("policy_no", "plan_code", "item_code"),
        "policy_id plan_id divisor",
        (
            (_T, "policy_no plan_code benefit_type item_code item_name item_name_zh area_of_cover"),
            (_B, "covered referral_needed network_only"),
            (
                _N,
                "reimbursement_percent co_payment deductible waiting_days unapproved_share_percent "
                "specified_hospital_share_percent amount_per_visit amount_per_day amount_per_disability "
                "amount_per_year amount_lifetime visits_per_year visits_per_day visits_lifetime "
                "days_per_year days_per_disability days_lifetime family_amount_per_year "
                "family_visits_per_year family_days_per_year policy_amount_per_year",
            ),
        ),
    ),
    "members": (
        ("policy_no", "certificate"),
        "policy_id branch_id plan_id divisor",
        (
            (
                _T,
                "policy_no certificate personal_reference relation name name_zh sex identity_type "
                "identity_no mobile phone email address language branch_code plan_code status "
                "benefit_types wellness",
            ),
            (_D, "birth_date identity_valid_from identity_valid_to effective_date termination_date"),
            (_N, "sum_life sum_tpd sum_add sum_ltd sum_cib"),
        ),
    ),
    "claims": (
        ("claim_no", "line_no"),
        "policy_id member_id claim_id divisor lead changed_claim",
        (
            (
                _T,
                "claim_no policy_no certificate status currency benefit_type item_code item_name provider "
                "diagnosis payment_method reason",
            ),
            (_D, "received_date status_date consultation_date payment_date"),
            (_N, "line_no incurred paid visits days"),
        ),
    ),
    "invoices": (
        ("invoice_no",),
        "policy_id branch_id divisor",
        (
            (_T, "invoice_no policy_no branch_code currency"),
            (_D, "issue_date due_date"),
            (_N, "amount"),
        ),
    ),
    "settlements": (
        ("receipt_no", "invoice_no"),
        "policy_id invoice_id settlement_id divisor lead",
        (
            (_T, "receipt_no policy_no method payer reference currency invoice_no"),
            (_D, "received_date"),
            (_N, "amount allocated"),
        ),
    ),
    "mandates": (
        ("mandate_no",),
        "policy_id",
        ((_T, "mandate_no policy_no bank status"), (_D, "next_collection")),
    ),
    "providers": (
        ("provider_no",),
        "",
        (
            (
                _T,
                "provider_no networks kind name name_zh specialty area district address address_zh phones "
                "hours languages verified_by verified_how",
            ),
            (_B, "direct_billing sector appointment_needed"),
            (_D, "effective_from effective_to verified_date"),
        ),
    ),
    "accounts": (
        ("account_no",),
        "member_id holder_id broker_id",
        (
            (
                _T,
                "account_no policy_no certificate holder_code broker_code user_id stage registration_step "
                "language terms_version frozen_reason messaging_account failed_times",
            ),
            (_M, "terms_accepted last_login frozen_at invitation_used messaging_bound"),
            (_N, "failed_attempts"),
        ),
    ),
    "questions": (
        ("account_no", "place"),
        "account_id",
        ((_T, "account_no question answer"), (_N, "place")),
    ),
}

_metadata = MetaData()


def _columns(found: Iterable[tuple[TypeEngine[Any], str]]) -> list[Column[Any]]:
    return [Column(name, kind) for kind, names in found for name in names.split()]


def _table(name: str) -> Table:
    key, resolved, columns = _SHEETS[name]
    table = Table(
        f"load_{name}",
        _metadata,
        Column("row", Integer, primary_key=True, autoincrement=False),
        Column("bad", Integer, nullable=False),
        *_columns(columns),
        *(Column(found, BigInteger) for found in f"{_FOUND} {resolved}".split()),
        prefixes=["TEMPORARY"],
    )
    Index(f"ix_load_{name}", *(table.c[column] for column in key))
    return table


STAGES: dict[str, Table] = {name: _table(name) for name in _SHEETS}
"""The temporary table of each sheet, in the order sheets are loaded."""

KEYS: dict[str, tuple[str, ...]] = {name: entry[0] for name, entry in _SHEETS.items()}
"""By which columns a row of a sheet is known again."""


PROVIDER_NETWORKS = Table(
    "load_provider_networks",
    _metadata,
    Column("row", Integer, nullable=False),
    Column("code", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
FAILED_LOGINS = Table(
    "load_failed_logins",
    _metadata,
    Column("row", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("origin", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
"""Lists inside one cell, a row an entry."""
