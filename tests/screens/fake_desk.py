"""A desk without a book: the verbs the screens call, answered from frozen, invented data."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from consoleapp.desk import signin
from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.desk.benefit_shapes import BenefitUse, EstimateAnswer, WhyLess
from consoleapp.desk.benefits import narrowed
from consoleapp.desk.codes import Enrolment
from consoleapp.desk.proofs import Proofs
from consoleapp.desk.shapes import (
    AccountFacts,
    BenefitSheet,
    ClaimRow,
    ContactBand,
    Masked,
    MemberCard,
    SubjectCard,
    TimelineEntry,
)
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import (
    ContactChannel,
    ContactStatus,
    Outcome,
)
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.rules.verification import CallerRole, Factor, Level, level_of, open_factors
from consoleapp.rules.verification import Fact as Checked
from consoleapp.settings import Settings
from tests.screens import fake_benefits, fake_member
from tests.screens.fake_finds import CLAIM_HIT, HITS, INVOICE, INVOICE_HIT, SIDE, FindResult, Hit
from tests.screens.fake_member import CARD, CLAIMS, OPEN_VALUES, SHEET, TIMELINE

DEMO = (
    SimpleNamespace(login="hotline", name="Lam Hoi Ching", password="demo-hotline-2026"),
    SimpleNamespace(login="counter", name="Ho Wing Sze", password="demo-counter-2026"),
    SimpleNamespace(login="supervisor", name="Yip Man Kit", password="demo-supervisor-2026"),
)


@dataclass
class FakeDesk:
    """What verbs get in place of a desk."""

    actor: Any
    contact_id: int | None = None

    def in_contact(self, contact_id: int | None) -> "FakeDesk":
        return replace(self, contact_id=contact_id)


@dataclass
class FakeBook:
    """The verbs, and what they keep: contacts by id, notes as saved, looks at private fields."""

    clock: Any
    hits: tuple[Hit, ...] = HITS
    card: MemberCard = CARD
    sheet: BenefitSheet = SHEET
    claim_rows: tuple[ClaimRow, ...] = CLAIMS
    entries: tuple[TimelineEntry, ...] = TIMELINE
    subjects: dict[SubjectKind, SubjectCard] = field(
        default_factory=lambda: {SubjectKind.MEMBER: SIDE, SubjectKind.INVOICE: INVOICE}
    )
    role: Role = Role.HOTLINE
    bands: dict[int, ContactBand] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ended: list[tuple[Outcome, str, date | None]] = field(default_factory=list)
    unmasked: list[tuple[Field, str]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    tries_left: int = 3
    opened: dict[Field, str] = field(default_factory=lambda: dict(OPEN_VALUES))
    """Private values as unmasking shows them."""
    lapsed: bool = False
    """Whether what a parked caller proved counts no more."""
    looks_kept: list[tuple[str, str]] = field(default_factory=list)
    chosen: tuple[str, str] = ("", "")
    """Language and theme the person signing in chose last."""
    code: str = ""
    """The one-time code that is asked for at sign-in."""
    notice: bool = False
    """Whether the rules of use have to be accepted."""
    given_password: bool = False
    """Whether a password of one's own has to be chosen."""
    factor: str = ""
    """The first code of a second factor that the role demands."""
    refused_since: int = 0
    given: list[Any] = field(default_factory=list)
    """What was given beside login and password, try by try."""
    fails: dict[str, Exception] = field(default_factory=dict)
    gates: dict[str, Any] = field(default_factory=dict)
    """Events a verb waits for before it answers."""
    session: Any = None
    """The session of the console it serves."""

    def trip(self, verb: str) -> None:
        if verb in self.gates:
            self.gates[verb].wait(5)
        if verb in self.fails:
            raise self.fails[verb]

    # signin

    def sign_in(
        self, _database: object, _settings: object, _clock: object, login: str, password: str, given: Any
    ) -> FakeDesk:
        self.trip("sign_in")
        self.given.append(given)
        if not any((one.login, one.password) == (login, password) for one in DEMO):
            raise NotAllowed(N_("Sign-in name or password is wrong. Try again."))
        name = next(one.name for one in DEMO if one.login == login)
        role = {"hotline": self.role, "counter": Role.COUNTER, "supervisor": Role.SUPERVISOR}[login]
        self.require_more(given)
        return FakeDesk(
            SimpleNamespace(
                staff_id=1,
                login=login,
                name=name,
                role=role,
                language=self.chosen[0],
                theme=self.chosen[1],
                last_signed_in=self.clock(),
                refused_since=self.refused_since,
            )
        )

    def require_more(self, given: Any) -> None:
        """What this person has to give beside a password."""
        missing = {
            "code": self.code and not given.code,
            "notice": self.notice and given.notice is None,
            "new_password": self.given_password and not given.new_password,
        }
        if any(missing.values()):
            raise signin.MoreNeeded(**{name: bool(one) for name, one in missing.items()})
        if self.factor and not given.first_code:
            needed = signin.MoreNeeded(code=False, notice=False, new_password=False, factor=True)
            needed.enrolment = Enrolment("JBSWY3DPEHPK3PXP", "otpauth://totp/consoleapp:hotline?secret=x")
            raise needed
        if self.factor and given.first_code != self.factor:
            raise signin.WrongCode(signin.WRONG_CODE)
        if self.code and given.code != self.code:
            raise signin.WrongCode(signin.WRONG_CODE)
        if self.given_password and len(given.new_password) < 15:
            raise Refused(N_("A password needs at least {shortest} characters."), shortest=15)

    def confirm_password(self, desk: FakeDesk, password: str) -> None:
        if not any((one.login, one.password) == (desk.actor.login, password) for one in DEMO):
            raise NotAllowed(N_("Sign-in name or password is wrong. Try again."))

    def sign_out(self, _desk: FakeDesk) -> None:
        pass

    # lookup

    def find(self, _desk: FakeDesk, text: str, *, limit: int = 50) -> FindResult:
        self.searched.append(text)
        self.trip("find")
        words = text.casefold().split()
        if not words:
            return FindResult(self.hits[:2], {})
        if words == ["a2000001447"]:
            return FindResult((CLAIM_HIT,), {SubjectKind.CLAIM: 1}, 0.4)
        if words == ["9200352"]:
            return FindResult((INVOICE_HIT,), {SubjectKind.INVOICE: 1}, 0.4)
        hits = tuple(
            hit
            for hit in self.hits
            if hit.why is Why.SOUNDS_LIKE or all(word in hit.title.casefold() for word in words)
        )
        if not any(hit.why is not Why.SOUNDS_LIKE for hit in hits):
            hits = ()
        counts = {kind: sum(hit.kind is kind for hit in hits) for kind in SubjectKind}
        return FindResult(hits[:limit], {kind: n for kind, n in counts.items() if n})

    def subject(self, _desk: FakeDesk, kind: SubjectKind, id: int) -> SubjectCard:
        self.trip("subject")
        card = self.subjects.get(kind)
        if card is None:
            raise NotFound(N_("That is not on record."))
        return replace(card, id=id)

    # members

    def member_card(self, _desk: FakeDesk, member_id: int) -> MemberCard:
        self.trip("card")
        one = next((one for one in self.card.family if one.member_id == member_id), None)
        if one is None:
            return replace(self.card, member_id=member_id)
        return replace(
            self.card,
            member_id=member_id,
            certificate=one.certificate,
            name_en=one.name_en,
            name_zh=one.name_zh,
            relation=one.relation,
            status=one.status,
        )

    def benefits(self, _desk: FakeDesk, member_id: int, *, text: str = "") -> BenefitSheet:
        self.trip("benefits")
        return narrowed(replace(self.sheet, member_id=member_id), text)

    def card_and_benefits(
        self, desk: FakeDesk, member_id: int
    ) -> tuple[MemberCard, BenefitSheet | NotAllowed]:
        card = self.member_card(desk, member_id)
        try:
            return card, self.benefits(desk, member_id)
        except NotAllowed as why_not:
            return card, why_not

    def benefit_use(self, _desk: FakeDesk, member_id: int, benefit_id: int) -> BenefitUse:
        self.trip("benefit use")
        return fake_benefits.benefit_use(member_id, benefit_id)

    def estimate_visit(
        self, _desk: FakeDesk, member_id: int, benefit_id: int, amount: str, **asked: Any
    ) -> EstimateAnswer:
        self.trip("estimate")
        return fake_benefits.estimate_visit(member_id, benefit_id, amount, **asked)

    def why_paid_less(self, _desk: FakeDesk, _member_id: int, _claim_line_id: int) -> WhyLess:
        self.trip("why less")
        return fake_benefits.why_paid_less()

    def claims(self, desk: FakeDesk, _member_id: int) -> tuple[ClaimRow, ...]:
        self.trip("claims")
        band = self.bands.get(desk.contact_id or 0)
        if band is not None and band.level is Level.NONE:
            raise NotAllowed(N_("Check two facts with the caller before you speak about this."))
        return self.claim_rows

    def timeline(self, _desk: FakeDesk, _member_id: int) -> tuple[TimelineEntry, ...]:
        self.trip("timeline")
        return self.entries

    def account(self, _desk: FakeDesk, _member_id: int) -> AccountFacts | None:
        self.trip("account")
        return self.card.account

    def account_of(self, _desk: FakeDesk, _member_id: int) -> AccountDetail | None:
        self.trip("account")
        facts = self.card.account
        return None if facts is None else fake_member.detail_of(facts)

    def unmask(self, _desk: FakeDesk, _member_id: int, field: Field, *, purpose: str, key: str) -> Masked:
        self.trip("unmask")
        self.unmasked.append((field, purpose))
        return Masked(field, self.opened.get(field, "Flat 1"), open=True)

    # contacts

    def start(
        self,
        _desk: FakeDesk,
        *,
        member_id: int | None = None,
        policy_id: int | None = None,
        channel: ContactChannel,
        caller_role: CallerRole,
        caller_name: str = "",
        key: str,
    ) -> int:
        self.trip("start")
        contact_id = len(self.bands) + 1
        subject = next((one.name_en for one in self.card.family if one.member_id == member_id), "")
        self.bands[contact_id] = ContactBand(
            contact_id=contact_id,
            version=1,
            channel=channel,
            status=ContactStatus.ACTIVE,
            subject=subject,
            certificate="0001-00",
            member_id=member_id,
            policy_id=policy_id,
            caller_role=caller_role,
            caller_name=caller_name,
            level=Level.NONE,
            verified_how=None,
            verified_at=None,
            started_at=self.clock(),
            note="",
            looks=1,
            tries_left=self.tries_left,
            facts_right=(),
        )
        return contact_id

    def change(self, contact_id: int, **facts: Any) -> None:
        band = self.bands[contact_id]
        self.bands[contact_id] = replace(band, version=band.version + 1, **facts)

    def open_contacts(self, _desk: FakeDesk) -> tuple[ContactBand, ...]:
        self.trip("open_contacts")
        return tuple(band for band in self.bands.values() if band.status is not ContactStatus.WRAPPED_UP)

    def band(self, _desk: FakeDesk, contact_id: int) -> ContactBand:
        return self.bands[contact_id]

    def set_caller(
        self, _desk: FakeDesk, contact_id: int, role: CallerRole, name: str, version: int, *, key: str
    ) -> None:
        self.change(contact_id, caller_role=role, caller_name=name)

    def check_fact(self, _desk: FakeDesk, contact_id: int, factor: Factor, said: str, *, key: str) -> bool:
        band = self.bands[contact_id]
        if band.tries_left == 0:
            raise Refused(N_("No tries are left for today."))
        answers = {
            Factor.CERTIFICATE: "0001-00",
            Factor.BIRTH_DATE: "1 feb 1980",
            Factor.FULL_NAME: "chan tai man",
        }
        if answers.get(factor) != said.casefold():
            self.change(contact_id, tries_left=band.tries_left - 1)
            return False
        self.know(contact_id, factor)
        return True

    def factors(self, _desk: FakeDesk, band: ContactBand) -> tuple[Factor, ...]:
        return open_factors(band.caller_role, band.channel, 3 - band.tries_left)

    def know(self, contact_id: int, factor: Factor) -> None:
        right = (*self.bands[contact_id].facts_right, factor)
        level = level_of(Checked(one, True) for one in right)
        how = next((one for one in right if one.verifies), None)
        self.change(contact_id, facts_right=right, level=level, verified_how=how, verified_at=self.clock())

    def seen_at_counter(self, _desk: FakeDesk, contact_id: int, factor: Factor, *, key: str) -> None:
        self.know(contact_id, factor)

    def park(self, _desk: FakeDesk, contact_id: int, *, key: str) -> None:
        self.change(contact_id, status=ContactStatus.PARKED)

    def resume(self, _desk: FakeDesk, contact_id: int, *, key: str) -> bool:
        self.change(contact_id, status=ContactStatus.ACTIVE)
        if self.lapsed:
            self.change(contact_id, level=Level.NONE, facts_right=())
        return not self.lapsed

    def require(self, contact_id: int, version: int) -> None:
        if version != self.bands[contact_id].version:
            raise Conflict(N_("This contact was changed in another window."))

    def save_note(self, _desk: FakeDesk, contact_id: int, note: str, version: int, *, key: str) -> None:
        self.trip("save_note")
        self.require(contact_id, version)
        self.notes.append(note)
        self.change(contact_id, note=note)

    def wrap_up(
        self,
        _desk: FakeDesk,
        contact_id: int,
        *,
        outcome: Outcome,
        note: str,
        promised_on: date | None,
        version: int,
        key: str,
    ) -> None:
        self.require(contact_id, version)
        self.ended.append((outcome, note, promised_on))
        self.change(contact_id, status=ContactStatus.WRAPPED_UP, note=note)

    def rooms(self) -> dict[str, SimpleNamespace]:
        """The modules of verbs, by name."""
        return {
            "signin": SimpleNamespace(
                sign_in=self.sign_in,
                confirm_password=self.confirm_password,
                sign_out=self.sign_out,
                Given=signin.Given,
                MoreNeeded=signin.MoreNeeded,
                WrongCode=signin.WrongCode,
            ),
            "lookup": SimpleNamespace(find=self.find, subject=self.subject),
            "members": SimpleNamespace(
                card=self.member_card,
                opened=self.card_and_benefits,
                benefits=self.benefits,
                narrowed=narrowed,
                claims=self.claims,
                timeline=self.timeline,
                account=self.account,
                unmask=self.unmask,
            ),
            "accounts": SimpleNamespace(of_member=self.account_of),
            "hearing": SimpleNamespace(sheet=lambda _desk, **_about: ()),
            "benefit_use": SimpleNamespace(benefit_use=self.benefit_use),
            "estimates": SimpleNamespace(
                estimate_visit=self.estimate_visit,
                provider_said=lambda _desk, text, _on=None: fake_benefits.provider_said(text),
                why_paid_less=self.why_paid_less,
            ),
            "contacts": SimpleNamespace(
                factors=self.factors,
                start=self.start,
                open_contacts=self.open_contacts,
                band=self.band,
                set_caller=self.set_caller,
                check_fact=self.check_fact,
                seen_at_counter=self.seen_at_counter,
                proofs=lambda _desk, _contact_id: Proofs((), None, None, None),
                park=self.park,
                resume=self.resume,
                save_note=self.save_note,
                wrap_up=self.wrap_up,
            ),
        }


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, database_url="sqlite://", audit_key_file=folder / "audit.key")
