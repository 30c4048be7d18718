"""A sound request of every kind, as it is typed, for Friday 20 November 2026."""

from consoleapp.rules.services import ServiceKind

TYPED: dict[ServiceKind, dict[str, str]] = {
    ServiceKind.GUARANTEE: {
        "hospital": "HARBOUR HOSPITAL",
        "hospital_email": "admission@harbour.example",
        "admitted_on": "25 Nov 2026",
        "diagnosis": "Fracture of the ankle",
        "estimated_cost": "HKD 52,344",
    },
    ServiceKind.PRE_AUTHORISATION: {
        "applicant": "CHAN TAI MAN",
        "relation": "self",
        "hospital": "HARBOUR HOSPITAL",
        "planned_on": "2026-12-07",
        "item": "in_patient",
        "documents": "referral letter",
        "member_share": "20 %",
    },
    ServiceKind.APPOINTMENT: {
        "visit_on": "2026-11-25",
        "visit_at": "9.30",
        "liability": "out_patient",
        "city": "Shenzhen",
        "nature": "public",
        "hospital": "BAY HOSPITAL",
        "department": "Orthopaedics",
        "description": "Ankle",
    },
    ServiceKind.DEPOSIT: {
        "hospital": "HARBOUR HOSPITAL",
        "admitted_on": "2026-11-25",
        "details": "deposit of 20,000",
    },
    ServiceKind.CARD: {
        "form": "physical",
        "reason": "lost",
        "phone": "9123 4567",
        "address": "1 Test Street, Kowloon",
    },
    ServiceKind.DATA_CHANGE: {"what": "address", "new": "2 Test Street, Kowloon"},
    ServiceKind.LIMIT_INCREASE: {"amount": "5,000.00", "increase_reason": "long treatment"},
    ServiceKind.VISIT_RECORDS: {
        "authorisation": "given",
        "signed_on": "2026-11-19",
        "period_from": "2026-01-01",
        "period_to": "2026-11-19",
    },
    ServiceKind.PAYOUT: {
        "payee_relation": "spouse",
        "account_name": "WONG TAI YIN",
        "identity_no": "A123456(3)",
        "bank": "HARBOUR BANK",
        "place": "Hong Kong",
        "account_no": "012-345678-901",
    },
    ServiceKind.CALL_BACK: {"phone": "9123 4567", "text": "the bill", "promised_on": "2026-11-23"},
    ServiceKind.COMPLAINT: {"text": "The line was busy"},
    ServiceKind.FEEDBACK: {"provider": "DR. CHAN TAI MAN", "text": "the number is dead"},
}
