"""Providers as lines: a row of the list, what was understood, and one whole with its week drawn."""

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from consoleapp.desk.directory_shapes import Asked, DirectoryFilter, DoctorDetail, DoctorRow, DoctorsFound
from consoleapp.desk.shapes import Fact, Tone
from consoleapp.i18n import N_, _, current
from consoleapp.reference.directory_words import districts, specialties
from consoleapp.rules.dates import local
from consoleapp.rules.directory_query import Filter
from consoleapp.rules.hours import clock
from consoleapp.rules.provider_upkeep import VerifiedHow
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.directory.week import TONES, day_lines
from consoleapp.screens.facts import STYLES, both_names, fact_lines, fill, label_width, name_of, pad, words

ROOM_FOR_BARS = 52
_CHOICES = {
    "direct_billing": N_("Direct billing"),
    "no_appointment": N_("no appointment needed"),
    "public": N_("public"),
    "private": N_("private"),
    "Cantonese": N_("Cantonese"),
    "English": N_("English"),
    "Mandarin": N_("Mandarin"),
}


def understood_line(found: DoctorsFound) -> Content:
    """``General Practitioner · Yau Tsim Mong · open Fri 20 Nov 18:05 · with “kapok”``."""
    parts = [Content.styled(printable(_said(one, found)), "$ink") for one in found.understood]
    if found.words:
        text = _("with “{words}”").format(words=printable(" ".join(found.words)))
        parts.append(Content.styled(text, "$ink"))
    return fill(parts)


def filter_words(chosen: DirectoryFilter) -> Content:
    """What is chosen beside the line."""
    words = [_(one.word) for one in (*chosen.kinds, *chosen.areas)]
    words += [specialty(one) for one in chosen.specialties] + [district(one) for one in chosen.districts]
    words += [_("network {code}").format(code=one) for one in chosen.networks]
    words += [_(_CHOICES.get(one, one)) for one in chosen.languages]
    for flag, word in (
        (chosen.direct_billing, N_("Direct billing")),
        (chosen.no_appointment, N_("no appointment needed")),
        (chosen.open_now, N_("open now")),
        (chosen.stale, N_("stale only")),
        (chosen.disputed, N_("disputed only")),
        (chosen.closed, N_("also who is closed for good")),
    ):
        words += [_(word)] if flag else []
    if chosen.open_at is not None:
        words.append(_("open {moment}").format(moment=formats.near_moment(local(chosen.open_at))))
    return fill([Content.styled(printable(word), "$accent") for word in words])


def _said(one: Asked, found: DoctorsFound) -> str:
    match one.filter:
        case Filter.KIND:
            return _(ProviderKind(one.value).word)
        case Filter.AREA:
            return _(Area(one.value).word)
        case Filter.SPECIALTY:
            return specialty(one.value)
        case Filter.DISTRICT:
            return district(one.value)
        case Filter.NETWORK:
            return _("network {code}").format(code=one.value)
        case Filter.OPEN if found.whole_day:
            return _("open on {day}").format(day=formats.near_day(found.at.date()))
        case Filter.OPEN:
            return _("open {moment}").format(moment=formats.near_moment(found.at))
        case _:
            return _(_CHOICES.get(one.value, one.value))


def specialty(name: str) -> str:
    """A specialty in the language in use, where the table knows it."""
    chinese = {one.name.lower(): one.name_zh for one in specialties()} if current().startswith("zh") else {}
    return chinese.get(name.lower()) or printable(name.title() if name.isupper() else name)


def district(name: str) -> str:
    """A district in the language in use."""
    chinese = {one.name.lower(): one.name_zh for one in districts()} if current().startswith("zh") else {}
    return chinese.get(name.lower()) or printable(name)


def standing(row: DoctorRow, today: date) -> Content:
    """``open until 20:30``, ``closed until Mon 23 Nov 09:30``."""
    state = _(row.state.word)
    if row.until is not None:
        same_day = row.until.date() == today
        when = clock(row.until.hour * 60 + row.until.minute) if same_day else formats.near_moment(row.until)
        state = _("{state} until {when}").format(state=state, when=when)
    return Content.styled(state, STYLES[TONES[row.state]])


