"""Every figure that an office may want to change, in one typed object that is passed in.

Read from ``consoleapp.toml`` in the home folder; environment variables name the database and the audit key
and hold the secrets of mail and gateways: they differ from machine to machine or must stay out of files.
Nothing else reads the environment.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints

from consoleapp.delivery_settings import Mail, Outbox, Secrets, Sms, Webhook
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_

FILE = "consoleapp.toml"
CANNOT_BE = N_("{file}, section [{section}]: {key} cannot be {value!r}.")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Staff sign-in (SAFETY 5, 9, 10)."""

    tries: int = 5
    """Wrong passwords in a row before the lock."""
    longest_delay_seconds: int = 8
    """The answer to a wrong password comes later each time: after 1, 2, 4 … seconds, up to this."""
    lock_minutes: int = 15
    """How long the lock lasts; never for ever."""
    idle_minutes: int = 5
    """Minutes without a key before the screen blanks and asks again."""
    longest_hours: int = 8
    """A session ends after this, whatever happens."""
    shortest_password: int = 15
    """Characters of a staff password."""
    shortest_with_second_factor: int = 8
    """Characters of the password of who has a second factor."""
    second_factor_roles: str = ""
    """Roles that cannot sign in without a second factor, with spaces between: ``supervisor administrator
    auditor``. Who has none takes it up at the next sign-in, before anything opens."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Caller verification (DOMAIN 8)."""

    tries_a_day: int = 3
    """Failed tries a member a day, over all desks."""
    parked_minutes: int = 30
    """What a caller proved lapses when the contact was parked for longer than this, or on another day."""
    contact_change_hours: int = 72
    """Contact details younger than this need a second person before an act (SAFETY 8)."""
    code_minutes: int = 5
    """A one-time code is valid this long."""
    code_again_seconds: int = 120
    """No new code about the same person sooner than this, whichever desk asks."""
    exception_tries: int = 1
    """Tries a supervisor's exception grants one caller beyond those of the day."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Portal accounts (DOMAIN 7)."""

    invitation_days: int = 14
    """A PIN and an initial password are good for this long, and once."""
    reset_link_hours: int = 24
    """A link to set a new password is good for this long, and once."""
    again_seconds: int = 120
    """The same thing is not sent again sooner than this: pressed twice, it goes out once."""
    reset_page: str = "https://portal.example.com/reset/"
    """Where members set a new password; the token of the link is put behind it."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """What needs a second person (SAFETY 11)."""

    minutes: int = 15
    """An approval holds this long; then it is asked for again."""
    wait_hours: int = 24
    """A request nobody decided is dropped after this."""
    new_account_days: int = 7
    """Somebody whose account you made this recently cannot approve what you ask."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit record (SAFETY 13)."""

    head_file: str = ""
    """Where its head is written, best on another machine; empty: ``data/audit.heads``."""
    head_minutes: int = 60
    """A console that stays open writes it this often; every sign-out does too."""
    export_rows: int = 5000
    """Entries one person may take out; more needs a second one."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Days after which something may be removed (SAFETY 26); a legal hold wins."""

    acts_days: int = 90
    sessions_days: int = 730
    messages_days: int = 730
    notes_days: int = 2555
    requests_days: int = 2555


@dataclass(frozen=True, slots=True)
class Hours:
    """When the desk is open, Monday to Friday except public holidays, Hong Kong time (DOMAIN 2)."""

    hotline_opens: str = "09:00"
    hotline_closes: str = "19:00"
    hotline_phone: str = ""
    """The number members are told to call; messages leave the line out without it."""
    walk_in_opens: str = "09:00"
    walk_in_closes: str = "17:30"


@dataclass(frozen=True, slots=True)
class Claims:
    """Clocks of a claim, in working days (DOMAIN 4)."""

    close_days: int = 10
    payment_days: int = 3
    self_service_limit: int = 2000
    """Sum of a claim's invoices, in whole units of its currency, above which originals are required."""
    number_prefix: str = "D"
    """First letter of the claim numbers given at the desk; the insurer's system gives none with it."""


