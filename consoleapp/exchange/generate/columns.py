"""Which columns an extract has, in the order they are written (docs/extracts.md says what each means)."""

_COLUMNS = """
policies: policy_no holder_code holder_name holder_name_zh holder_contact holder_phone holder_email
  plan_type broker_code period_from period_to currency payment_mode status
branches: holder_code branch_code branch_name branch_name_zh
brokers: broker_code broker_name contact_person contact_number contact_email
plans: policy_no plan_code plan_name plan_name_zh premium
benefits: policy_no plan_code benefit_type item_code item_name item_name_zh covered reimbursement_percent
  co_payment deductible waiting_days area_of_cover referral_needed network_only unapproved_share_percent
  specified_hospital_share_percent amount_per_visit amount_per_day amount_per_disability amount_per_year
  amount_lifetime visits_per_year visits_per_day visits_lifetime days_per_year days_per_disability
  days_lifetime family_amount_per_year family_visits_per_year family_days_per_year policy_amount_per_year
members: policy_no certificate personal_reference relation name name_zh sex birth_date identity_type
  identity_no identity_valid_from identity_valid_to mobile phone email address language branch_code
  plan_code effective_date termination_date status benefit_types sum_life sum_tpd sum_add sum_ltd sum_cib
  wellness
claims: claim_no line_no policy_no certificate received_date status status_date currency
  consultation_date benefit_type item_code item_name provider diagnosis incurred paid visits days
  payment_date payment_method reason
invoices: invoice_no policy_no branch_code issue_date due_date amount currency
settlements: receipt_no policy_no received_date method payer reference amount currency invoice_no
  allocated
providers: provider_no networks kind name name_zh specialty area district address address_zh phones hours
  direct_billing sector languages appointment_needed effective_from effective_to verified_date
  verified_by verified_how
accounts: account_no policy_no certificate holder_code broker_code user_id stage registration_step
  language terms_version terms_accepted last_login failed_attempts frozen_at frozen_reason
  messaging_account failed_times
"""

COLUMNS: dict[str, tuple[str, ...]] = {
    extract: tuple(columns.split())
    for extract, columns in (part.split(": ") for part in _COLUMNS.strip().replace("\n  ", " ").split("\n"))
}
"""Extract → its columns; the order of the extracts is the order they are read in."""