def row_lines(row: DoctorRow, day: date, width: int) -> list[Content]:
    """Two lines: who, and whether open; where, the telephone, and whether the entry is stale."""
    state = standing(row, day)
    room = max(12, width - state.cell_length - 2)
    first = pad(both_names(row.name_en, row.name_zh, bold=False), room) + "  " + state
    where = [*row.phones[:1], specialty(row.specialty), _address(row)]
    second = fill([Content.styled(printable(part), "$muted") for part in where if part])
    mark = _mark(row, day)
    room = max(12, width - (mark.cell_length + 2 if mark else 0))
    return [first, pad(second, room) + ("  " + mark if mark else "")]


def _mark(row: DoctorRow, day: date) -> Content:
    """What staff should know before they give it out."""
    if row.closed_on is not None and row.closed_on < day:
        return Content.styled(_("closed for good"), "bold $bad")
    if row.disputed:
        return Content.styled(_("disputed"), "bold $bad")
    return Content.styled(_("stale"), "$waiting") if row.stale else Content("")


def _address(row: DoctorRow) -> str:
    place = name_of(row.address_en, row.address_zh) if row.address_en or row.address_zh else ""
    return place or district(row.district)


def detail_lines(one: DoctorDetail, width: int) -> list[Content]:
    """A provider whole: name, how it stands, the week, then the facts."""
    row = one.row
    lines = both_names(row.name_en, row.name_zh).wrap(width)
    about = [Content.styled(text, "$muted") for text in (_(row.kind.word), specialty(row.specialty)) if text]
    lines += [*fill(about).wrap(width), *standing(row, one.today).wrap(width), Content("")]
    lines += [line for text in warnings(one) for line in text.wrap(width)]
    lines += list(week_lines(one, width))
    stale = _("not verified for {days} days").format(days=one.stale_days) if row.stale else ""
    how = {code.value: _(code.word) for code in VerifiedHow}.get(one.verified_how, one.verified_how)
    by = " ".join(printable(part) for part in (one.verified_by, how) if part)
    facts = [
        Fact(N_("Telephone"), ", ".join(row.phones)),
        Fact(N_("Address"), row.address_en, more=row.address_zh),
        Fact(N_("District"), district(row.district)),
        Fact(N_("Network"), ", ".join(row.networks)),
        Fact(N_("Direct billing"), row.direct_billing),
        Fact(N_("Appointment needed"), row.appointment_needed),
        Fact(N_("Languages"), one.languages),
        Fact(
            N_("Last verified"),
            row.verified_on or _("never"),
            Tone.WAITING if row.stale else Tone.PLAIN,
            more=" · ".join(part for part in (by, stale) if part),
        ),
        Fact(N_("Given out"), _("{n} times lately").format(n=one.given) if one.given else ""),
    ]
    if one.effective_to is not None:
        ended = one.effective_to < one.today
        label = N_("Closed since") if ended else N_("Last day")
        facts.insert(0, Fact(label, one.effective_to, Tone.BAD if ended else Tone.WAITING))
    facts = [fact for fact in facts if fact.value != ""]
    room = label_width((_(fact.label) for fact in facts), most=20)
    lines += [Content(""), *fact_lines(facts, width, room)]
    return lines


def warnings(one: DoctorDetail) -> Iterator[Content]:
    """What callers say is wrong, and what changes on a day to come."""
    for report in one.reports:
        told = _("Disputed: {what}").format(what=f"{_(report.kind.word)} {report.note}".strip())
        yield Content.styled(printable(f"{told} ({report.by}, {formats.moment(report.at)})"), "$bad")
    for plan in one.plans:
        changes = "; ".join(f"{_(change.field.word)} {change.new or '–'}" for change in plan.changes)
        told = _("From {day}: {changes}").format(day=formats.day(plan.effective_on), changes=changes)
        yield Content.styled(printable(told), "$waiting")
    if one.reports or one.plans:
        yield Content("")


def week_lines(one: DoctorDetail, width: int) -> Iterator[Content]:
    """The week, a day a line with its bar; today marked, holidays named; else the hours as printed."""
    if not one.week:
        yield Content.styled(_("Hours as printed; they cannot be read for certain."), "$waiting")
        yield from Content.styled(words(one.row.hours or None), "$ink").wrap(width)
        return
    for day in one.week:
        yield from day_lines(day, one.today, bars=width >= ROOM_FOR_BARS)
