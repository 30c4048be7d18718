"""Portal accounts as the desk answers with them: rows of the list, one account whole, what was done."""

from dataclasses import dataclass
from datetime import datetime

from consoleapp.desk.shapes import AccountFacts
from consoleapp.rules.accounts import AccountAct, ActReason
from consoleapp.rules.statuses import AccountHolder, AccountStage, RegistrationStep


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line of the list of accounts."""

    account_id: int
    account_no: str
    kind: AccountHolder
    name_en: str
    name_zh: str
    where: str
    """``91307 0001-00`` of a member, the code of a company or a broker."""
    member_id: int | None
    stage: AccountStage
    registration_step: RegistrationStep | None
    frozen_at: datetime | None
    frozen_by: str
    """What froze it: a key of the catalogue, or as the extract says."""
    tries: int
    origins: tuple[str, ...]
    """Where the failed logins since the last good one came from, the most frequent first."""
    last_login_at: datetime | None
    user_id: str


@dataclass(frozen=True, slots=True)
class FailedLogin:
    """One failed login at the portal."""

    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """One thing staff did about the account."""

    at: datetime
    act: AccountAct
    reason: ActReason
    note: str
    staff_name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation or a reset link on its way: what it says is known to nobody here."""

    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """One account whole. Beyond the stage all is empty where ``facts.withheld``."""

    facts: AccountFacts
    kind: AccountHolder
    name_en: str
    name_zh: str
    where: str
    member_id: int | None
    policy_id: int | None
    """A policy of the company or the broker, to take their call about."""
    frozen_by: str
    """Who of the staff locked it; "" where the portal froze it."""
    bound: bool
    """Whether a messaging account is bound to it."""
    logins: tuple[FailedLogin, ...]
    acts: tuple[ActLine, ...]
    invitation: Sent | None
    reset_link: Sent | None
    questions: int
    """How many challenge questions are answered."""
    member_no: str
    """The personal reference, to finish a registration without an identity number; only for the verified
    holder on the line, "" otherwise (DOMAIN 7)."""
    possible: tuple[AccountAct, ...]
    """What can be done at this stage, whoever asks."""
    why_not: str
    """Why nothing can be done now, and what to do first: a template of the catalogue; "" where it can."""
