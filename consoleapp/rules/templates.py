"""Texts of messages with places in braces: what each kind may say, reading a template, filling it.

A template is a short file: header lines (``version``, ``subject``), an empty line, the text::

    version: 1
    subject: Documents needed for claim {claim_no}

    {salutation}
    Please send us by {due_date}:
    {items}

A place is a name in braces, nothing else; ``{{`` and ``}}`` are braces themselves. A line all of whose places
are empty is left out. Which places a kind has is said in :data:`CONTRACTS`, not in the files.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import show_date
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.money import Money
from consoleapp.rules.text import clean

HIDDEN = "••••••"
"""What stands in the kept text where the sent one had a secret."""


class MessageKind(Coded):
    """What a message is about; also the name of its template files."""

    DOCUMENTS_REQUESTED = "documents_requested", N_("Documents asked for")
    DOCUMENTS_CHASED = "documents_chased", N_("Documents asked for again")
    ONE_TIME_CODE = "one_time_code", N_("One-time code")
    ACCOUNT_UNLOCKED = "account_unlocked", N_("Portal account unlocked")
    ACCOUNT_LOCKED = "account_locked", N_("Portal account locked")
    ACCOUNT_UNBOUND = "account_unbound", N_("Messaging account unbound")
    ACCOUNT_PIN = "account_pin", N_("Invitation: PIN")
    ACCOUNT_PASSWORD = "account_password", N_("Invitation: initial password")
    ACCOUNT_RESET = "account_reset", N_("Reset link")
    PROVIDER_DETAILS = "provider_details", N_("Doctor or clinic of the directory")
    FORM = "form", N_("Form")
    REFERENCE_ENTRY = "reference_entry", N_("Answer of the desk reference")
    REPORT_READY = "report_ready", N_("Scheduled report is there")
    REPORT_FAILED = "report_failed", N_("Scheduled report was not written")


@dataclass(frozen=True, slots=True)
class Contract:
    """Which places a kind has. Each must stand in every template of it, ``optional`` ones may be left out.

    The values of ``secret`` places are sent and then forgotten: nobody reads them in the console.
    """

    places: frozenset[str]
    optional: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    channels: tuple[MessageChannel, ...] = (MessageChannel.EMAIL, MessageChannel.SMS)

    @property
    def known(self) -> frozenset[str]:
        """Every place a template of this kind may have."""
        return self.places | self.optional | self.secret

    @property
    def needed(self) -> frozenset[str]:
        """Every place a template of this kind must have."""
        return self.places | self.secret


_DOCUMENTS = Contract(
    frozenset({"claim_no", "items", "due_date"}), frozenset({"salutation", "link", "hotline"})
)
_TOLD = Contract(frozenset({"when"}), frozenset({"salutation", "hotline"}))
CONTRACTS: Mapping[MessageKind, Contract] = MappingProxyType(
    {
        MessageKind.DOCUMENTS_REQUESTED: _DOCUMENTS,
        MessageKind.DOCUMENTS_CHASED: _DOCUMENTS,
        MessageKind.ONE_TIME_CODE: Contract(
            frozenset({"minutes"}), optional=frozenset({"hotline"}), secret=frozenset({"code"})
        ),
        MessageKind.ACCOUNT_UNLOCKED: _TOLD,
        MessageKind.ACCOUNT_LOCKED: _TOLD,
        MessageKind.ACCOUNT_UNBOUND: _TOLD,
        MessageKind.ACCOUNT_PIN: Contract(
            frozenset({"until"}), frozenset({"salutation", "hotline"}), frozenset({"pin"})
        ),
        MessageKind.ACCOUNT_PASSWORD: Contract(
            frozenset({"until"}), frozenset({"salutation", "hotline"}), frozenset({"password"})
        ),
        MessageKind.ACCOUNT_RESET: Contract(
            frozenset({"hours"}), frozenset({"salutation", "hotline"}), frozenset({"link"})
        ),
        MessageKind.PROVIDER_DETAILS: Contract(
            frozenset({"name", "address", "phones", "hours"}), frozenset({"kind", "appointment", "hotline"})
        ),
        # Where nothing goes along, the link says where the form lies.
        MessageKind.FORM: Contract(
            frozenset({"form", "code"}), frozenset({"version", "text", "link", "hotline"})
        ),
        MessageKind.REFERENCE_ENTRY: Contract(
            frozenset({"title"}), frozenset({"text", "value", "hours", "hotline"})
        ),
        # To staff: where the file lies, never what is in it.
        MessageKind.REPORT_READY: Contract(frozenset({"file", "schedule"}), channels=(MessageChannel.EMAIL,)),
        MessageKind.REPORT_FAILED: Contract(
            frozenset({"report", "due", "why", "schedule"}), channels=(MessageChannel.EMAIL,)
        ),
    }
)
"""Kind → places. A new kind is a line in :class:`MessageKind`, one here, a file a language and channel."""


@dataclass(frozen=True, slots=True)
class Template:
    """One file: a text with places, in one language for one channel."""

    kind: MessageKind
    channel: MessageChannel
    language: str
    version: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is sent, and as it may be read afterwards: without secrets."""

    subject: str
    body: str
    kept_body: str
    """Equal to ``body`` where the message has no secret."""
    version: int


