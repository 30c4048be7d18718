"""Every sheet of an extract and its columns, as data (DOMAIN 1, 3, 4, 6, 7 and 9)."""

from consoleapp.exchange.extracts.columns import Column, Kind, Sheet
from consoleapp.rules.coded import Coded
from consoleapp.rules.statuses import (
    AccountStage,
    Area,
    BenefitType,
    ClaimStatus,
    CoverArea,
    IdentityType,
    Language,
    MandateStatus,
    MemberStatus,
    PaymentMethod,
    PaymentMode,
    PlanType,
    PolicyStatus,
    ProviderKind,
    ReasonPaidLess,
    RegistrationStep,
    Relation,
    SettlementMethod,
    Sex,
)

K = Kind


def _must(name: str, kind: Kind, example: str, note: str, longest: int = 200) -> Column:
    return Column(name, kind, note, example, required=True, longest=longest)


def _may(name: str, kind: Kind, example: str, note: str, longest: int = 200) -> Column:
    return Column(name, kind, note, example, longest=longest)


def _code(name: str, codes: type[Coded], example: str, note: str, *, required: bool = False) -> Column:
    return Column(name, Kind.CODE, note, example, required=required, vocabulary=codes)


_POLICY = _must("policy_no", K.POLICY_NO, "91307", "The policy.")
_AMOUNT = K.LIMIT_MONEY
_NUMBER = K.LIMIT_COUNT

