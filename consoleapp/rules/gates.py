"""Whether anything is payable at all: the gates of an estimate, each a rule of cover (DOMAIN 1, 3).

A gate is met, names a condition nobody was asked about, or bars. The order of the gates and how a blank is
read stand in ``rules.estimate``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Item
from consoleapp.rules.cover import Cover, ProviderStanding, Visit
from consoleapp.rules.sentences import Name, Sentence
from consoleapp.rules.statuses import CoverArea, MemberStatus, PolicyStatus
from consoleapp.rules.trace import Rule, Step, Verdict

_ENDED = (PolicyStatus.LAPSED, PolicyStatus.SURRENDERED, PolicyStatus.TERMINATED)
_WIDER = tuple(CoverArea)
"""Areas of cover, each within the next."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What every gate looks at."""

    item: Item | None
    visit: Visit
    cover: Cover

    @property
    def name(self) -> Name:
        return Name("", "") if self.item is None else Name(self.item.name_en, self.item.name_zh)

    @property
    def in_the_past(self) -> bool:
        """Whether the visit lies before the day the statuses are of: they say nothing of it then."""
        return self.cover.as_of is not None and self.visit.on < self.cover.as_of

    def met(self, rule: Rule, template: str, **values: object) -> Step:
        return self._step(rule, template, values)

    def provided(self, rule: Rule, template: str, **values: object) -> Step:
        """A condition: nobody was asked whether it holds."""
        return self._step(rule, template, values, condition=True)

    def barred(self, rule: Rule, template: str, **values: object) -> Step:
        return self._step(rule, template, values, bars=Verdict.NOT_COVERED)

    def unknown(self, rule: Rule, template: str, **values: object) -> Step:
        return self._step(rule, template, values, bars=Verdict.NOT_KNOWN)

    def _step(
        self,
        rule: Rule,
        template: str,
        values: dict[str, object],
        bars: Verdict | None = None,
        *,
        condition: bool = False,
    ) -> Step:
        amount = self.visit.amount
        after = amount - amount if bars is Verdict.NOT_COVERED else amount
        sentence = Sentence(template, {"item": self.name, **values})
        return Step(rule, amount, after, sentence, bars, condition)


def gates(asked: Asked) -> Iterator[Step]:
    """The steps of every gate that has something to say, in order, up to the first that says no."""
    for gate in (_policy, _member, _schedule, _waiting, _area, _network, _referral):
        step = gate(asked)
        if step is None:
            continue
        yield step
        if step.bars is Verdict.NOT_COVERED:
            return


def _policy(asked: Asked) -> Step | None:
    cover, day = asked.cover, asked.visit.on
    status = cover.policy_status
    if status is PolicyStatus.PENDING:
        return asked.barred(Rule.POLICY, N_("The policy is not in force yet."))
    if status in _ENDED and asked.in_the_past:
        return asked.unknown(
            Rule.POLICY,
            N_("The policy is {status} now; whether it was in force on {day} is not on record."),
            status=status,
            day=day,
        )
    if status in _ENDED:
        return asked.barred(
            Rule.POLICY, N_("The policy is {status}: nothing is payable under it."), status=status
        )
    if cover.period_on(day) is not None:
        return None
    last = max((period.ends_on for period in cover.periods), default=None)
    if status is PolicyStatus.EXPIRED and last is not None and day > last:
        return asked.barred(Rule.POLICY, N_("The policy expired; its cover ended on {last}."), last=last)
    return asked.unknown(Rule.POLICY, N_("No coverage period on record holds {day}."), day=day)


def _member(asked: Asked) -> Step | None:
    cover, day = asked.cover, asked.visit.on
    starts, ends, status = cover.effective_on, cover.terminated_on, cover.member_status
    if ends is not None and day > ends:
        return asked.barred(Rule.MEMBER, N_("The member's cover ended on {ends}."), ends=ends)
    if starts is None:
        return asked.unknown(Rule.MEMBER, N_("The member's effective date is not on record."))
    if day < starts:
        return asked.barred(Rule.MEMBER, N_("The member's cover begins on {starts}."), starts=starts)
    if status is MemberStatus.SUSPENDED and not asked.in_the_past:
        return asked.barred(
            Rule.MEMBER, N_("The member's cover is suspended: nothing is payable until that is lifted.")
        )
    if status is MemberStatus.SUSPENDED:
        return asked.unknown(
            Rule.MEMBER, N_("The member's cover is suspended now; since which day is not on record.")
        )
    if status is MemberStatus.PENDING:
        return asked.unknown(
            Rule.MEMBER, N_("The member's enrolment is pending: cover is not confirmed yet.")
        )
    if status is MemberStatus.TERMINATED and ends is None:
        return asked.unknown(Rule.MEMBER, N_("The member's cover has ended; on which day is not on record."))
    return None


