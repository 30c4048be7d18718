"""A generated book as extracts: CSV files in the importer's format, for its benchmarks and for practice."""

import csv
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consoleapp.errors import Refused
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.generate.book import Order, batches
from consoleapp.exchange.generate.load import ROWS
from consoleapp.exchange.generate.rows import COLUMNS as TABLE_COLUMNS
from consoleapp.exchange.generate.rows import Batch
from consoleapp.exchange.progress import Progress
from consoleapp.i18n import N_
from consoleapp.rules.dates import local

_LIMITS = {
    ("money", "visit", "individual"): "amount_per_visit",
    ("money", "day", "individual"): "amount_per_day",
    ("money", "disability", "individual"): "amount_per_disability",
    ("money", "year", "individual"): "amount_per_year",
    ("money", "lifetime", "individual"): "amount_lifetime",
    ("visits", "year", "individual"): "visits_per_year",
    ("days", "year", "individual"): "days_per_year",
    ("money", "year", "family"): "family_amount_per_year",
}
_CELLS = {True: "yes", False: "no", None: ""}


def write_extracts(folder: Path, order: Order) -> Iterator[Progress]:
    """Write the book into ``folder``, which must be empty or not exist. Progress counts members."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(N_("{folder} is not empty. Name a new folder for the files."), folder=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    began, members = time.monotonic(), 0
    with ExitStack() as files:
        writers = {}
        for extract, sheet in SHEETS.items():
            file = files.enter_context((folder / f"{extract}.csv").open("x", encoding="utf-8", newline=""))
            writers[extract] = csv.writer(file, lineterminator="\n")
            writers[extract].writerow(sheet.names)
        book = _Book()
        for batch in batches(order):
            for extract, rows in book.extracts(batch).items():
                writers[extract].writerows(rows)
            members += len(batch["member"])
            yield Progress(ROWS, members, order.members, time.monotonic() - began)


class _Book:
    """Turns rows of tables into rows of extracts; keeps in mind what later rows point at, but no members."""

    def __init__(self) -> None:
        self._brokers: dict[object, str] = {}
        self._holders: dict[object, dict[str, Any]] = {}
        self._policies: dict[object, dict[str, Any]] = {}
        self._branches: dict[object, dict[str, Any]] = {}
        self._plans: dict[object, dict[str, Any]] = {}
        self._networks: dict[object, str] = {}

    def extracts(self, batch: Batch) -> dict[str, list[list[str]]]:
        """The rows of every extract that a batch of table rows makes."""
        made: dict[str, list[list[str]]] = {extract: [] for extract in SHEETS}
        rows = {
            table: [dict(zip(TABLE_COLUMNS[table], row, strict=True)) for row in found]
            for table, found in batch.items()
        }
        self._parties(rows, made)
        self._schedules(rows, made)
        members = self._members(rows, made)
        self._claims(rows, members, made)
        self._ledger(rows, made)
        self._providers(rows, made)
        self._accounts(rows, members, made)
        return made

    def _parties(self, rows: dict[str, list[dict[str, Any]]], made: dict[str, list[list[str]]]) -> None:
        for row in rows["broker"]:
            self._brokers[row["id"]] = row["code"]
            _add(made, "brokers", row, broker_code="code", broker_name="name", contact_person="contact_name",
                 contact_number="contact_phone")  # fmt: skip
        self._holders |= {row["id"]: row for row in rows["policy_holder"]}
        self._policies |= {row["id"]: row for row in rows["policy"]}
        for row in rows["branch"]:
            self._branches[row["id"]] = row
            holder = self._holders[row["holder_id"]]
            _add(made, "branches", row | {"holder_code": holder["code"]}, branch_code="code",
                 branch_name="name_en", branch_name_zh="name_zh")  # fmt: skip
        for row in rows["policy_period"]:
            policy = self._policies[row["policy_id"]]
            holder = self._holders[policy["holder_id"]]
            shared = {
                "holder_code": holder["code"],
                "holder_name": holder["name_en"],
                "holder_name_zh": holder["name_zh"],
                "holder_contact": holder["contact_name"],
                "holder_phone": holder["contact_phone"],
                "holder_email": holder["contact_email"],
                "broker_code": self._brokers.get(policy["broker_id"], ""),
            }
            _add(made, "policies", policy | row | shared, period_from="starts_on", period_to="ends_on")

    def _schedules(self, rows: dict[str, list[dict[str, Any]]], made: dict[str, list[list[str]]]) -> None:
        for row in rows["plan"]:
            policy = self._policies[row["policy_id"]]
            self._plans[row["id"]] = row | {"policy_no": policy["policy_no"]}
            row |= {"policy_no": policy["policy_no"], "premium": bool(row["premium"])}
            _add(made, "plans", row, plan_code="code", plan_name="name_en", plan_name_zh="name_zh")
        limits: dict[object, dict[str, str]] = {}
        for row in rows["benefit_limit"]:
            column = _LIMITS[row["measure"], row["basis"], row["scope"]]
            amount = row["amount"]
            written = "unlimited" if amount is None else _money(amount) if "amount" in column else str(amount)
            limits.setdefault(row["benefit_id"], {})[column] = written
        for row in rows["benefit"]:
            plan = self._plans[row["plan_id"]]
            flags = {name: bool(row[name]) for name in ("covered", "referral_needed", "network_only")}
            row |= (
                flags
                | limits.get(row["id"], {})
                | {"policy_no": plan["policy_no"], "plan_code": plan["code"]}
            )
            _add(made, "benefits", row, item_name="name_en", item_name_zh="name_zh")

    def _members(
        self, rows: dict[str, list[dict[str, Any]]], made: dict[str, list[list[str]]]
    ) -> dict[object, dict[str, Any]]:
        known = {}
        for row in rows["member"]:
            policy = self._policies[row["policy_id"]]
            known[row["id"]] = {
                "policy_no": policy["policy_no"],
                "certificate": f"{row['cert_no']}-{row['suffix']}",
            }
            branch = self._branches.get(row["branch_id"])
            own = known[row["id"]] | {
                "branch_code": branch["code"] if branch else "",
                "plan_code": self._plans[row["plan_id"]]["code"],
            }
            own |= {name: _money(row[name]) for name in row if name.startswith("sum_")}
            _add(made, "members", row | own, personal_reference="person_ref", name="name_en")
        return known

    def _claims(
        self,
        rows: dict[str, list[dict[str, Any]]],
        members: dict[object, dict[str, Any]],
        made: dict[str, list[list[str]]],
    ) -> None:
        claims = {row["id"]: row for row in rows["claim"]}
        for row in rows["claim_line"]:
            claim = claims[row["claim_id"]]
            amounts = {
                name: "N/A" if row["incurred"] is None else _money(row[name]) for name in ("incurred", "paid")
            }
            _add(made, "claims", claim | row | members[claim["member_id"]] | amounts,
                 received_date="received_on", status_date="status_on", consultation_date="consulted_on",
                 provider="provider_name", payment_date="paid_on")  # fmt: skip

    def _ledger(self, rows: dict[str, list[dict[str, Any]]], made: dict[str, list[list[str]]]) -> None:
        numbers = {}
        for row in rows["invoice"]:
            numbers[row["id"]] = row["invoice_no"]
            branch = self._branches.get(row["branch_id"])
            own = {
                "policy_no": self._policies[row["policy_id"]]["policy_no"],
                "branch_code": branch["code"] if branch else "",
                "amount": _money(row["amount"]),
            }
            _add(made, "invoices", row | own, issue_date="issued_on", due_date="due_on")
        settlements = {row["id"]: row for row in rows["settlement"]}
        for row in rows["allocation"]:
            settlement = settlements[row["settlement_id"]]
            own = {
                "policy_no": self._policies[settlement["policy_id"]]["policy_no"],
                "amount": _money(settlement["amount"]),
                "invoice_no": numbers[row["invoice_id"]],
                "allocated": _money(row["amount"]),
            }
            _add(made, "settlements", settlement | own, received_date="received_on")

    def _providers(self, rows: dict[str, list[dict[str, Any]]], made: dict[str, list[list[str]]]) -> None:
        self._networks |= {row["id"]: row["code"] for row in rows["network"]}
        networks: dict[object, list[str]] = {}
        for row in rows["provider_network"]:
            networks.setdefault(row["provider_id"], []).append(self._networks[row["network_id"]])
        for row in rows["provider"]:
            own = {
                "networks": "; ".join(networks[row["id"]]),
                "direct_billing": bool(row["direct_billing"]),
                "appointment_needed": bool(row["appointment_needed"]),
                "sector": "public" if row["public"] else "private",
            }
            _add(made, "providers", row | own, name="name_en", address="address_en", address_zh="address_zh",
                 verified_date="verified_on")  # fmt: skip

    def _accounts(
        self,
        rows: dict[str, list[dict[str, Any]]],
        members: dict[object, dict[str, Any]],
        made: dict[str, list[list[str]]],
    ) -> None:
        tries: dict[object, list[str]] = {}
        for row in rows["portal_attempt"]:
            tries.setdefault(row["account_id"], []).append(f"{_hong_kong(row['at'])} {row['origin']}")
        for row in rows["portal_account"]:
            own = members[row["member_id"]] | {
                "terms_accepted": _hong_kong(row["terms_accepted_at"]),
                "last_login": _hong_kong(row["last_login_at"]),
                "frozen_at": _hong_kong(row["frozen_at"]),
                "failed_times": "; ".join(tries.get(row["id"], [])),
            }
            _add(made, "accounts", row | own)


def _add(made: dict[str, list[list[str]]], extract: str, row: dict[str, Any], **renamed: str) -> None:
    """One row; a column that is not renamed stands under its own name in ``row``, or stays blank."""
    values = (row.get(renamed.get(column, column)) for column in SHEETS[extract].names)
    made[extract].append(
        [_CELLS[value] if isinstance(value, bool) or value is None else str(value) for value in values]
    )


def _money(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"


def _hong_kong(moment: str | None) -> str:
    """A moment kept in UTC as extracts write it: Hong Kong time, to the minute."""
    if moment is None:
        return ""
    return local(datetime.fromisoformat(moment).replace(tzinfo=UTC)).strftime("%Y-%m-%d %H:%M")
