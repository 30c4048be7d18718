"""Cells as they are read: a text becomes the value that is staged, or the reason why it cannot.

Converters remember: most cells of an extract repeat (dates, codes, amounts), and a repeated one costs a
dictionary look-up. Cells of a workbook that are not text begin with a mark, so that a date in a column of
names is noticed.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from consoleapp.desk.hashing import hash_of
from consoleapp.errors import Refused
from consoleapp.exchange.extracts.columns import Column, Kind
from consoleapp.i18n import N_
from consoleapp.rules import identity
from consoleapp.rules.dates import from_local, parse_date
from consoleapp.rules.money import LARGEST_MINOR, MINOR_DIGITS, Money
from consoleapp.rules.statuses import BenefitType, IdentityType
from consoleapp.rules.text import clean, has_foreign_lookalikes
from consoleapp.rules.verification import answer_form
from consoleapp.store.loading.shapes import UNLIMITED, Value

MARK = "\x00"
"""Begins a cell of a workbook that is no text; a NUL in a file is removed before anything is read."""
DATE, TRUTH, ERROR, EMPTY_FORMULA = (MARK + letter for letter in "dbef")

KEPT = 20_000
"""Remembered cells of one column."""

LARGEST_COUNT = 2**31 - 1

_PLAIN_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,3}))?")
_FINER = re.compile(r"\.[0-9]{4}")
_REFERENCE = re.compile(r"[A-Z0-9](?:[A-Z0-9 ./_-]{0,38}[A-Z0-9])?")
_MOMENT = re.compile(
    r"(\S+?)[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
# As nearly every cell is written: known at a glance, because the rules of identity take their time.
_USUAL_CERTIFICATE = re.compile("[0-9]{4,8}-[0-9]{2}")
_USUAL_CLAIM = re.compile("[A-Z][0-9]{10}")
_USUAL_PHONE = re.compile("[2-9][0-9]{3} ?[0-9]{4}")
_USUAL_HKID = re.compile(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)")
_TRUTHS = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}


class Bad:
    """In the place of a value: why there is none."""

    __slots__ = ("reason",)

    def __init__(self, reason: Refused) -> None:
        self.reason = reason


def shown(raw: str) -> str:
    """A cell as it stands in a list of faults: unmarked, cleaned, not too long."""
    if raw.startswith(MARK):
        raw = raw[2:]
        raw = raw.removesuffix(" 00:00:00")
    plain = clean(raw)
    return plain if len(plain) <= 80 else plain[:79] + "…"


class Converter(dict[str, "Value | Bad"]):
    """The cells of one column: ``converter[raw]`` is the value, or a :class:`Bad`."""

    def __init__(self, column: Column, values: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.column = column
        self._values = {foreign.casefold(): ours for foreign, ours in (values or {}).items()}
        self._blank: Value = "" if column.kind in _BLANK_IS_EMPTY else None
        self._read = _codes(column) if column.kind is Kind.CODE else _READ[column.kind]

    def __missing__(self, raw: str) -> "Value | Bad":
        value: Value | Bad
        try:
            value = self.read(raw)
        except Refused as reason:
            value = Bad(reason)
        if len(self) >= KEPT:
            self.clear()
        self[raw] = value
        return value

    def read(self, raw: str) -> Value:
        """The value of a cell. Raises :class:`Refused` with the reason."""
        if raw.startswith(MARK):
            raw = _unmarked(raw, self.column.kind)
        plain = clean(raw)
        if self._values:
            plain = self._values.get(plain.casefold(), plain)
        if not plain:
            if self.column.required:
                raise Refused(N_("The cell is empty and must not be."))
            return self._blank
        if len(plain) > self.column.longest:
            raise Refused(
                N_("The text has {length} characters; at most {longest} fit."),
                length=len(plain),
                longest=self.column.longest,
            )
        return self._read(plain)


def _unmarked(raw: str, kind: Kind) -> str:
    mark, text = raw[:2], raw[2:]
    if mark == ERROR:
        raise Refused(N_("The cell shows the error {error}. Put a value there."), error=text)
    if mark == EMPTY_FORMULA:
        raise Refused(N_("The cell holds a formula without a result. Open and save the workbook in Excel."))
    if mark == DATE:
        if kind in (Kind.DATE, Kind.MOMENT):
            return text
        raise Refused(
            N_("The cell holds a date, where none belongs. Format the column as text and retype it.")
        )
    if kind is not Kind.YES_NO:
        raise Refused(N_("The cell holds TRUE or FALSE, where neither belongs."))
    return text


def _text(plain: str) -> str:
    return plain


def _name(plain: str) -> str:
    if has_foreign_lookalikes(plain):
        raise Refused(
            N_("Letters of another script stand among Latin ones and look like them. Retype the name.")
        )
    return plain


def _date(plain: str) -> str:
    if plain.endswith(" 00:00:00"):
        plain = plain[:-9]
    return parse_date(plain).isoformat()


def moment(plain: str) -> str:
    """A date and time as it is staged: UTC; without a zone it is Hong Kong time."""
    found = _MOMENT.fullmatch(plain)
    day, time, zone = found.groups() if found else (plain, "00:00", None)
    try:
        at = datetime.fromisoformat(f"{parse_date(day).isoformat()} {time.zfill(5)}{zone or ''}")
    except ValueError:
        raise Refused(
            N_("{text} is not a date and time. Write it as 2026-11-20 13:40."), text=repr(plain)
        ) from None
    at = from_local(at) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _thousandths(plain: str) -> int:
    found = _PLAIN_AMOUNT.fullmatch(plain)
    if found:
        whole, rest = found.groups()
        return int(whole) * 1000 + (int(rest.ljust(3, "0")) if rest else 0)
    if _FINER.search(plain):
        raise Refused(N_("{text} has more decimals than any currency has."), text=repr(plain))
    try:
        amount = Money.parse(plain, "KWD").minor  # a currency of three decimals: thousandths
    except Refused as reason:
        if "currency" in reason.values:
            raise Refused(N_("{text} is not an amount. Write it as 52,344.00."), text=repr(plain)) from None
        raise
    if abs(amount) > LARGEST_MINOR // 1000:
        raise Refused(N_("An amount this large cannot be kept. Check the figures."))
    return amount


def _not_negative(plain: str) -> int:
    amount = _thousandths(plain)
    if amount < 0:
        raise Refused(N_("{text} is negative, which has no meaning here."), text=repr(plain))
    return amount


def _claimed(plain: str) -> int | None:
    return None if plain.casefold() in ("n/a", "na", "not applicable") else _not_negative(plain)


def _count(plain: str) -> int:
    bare = plain.replace(",", "")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 10 or int(bare) > LARGEST_COUNT:
        raise Refused(N_("{text} is not a whole number from 0 on."), text=repr(plain))
    return int(bare)


def _percent(plain: str) -> int:
    try:
        share = _count(plain.removesuffix("%").rstrip())
    except Refused:
        share = 101
    if share > 100:
        raise Refused(N_("{text} is not a whole percentage. Write 80 for 80 %."), text=repr(plain))
    return share


def _limit_money(plain: str) -> int:
    return UNLIMITED if plain.casefold() == "unlimited" else _not_negative(plain)


def _limit_count(plain: str) -> int:
    return UNLIMITED if plain.casefold() == "unlimited" else _count(plain)


def _yes_no(plain: str) -> int:
    try:
        return _TRUTHS[plain.casefold()]
    except KeyError:
        raise Refused(N_("{text} is neither yes nor no."), text=repr(plain)) from None


def _sector(plain: str) -> int:
    try:
        return {"public": 1, "private": 0}[plain.casefold()]
    except KeyError:
        raise Refused(N_("{text} is neither public nor private."), text=repr(plain)) from None


def _currency(plain: str) -> str:
    code = identity.narrow(plain)
    if code not in MINOR_DIGITS:
        raise Refused(
            N_("{currency} is not a currency known here. Use a code such as HKD or USD."),
            currency=repr(plain),
        )
    return code


def _reference(plain: str) -> str:
    code = identity.narrow(plain)
    if _REFERENCE.fullmatch(code) is None:
        raise Refused(
            N_("{text} cannot be a reference: at most 40 Latin letters, digits and . / _ - between."),
            text=repr(plain),
        )
    return code


def _claim_number(plain: str) -> str:
    return plain if _USUAL_CLAIM.fullmatch(plain) else identity.claim_number(plain)


def _certificate(plain: str) -> str:
    if _USUAL_CERTIFICATE.fullmatch(plain):
        return plain
    return str(identity.Certificate.parse(plain))


def _phone(plain: str) -> str:
    if _USUAL_PHONE.fullmatch(plain):
        return f"+{identity.HOME_COUNTRY_CODE}{plain[:4]}{plain[-4:]}"
    return identity.phone(plain)


def _phones(plain: str) -> str:
    return "; ".join(part for raw in re.split("[;\uff1b\n]", plain) if (part := raw.strip()))


def _networks(plain: str) -> str:
    return ";".join(sorted({_reference(part) for raw in re.split("[;,]", plain) if (part := raw.strip())}))


def _benefit_types(plain: str) -> str:
    read = _codes(Column("benefit_types", Kind.CODE, "", "", vocabulary=BenefitType))
    return " ".join(sorted({str(read(part)) for part in re.split(r"[\s,;/]+", plain) if part}))


def _attempts(plain: str) -> str:
    """Moments and origins: ``moment|origin``, line by line."""
    found = []
    for part in filter(None, (raw.strip() for raw in plain.split(";"))):
        words = part.split(" ")
        found.append(f"{moment(' '.join(words[:2]))}|{' '.join(words[2:]).replace('|', ' ')}")
    return "\n".join(sorted(set(found)))


def identity_number(kind: "Value | Bad", raw: str) -> "Value | Bad":
    """The number of an identity document, which is read by the kind of document beside it."""
    if isinstance(kind, Bad):
        return ""  # the bad cell is the one beside it
    usual = kind == IdentityType.HKID.value and _USUAL_HKID.fullmatch(raw)
    if usual and identity.hkid_check_digit(raw[:-3]) == raw[-2]:
        return raw
    try:
        plain = clean(_unmarked(raw, Kind.IDENTITY) if raw.startswith(MARK) else raw)
        if not plain:
            return ""
        if kind is None:
            raise Refused(N_("The document is not named. Fill identity_type, for example with hkid."))
        return identity.identity_number(IdentityType(str(kind)), plain)
    except Refused as reason:
        return Bad(reason)


_ARGON2ID = re.compile(
    r"\$argon2id\$v=19\$m=(?P<m>[0-9]{1,6}),t=(?P<t>[0-9]{1,2}),p=[1-4]\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}"
)
MOST_KIB, MOST_PASSES = 131_072, 10
"""A hash that takes more to be checked would hold up the desk, and is refused."""


def challenge_answer(where: Sequence[str], raw: str) -> "Value | Bad":
    """The hash of an answer: as it came, or made here of the answer itself, which goes no further.

    ``where`` names the question. Its salt is made of that, so that loading the same again changes nothing.
    """
    plain = clean(raw)
    try:
        if plain.startswith("$"):
            found = _ARGON2ID.fullmatch(plain)
            if found is None or int(found["m"]) > MOST_KIB or int(found["t"]) > MOST_PASSES:
                raise Refused(
                    N_("This is no Argon2id hash as it is used here: at most {kib} KiB, {passes} passes."),
                    kib=f"{MOST_KIB:,}",
                    passes=MOST_PASSES,
                )
            return plain
        folded = answer_form(plain)
        if not folded:
            raise Refused(N_("The cell is empty and must not be."))
    except Refused as reason:
        return Bad(reason)
    salt = hashlib.sha256("\n".join(["challenge answer", *where]).encode()).digest()[:16]
    return hash_of(folded, salt=salt)


def _codes(column: Column) -> Callable[[str], str]:
    """Codes and their English words, in any case; hyphens, spaces and underscores are one."""
    vocabulary = column.vocabulary
    assert vocabulary is not None, column.name
    known: dict[str, str] = {}
    for member in vocabulary:
        for spelling in (member.value, member.word, member.name):
            known.setdefault(_loose(spelling), member.value)

    def read(plain: str) -> str:
        try:
            return known[_loose(plain)]
        except KeyError:
            raise Refused(
                N_("{text} is not one of: {known}."),
                text=repr(plain),
                known=", ".join(member.value for member in vocabulary),
            ) from None

    return read


def _loose(spelling: str) -> str:
    return re.sub("[ _-]+", "", spelling).casefold()


_READ: dict[Kind, Callable[[str], Value]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.DATE: _date,
    Kind.MOMENT: moment,
    Kind.MONEY: _thousandths,
    Kind.CLAIMED: _claimed,
    Kind.LIMIT_MONEY: _limit_money,
    Kind.LIMIT_COUNT: _limit_count,
    Kind.COUNT: _count,
    Kind.PERCENT: _percent,
    Kind.YES_NO: _yes_no,
    Kind.SECTOR: _sector,
    Kind.CURRENCY: _currency,
    Kind.REFERENCE: _reference,
    Kind.POLICY_NO: identity.policy_number,
    Kind.CERTIFICATE: _certificate,
    Kind.CLAIM_NO: _claim_number,
    Kind.INVOICE_NO: identity.invoice_number,
    Kind.BROKER_CODE: identity.broker_code,
    Kind.IDENTITY: _text,  # read by identity_number, which knows the document
    Kind.PHONE: _phone,
    Kind.EMAIL: identity.email,
    Kind.PHONES: _phones,
    Kind.NETWORKS: _networks,
    Kind.BENEFIT_TYPES: _benefit_types,
    Kind.ATTEMPTS: _attempts,
    Kind.ANSWER: _text,  # hashed by challenge_answer, which knows whose it is
}
_BLANK_IS_EMPTY = frozenset(
    {
        Kind.TEXT,
        Kind.NAME,
        Kind.IDENTITY,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.PHONES,
        Kind.NETWORKS,
        Kind.BENEFIT_TYPES,
        Kind.ATTEMPTS,
    }
)
"""Kinds whose column in the book is never NULL: nothing is the empty text."""
