"""Counter intake of a claim: who claims for whom, what is needed, which invoices came before (DOMAIN 4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import is_adult
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.statuses import ClaimStatus, Relation
from consoleapp.rules.text import fold


@dataclass(frozen=True, slots=True)
class Insured:
    """A member, as far as it matters to who may claim for them."""

    member_id: int
    policy_id: int
    cert_no: str
    relation: Relation
    birth_date: date | None


def must_claim_for(claimant: Insured, patient: Insured, today: date) -> None:
    """Raise Refused unless ``claimant`` may hand in a claim of ``patient``.

    Everybody may claim for themselves; the employee and the spouse for the minor children of their family.
    A child whose date of birth is not known counts as an adult.
    """
    if claimant.member_id == patient.member_id:
        return
    family = (claimant.policy_id, claimant.cert_no) == (patient.policy_id, patient.cert_no)
    if not family or claimant.relation not in (Relation.EMPLOYEE, Relation.SPOUSE):
        raise Refused(N_("A member may claim for their own minor dependants only. The patient must come."))
    minor = (
        patient.relation is Relation.CHILD
        and patient.birth_date is not None
        and not is_adult(patient.birth_date, today)
    )
    if not minor:
        raise Refused(N_("An adult dependant claims for themselves. Ask the patient to come or to call."))


class DuplicateBy(Coded):
    """Why an invoice seems to be on record already."""

    NUMBER = "number", N_("same invoice number")
    VISIT = "visit", N_("same patient, provider, date and amount")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoiced line, as it is compared; ``amount`` in minor units, None where not applicable."""

    member_id: int
    invoice_no: str
    provider_name: str
    consulted_on: date
    amount: int | None
    claim_no: str = ""


def duplicate(new: InvoiceLine, known: InvoiceLine) -> DuplicateBy | None:
    """Why ``new`` seems to be ``known`` again; None where it does not."""
    number = _number(new.invoice_no)
    if number and number == _number(known.invoice_no):
        return DuplicateBy.NUMBER
    same_visit = (
        new.amount is not None
        and new.amount == known.amount
        and new.member_id == known.member_id
        and new.consulted_on == known.consulted_on
        and fold(new.provider_name) == fold(known.provider_name) != ""
        # Two different numbers are two invoices, whatever else agrees.
        and not (number and _number(known.invoice_no))
    )
    return DuplicateBy.VISIT if same_visit else None


def _number(text: str) -> str:
    """An invoice number without what people write differently: case, spaces, dashes."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def invoice_key(text: str) -> str:
    """The form in which an invoice number is looked up; "" for none."""
    return _number(text)


def missing_papers(
    papers: Collection[DocumentKind], total: int, *, limit: int, originals: bool
) -> tuple[DocumentKind, ...]:
    """What a claim of ``total`` (minor units) still needs when ``papers`` were handed in.

    A medical record always; above the self-service ``limit`` the originals of the receipts, too.
    """
    found = [] if DocumentKind.MEDICAL_RECORD in papers else [DocumentKind.MEDICAL_RECORD]
    if total > limit and not originals:
        found.append(DocumentKind.OFFICIAL_RECEIPT)
    return tuple(found)


def starts_as(missing: Collection[DocumentKind]) -> ClaimStatus:
    """Where a claim begins: waiting for what is missing, or received."""
    return ClaimStatus.PENDING_DOCUMENTS if missing else ClaimStatus.RECEIVED


def next_claim_no(prefix: str, year: int, last: str | None) -> str:
    """The number after ``last`` among those this desk gives: prefix, two digits of the year, eight more."""
    start = f"{prefix}{year % 100:02}"
    serial = int(last.removeprefix(start)) + 1 if last is not None else 1
    if serial > 99_999_999:
        raise Refused(N_("The claim numbers of this year are used up. Set another prefix."))
    return f"{start}{serial:08}"


def total_of(amounts: Iterable[int | None]) -> int:
    """The sum of the invoices of a claim, whatever their dates and departments; minor units."""
    return sum(amount for amount in amounts if amount is not None)