@dataclass(frozen=True, slots=True)
class Requests:
    """Working days within which a request is to be answered, kind by kind (DOMAIN 10)."""

    guarantee_days: int = 1
    pre_authorisation_days: int = 2
    appointment_days: int = 1
    deposit_days: int = 1
    card_days: int = 5
    data_change_days: int = 5
    limit_increase_days: int = 2
    visit_records_days: int = 5
    payout_days: int = 3
    call_back_days: int = 1
    complaint_days: int = 10
    feedback_days: int = 10


@dataclass(frozen=True, slots=True)
class Documents:
    """Supplementary documents and their files (DOMAIN 5, SAFETY 25)."""

    due_days: int = 2
    """Working days a member has."""
    megabytes: int = 10
    """The largest file that is taken in."""
    least_pixels: int = 600
    """What the shorter side of an image must have to be legible."""
    upload_page: str = "https://upload.example.com/d/"
    """Where members upload documents; the token of the request is put behind it. The page leaves what
    came in the folder ``uploads``."""
    keep_strays_hours: int = 24
    """A stored file that no record names is removed after this: its taking in was cut off."""


@dataclass(frozen=True, slots=True)
class Benefits:
    """How a benefit schedule is read where its extract cannot say (DOMAIN 3)."""

    deductible_per: str = "year"
    """Over what a deductible is borne once: ``visit``, ``disability``, ``year`` or ``lifetime``."""

    limits_each_time_over: str = "bill"
    """What a limit per visit or day holds down: ``bill``, before the percentage, or ``payable``, after it."""

    def __post_init__(self) -> None:
        for key, known in (
            ("deductible_per", ("visit", "disability", "year", "lifetime")),
            ("limits_each_time_over", ("bill", "payable")),
        ):
            if getattr(self, key) not in known:
                raise WrongUse(CANNOT_BE, file=FILE, section="benefits", key=key, value=getattr(self, key))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The premium ledger (DOMAIN 6)."""

    two_persons_above: int = 100_000
    """Amounts above this, in whole units of their currency, need a second person (SAFETY 11)."""
    due_days: int = 30
    """Days after its issue that an invoice of the desk falls due, unless somebody says another day."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What leaves the console in files (SAFETY 11, 18)."""

    two_persons_above: int = 5000
    """More rows than this need a second person."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The network directory and its upkeep (DOMAIN 9)."""

    stale_days: int = 90
    """A provider not verified for longer than this is stale."""
    given_days: int = 90
    """How often an entry is given out is counted over so many days."""
    two_persons_above: int = 100
    """A workbook or bundle that changes more providers than this needs a second person (SAFETY 11)."""
    number_prefix: str = "DP"
    """First letters of the numbers of providers added at the desk."""
    networks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Networks by code, with what callers call them; those that extracts name are known beside them."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Forms, contact points, terms and answers (DOMAIN 11)."""

    stale_days: int = 365
    """What nobody has checked for longer than this is marked so."""
    megabytes: int = 5
    """The largest file of a form; it travels by e-mail."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Bounds on a file before it is read (SAFETY 19)."""

    megabytes: int = 10
    unpacked_megabytes: int = 100
    ratio: int = 100
    rows: int = 50_000


