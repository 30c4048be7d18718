"""The left column of the Member screen: the person, the family, the policy, the login, what is on record."""

from datetime import date
from functools import partial

from textual.content import Content

from consoleapp.desk.shapes import (
    AccountFacts,
    ContactLine,
    FamilyMember,
    MemberCard,
    PolicyFacts,
    RepeatCaller,
    Tone,
)
from consoleapp.i18n import _, current, ngettext
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.statuses import AccountStage
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import STYLES, TONES, both_names, fill, label_width, labelled, pad, toned, words
from consoleapp.screens.widgets.row_list import Row

MARK = "▌"


def who(card: MemberCard, width: int) -> Content:
    """Name, relation and plan, status, birth and identity."""
    lines = both_names(card.name_en, "").wrap(width)
    if card.name_en and card.name_zh:
        lines += Content.styled(printable(card.name_zh), "bold $ink").wrap(width)
    plan = _("plan {code}").format(code=printable(card.plan_code)) if card.plan_code else ""
    lines += fill([Content(_(card.relation.word)), Content(plan)]).stylize("$muted").wrap(width)
    since = _("since {day}").format(day=formats.day(card.effective_date)) if card.effective_date else ""
    if card.termination_date is not None:
        since = _("until {day}").format(day=formats.day(card.termination_date))
    status, muted = toned(card.status), Content.styled(since, "$muted")
    beside = fill([status, muted], " ")
    lines += [beside] if beside.cell_length <= width else [status, muted]
    private = {value.field: value for value in card.private}
    shown = []
    for field, template in ((Field.BIRTH_DATE, _("born {date}")), (Field.IDENTITY_NO, "{date}")):
        value = private.get(field)
        if value is not None and value.on_record:
            style = "$ink" if value.open else "$muted"
            shown.append(Content.styled(template.format(date=printable(value.shown)), style))
    lines += fill(shown).wrap(width) if shown else []
    return Content("\n").join(lines)


def family_lines(one: FamilyMember, width: int, *, here: bool) -> list[Content]:
    """``0001-01 Wong Tai Yin``; the person of this card with a mark."""
    name = printable((one.name_zh if current().startswith("zh") else "") or one.name_en or one.name_zh)
    ended = one.status not in TONES or TONES[one.status] is not Tone.GOOD
    ink = "bold $ink" if here else "$muted" if ended else "$ink"
    line = Content.assemble(
        (MARK if here else " ", "$accent"),
        (f"{printable(one.certificate)} ", "$accent" if here else "$muted"),
        (name, ink),
    )
    relation = Content.styled(_(one.relation.word), "$muted")
    if width < 30:
        return [line]
    return [pad(line, width - relation.cell_length - 1) + " " + relation]


def family_row(one: FamilyMember, *, here: bool) -> Row:
    """The same as a row of the list."""
    return Row(
        one.member_id,
        partial(family_lines, one, here=here),
        copied=one.certificate,
        copied_whole=f"{one.certificate}\t{one.name_en}\t{one.name_zh}",
        member_id=one.member_id,
    )


def below(card: MemberCard, width: int, today: date) -> Content:
    """Policy, login, last contact, what is on record, sums assured, wellness."""
    blocks = [
        policy_lines(card.policy, card, width, today),
        account_lines(card.account, Topic.ACCOUNT_STATE in card.withheld, width),
        contact_lines(card.last_contact, card.repeat, width),
        record_lines(card, width),
        sum_lines(card, width),
    ]
    if card.wellness:
        blocks.append([title(_("Wellness")), *Content(printable(card.wellness)).wrap(width)])
    return Content("\n\n").join([Content("\n").join(block) for block in blocks if block])


def title(text: str) -> Content:
    return Content.styled(text, "bold $accent")


def policy_lines(policy: PolicyFacts, card: MemberCard, width: int, today: date) -> list[Content]:
    holder = printable(
        (policy.holder_zh if current().startswith("zh") else "") or policy.holder_en or policy.holder_zh
    )
    branch = printable(
        (card.branch_zh if current().startswith("zh") else "") or card.branch_en or card.branch_zh
    )
    lines = [title(_("Policy {number}").format(number=printable(policy.policy_no)))]
    lines += Content(_(policy.plan_type.word)).wrap(width)
    until = _("to {day}").format(day=formats.day(policy.ends_on)) if policy.ends_on else _("period not known")
    lines += fill([Content(until), toned(policy.status)], " ").wrap(width)
    lines += Content.styled(holder, "$muted").wrap(width)
    if branch and branch != holder:
        lines += Content.styled(_("branch {name}").format(name=branch), "$muted").wrap(width)
    return [*lines, *owed_lines(policy, today, width)]


