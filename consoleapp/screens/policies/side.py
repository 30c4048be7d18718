"""The left column of a policy: the contract, what is owed, how many people, whom to reach, since when."""

from datetime import date
from functools import partial

from textual.content import Content

from consoleapp.desk.policy_shapes import HolderPolicy, Ledger, Party, PolicyDetail
from consoleapp.i18n import _, ngettext
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import both_names, fill, label_width, labelled, name_of, toned
from consoleapp.screens.widgets.row_list import Row

MARK = "▌"


def title(text: str) -> Content:
    return Content.styled(text, "bold $accent")


def what(policy: PolicyDetail, width: int) -> Content:
    """The company, then number, status, plan type, period, payment."""
    lines = both_names(policy.holder.name_en, "").wrap(width)
    if policy.holder.name_en and policy.holder.name_zh:
        lines += Content.styled(printable(policy.holder.name_zh), "bold $ink").wrap(width)
    lines += Content.styled(printable(policy.holder.code), "$muted").wrap(width)
    lines.append(Content(""))
    number = title(_("Policy {number}").format(number=printable(policy.policy_no)))
    lines += fill([number, toned(policy.status)], "  ").wrap(width)
    lines += Content(_(policy.plan_type.word)).wrap(width)
    if policy.period is None:
        lines.append(Content.styled(_("period not known"), "$muted"))
    else:
        starts, ends = formats.day(policy.period.starts_on), formats.day(policy.period.ends_on)
        lines += Content(f"{starts} – {ends}").wrap(width)
    paid = fill([Content(_(policy.payment_mode.word)), Content(policy.currency)])
    return Content("\n").join([*lines, *paid.stylize("$muted").wrap(width)])


def below(policy: PolicyDetail, width: int, today: date) -> Content:
    """What is owed, headcounts, contact, broker, branches, plans, earlier periods."""
    blocks = [
        owed_lines(policy, width, today),
        head_lines(policy, width),
        contact_lines(policy, width),
        broker_lines(policy, width),
        branch_lines(policy, width),
        period_lines(policy, width),
    ]
    return Content("\n\n").join([Content("\n").join(block) for block in blocks if block])


def owed_lines(policy: PolicyDetail, width: int, today: date) -> list[Content]:
    """What the policy owes and for how long; why not where it may not be said."""
    lines = [title(_("Premium"))]
    if policy.ledger is None:
        return [*lines, *withheld(policy.ledger_withheld, width)]
    return [*lines, *unsettled(policy.ledger, width, today)]


def unsettled(ledger: Ledger, width: int, today: date) -> list[Content]:
    owed = ledger.unsettled
    if owed.minor < 0:
        return Content.styled(_("{amount} in credit").format(amount=-owed), "$muted").wrap(width)
    if not owed:
        return [Content.styled(_("all settled"), "$good")]
    lines = Content.styled(_("{amount} unsettled").format(amount=owed), "$waiting").wrap(width)
    if ledger.oldest_due is not None and ledger.oldest_due < today:
        late = (today - ledger.oldest_due).days
        said = ngettext("{n} day overdue", "{n} days overdue", late).format(n=f"{late:,}")
        lines += Content.styled(said, "$waiting").wrap(width)
    return lines


def withheld(why: str, width: int) -> list[Content]:
    """Why something is not on the screen, and what to do."""
    return Content.styled(_(why), "$waiting").wrap(width)


def head_lines(policy: PolicyDetail, width: int) -> list[Content]:
    counts = (
        (_("Employees"), policy.employees), (_("Spouses"), policy.spouses), (_("Children"), policy.children),
    )  # fmt: skip
    room = label_width(label for label, _count in counts)
    lines = [title(_("People"))]
    for label, count in counts:
        lines += labelled(label, Content(f"{count:,}"), room, width)
    return lines


def reach(party: Party, width: int) -> list[Content]:
    """Name, telephone and e-mail of a contact person, as far as they are on record."""
    found = [one for one in (party.contact_name, party.contact_phone, party.contact_email) if one]
    if not found:
        return [Content.styled(_("not on record"), "$muted")]
    return [line for one in found for line in Content.styled(printable(one), "$ink").wrap(width)]


def contact_lines(policy: PolicyDetail, width: int) -> list[Content]:
    """The company's contact; while a caller still has to name it, why it is not shown."""
    lines = [title(_("Contact"))]
    if policy.contact_withheld:
        return [*lines, *withheld(policy.contact_withheld, width)]
    return [*lines, *reach(policy.holder, width)]


def broker_lines(policy: PolicyDetail, width: int) -> list[Content]:
    lines, broker = [title(_("Broker"))], policy.broker
    if broker is None:
        return [*lines, Content.styled(_("none"), "$muted")]
    lines += Content.styled(printable(broker.name_en), "$ink").wrap(width)
    lines += Content.styled(printable(broker.code), "$muted").wrap(width)
    return lines if policy.contact_withheld else lines + reach(broker, width)


def branch_lines(policy: PolicyDetail, width: int) -> list[Content]:
    if not policy.branches:
        return []
    lines = [title(_("Branches"))]
    for one in policy.branches:
        name = Content(name_of(one.name_en, one.name_zh))
        lines += labelled(printable(one.code), name, 5, width)
    return lines


def period_lines(policy: PolicyDetail, width: int) -> list[Content]:
    """Every coverage period, the one that counts today in ink."""
    if len(policy.periods) < 2:
        return []
    lines = [title(_("Coverage periods"))]
    for one in policy.periods:
        said = f"{formats.day(one.starts_on)} – {formats.day(one.ends_on)}"
        lines += Content.styled(said, "$ink" if one == policy.period else "$muted").wrap(width)
    return lines


def policy_row(one: HolderPolicy, *, here: bool) -> Row:
    """A policy of the same company; the one on the screen with a mark."""
    return Row(one.policy_id, partial(policy_lines, one, here=here), copied=printable(one.policy_no))


def policy_lines(one: HolderPolicy, _width: int, *, here: bool) -> list[Content]:
    ink = "bold $accent" if here else "$ink"
    number = Content.assemble((MARK if here else " ", "$accent"), (f"{printable(one.policy_no)} ", ink))
    return [number + " " + toned(one.status)]
