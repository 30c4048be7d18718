"""A sentence to read aloud about what is under the cursor, in the caller's language (DOMAIN 3, 4)."""

from collections.abc import Callable
from datetime import date

from textual.content import Content

from consoleapp import i18n
from consoleapp.desk.document_shapes import DocumentRequest
from consoleapp.desk.shapes import BenefitLine, BenefitSheet, ClaimRow
from consoleapp.i18n import N_
from consoleapp.rules import dates
from consoleapp.rules.benefits import Answer, Basis, Limit, Measure, Scope, Standing
from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus, Language
from consoleapp.rules.text import printable
from consoleapp.screens.member.item_rows import NARROW
from consoleapp.screens.member.limits import accumulators, each_time

Speak = Callable[[str], str]

LONG_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def aloud(language: Language | None, sentence: "Callable[[Speaker], str]", width: int) -> Content:
    """A sentence to read aloud: in the person's language, and in the screen's where that is another."""
    known = language is not None and language.value in i18n.LANGUAGES
    spoken = language.value if language is not None and known else i18n.current()
    lines = [Content.assemble((i18n._("Say"), "bold $accent"), "  ", sentence(Speaker(spoken)))]
    if spoken != i18n.current() and width >= NARROW:
        lines.append(Content.styled(sentence(Speaker(i18n.current())), "$muted"))
    return Content("\n").join(lines)


