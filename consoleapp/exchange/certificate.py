"""The certificate of cover as a printed page, in the member's language or another one (DOMAIN 1)."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from consoleapp.desk.policy_shapes import CertificateOfCover
from consoleapp.exchange.page import Page, Table, write_page
from consoleapp.exchange.schedule_words import ScheduleWords
from consoleapp.i18n import N_
from consoleapp.rules.dates import local, local_date, show_date, show_moment
from consoleapp.rules.sentences import Name

_SUMS = {"LIFE": N_("Life"), "ADD": "AD&D"}
"""Sums assured whose title is not their code."""


def page_of(cover: CertificateOfCover, language: str | None = None) -> Page:
    """The certificate as it is printed; without ``language`` in the member's own."""
    words = ScheduleWords(language or cover.language or "en", cover.currency)
    return Page(
        language=words.language,
        name=f"{cover.policy_no} {cover.certificate}",
        title=words.say(N_("Certificate of cover")),
        lead=_lead(cover, words),
        facts=tuple(_facts(cover, words)),
        tables=(*_sums(cover, words), *_schedule(cover, words)),
        foot=tuple(_foot(cover, words)),
    )


def _lead(cover: CertificateOfCover, words: ScheduleWords) -> str:
    """Covered or not, on which day: the one thing whoever is shown the page must not misread."""
    said = (
        N_("{name} is covered on {day}.")
        if cover.covered
        else N_("{name} is not covered on {day}: see the dates and the status below.")
    )
    day = show_date(local_date(cover.issued_at), words.language)
    return words.say(said).format(name=Name(cover.name_en, cover.name_zh).within(words.language), day=day)


def _facts(cover: CertificateOfCover, words: ScheduleWords) -> Iterator[tuple[str, str]]:
    say, language = words.say, words.language

    def both(english: str, chinese: str) -> str:
        return "  ".join(part for part in (english, chinese) if part)

    yield say(N_("Member")), both(cover.name_en, cover.name_zh)
    yield say(N_("Certificate")), cover.certificate
    yield say(N_("Relation")), words.word(cover.relation)
    yield say(N_("Status")), words.word(cover.status)
    if cover.effective_date is not None:
        yield say(N_("Covered since")), show_date(cover.effective_date, language)
    if cover.termination_date is not None:
        yield say(N_("Covered until")), show_date(cover.termination_date, language)
    yield say(N_("Policy")), cover.policy_no
    yield say(N_("Company")), both(cover.holder_en, cover.holder_zh)
    if cover.branch_en:
        yield say(N_("Branch")), words.name(cover.branch_en, cover.branch_zh)
    yield say(N_("Plan type")), words.word(cover.plan_type)
    yield say(N_("Policy status")), words.word(cover.policy_status)
    if cover.starts_on is not None and cover.ends_on is not None:
        period = f"{show_date(cover.starts_on, language)} – {show_date(cover.ends_on, language)}"
        yield say(N_("Coverage period")), period
    if cover.plan_code:
        yield say(N_("Plan")), f"{cover.plan_code}  {words.name(cover.plan_en, cover.plan_zh)}".rstrip()
    if cover.benefit_types:
        yield say(N_("Benefits")), ", ".join(words.word(kind) for kind in cover.benefit_types)


def _sums(cover: CertificateOfCover, words: ScheduleWords) -> Iterator[Table]:
    """All five, 0.00 where nothing is assured."""
    rows = tuple((words.say(_SUMS.get(one.code, one.code)), str(one.amount)) for one in cover.sums_assured)
    yield Table(
        words.say(N_("Sums assured")), (words.say(N_("Benefit")), words.say(N_("Amount"))), rows, (1,)
    )


def _schedule(cover: CertificateOfCover, words: ScheduleWords) -> Iterator[Table]:
    """A table for each benefit type the member carries; all of them where no list is on record."""
    head = tuple(words.say(text) for text in (N_("Benefit"), N_("Limits"), N_("Conditions")))
    for kind, items in groupby(cover.items or (), lambda item: item.benefit_type):
        rows = tuple(
            (
                words.name(item.name_en, item.name_zh),
                "; ".join(words.limits(item)),
                "; ".join(words.conditions(item)),
            )
            for item in items
        )
        if kind in cover.benefit_types or not cover.benefit_types:
            yield Table(words.word(kind), head, rows)


def _foot(cover: CertificateOfCover, words: ScheduleWords) -> Iterator[str]:
    say = words.say
    yield say(N_("Amounts are in {currency}.")).format(currency=cover.currency)
    if cover.items is not None:
        yield say(N_("Limits are those of the schedule; what was used of them is not shown here."))
    moment = show_moment(cover.issued_at, words.language)
    yield say(N_("Issued on {moment} by {name}.")).format(moment=moment, name=cover.issued_by)


def usual_file(cover: CertificateOfCover, folder: Path) -> Path:
    """Where the page lands unless somebody says otherwise; the name holds numbers only."""
    at = local(cover.issued_at)
    return folder / f"certificate-{cover.policy_no}-{cover.certificate}-{at:%Y%m%d-%H%M%S}.html"


def write_certificate(cover: CertificateOfCover, file: Path, language: str | None = None) -> Path:
    """Write the certificate to ``file``: ``.html`` to print, ``.txt`` to read. Answers with the file.

    Raises Refused for another ending, and where the file is there already.
    """
    write_page(page_of(cover, language), file)
    return file
