"""The views of the book (``store/ddl.py``): what is derived, as tables that queries may join."""

from sqlalchemy import Date, column, table

invoice_balance = table(
    "invoice_balance",
    column("invoice_id"),
    column("settled"),
    column("last_settled_on", Date),
    column("credited"),
    column("written_off"),
    column("balance"),
)
settlement_balance = table(
    "settlement_balance", column("settlement_id"), column("allocated"), column("unallocated")
)
policy_headcount = table(
    "policy_headcount", column("policy_id"), column("employees"), column("spouses"), column("children")
)