class Speaker:
    """Says things in one language, whatever the screen's is."""

    def __init__(self, language: str) -> None:
        self.language = language if language in i18n.LANGUAGES else i18n.current()
        self._ = i18n.catalogue(self.language).gettext
        self.ngettext = i18n.catalogue(self.language).ngettext

    def day(self, day: date) -> str:
        """``30 April 2027``: spoken, so the month is whole."""
        if self.language.startswith("zh"):
            return dates.show_date(day, self.language)
        return f"{day.day} {self._(LONG_MONTHS[day.month - 1])} {day.year}"

    def amount(self, limit: Limit, minor: int, currency: str) -> str:
        match limit.measure:
            case Measure.MONEY:
                return Money(minor, currency).named()
            case Measure.VISITS:
                return self.ngettext("{n} visit", "{n} visits", minor).format(n=f"{minor:,}")
            case Measure.DAYS:
                return self.ngettext("{n} day", "{n} days", minor).format(n=f"{minor:,}")

    # Benefits.

    def benefit(self, line: BenefitLine, sheet: BenefitSheet, currency: str, *, brief: bool = False) -> str:
        """What is covered, used, and left until when; unless ``brief``, what applies each time too."""
        name = printable((line.name_zh if self.language.startswith("zh") else "") or line.name_en)
        if sheet.schedule_withheld:
            return self._("I may only speak about the cover once I know who is calling.")
        if line.covered is None:
            return self._(
                "The record does not say whether {item} is covered. Let me check and call you back."
            ).format(item=name)
        if line.covered and sheet.withheld:
            return self._("{item} is covered. What is left I may only tell the insured person.").format(
                item=name
            )
        if not line.covered:
            return self._("{item} is not covered by your plan.").format(item=name)
        standings = accumulators(line)
        own = [self.standing(standings[0], sheet, currency)] if standings else []
        if not standings:
            own.append(self._("{item} is covered, without a limit for the year.").format(item=name))
        if brief and own:
            return own[0]
        own += [self.each_time(one.limit, currency) for one in each_time(line) if one.limit.amount][:1]
        if line.reimbursement_percent is not None and line.reimbursement_percent < 100:
            own.append(self._("We pay {n} per cent.").format(n=line.reimbursement_percent))
        if line.referral_needed:
            own.append(self._("You need a referral letter."))
        return (" " if not self.language.startswith("zh") else "").join(own)

    def standing(self, standing: Standing, sheet: BenefitSheet, currency: str) -> str:
        limit = standing.limit
        if standing.answer is Answer.UNLIMITED or limit.amount is None:
            return self._("There is no limit to it this policy year.")
        initial = self.amount(limit, limit.amount, currency)
        if standing.remaining == 0:
            if limit.basis is Basis.LIFETIME:
                return self._("The {initial} of your lifetime are used up.").format(initial=initial)
            return self._("All {initial} of this policy year are used up.").format(initial=initial)
        used = self.amount(limit, standing.used, currency)
        if limit.measure is not Measure.MONEY and self.language == "en":
            used = f"{standing.used:,}"  # 12 of your 30 visits
        left = self.amount(limit, standing.remaining or 0, currency)
        if not standing.used and not standing.pending and limit.scope is Scope.INDIVIDUAL:
            if sheet.ends_on is None or limit.basis is Basis.LIFETIME:
                return self._("All of your {initial} are left.").format(initial=initial)
            ends = self.day(sheet.ends_on)
            return self._("All of your {initial} are left until {day}.").format(initial=initial, day=ends)
        whose = {
            Scope.INDIVIDUAL: N_("You have used {used} of your {initial} this policy year."),
            Scope.FAMILY: N_("Your family has used {used} of its {initial} this policy year."),
            Scope.POLICY: N_("{used} of the {initial} of your company's policy are used this year."),
        }
        parts = [self._(whose[limit.scope]).format(used=used, initial=initial)]
        if standing.pending:
            pending = self.amount(limit, standing.pending, currency)
            parts.append(self._("Still being processed: {pending}.").format(pending=pending))
        if sheet.ends_on is not None and limit.basis is Basis.YEAR:
            parts.append(
                self._("That leaves {left} until {day}.").format(left=left, day=self.day(sheet.ends_on))
            )
        else:
            parts.append(self._("That leaves {left}.").format(left=left))
        return (" " if not self.language.startswith("zh") else "").join(parts)

    def each_time(self, limit: Limit, currency: str) -> str:
        most = self.amount(limit, limit.amount or 0, currency)
        match limit.basis:
            case Basis.VISIT:
                return self._("At most {amount} a visit.").format(amount=most)
            case Basis.DAY:
                return self._("At most {amount} a day.").format(amount=most)
            case _:
                return self._("At most {amount} for each illness or injury.").format(amount=most)

    # Claims.

    def claim(self, claim: ClaimRow) -> str:
        """Where the claim is, and by when it will be done."""
        consulted = min((line.consulted_on for line in claim.lines), default=claim.received_on)
        day, moved = self.day(consulted), self.day(claim.status_on)
        match claim.status:
            case ClaimStatus.PAID:
                sentence = self._("Your claim of {day} was paid on {moved}.")
            case ClaimStatus.DECLINED:
                sentence = self._("Your claim of {day} was declined on {moved}.")
            case ClaimStatus.WITHDRAWN:
                sentence = self._("Your claim of {day} was withdrawn on {moved}.")
            case ClaimStatus.APPROVED:
                sentence = self._("Your claim of {day} was approved on {moved} and will be paid.")
            case ClaimStatus.PENDING_DOCUMENTS:
                sentence = self._("Your claim of {day} waits for documents since {moved}.")
            case ClaimStatus.IN_REVIEW:
                sentence = self._("Your claim of {day} is being looked at since {moved}.")
            case ClaimStatus.RECEIVED:
                sentence = self._("We received your claim of {day} on {moved}.")
        parts = [sentence.format(day=day, moved=moved)]
        if claim.status is ClaimStatus.PAID and claim.paid is not None:
            amount = claim.paid.named()
            parts.append(self._("It came to {amount}.").format(amount=amount))
        elif claim.promised_on is not None and not claim.overdue:
            parts.append(self._("You will have an answer by {day}.").format(day=self.day(claim.promised_on)))
        elif claim.overdue:
            parts.append(self._("It is late; I am sorry. I will find out and call you back."))
        return (" " if not self.language.startswith("zh") else "").join(parts)

    # Documents.

    def documents(self, request: DocumentRequest) -> str:
        """What is still needed, by when, and what happens then."""
        missing = ("、" if self.language.startswith("zh") else "; ").join(
            printable(item.name.text(self._, self.language)) for item in request.missing
        )
        due = "" if request.due_on is None else self.day(request.due_on)
        match request.status:
            case DocumentRequestStatus.OPEN if request.overdue:
                told = self._("We asked you for this by {day} and do not have it yet: {documents}.")
                parts = [told.format(day=due, documents=missing)]
                parts.append(self._("Can you bring it or send it? I can send you the list again."))
            case DocumentRequestStatus.OPEN:
                told = self._("For your claim we still need by {day}: {documents}.")
                parts = [told.format(day=due, documents=missing)]
                parts.append(self._("It goes on as soon as the last of it is here."))
            case DocumentRequestStatus.DRAFT:
                told = self._("For your claim we need: {documents}. I will send you the list.")
                parts = [told.format(documents=missing)]
            case DocumentRequestStatus.COMPLETE:
                parts = [self._("We have everything we asked you for.")]
            case DocumentRequestStatus.CLOSED:
                parts = [self._("We no longer ask you for these documents.")]
        return (" " if not self.language.startswith("zh") else "").join(parts)