@dataclass(frozen=True, slots=True)
class Look:
    """How the console looks and which keys it obeys."""

    language: str = "en"
    theme: str = "desk-dark"
    desk: str = "hotline"
    """``hotline`` or ``counter``: what a new contact is taken to be."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys of your own: binding id → keys, for example ``{"app.find": "f2,ctrl+f"}``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One book and how it is served."""

    home: Path
    database_url: str = field(repr=False)
    """May hold a password."""
    audit_key_file: Path
    sign_in: SignIn = SignIn()
    verification: Verification = Verification()
    accounts: Accounts = Accounts()
    approvals: Approvals = Approvals()
    audit: Audit = Audit()
    retention: Retention = Retention()
    hours: Hours = Hours()
    claims: Claims = Claims()
    benefits: Benefits = Benefits()
    requests: Requests = Requests()
    documents: Documents = Documents()
    ledger: Ledger = Ledger()
    reports: Reports = Reports()
    directory: Directory = Directory()
    reference: Reference = Reference()
    imports: Imports = Imports()
    outbox: Outbox = Outbox()
    mail: Mail = Mail()
    sms: Sms = Sms()
    webhook: Webhook = Webhook()
    look: Look = Look()
    secrets: Secrets = Secrets()

    @property
    def data(self) -> Path:
        """The folder of the database, its key and its logs."""
        return self.home / "data"

    @property
    def exports(self) -> Path:
        """The folder where reports land."""
        return self.home / "exports"

    @property
    def templates(self) -> Path:
        """The folder of the office's own texts of messages."""
        return self.home / "templates"

    @property
    def audit_heads(self) -> Path:
        """The file the head of the audit record is written to."""
        return self.home / self.audit.head_file if self.audit.head_file else self.data / "audit.heads"

    @property
    def notice(self) -> Path:
        """The folder of the office's own acceptable-use notice."""
        return self.home / "notice"

    @property
    def files(self) -> Path:
        """The folder of documents taken in, by the SHA-256 of their content; all consoles share it."""
        return self.data / "files"

    @property
    def uploads(self) -> Path:
        """The folder where the upload page leaves what members sent."""
        return self.home / "uploads"

    @property
    def logs(self) -> Path:
        """The folder where faults are written, by error id, without personal data."""
        return self.data / "logs"

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite book; None on PostgreSQL."""
        kind, _slashes, path = self.database_url.partition("sqlite:///")
        return Path(path) if not kind and path else None

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.sign_in.idle_minutes)


def load(home: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of ``home``: built-in figures, then ``consoleapp.toml``, then the environment.

    Raises WrongUse naming the file, the setting and what it may be.
    """
    home = home.expanduser().absolute()
    plain = Settings(
        home=home,
        database_url=environ.get("CONSOLEAPP_DATABASE_URL") or f"sqlite:///{home / 'data' / 'consoleapp.db'}",
        audit_key_file=Path(environ.get("CONSOLEAPP_AUDIT_KEY_FILE") or home / "data" / "audit.key"),
        secrets=Secrets(
            mail_password=environ.get("CONSOLEAPP_MAIL_PASSWORD", ""),
            sms_secret=environ.get("CONSOLEAPP_SMS_SECRET", ""),
            webhook_secret=environ.get("CONSOLEAPP_WEBHOOK_SECRET", ""),
        ),
    )
    file = home / FILE
    if not file.is_file():
        return plain
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(N_("{file} cannot be read: {why}."), file=FILE, why=error) from error
    sections = {f.name for f in fields(Settings) if is_dataclass(getattr(plain, f.name))} - {"secrets"}
    changes: dict[str, Any] = {}
    for section, values in found.items():
        if section not in sections or not isinstance(values, dict):
            raise WrongUse(
                N_("{file} has no section [{section}]. It may have: {known}."),
                file=FILE, section=section, known=", ".join(sorted(sections)),
            )  # fmt: skip
        changes[section] = _section(section, getattr(plain, section), values)
    return replace(plain, **changes)


def _section(name: str, default: Any, values: dict[str, Any]) -> Any:
    kinds = get_type_hints(type(default))
    for key, value in values.items():
        wanted = kinds.get(key)
        if wanted is None:
            raise WrongUse(
                N_("{file}, section [{section}]: there is no setting {key}. It may be: {known}."),
                file=FILE, section=name, key=key, known=", ".join(kinds),
            )  # fmt: skip
        expected = wanted if wanted in (int, str) else dict
        small = isinstance(value, int) and value < 1
        unfit = key == "networks" and not _are_words(value)
        if not isinstance(value, expected) or isinstance(value, bool) or small or unfit:
            raise WrongUse(CANNOT_BE, file=FILE, section=name, key=key, value=value)
    return replace(default, **values)


def _are_words(value: Any) -> bool:
    """Whether each entry of a table is a list of texts."""
    return isinstance(value, dict) and all(
        isinstance(words, list) and all(isinstance(word, str) and word.strip() for word in words)
        for words in value.values()
    )
