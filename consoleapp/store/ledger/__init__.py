"""The ledger: entries posted one by one or for whole documents at once, and an auditor of its own."""