POLICIES = Sheet(
    "policies",
    "One row a coverage period; the fields of the policy agree over its rows, those of the holder over all.",
    ("policy_no", "period_from"),
    (
        _POLICY,
        _must("holder_code", K.REFERENCE, "ABC", "The employer that buys the cover."),
        _must("holder_name", K.NAME, "THE ABC COMPANY", "Its name in English."),
        _may("holder_name_zh", K.NAME, "甲乙丙公司", "Its name in Chinese."),
        _may("holder_contact", K.NAME, "LEE SIU FAN", "Whom to ask there."),
        _may("holder_phone", K.TEXT, "8555 1000", "That person's telephone, as it is read out."),
        _may("holder_email", K.EMAIL, "hr@abc.example", "That person's e-mail."),
        _code("plan_type", PlanType, "group_medical", "What the policy covers as a whole.", required=True),
        _may("broker_code", K.BROKER_CODE, "B00023", "Who sold it; blank when sold directly."),
        _must("period_from", K.DATE, "2018-05-01", "First day of the coverage period."),
        _must("period_to", K.DATE, "2019-04-30", "Last day of the coverage period; periods never overlap."),
        _must("currency", K.CURRENCY, "HKD", "Of every amount of this policy; never changes."),
        _code("payment_mode", PaymentMode, "yearly", "How often the premium falls due.", required=True),
        _code("status", PolicyStatus, "in_force", "Where the policy stands.", required=True),
    ),
)
BROKERS = Sheet(
    "brokers",
    "Who sold the policies.",
    ("broker_code",),
    (
        _must("broker_code", K.BROKER_CODE, "B00023", "The broker's code."),
        _must("broker_name", K.NAME, "EXAMPLE BROKERS LTD", "The broker's name."),
        _may("contact_person", K.NAME, "HO KA YAN", "Whom to ask there."),
        _may("contact_number", K.TEXT, "8555 2000", "That person's telephone, as it is read out."),
        _may("contact_email", K.EMAIL, "yan@brokers.example", "That person's e-mail."),
    ),
)
BRANCHES = Sheet(
    "branches",
    "The branches of a policy holder.",
    ("holder_code", "branch_code"),
    (
        _must("holder_code", K.REFERENCE, "ABC", "The employer; it stands in policies, or is on record."),
        _must("branch_code", K.REFERENCE, "HO", "The branch."),
        _must("branch_name", K.NAME, "THE ABC COMPANY", "Its name in English."),
        _may("branch_name_zh", K.NAME, "甲乙丙公司", "Its name in Chinese."),
    ),
)
PLANS = Sheet(
    "plans",
    "The classes of cover inside a policy.",
    ("policy_no", "plan_code"),
    (
        _POLICY,
        _must("plan_code", K.REFERENCE, "10", "The plan."),
        _may("plan_name", K.NAME, "Plan A", "Its name in English."),
        _may("plan_name_zh", K.NAME, "甲計劃", "Its name in Chinese."),
        _may("premium", K.YES_NO, "no", "Premium plans have direct billing, pre-authorisation, e-cards."),
    ),
)
BENEFITS = Sheet(
    "benefits",
    "The benefit schedule, one row an item. A limit cell holds a number, `unlimited`, or is blank: no such "
    "limit.",
    ("policy_no", "plan_code", "item_code"),
    (
        _POLICY,
        _must("plan_code", K.REFERENCE, "10", "The plan; it stands in plans, or is on record."),
        _code("benefit_type", BenefitType, "OPB", "The group of the schedule.", required=True),
        _must(
            "item_code",
            K.REFERENCE,
            "GP",
            "The benefit item; claim lines name it. The benefit type's own code: limits over the whole type.",
        ),
        _must("item_name", K.NAME, "General practitioner", "Its name in English."),
        _may("item_name_zh", K.NAME, "普通科門診", "Its name in Chinese."),
        _may("covered", K.YES_NO, "yes", "Blank: not known, which is not the same as no."),
        _may("reimbursement_percent", K.PERCENT, "80", "The share of a bill that is paid."),
        _may("co_payment", K.MONEY, "50.00", "What the member bears at each visit."),
        _may("deductible", K.MONEY, "1,000.00", "What the member bears before anything is paid."),
        _may("waiting_days", K.COUNT, "30", "Days from the effective date without cover."),
        _code("area_of_cover", CoverArea, "greater_china", "Where the item is valid."),
        _may("referral_needed", K.YES_NO, "no", "Whether a doctor must send the member."),
        _may("network_only", K.YES_NO, "no", "Whether only network providers count."),
        _may("unapproved_share_percent", K.PERCENT, "40", "Borne by the member at an unapproved provider."),
        _may("specified_hospital_share_percent", K.PERCENT, "40", "Borne at a specified hospital."),
        _may("amount_per_visit", _AMOUNT, "400.00", "Limit of money for each visit."),
        _may("amount_per_day", _AMOUNT, "5,000.00", "Limit of money for each day."),
        _may("amount_per_disability", _AMOUNT, "60,000.00", "Limit of money for each disability."),
        _may("amount_per_year", _AMOUNT, "1,000,000.00", "Limit of money in a policy year."),
        _may("amount_lifetime", _AMOUNT, "unlimited", "Limit of money over the lifetime."),
        _may("visits_per_year", _NUMBER, "30", "Visits in a policy year."),
        _may("visits_per_day", _NUMBER, "1", "Visits on one day."),
        _may("visits_lifetime", _NUMBER, "100", "Visits over the lifetime."),
        _may("days_per_year", _NUMBER, "90", "Days in a policy year."),
        _may("days_per_disability", _NUMBER, "60", "Days for each disability."),
        _may("days_lifetime", _NUMBER, "365", "Days over the lifetime."),
        _may("family_amount_per_year", _AMOUNT, "50,000.00", "Money a year, shared by the family."),
        _may("family_visits_per_year", _NUMBER, "60", "Visits a year, shared by the family."),
        _may("family_days_per_year", _NUMBER, "120", "Days a year, shared by the family."),
        _may("policy_amount_per_year", _AMOUNT, "9,000,000.00", "Money a year, shared by the policy."),
    ),
)
MEMBERS = Sheet(
    "members",
    "The insured persons. All rows of one policy with one number before the dash are a family.",
    ("policy_no", "certificate"),
    (
        _POLICY,
        _must("certificate", K.CERTIFICATE, "0001-00", "The employee has -00, dependants -01 and on."),
        _may("personal_reference", K.TEXT, "P0000123", "The reference printed on the card.", 40),
        _code("relation", Relation, "employee", "To the policy holder or the employee.", required=True),
        _must("name", K.NAME, "CHAN TAI MAN", "Name in English, surname first."),
        _may("name_zh", K.NAME, "陳大文", "Name in Chinese."),
        _code("sex", Sex, "male", "As on the identity document."),
        _may("birth_date", K.DATE, "1980-02-29", "Date of birth."),
        _code("identity_type", IdentityType, "hkid", "The document; needed where a number is given."),
        _may("identity_no", K.IDENTITY, "A123456(3)", "Its number; check digits are tested."),
        _may("identity_valid_from", K.DATE, "2018-01-01", "First day the document is valid."),
        _may("identity_valid_to", K.DATE, "2028-12-31", "Last day the document is valid."),
        _may("mobile", K.PHONE, "8555 3000", "Mobile telephone; +852 is assumed."),
        _may("phone", K.PHONE, "8555 3001", "Other telephone; +852 is assumed."),
        _may("email", K.EMAIL, "taiman@abc.example", "E-mail address."),
        _may("address", K.TEXT, "FLAT A, 1 STREET, KOWLOON", "Postal address.", 500),
        _code("language", Language, "zh_Hant", "The language to write and speak in."),
        _may("branch_code", K.REFERENCE, "HO", "Branch of the policy's holder."),
        _may("plan_code", K.REFERENCE, "10", "Plan of the policy; families may be on several."),
        _may("effective_date", K.DATE, "2018-05-01", "First day of cover."),
        _may("termination_date", K.DATE, "2019-04-30", "Last day of cover; blank while it runs."),
        _code("status", MemberStatus, "active", "Where the cover stands.", required=True),
        _may("benefit_types", K.BENEFIT_TYPES, "DEN HOS OPB", "The benefit types carried."),
        _may("sum_life", K.MONEY, "500,000.00", "Sum assured, life; blank and 0 alike: not covered."),
        _may("sum_tpd", K.MONEY, "500,000.00", "Sum assured, total and permanent disablement."),
        _may("sum_add", K.MONEY, "500,000.00", "Sum assured, accidental death and dismemberment."),
        _may("sum_ltd", K.MONEY, "0.00", "Sum assured, long-term disability."),
        _may("sum_cib", K.MONEY, "0.00", "Sum assured, critical illness."),
        _may("wellness", K.TEXT, "1,200 points", "Wellness standing, as it is read out."),
    ),
)
CLAIMS = Sheet(
    "claims",
    "One row a claim line, which is one benefit item; the fields of the claim agree over its rows.",
    ("claim_no", "line_no"),
    (
        _must("claim_no", K.CLAIM_NO, "A2000001447", "The claim."),
        _must("line_no", K.COUNT, "1", "The line, from 1."),
        _POLICY,
        _must("certificate", K.CERTIFICATE, "0001-00", "The member the claim is for."),
        _must("received_date", K.DATE, "2018-08-03", "The day the claim was received."),
        _code("status", ClaimStatus, "paid", "Where it stands; moves only along DOMAIN 4.", required=True),
        _must("status_date", K.DATE, "2018-08-28", "Since when it stands there."),
        _must("currency", K.CURRENCY, "HKD", "The policy's currency."),
        _must("consultation_date", K.DATE, "2018-08-01", "The day of the visit."),
        _code("benefit_type", BenefitType, "OPB", "The group of the schedule.", required=True),
        _must("item_code", K.REFERENCE, "MED", "The benefit item."),
        _may("item_name", K.NAME, "Prescribed Medicine – Panel Network", "The item as the notice names it."),
        _may("provider", K.NAME, "Dr. Chan Tai Man", "Who treated the member."),
        _may("diagnosis", K.TEXT, "Acute bronchitis", "Never told to an employer or a broker.", 500),
        _may("incurred", K.CLAIMED, "350.00", "The bill; `N/A` or blank: settled with the clinic."),
        _may("paid", K.CLAIMED, "280.00", "What was paid; `N/A` or blank: not applicable."),
        _may("visits", K.COUNT, "1", "Visits it uses up; blank: 1."),
        _may("days", K.COUNT, "0", "Days it uses up; blank: 0."),
        _may("payment_date", K.DATE, "2018-08-28", "When it was paid."),
        _code("payment_method", PaymentMethod, "autopay", "How it was paid."),
        _code("reason", ReasonPaidLess, "co_payment", "Why less was paid than was incurred."),
    ),
)
INVOICES = Sheet(
    "invoices",
    "Premium invoices. A posted invoice never changes.",
    ("invoice_no",),
    (
        _must("invoice_no", K.INVOICE_NO, "9200352", "The invoice."),
        _POLICY,
        _may("branch_code", K.REFERENCE, "HO", "Branch of the policy's holder; blank: the whole policy."),
        _must("issue_date", K.DATE, "2018-05-29", "The day it was issued."),
        _must("due_date", K.DATE, "2018-06-28", "The day it falls due."),
        _must("amount", K.MONEY, "52,344.00", "Never 0; negative or in parentheses for a credit note."),
        _must("currency", K.CURRENCY, "HKD", "The policy's currency."),
    ),
)
SETTLEMENTS = Sheet(
    "settlements",
    "Receipts and what of them pays which invoice, one row an invoice; the fields of the receipt agree over "
    "its rows. Posted settlements never change.",
    ("receipt_no", "invoice_no"),
    (
        _must("receipt_no", K.REFERENCE, "R0001001", "The receipt."),
        _POLICY,
        _must("received_date", K.DATE, "2018-06-20", "The day the money came in."),
        _code("method", SettlementMethod, "cheque", "How it was paid in.", required=True),
        _may("payer", K.NAME, "THE ABC COMPANY", "Who paid."),
        _may("reference", K.TEXT, "CHQ 000123", "Number of the cheque or transfer."),
        _must("amount", K.MONEY, "60,000.00", "The whole receipt."),
        _must("currency", K.CURRENCY, "HKD", "The policy's currency."),
        _may("invoice_no", K.INVOICE_NO, "9200352", "The invoice paid; blank: unallocated."),
        _may("allocated", K.MONEY, "52,344.00", "How much of the receipt pays this invoice."),
    ),
)
MANDATES = Sheet(
    "mandates",
    "Autopay mandates: a policy holder's leave to collect premium from a bank account.",
    ("mandate_no",),
    (
        _must("mandate_no", K.REFERENCE, "DDA000123", "The mandate."),
        _POLICY,
        _must("bank", K.NAME, "EXAMPLE BANK", "The bank it is collected from; no account number."),
        _code("status", MandateStatus, "active", "Where it stands.", required=True),
        _may("next_collection", K.DATE, "2026-12-15", "When premium is collected next; blank: not known."),
    ),
)
PROVIDERS = Sheet(
    "providers",
    "The network directory.",
    ("provider_no",),
    (
        _must("provider_no", K.REFERENCE, "P00017", "The provider."),
        _may("networks", K.NETWORKS, "QHMS; ABC", "The networks it belongs to."),
        _code("kind", ProviderKind, "doctor", "What kind of place or person.", required=True),
        _must("name", K.NAME, "Dr. Chan Tai Man", "Name in English."),
        _may("name_zh", K.NAME, "陳大文醫生", "Name in Chinese."),
        _may("specialty", K.TEXT, "GENERAL PRACTITIONER", "Its field."),
        _code("area", Area, "kowloon", "One of the four areas of Hong Kong."),
        _may("district", K.TEXT, "Mong Kok", "One of the 18 districts, or a part of one."),
        _may("address", K.TEXT, "SHOP A, 123 STREET", "Address in English.", 500),
        _may("address_zh", K.TEXT, "某街 123 號 A 舖", "Address in Chinese.", 500),
        _may("phones", K.PHONES, "8555 6789; 8555 0000", "Telephones, `;` between."),
        _may(
            "hours",
            K.TEXT,
            "Mon-Fri 09:30-13:30 17:00-20:30; Sat 10:30-14:00",
            "Opening hours, as text.",
            500,
        ),
        _may("direct_billing", K.YES_NO, "yes", "Whether it bills the insurer."),
        _may("sector", K.SECTOR, "private", "`public` or `private`."),
        _may("languages", K.TEXT, "Cantonese, English", "Languages spoken."),
        _may("appointment_needed", K.YES_NO, "no", "Whether one must book."),
        _may("effective_from", K.DATE, "2018-01-01", "First day in the network."),
        _may("effective_to", K.DATE, "2027-12-31", "Last day in the network; blank while it belongs."),
        _may("verified_date", K.DATE, "2026-10-30", "When the entry was last checked."),
        _may("verified_by", K.NAME, "Wong Siu Ling", "Who checked it."),
        _may("verified_how", K.TEXT, "telephone", "How it was checked."),
    ),
)
ACCOUNTS = Sheet(
    "accounts",
    "Portal accounts. Each belongs to exactly one of a member, a policy holder or a broker.",
    ("account_no",),
    (
        _must("account_no", K.REFERENCE, "W000101", "The account."),
        _may("policy_no", K.POLICY_NO, "91307", "With certificate: the member it belongs to."),
        _may("certificate", K.CERTIFICATE, "0001-00", "With policy_no: the member it belongs to."),
        _may("holder_code", K.REFERENCE, "ABC", "The policy holder it belongs to."),
        _may("broker_code", K.BROKER_CODE, "B00023", "The broker it belongs to."),
        _may("user_id", K.TEXT, "taiman80", "The login name; no two accounts share one.", 60),
        _code("stage", AccountStage, "active", "Where it stands.", required=True),
        _code("registration_step", RegistrationStep, "terms", "The last step completed."),
        _code("language", Language, "en", "Default language."),
        _may("terms_version", K.TEXT, "2026-01", "Terms last accepted.", 40),
        _may("terms_accepted", K.MOMENT, "2026-01-05 09:30", "When, in Hong Kong time."),
        _may("last_login", K.MOMENT, "2026-11-19 20:14", "When, in Hong Kong time."),
        _may("failed_attempts", K.COUNT, "0", "Failed logins since the last good one."),
        _may("frozen_at", K.MOMENT, "2026-11-20 13:40", "Since when; filled just for frozen accounts."),
        _may("frozen_reason", K.TEXT, "five invalid logins", "Why it is frozen."),
        _may("invitation_used", K.MOMENT, "2026-01-05 09:12", "When the PIN of the invitation was typed."),
        _may("messaging_account", K.TEXT, "bound 2026-02-01", "The messaging account bound to it."),
        _may("messaging_bound", K.MOMENT, "2026-02-01 18:40", "When it was bound."),
        _may(
            "failed_times",
            K.ATTEMPTS,
            "2026-11-20 13:38 203.0.113.7; 2026-11-20 13:39",
            "Failed logins, `;` between: date, time, where from; earlier ones stay on record.",
            4000,
        ),
    ),
)

QUESTIONS = Sheet(
    "questions",
    "The three challenge questions of an account, in the order its holder chose.",
    ("account_no", "place"),
    (
        _must("account_no", K.REFERENCE, "W000101", "The account."),
        _must("place", K.COUNT, "1", "Which of the three: 1, 2 or 3."),
        _must("question", K.TEXT, "Name of your first school?", "As the member reads it."),
        _must(
            "answer",
            K.ANSWER,
            "$argon2id$v=19$m=19456,t=2,p=1$…",
            "Argon2id of the folded answer, or the answer itself, which is hashed before it is loaded.",
        ),
    ),
)

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        BROKERS,
        POLICIES,
        BRANCHES,
        PLANS,
        BENEFITS,
        MEMBERS,
        CLAIMS,
        INVOICES,
        SETTLEMENTS,
        MANDATES,
        PROVIDERS,
        ACCOUNTS,
        QUESTIONS,
    )
}
"""Sheets by name, in the order they are loaded: what is named stands before what names it."""
