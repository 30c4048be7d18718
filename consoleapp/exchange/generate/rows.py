"""The tables a generated book fills, and the order of the values in a row, kept as the engines keep them."""

from datetime import date, timedelta

Row = tuple[object, ...]
Batch = dict[str, list[Row]]
"""Table → rows. A batch holds nothing that points at a row of a later batch."""

LAST_DAY = date(2026, 11, 20)
"""The day a generated book stands on, whatever day it is made on: the same seed makes the same book."""

_FIRST_DAY = date(1930, 1, 1)
DAYS = tuple((_FIRST_DAY + timedelta(days=day)).isoformat() for day in range(36_500))
"""Days since the start of 1930 as ISO dates: looked up millions of times."""
TODAY = (LAST_DAY - _FIRST_DAY).days


def day_number(year: int, month: int, day: int = 1) -> int:
    """The place of a date in :data:`DAYS`."""
    return (date(year, month, day) - _FIRST_DAY).days


_COLUMNS = """
broker: id code name contact_name contact_phone contact_email
network: id code
provider: id provider_no kind name_en name_zh specialty area district address_en address_zh phones hours
  direct_billing public languages appointment_needed effective_from effective_to verified_on verified_by
  verified_how
provider_network: provider_id network_id
policy_holder: id code name_en name_zh contact_name contact_phone contact_email
branch: id holder_id code name_en name_zh
policy: id policy_no holder_id broker_id plan_type currency payment_mode status
policy_period: id policy_id starts_on ends_on
plan: id policy_id code name_en name_zh premium
benefit: id plan_id item_code benefit_type name_en name_zh position covered reimbursement_percent
  area_of_cover referral_needed network_only unapproved_share_percent specified_hospital_share_percent
benefit_limit: id benefit_id measure basis scope amount
member: id policy_id cert_no suffix person_ref relation name_en name_zh sex birth_date identity_type
  identity_no mobile phone email address language branch_id plan_id effective_date termination_date status
  benefit_types sum_life sum_tpd sum_add sum_ltd sum_cib
portal_account: id account_no member_id user_id stage registration_step language terms_version
  terms_accepted_at last_login_at failed_attempts frozen_at frozen_reason
portal_attempt: id account_id at origin
claim: id claim_no member_id received_on status status_on currency
claim_line: id claim_id line_no consulted_on benefit_type item_code item_name provider_name diagnosis
  incurred paid visits days paid_on payment_method reason
claim_move: id claim_id from_status to_status moved_on recorded_at source
invoice: id invoice_no policy_id branch_id issued_on due_on amount currency
settlement: id receipt_no policy_id received_on method payer reference amount currency
allocation: id settlement_id invoice_id amount
"""
COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(names.split())
    for table, names in (part.split(": ") for part in _COLUMNS.strip().replace("\n  ", " ").split("\n"))
}


def moment(day: int, minute: int) -> str:
    """A moment in UTC as both engines read it."""
    return f"{DAYS[day]} {minute // 60 % 24:02d}:{minute % 60:02d}:00.000000"