def owed_lines(policy: PolicyFacts, today: date, width: int) -> list[Content]:
    """What the company owes and for how long, or what it has paid too much; nothing where all is settled."""
    if policy.unsettled is None:
        return []
    if policy.unsettled.minor < 0:
        credit = _("{amount} in credit").format(amount=-policy.unsettled)
        return Content.styled(credit, "$muted").wrap(width)
    if not policy.unsettled:
        return []
    lines = Content.styled(_("{amount} unsettled").format(amount=policy.unsettled), "$waiting").wrap(width)
    due = policy.oldest_unsettled_due
    if due is not None and due < today:
        late = (today - due).days
        words_late = ngettext("{n} day overdue", "{n} days overdue", late).format(n=f"{late:,}")
        lines += Content.styled(words_late, "$waiting").wrap(width)
    return lines


def account_lines(account: AccountFacts | None, withheld: bool, width: int) -> list[Content]:
    lines = [title(_("Account"))]
    if withheld:
        return [*lines, Content.styled(_("not for this caller"), "$waiting")]
    if account is None:
        return [*lines, Content.styled(_("none on record"), "$muted")]
    state = toned(account.stage, bold=account.stage is AccountStage.FROZEN)
    if account.stage is AccountStage.FROZEN and account.frozen_at is not None:
        since = _("since {moment}").format(moment=formats.near_moment(account.frozen_at))
        state += Content.styled(f" {since}", STYLES[Tone.BAD])
    lines += state.wrap(width)
    return lines


def contact_lines(last: ContactLine | None, repeat: RepeatCaller | None, width: int) -> list[Content]:
    """The last contact, what it promised, and whether they keep calling."""
    if last is None:
        return []
    lines = [title(_("Last contact"))]
    came = _(last.outcome.word) if last.outcome is not None else _("not wrapped up")
    lines += Content(f"{formats.near_moment(last.started_at)} · {came}").wrap(width)
    if last.promised_on is not None and repeat is None:
        promise = _("promised for {day} by {name}").format(
            day=formats.near_day(last.promised_on), name=printable(last.staff_name)
        )
        lines += Content.styled(promise, "$waiting").wrap(width)
    if repeat is not None:
        lines += Content.styled(repeated(repeat), "$waiting").wrap(width)
    return lines


def repeated(repeat: RepeatCaller) -> str:
    """``3 contacts this month, 2 on A2000001447; promised Fri 20 Nov by another desk``."""
    said = ngettext("{n} contact this month", "{n} contacts this month", repeat.contacts).format(
        n=repeat.contacts
    )
    if repeat.claim_no:
        about = _("{n} about {claim}").format(n=repeat.about_claim, claim=printable(repeat.claim_no))
        said = f"{said}, {about}"
    if repeat.promised_on is not None:
        day = formats.near_day(repeat.promised_on)
        who = _("another desk") if repeat.promised_elsewhere else printable(repeat.promised_by)
        said = f"{said}; {_('promised for {day} by {name}').format(day=day, name=who)}"
    return said


def record_lines(card: MemberCard, width: int) -> list[Content]:
    """How to reach the person, masked unless opened, and the language they want."""
    facts = [
        (_(value.field.word), toned(value, Tone.PLAIN if value.open else Tone.MUTED))
        for value in card.private
        if value.field not in (Field.BIRTH_DATE, Field.IDENTITY_NO)
    ]
    facts.append((_("Language"), toned(card.language)))
    facts.append((_("Sex"), toned(card.sex)))
    if card.person_ref:
        facts.append((_("Reference"), Content(printable(card.person_ref))))
    room = label_width(label for label, _value in facts)
    lines = [title(_("On record"))]
    for label, value in facts:
        lines += labelled(label, value, room, width)
    return lines


def sum_lines(card: MemberCard, width: int) -> list[Content]:
    """Sums assured that are not zero."""
    sums = [one for one in card.sums_assured if one.amount]
    if not sums:
        return []
    lines = [title(_("Sums assured"))]
    for one in sums:
        amount = words(one.amount)
        lines.append(Content.styled(one.code.ljust(max(1, min(width, 24) - len(amount))), "$muted") + amount)
    return lines