def _schedule(asked: Asked) -> Step | None:
    cover, item, day = asked.cover, asked.item, asked.visit.on
    plan = cover.plan_on(day)
    if plan is None and (cover.plans or item is None):
        return asked.unknown(Rule.SCHEDULE, N_("Which plan applies on {day} is not on record."), day=day)
    if item is None:
        return asked.unknown(
            Rule.SCHEDULE,
            N_("The schedule of plan {plan} has no such item. It may stand under another name."),
            plan=plan,
        )
    if cover.benefit_types and item.benefit_type not in cover.benefit_types:
        return asked.barred(
            Rule.SCHEDULE,
            N_("The member does not carry {type}, which {item} belongs to."),
            type=item.benefit_type,
        )
    if item.covered is None:
        return asked.unknown(Rule.SCHEDULE, N_("The schedule does not say whether {item} is covered."))
    if not item.covered:
        return asked.barred(Rule.SCHEDULE, N_("{item} is excluded from the plan."))
    if item.reimbursement_percent is None:
        return asked.unknown(Rule.SCHEDULE, N_("The schedule does not say how much of {item} is reimbursed."))
    return asked.met(Rule.SCHEDULE, N_("{item} is covered."))


def _waiting(asked: Asked) -> Step | None:
    item, starts = asked.item, asked.cover.effective_on
    if item is None or not item.waiting_days or starts is None:
        return None
    first = first_covered_day(starts, item.waiting_days)
    if asked.visit.on < first:
        return asked.barred(
            Rule.WAITING,
            N_("The waiting period of {days} days is not over: {item} is covered from {first}."),
            days=item.waiting_days,
            first=first,
        )
    return asked.met(
        Rule.WAITING,
        N_("The waiting period of {days} days is over since {first}."),
        days=item.waiting_days,
        first=first,
    )


def _area(asked: Asked) -> Step | None:
    item, area = asked.item, asked.visit.area
    if item is None or (item.area_of_cover is None and area is CoverArea.HONG_KONG):
        return None
    if item.area_of_cover is None:
        return asked.unknown(
            Rule.AREA, N_("The schedule does not say whether {item} is covered outside Hong Kong.")
        )
    if _WIDER.index(area) > _WIDER.index(item.area_of_cover):
        return asked.barred(
            Rule.AREA, N_("{item} is covered in this area only: {area}."), area=item.area_of_cover
        )
    return asked.met(Rule.AREA, N_("The place is within the area of cover: {area}."), area=item.area_of_cover)


def _network(asked: Asked) -> Step | None:
    item, provider = asked.item, asked.visit.provider
    if item is None or provider is ProviderStanding.NETWORK:
        return None
    shares = (item.unapproved_share_percent, item.specified_hospital_share_percent)
    if provider is None:
        return _provider_not_named(asked, item)
    if item.network_only:
        return asked.barred(Rule.NETWORK, N_("{item} is paid at network providers only."))
    if item.network_only is None and shares == (None, None):
        return asked.unknown(
            Rule.NETWORK, N_("The schedule does not say whether {item} is paid outside the network.")
        )
    return None


def _provider_not_named(asked: Asked, item: Item) -> Step | None:
    if item.network_only:
        return asked.provided(
            Rule.NETWORK, N_("This holds at a network provider; elsewhere {item} is not paid.")
        )
    share = item.unapproved_share_percent or item.specified_hospital_share_percent
    if share:
        return asked.provided(
            Rule.NETWORK,
            N_("This holds at a network provider; elsewhere the member may bear {percent} % of it."),
            percent=share,
        )
    if item.network_only is None:
        return asked.provided(
            Rule.NETWORK, N_("This holds at a network provider; the schedule does not say about others.")
        )
    return None


def _referral(asked: Asked) -> Step | None:
    item, letter = asked.item, asked.visit.referral
    if item is None or item.referral_needed is False:
        return None
    if letter:
        return asked.met(Rule.REFERRAL, N_("A referral letter is at hand.")) if item.referral_needed else None
    if item.referral_needed and letter is None:
        return asked.provided(Rule.REFERRAL, N_("A referral letter is needed and must come with the claim."))
    if item.referral_needed:
        return asked.barred(Rule.REFERRAL, N_("{item} needs a referral letter, and there is none."))
    if letter is None:
        return None
    return asked.unknown(
        Rule.REFERRAL, N_("The schedule does not say whether {item} needs a referral letter.")
    )


def first_covered_day(effective_on: date, waiting_days: int) -> date:
    """The first day with cover: the waiting period's days begin with the effective date."""
    return effective_on + timedelta(waiting_days)
