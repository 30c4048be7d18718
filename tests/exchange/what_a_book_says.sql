-- What a book says, without the numbers of its rows: policies, schedules, members, claims, ledger, directory, accounts.

SELECT p.policy_no, h.code, h.name_en, h.name_zh, h.contact_name, h.contact_phone, b.code,
p.plan_type, p.currency, p.payment_mode, p.status, t.starts_on, t.ends_on
FROM policy p JOIN
policy_holder h ON h.id = p.holder_id LEFT JOIN broker b ON b.id = p.broker_id JOIN policy_period t
ON t.policy_id = p.id

SELECT p.policy_no, l.code, l.premium, b.item_code, b.benefit_type, b.name_en, b.name_zh, b.covered,
b.reimbursement_percent, b.area_of_cover, b.referral_needed, b.network_only, x.measure, x.basis,
x.scope, x.amount
FROM plan l JOIN policy p ON p.id = l.policy_id JOIN benefit b ON b.plan_id = l.id
LEFT JOIN benefit_limit x ON x.benefit_id = b.id

SELECT p.policy_no, m.cert_no, m.suffix, m.person_ref, m.relation, m.name_en, m.name_zh, m.sex,
m.birth_date, m.identity_type, m.identity_no, m.mobile, m.phone, m.email, m.address, m.language,
b.code, l.code, m.effective_date, m.termination_date, m.status, m.benefit_types, m.sum_life,
m.sum_cib
FROM member m JOIN policy p ON p.id = m.policy_id JOIN plan l ON l.id = m.plan_id LEFT
JOIN branch b ON b.id = m.branch_id

SELECT c.claim_no, m.person_ref, c.received_on, c.status, c.status_on, c.currency, l.line_no,
l.consulted_on, l.benefit_type, l.item_code, l.item_name, l.provider_name, l.diagnosis, l.incurred,
l.paid, l.visits, l.days, l.paid_on, l.payment_method, l.reason
FROM claim c JOIN member m ON m.id =
c.member_id JOIN claim_line l ON l.claim_id = c.id

SELECT i.invoice_no, i.issued_on, i.due_on, i.amount, i.currency, b.code, s.receipt_no,
s.received_on, s.method, s.payer, s.reference, s.amount, a.amount
FROM invoice i LEFT JOIN branch b
ON b.id = i.branch_id LEFT JOIN allocation a ON a.invoice_id = i.id LEFT JOIN settlement s ON s.id =
a.settlement_id

SELECT v.provider_no, v.kind, v.name_en, v.name_zh, v.specialty, v.area, v.district, v.address_en,
v.address_zh, v.phones, v.hours, v.direct_billing, v.public, v.effective_to, v.verified_on, n.code
FROM provider v JOIN provider_network x ON x.provider_id = v.id JOIN network n ON n.id =
x.network_id

SELECT a.account_no, m.person_ref, a.user_id, a.stage, a.registration_step, a.language,
a.terms_version, a.terms_accepted_at, a.last_login_at, a.failed_attempts, a.frozen_at, t.at,
t.origin
FROM portal_account a JOIN member m ON m.id = a.member_id LEFT JOIN portal_attempt t ON
t.account_id = a.id
