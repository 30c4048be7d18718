"""Records by a number: certificate, policy, claim, invoice, receipt, request, account, identity, telephone,
e-mail."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, literal, or_, select, text, union_all

from consoleapp.rules.services import ids_like, number_of
from consoleapp.rules.subjects import RANK, SubjectKind, Why
from consoleapp.rules.text import fold
from consoleapp.store.search import private, rows
from consoleapp.store.search.keys import NUMBER, PHONE, REFERENCE, bare_number, bare_phone
from consoleapp.store.search.match import Match
from consoleapp.store.search.query import END, Range, read, starting
from consoleapp.store.search.route import Typed
from consoleapp.store.search.shapes import Hit
from consoleapp.store.tables import (
    claim,
    invoice,
    member,
    policy,
    portal_account,
    provider,
    service_request,
    settlement,
)

SHORTEST_START = 4
"""Digits below this many are no hint of a personal reference."""
EACH = 25
"""Keys read for one range, where a number stands alone."""
MOST_BESIDE = 400
"""Members whose last digits fit who are compared with the name or the policy typed beside."""
SOME = 12
"""Records of one kind whose number only starts as typed."""

Among = Callable[[list[int]], list[int]]
"""Leaves those out of many members whose name is not the one typed."""

_NUMBERED = (
    ("policy", policy, policy.c.policy_no),
    ("claim", claim, claim.c.claim_no),
    ("invoice", invoice, invoice.c.invoice_no),
    ("receipt", settlement, settlement.c.receipt_no),
    ("account", portal_account, portal_account.c.account_no),
    ("provider", provider, provider.c.provider_no),
)


def _numbered() -> Any:
    """One statement: the first numbers of every kind that start so, and user IDs in any case."""
    parts = [
        select(literal(kind).label("kind"), table.c.id.label("id"), number.label("number"))
        .where(number >= bindparam("low"), number < bindparam("high"))
        .order_by(number)
        .limit(SOME)
        .subquery()
        for kind, table, number in _NUMBERED
    ]
    user_id = func.lower(portal_account.c.user_id)
    parts.append(
        select(literal("user").label("kind"), portal_account.c.id.label("id"), user_id.label("number"))
        .where(user_id >= bindparam("low_user"), user_id < bindparam("high_user"))
        .order_by(user_id)
        .limit(SOME)
        .subquery()
    )
    return union_all(*(select(part) for part in parts))


_BY_NUMBER = _numbered()
_LETTERS = """
WITH RECURSIVE letter(c) AS (
  SELECT substr(min(claim_no), 1, 1) FROM claim
  UNION ALL
  SELECT (SELECT substr(min(claim_no), 1, 1) FROM claim WHERE claim_no >= letter.c || :end)
  FROM letter WHERE letter.c IS NOT NULL
)
"""
_ANY_LETTER = {
    "sqlite": text(
        _LETTERS + "SELECT id, claim_no FROM letter CROSS JOIN claim"
        " WHERE claim_no >= c || :digits AND claim_no < c || :digits || :end LIMIT :some"
    ),
    "postgresql": text(
        _LETTERS + "SELECT k.id, k.claim_no FROM letter CROSS JOIN LATERAL (SELECT id, claim_no FROM claim"
        " WHERE claim_no >= c || :digits AND claim_no < c || :digits || :end"
        " ORDER BY claim_no LIMIT :some) AS k"
    ),
}
"""Each letter that is in use is found by a step in the index; below it, the numbers that start so."""


def number_hits(connection: Connection, typed: Typed) -> list[Hit]:
    """Everything but members whose number is one of those typed, or starts with it."""
    hits: dict[tuple[SubjectKind, int], Hit] = {}
    tokens = [*typed.digits, *typed.codes]
    if not tokens and len(typed.words) == 1 and not typed.chinese and len(typed.words[0]) > 2:
        tokens = [typed.words[0]]
    for token in tokens[:4]:
        for hit in _by_token(connection, token, typed):
            hits.setdefault((hit.kind, hit.id), hit)
    for address in typed.emails:
        for hit in _by_token(connection, address, typed):
            hits.setdefault((hit.kind, hit.id), hit)
    return list(hits.values())


def _by_token(connection: Connection, token: str, typed: Typed) -> Iterable[Hit]:
    if len(token) < 2:
        return
    upper = token.upper()
    bounds = {"low": upper, "high": upper + END, "low_user": token, "high_user": token + END}
    found: dict[str, dict[int, str]] = {}
    for kind, record, number in connection.execute(_BY_NUMBER, bounds):
        found.setdefault(kind, {})[record] = number
    if like := ids_like(token):
        found["request"] = _requests(connection, *like)
    if token.isdigit() and len(token) > 6:
        found.setdefault("claim", {}).update(_claims_without_letter(connection, token))
    for kind, query, column, make in _MAKERS:
        ids = found.get(kind, {})
        for row in rows.fetch(connection, query, column, ids):
            number = ids[row.policy_id if kind == "policy" else row.id]
            yield make(row, _match(token, number, Why.USER_ID if kind == "user" else Why.NUMBER))


def _claims_without_letter(connection: Connection, digits: str) -> dict[int, str]:
    """Claims whose number starts with any letter, then ``digits``: the letter is often left out."""
    statement = _ANY_LETTER["postgresql" if connection.dialect.name == "postgresql" else "sqlite"]
    rows = connection.execute(statement, {"digits": digits, "end": END, "some": SOME})
    return {row.id: row.claim_no for row in rows}


def _requests(connection: Connection, whole: int, low: int, high: int) -> dict[int, str]:
    """The request with this number, and the first of those whose numbers start so."""
    column = service_request.c.id
    query = select(column).where(or_(column == whole, column.between(low, high)))
    found = connection.execute(query.order_by(column != whole, column).limit(SOME)).scalars()
    return {one: number_of(one) for one in found}


def _match(token: str, number: str, whole: Why) -> Match:
    at = fold(number).find(token)
    same = fold(number) == token
    spans = ((at, at + len(token)),) if at >= 0 and whole is not Why.USER_ID else ()
    return Match(whole if same else Why.NUMBER_START, loose=len(number) - len(token), spans=spans)


def _paper(kind: SubjectKind, number: str, on: str) -> Callable[[Any, Match], Hit]:
    return lambda row, match: rows.paper_hit(kind, row, getattr(row, number), match, getattr(row, on))


_MAKERS: tuple[tuple[str, Any, Any, Callable[[Any, Match], Hit]], ...] = (
    ("policy", rows.POLICIES, policy.c.id, rows.policy_hit),
    ("claim", rows.CLAIMS, claim.c.id, rows.claim_hit),
    ("invoice", rows.INVOICES, invoice.c.id, _paper(SubjectKind.INVOICE, "invoice_no", "issued_on")),
    ("receipt", rows.RECEIPTS, settlement.c.id, _paper(SubjectKind.RECEIPT, "receipt_no", "received_on")),
    ("request", rows.REQUESTS, service_request.c.id, rows.request_hit),
    ("account", rows.ACCOUNTS, portal_account.c.id, rows.account_hit),
    ("user", rows.ACCOUNTS, portal_account.c.id, rows.account_hit),
    ("provider", rows.PROVIDERS, provider.c.id, lambda row, match: rows.provider_hit(row, Match(match.why))),
)


def member_hits(connection: Connection, typed: Typed, among: Among | None = None) -> list[Hit]:
    """Members by certificate, by certificate and policy, by identity number, telephone, e-mail, reference.

    ``among``: a name was typed too, which tells apart all those whose last digits fit.
    """
    ids: dict[int, None] = {}
    policies = _policies(connection, typed)
    ids.update(dict.fromkeys(_by_certificate(connection, typed, policies)))
    ranges = _ranges(typed)
    many = among is not None or bool(policies and len(typed.digits) + len(typed.codes) > 1)
    if ranges:
        most = MOST_BESIDE if many else rows.MOST_ROWS
        read_ids = [
            row.record
            for row in read(connection, "search_key", ranges, limit=most, each=most if many else EACH)
        ]
        if len(read_ids) > rows.MOST_ROWS and among is not None:
            read_ids = among(read_ids)
        elif many and policies:
            inside = select(member.c.id).where(
                rows.one_of(connection, member.c.id, read_ids), member.c.policy_id.in_(policies)
            )
            read_ids = list(connection.execute(inside).scalars())
        ids.update(dict.fromkeys(read_ids))
    hits = []
    for row in rows.fetch(connection, rows.MEMBERS, member.c.id, ids):
        match = match_numbers(typed, row)
        if match is not None:
            hits.append(rows.member_hit(row, match))
    return private.few(hits) if among is None else hits


def _ranges(typed: Typed) -> list[Range]:
    ranges = private.number_ranges((typed.joined, *typed.digits, *typed.codes))
    references = [digits for digits in (typed.joined, *typed.digits) if len(digits) >= SHORTEST_START]
    references += typed.codes
    if len(typed.words) == 1 and not typed.digits and not typed.chinese:
        references.append(typed.words[0])
    ranges += [starting(REFERENCE + reference) for reference in dict.fromkeys(references)]
    return ranges + private.address_ranges(typed.emails)


def _policies(connection: Connection, typed: Typed) -> list[int]:
    """Policies whose whole number was typed."""
    numbers = [*typed.digits, *(code.upper() for code in typed.codes)]
    if not numbers:
        return []
    return list(connection.execute(select(policy.c.id).where(policy.c.policy_no.in_(numbers))).scalars())


def _by_certificate(connection: Connection, typed: Typed, policies: list[int]) -> list[int]:
    """Members with this certificate: of the policies typed beside it, else of any policy."""
    pairs: list[tuple[str, str | None]] = list(typed.certificates)
    pairs += [(digits.zfill(4), None) for digits in typed.digits if len(digits) <= 8]
    if not pairs:
        return []
    wanted = or_(
        *(
            and_(member.c.cert_no == number, *(() if suffix is None else (member.c.suffix == suffix,)))
            for number, suffix in pairs
        )
    )
    ids: list[int] = []
    if policies:
        query = select(member.c.id).where(member.c.policy_id.in_(policies), wanted)
        ids += connection.execute(query.order_by(member.c.suffix).limit(50)).scalars()
    if not ids:
        ids += connection.execute(select(member.c.id).where(wanted).limit(60)).scalars()
    return ids


def match_numbers(typed: Typed, row: Any) -> Match | None:
    """Why a member answers the numbers that were typed; every number must be one of theirs."""
    best: list[Match] = []
    own_policy = fold(row.policy_no)
    for number, suffix in typed.certificates:
        if row.cert_no != number or row.suffix != suffix:
            return None
        best.append(Match(Why.NUMBER))
    if typed.joined and len(typed.digits) > 1:
        whole = _match_one(typed.joined, row)
        if whole is not None:
            return whole
    for token in typed.codes if not typed.digits else (*typed.codes, *typed.digits):
        if token == own_policy and (typed.certificates or len(typed.digits) + len(typed.codes) > 1):
            best.append(Match(Why.NUMBER))
            continue
        found = _match_one(token, row)
        if found is None:
            return None
        best.append(found)
    for address in typed.emails:
        found = private.match_address(address, row)
        if found is None:
            return None
        best.append(found)
    if len(typed.words) == 1 and not best:
        reference = bare_number(row.person_ref)
        if reference and reference.startswith(typed.words[0]):
            best.append(Match(Why.NUMBER if reference == typed.words[0] else Why.NUMBER_START))
    if not best:
        return None
    loosest = max(best, key=lambda match: RANK[match.why])
    return replace(loosest, private=next((match.private for match in best if match.private), None))


def _match_one(token: str, row: Any) -> Match | None:
    reference = bare_number(row.person_ref)
    if token == reference or (token.isdigit() and token.zfill(4) == row.cert_no):
        return Match(Why.NUMBER)
    found = private.match_number(token, row)
    if found is None and reference and reference.startswith(token):
        return Match(Why.NUMBER_START)
    return found


def provider_ids(connection: Connection, typed: Typed) -> list[int]:
    """Providers whose telephone is the one typed."""
    starts = [PHONE + bare_phone(d) for d in dict.fromkeys((typed.joined, *typed.digits)) if len(d) >= 4]
    starts += [NUMBER + token for token in (*typed.codes, *typed.digits)]
    found = read(connection, "provider_key", [starting(start) for start in starts], limit=SOME)
    return list(dict.fromkeys(row.record for row in found))
