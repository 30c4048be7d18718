"""Giving an entry of the desk reference to the caller: read aloud, sent, or a form as a file (DOMAIN 11).

Nothing older or later than what is in force today goes out, whatever a screen still shows. Each time is on
record with the contact it belongs to. Who is written to, and why nobody has to be verified: `desk/giving.py`.
"""

from dataclasses import dataclass, field

from consoleapp.desk import outbox
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.desk_reference import one_of, told
from consoleapp.desk.giving import Addressee, ToGive, addressee
from consoleapp.desk.outbox import Letter
from consoleapp.desk.reference_shapes import Told
from consoleapp.errors import Refused
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules import desk_reference as rules
from consoleapp.rules import opening_hours
from consoleapp.rules.desk_reference import Section, Validity, Version
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.permissions import Permission
from consoleapp.rules.sentences import Sentence, Words
from consoleapp.rules.statuses import Language
from consoleapp.rules.templates import MessageKind, Value
from consoleapp.store.files import FileStore
from consoleapp.store.queries.desk_reference import Kept

CHANNELS = (MessageChannel.EMAIL, MessageChannel.SMS)


@reads(Permission.READ_REFERENCE)
def to_give(work: Work, entry_id: int) -> ToGive:
    """Sentences for the caller, and the addresses on record of who is on the line.

    Raises NotFound, and Refused for what is not in force.
    """
    version = _in_force(work, entry_id).version
    there = addressee(work)
    ways = tuple(one for one in there.on_record if _goes_by(version, one.channel))
    return ToGive(tuple(_sentences(version)), there.language, ways)


@writes("reference.read_aloud", Permission.READ_REFERENCE)
def read_aloud(work: Work, entry_id: int, *, key: str) -> None:
    """It was read aloud to a caller."""
    _record(work, "reference.read_aloud", _in_force(work, entry_id).version)


@writes("reference.sent", Permission.TAKE_CONTACTS)
def send(
    work: Work,
    entry_id: int,
    channel: MessageChannel,
    address: str = "",
    language: Language | None = None,
    *,
    key: str,
) -> int:
    """Send it to the address the caller gives, or, without one, to the one on record of who is on the line;
    returns the number of the message. In ``language``, else in the person's.

    A form goes along by e-mail, in that language or the nearest one there is; by SMS goes where it lies on
    the web. Raises Refused where it lies nowhere.
    """
    version = _in_force(work, entry_id).version
    there = addressee(work)
    recipient, member_id = there.recipient(channel, address)
    if not _goes_by(version, channel):
        raise Refused(N_("This form lies nowhere on the web. Send it by e-mail, or print it."))
    wanted = Language(written_in(_wanted(language, there)))
    is_form = version.section is Section.FORM
    file = rules.file_in(version, wanted) if is_form and channel is MessageChannel.EMAIL else None
    message_id = outbox.enqueue(
        work,
        Letter(
            MessageKind.FORM if is_form else MessageKind.REFERENCE_ENTRY,
            channel,
            recipient,
            wanted,
            _form_values(work, version, wanted) if is_form else _values(work, version, wanted),
            member_id=member_id,
            reference=f"reference:{version.section.value}:{version.code}",
            files=() if file is None else ((file[1], file_name(version, file[0])),),
        ),
    )
    _record(work, "reference.sent", version, channel=channel, message=message_id)
    return message_id


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form as it is printed or kept: what the file is called, and what is in it."""

    name: str
    content: bytes = field(repr=False)


def form_file(desk: Desk, entry_id: int, language: Language, *, key: str) -> FormFile:
    """The file of a form, in ``language`` or the nearest one there is; that it was taken is on record.

    Raises Refused for what is not in force, is no form, or is not there as it was stored.
    """
    name, sha256 = _taken(desk, entry_id, language, key=key).split(" ")
    return FormFile(name, FileStore(desk.settings.files).read(sha256))


@writes("reference.printed", Permission.READ_REFERENCE)
def _taken(work: Work, entry_id: int, language: Language, *, key: str) -> str:
    version = _in_force(work, entry_id).version
    file = rules.file_in(version, language)
    if file is None:
        raise Refused(N_("Only forms have a file. Read this aloud, or send it."))
    _record(work, "reference.printed", version, language=file[0])
    return f"{file_name(version, file[0])} {file[1]}"


def file_name(version: Version, language: Language) -> str:
    """``LM-201-v3-en.pdf``: letters, digits and hyphens, whatever the code holds."""
    code = "".join(one if one.isascii() and one.isalnum() else "-" for one in version.code)
    return f"{code}-v{version.version}-{language.value.replace('_', '-')}.pdf"


def _in_force(work: Work, entry_id: int) -> Kept:
    """What may go out. Raises Refused for an older version, one that begins later, one that is over."""
    kept, its_versions = one_of(work, entry_id)
    one = kept.version
    match rules.validity(one, [other.version for other in its_versions], work.today):
        case Validity.TO_COME:
            raise Refused(N_("It counts from {day} only and is not given out before."), day=one.valid_from)
        case Validity.SUPERSEDED:
            raise Refused(N_("A newer version has taken its place. Search again and give that one."))
        case Validity.WITHDRAWN:
            raise Refused(
                N_("It was withdrawn after {day} and is not given out. Search for another."),
                day=one.valid_to,
            )
    return kept


def _goes_by(version: Version, channel: MessageChannel) -> bool:
    """A form travels as a file by e-mail; by SMS only where it lies on the web."""
    return version.section is not Section.FORM or channel is MessageChannel.EMAIL or bool(version.link)


def _wanted(language: Language | None, there: Addressee) -> str | None:
    wanted = language or there.language
    return None if wanted is None else wanted.value


def _record(work: Work, event: str, version: Version, **facts: object) -> None:
    work.record(event, f"reference:{version.section.value}:{version.code}", version=version.version, **facts)


def _sentences(version: Version) -> list[Sentence]:
    """What is read to the caller: the answer of a question, the meaning of a term, where a point leads."""
    by_language = told(version)
    title = Words({one.value: by_language[one].title for one in Language})
    text = Words({one.value: by_language[one].text for one in Language})
    has_text = all(by_language[one].text for one in Language)
    said = [Sentence("{text}", {"text": text})] if has_text else []
    match version.section:
        case Section.FORM:
            lead = Sentence(N_("The form is {title}, {code}."), {"title": title, "code": version.code})
            return [lead, *said]
        case Section.POINT if version.point is not None:
            lead = Sentence(N_("{title}: {value}."), {"title": title, "value": version.point.value})
            hours = version.point.hours
            when = [Sentence(N_("Hours: {hours}."), {"hours": opening_hours.Hours(hours)})] if hours else []
            return [lead, *when, *said]
        case Section.TERM:
            return [Sentence(N_("{title}: {text}"), {"title": title, "text": text})]
        case _:
            return said or [Sentence("{text}", {"text": title})]


def _form_values(work: Work, version: Version, language: Language) -> dict[str, Value]:
    says: Told = told(version)[language]
    return {
        "form": says.title,
        "code": version.code,
        "version": str(version.version),
        "text": says.text,
        "link": version.link,
        "hotline": work.desk.settings.hours.hotline_phone,
    }


def _values(work: Work, version: Version, language: Language) -> dict[str, Value]:
    says, point = told(version)[language], version.point
    speak = catalogue(language).gettext
    hours = opening_hours.in_words(point.hours, speak) if point is not None and point.hours else ()
    return {
        "title": says.title,
        "text": says.text,
        "value": "" if point is None else point.value,
        "hours": "; ".join(hours),
        "hotline": work.desk.settings.hours.hotline_phone,
    }