Value = str | int | date | Money | Coded | tuple[str | Coded, ...]
"""What fills a place: several things are listed, one a line."""

_PLACE = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z_]+)\}|(?P<stray>[{}])")
_HEADER = re.compile(r"(?P<name>[a-z]+): *(?P<value>.*)")


def read_template(
    text: str, kind: MessageKind, channel: MessageChannel, language: str, file: str
) -> Template:
    """The template written in ``text``; ``file`` names it in errors.

    Raises WrongUse in one line – file, line, what is wrong, what may stand there – for a header that is
    missing or unknown, a place the kind does not have, a needed place that is missing, a stray brace.
    """
    head, _empty, body = text.replace("\r\n", "\n").partition("\n\n")
    headers: dict[str, str] = {}
    wanted = ("version", "subject") if channel is MessageChannel.EMAIL else ("version",)
    for number, line in enumerate(head.splitlines(), 1):
        found = _HEADER.fullmatch(line.strip())
        if found is None or found["name"] not in wanted:
            raise WrongUse(
                N_("{file}, line {line}: this is none of the headers {known}."),
                file=file, line=number, known=", ".join(wanted),
            )  # fmt: skip
        headers[found["name"]] = found["value"].strip()
    for name in wanted:
        if not headers.get(name) or (name == "version" and not headers[name].isdecimal()):
            raise WrongUse(N_("{file}: the header {name} is missing or wrong."), file=file, name=name)
    if not body.strip():
        raise WrongUse(N_("{file}: there is no text below the headers."), file=file)
    used = _check_places(text, CONTRACTS[kind], file)
    missing = sorted(CONTRACTS[kind].needed - used)
    if missing:
        raise WrongUse(N_("{file}: the place {places} is missing."), file=file, places=tuple(missing))
    subject = headers.get("subject", "")
    if any(f"{{{name}}}" in subject for name in CONTRACTS[kind].secret):
        raise WrongUse(N_("{file}: a secret does not belong into the subject."), file=file)
    return Template(kind, channel, language, int(headers["version"]), subject, body.strip("\n"))


def _check_places(text: str, contract: Contract, file: str) -> set[str]:
    used: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        for found in _PLACE.finditer(line):
            if found["stray"]:
                raise WrongUse(
                    N_("{file}, line {line}: a brace without a place. Write {{{{ for a brace itself."),
                    file=file, line=number,
                )  # fmt: skip
            name = found["name"]
            if name is not None and name not in contract.known:
                raise WrongUse(
                    N_("{file}, line {line}: there is no place {name}. It may have: {known}."),
                    file=file, line=number, name=name, known=", ".join(sorted(contract.known)),
                )  # fmt: skip
            if name is not None:
                used.add(name)
    return used


def render(template: Template, values: Mapping[str, Value], translate: Callable[[str], str]) -> Rendered:
    """The very text that is sent. ``translate`` speaks the template's language, for words of codes.

    Raises TypeError where a place is missing from ``values`` or one is not of this kind.
    """
    contract = CONTRACTS[template.kind]
    if not contract.needed <= set(values) <= contract.known:
        raise TypeError(f"{template.kind} takes {sorted(contract.known)}, not {sorted(values)}")
    told = {name: _told(values.get(name, ""), template, translate) for name in contract.known}
    hidden = told | dict.fromkeys(contract.secret, HIDDEN)
    subject = " ".join(_fill(template.subject, told).split())
    return Rendered(subject, _fill(template.body, told), _fill(template.body, hidden), template.version)


def _told(value: Value, template: Template, translate: Callable[[str], str]) -> str:
    """A value in words: nothing in it can begin a line of its own, but a list does."""
    if isinstance(value, Coded):
        return clean(translate(value.word))
    if isinstance(value, tuple):
        words = [_told(one, template, translate) for one in value]
        if template.channel is MessageChannel.SMS:
            return ("、" if template.language.startswith("zh") else ", ").join(words)
        return "\n".join(f"- {one}" for one in words)
    if isinstance(value, date):
        return show_date(value, template.language)
    if isinstance(value, Money):
        return f"{value.currency} {value}"
    return clean(str(value))


def _fill(text: str, told: Mapping[str, str]) -> str:
    lines = []
    for line in text.split("\n"):
        names = {found["name"] for found in _PLACE.finditer(line) if found["name"]}
        if names and not any(told[name] for name in names):
            continue
        lines.append(_PLACE.sub(lambda found: told[found["name"]] if found["name"] else found[0][0], line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
