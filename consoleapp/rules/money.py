"""Amounts of money: whole minor units of one currency, never a float.

Rounding happens in one place, :meth:`Money.percent`, and is half up: a half cent is rounded away from zero,
so a reimbursement that falls between two cents is paid at the higher one, to the insured's favour.
Sources: ARCHITECTURE 5 (floors), DOMAIN 4 and 6, SCREENS (frame).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from consoleapp.errors import Refused
from consoleapp.i18n import N_

_TWO_DECIMALS = (
    "AED AUD BRL BND CAD CHF CNY DKK EGP EUR GBP HKD IDR ILS INR KHR LKR MMK MOP MXN MYR NOK NPR NZD "
    "PHP PKR PLN QAR RUB SAR SEK SGD THB TRY TWD USD ZAR"
)
_NO_DECIMALS = "CLP ISK JPY KRW PYG UGX VND XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

MINOR_DIGITS: dict[str, int] = {
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
"""How many decimals a currency has (ISO 4217)."""

LARGEST_MINOR = 2**63 - 1
"""The largest amount in minor units, as the database keeps it (BIGINT)."""

_NUMBER = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]+))?")
_CURRENCY = re.compile("[A-Z]{3}")


def minor_digits(currency: str) -> int:
    """The number of decimals of ``currency``. Raises :class:`Refused` for a currency not in the table."""
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise Refused(
            N_("{currency} is not a currency known here. Use a code such as HKD or USD."), currency=currency
        ) from None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` whole minor units (cents) of ``currency`` (ISO 4217 code).

    Adding, subtracting and ordering work within one currency; across two they raise :class:`Refused`.
    ``str`` gives ``52,344.00``, a negative amount ``(1,350.00)``.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("Money is counted in whole minor units")
        minor_digits(self.currency)
        if abs(self.minor) > LARGEST_MINOR:
            raise Refused(N_("An amount this large cannot be kept. Check the figures."))

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in ``currency``."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """The amount written as ``52,344.00``, ``52344``, ``(1,350.00)``, ``-5`` or ``HKD 400.00``.

        Raises :class:`Refused` with the reason: a float, an exponent, misplaced commas, more decimals than
        the currency has, another currency's code, or no number at all.
        """
        digits = minor_digits(currency)
        if not isinstance(text, str):
            raise Refused(N_("{text} is not an amount written as text, such as 52,344.00."), text=repr(text))
        plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
        number, negative = _unsigned(_without_currency(plain, currency))
        found = _NUMBER.fullmatch(number)
        if found is None:
            raise Refused(N_("{text} is not an amount. Write it as 52,344.00."), text=repr(text))
        decimals = found["decimals"] or ""
        if len(decimals) > digits:
            raise Refused(
                N_("{text} has more decimals than {currency} has ({digits})."),
                text=repr(text),
                currency=currency,
                digits=digits,
            )
        whole = found["whole"].replace(",", "")
        if len(whole) > 19:  # longer than BIGINT, and Python bounds the digits int() reads
            raise Refused(N_("An amount this large cannot be kept. Check the figures."))
        minor = int(whole + decimals.ljust(digits, "0"))
        return cls(-minor if negative else minor, currency)

    @classmethod
    def of(cls, amount: Decimal | int, currency: str) -> Self:
        """The amount given in major units. Raises :class:`Refused` when the currency has fewer decimals."""
        minor = Decimal(amount).scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            raise Refused(
                N_("{text} has more decimals than {currency} has ({digits})."),
                text=str(amount),
                currency=currency,
                digits=minor_digits(currency),
            )
        return cls(int(minor), currency)

    @classmethod
    def total(cls, amounts: Iterable[Self], currency: str) -> Self:
        """The sum of ``amounts``, all of ``currency``; zero for none."""
        total = cls.zero(currency)
        for amount in amounts:
            total = total + amount
        return total

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS[self.currency])

    def plain(self) -> str:
        """The amount for machines: ``52344.00``, ``-1350.00``."""
        return f"{'-' if self.minor < 0 else ''}{self._unsigned(grouped=False)}"

    def named(self) -> str:
        """The amount with its currency: ``HKD 52,344.00``."""
        return f"{self.currency} {self}"

    def percent(self, rate: Decimal | int) -> Self:
        """``rate`` per cent of the amount, rounded half up (away from zero) to the minor unit."""
        if isinstance(rate, bool) or not isinstance(rate, Decimal | int):
            raise TypeError("A percentage is a Decimal or a whole number, never a float")
        minor = (self.minor * Decimal(rate) / 100).to_integral_value(ROUND_HALF_UP)
        return type(self)(int(minor), self.currency)

    def __str__(self) -> str:
        written = self._unsigned(grouped=True)
        return f"({written})" if self.minor < 0 else written

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Self:
        if isinstance(times, bool) or not isinstance(times, int):
            raise TypeError("Money is multiplied by whole numbers; use percent() for shares")
        return type(self)(self.minor * times, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __abs__(self) -> Self:
        return type(self)(abs(self.minor), self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: Self) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"Money and {type(other).__name__} do not go together")
        if other.currency != self.currency:
            raise Refused(
                N_("{one} and {other} are two currencies and cannot be added or compared."),
                one=self.currency,
                other=other.currency,
            )
        return other.minor

    def _unsigned(self, *, grouped: bool) -> str:
        digits = MINOR_DIGITS[self.currency]
        whole, decimals = divmod(abs(self.minor), 10**digits)
        written = f"{whole:,}" if grouped else str(whole)
        return f"{written}.{decimals:0{digits}d}" if digits else written


def _without_currency(text: str, currency: str) -> str:
    """``text`` without its own currency's code before or after the number."""
    for part in (text[:3], text[-3:]):
        if _CURRENCY.fullmatch(part) and part != currency:
            raise Refused(
                N_("{text} is not in {currency}, the currency expected here."),
                text=repr(text),
                currency=currency,
            )
    return text.removeprefix(currency).removesuffix(currency).strip()


def _unsigned(text: str) -> tuple[str, bool]:
    """The number without its sign or parentheses, and whether it is negative."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith("-"):
        return text[1:].strip(), True
    return text.removeprefix("+"), False
