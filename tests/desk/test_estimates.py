"""What used a limit, what would be paid, why less was paid: answers, their looks, and who may hear them."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, update

from consoleapp.desk import benefit_use, contacts, estimates, members
from consoleapp.desk.benefit_shapes import UsedLimit
from consoleapp.desk.context import Desk
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.rules.accumulators import Phase, Used
from consoleapp.rules.benefits import Basis, Scope
from consoleapp.rules.cover import ProviderStanding
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.trace import Rule, Verdict
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.store import tables
from consoleapp.store.usage import settle
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office


def item(office: Office, code: str, plan: int) -> int:
    """The id of an item of the schedule."""
    asked = select(tables.benefit.c.id).where(
        tables.benefit.c.item_code == code, tables.benefit.c.plan_id == plan
    )
    with office.database.read() as connection:
        return connection.execute(asked).scalar_one()


def terms(office: Office, code: str, plan: int, **values: object) -> int:
    """The same, with other terms."""
    found = item(office, code, plan)
    with office.database.write() as connection:
        connection.execute(update(tables.benefit).where(tables.benefit.c.id == found).values(**values))
    return found


def used(desk: Desk, member: int, benefit: int) -> dict[tuple[Scope, Basis], UsedLimit]:
    found = benefit_use.benefit_use(desk, member, benefit)
    return {(one.scope, one.basis): one for one in found.limits}


def looks(office: Office) -> list[tuple[int, str]]:
    entry = tables.access_entry.c
    with office.database.read() as connection:
        return [
            tuple(row) for row in connection.execute(select(entry.member_id, entry.what).order_by(entry.id))
        ]


def on_the_line(office: Office, member: int, role: CallerRole, login: str = "hotline") -> Desk:
    desk = office.desk(login)
    contacts.start(
        desk, member_id=member, policy_id=None, channel=ContactChannel.CALL, caller_role=role, key=role.value
    )  # fmt: skip
    return desk


def test_the_lines_behind_a_figure_add_up_to_it(office: Office, ids: Ids) -> None:
    desk = office.desk("supervisor")
    found = used(desk, ids.employee, item(office, "RB", ids.plan))
    assert list(found) == [
        (Scope.INDIVIDUAL, Basis.YEAR),
        (Scope.INDIVIDUAL, Basis.LIFETIME),
        (Scope.FAMILY, Basis.YEAR),
        (Scope.POLICY, Basis.YEAR),
    ]
    year = found[Scope.INDIVIDUAL, Basis.YEAR]
    # Money and days are two limits of one accumulator.
    assert [one.standing.limit.measure.value for one in year.limits] == ["money", "days"]
    assert [(one.claim_no, one.phase, one.used) for one in year.lines] == [
        ("A2000001452", Phase.POSTED, Used(250_000, 0, 5)),
        ("A2000001450", Phase.PENDING, Used(300_000, 0, 3)),
    ]
    lifetime = found[Scope.INDIVIDUAL, Basis.LIFETIME]
    assert [one.claim_no for one in lifetime.lines] == ["A2000001452", "A2000001450", "A2000001456"]
    for one in found.values():
        standing = one.limits[0].standing
        sums = {phase: one.others.get(phase, Used()) for phase in Phase}
        for line in one.lines:
            sums[line.phase] += line.used
        assert (standing.used, standing.pending) == (sums[Phase.POSTED].money, sums[Phase.PENDING].money)


def test_lines_of_others_are_a_sum_and_every_line_shown_is_a_look(office: Office, ids: Ids) -> None:
    benefit = item(office, "RB", ids.plan)
    found = used(office.desk("supervisor"), ids.employee, benefit)
    family, policy = found[Scope.FAMILY, Basis.YEAR], found[Scope.POLICY, Basis.YEAR]
    assert {one.certificate for one in family.lines} == {"0001-00", "0001-01"}
    assert family.others == {}
    # A colleague's line belongs to another family: only what it comes to.
    assert policy.others == {Phase.POSTED: Used(700_000, 0, 7)}
    what = "claim lines of a benefit"
    assert looks(office) == [(ids.employee, what), (ids.spouse, what)]


def test_a_spouse_is_an_adult_of_her_own(office: Office, ids: Ids) -> None:
    desk = on_the_line(office, ids.employee, CallerRole.MEMBER)
    benefit = item(office, "RB", ids.plan)
    with pytest.raises(NotAllowed, match="Check two facts"):
        benefit_use.benefit_use(desk, ids.employee, benefit)
    identify(office)
    family = used(desk, ids.employee, benefit)[Scope.FAMILY, Basis.YEAR]
    assert {one.certificate for one in family.lines} == {"0001-00"}
    assert family.others == {Phase.POSTED: Used(600_000, 0, 6)}


def identify(office: Office) -> None:
    with office.database.write() as connection:
        connection.execute(update(tables.contact).values(level=Level.IDENTIFIED))


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.BROKER])
def test_employers_and_brokers_never_hear_any_of_it(office: Office, ids: Ids, role: CallerRole) -> None:
    desk = on_the_line(office, ids.employee, role)
    identify(office)
    gp = item(office, "GP", ids.plan)
    for verb in (
        lambda: benefit_use.benefit_use(desk, ids.employee, gp),
        lambda: estimates.estimate_visit(desk, ids.employee, gp, "500"),
        lambda: estimates.why_paid_less(desk, ids.employee, ids.line),
    ):
        with pytest.raises(NotAllowed, match="never hears"):
            verb()
    assert looks(office) == []


def test_an_estimate_counts_what_was_used_and_keeps_nothing(office: Office, ids: Ids) -> None:
    gp = terms(
        office, "GP", ids.plan, reimbursement_percent=80, area_of_cover="hong_kong", network_only=False,
        referral_needed=False, unapproved_share_percent=40,
    )  # fmt: skip
    desk = office.desk()
    with office.database.read() as connection:
        rows = connection.scalar(select(func.count()).select_from(tables.benefit_usage))
    found = estimates.estimate_visit(desk, ids.employee, gp, "500.00", provider=ProviderStanding.NETWORK)
    assert found.on == date(2026, 11, 21)
    assert found.label.startswith("This is an estimate.")
    # 500.00, of which 400.00 a visit count, 80 % of it.
    assert found.estimate.payable == Money(320_00, "HKD")
    assert found.estimate.share == Money(180_00, "HKD")
    rules = [step.rule for step in found.estimate.steps if step.taken]
    assert rules == [Rule.EACH_TIME, Rule.REIMBURSEMENT]
    away = estimates.estimate_visit(desk, ids.employee, gp, "500", provider=ProviderStanding.UNAPPROVED)
    assert away.estimate.payable == Money(192_00, "HKD")
    assert looks(office) == [(ids.employee, "estimate")] * 2
    with office.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.benefit_usage)) == rows


def test_nothing_left_until_the_next_policy_year(office: Office, ids: Ids) -> None:
    physio = terms(
        office, "PHY", ids.plan, reimbursement_percent=100, area_of_cover="worldwide", network_only=False,
        referral_needed=False,
    )  # fmt: skip
    desk = office.desk()

    def asked(on: date) -> Verdict:
        return estimates.estimate_visit(desk, ids.employee, physio, "600", on=on).estimate.verdict

    assert asked(date(2026, 11, 21)) is Verdict.NOTHING_LEFT
    assert asked(date(2026, 4, 30)) is Verdict.PAYABLE  # the year before
    assert asked(date(2028, 5, 1)) is Verdict.NOT_KNOWN  # no period on record holds it


def test_a_deductible_is_met_by_the_bills_of_the_year(office: Office, ids: Ids) -> None:
    gp = terms(
        office, "GP", ids.plan, reimbursement_percent=100, area_of_cover="worldwide", network_only=False,
        referral_needed=False, deductible=600_00,
    )  # fmt: skip
    found = estimates.estimate_visit(office.desk(), ids.employee, gp, "400")
    # One bill of 500.00 this year met it; the one of April was another year's.
    assert found.estimate.payable == Money(300_00, "HKD")


def test_an_amount_that_is_none_is_refused(office: Office, ids: Ids) -> None:
    gp = item(office, "GP", ids.plan)
    for amount in ("", "many", "-5", "USD 5", "1.234"):
        with pytest.raises(Refused):
            estimates.estimate_visit(office.desk(), ids.employee, gp, amount)
    with pytest.raises(NotFound, match="schedule"):
        estimates.estimate_visit(office.desk(), ids.employee, 10**9, "5")


def test_a_cap_over_the_whole_type_binds_its_items(office: Office, ids: Ids) -> None:
    lab = terms(
        office, "LAB", ids.plan, reimbursement_percent=100, area_of_cover="worldwide", network_only=False,
        referral_needed=False,
    )  # fmt: skip
    with office.database.write() as connection:
        cap = connection.execute(
            insert(tables.benefit)
            .values(plan_id=ids.plan, item_code="OPB", benefit_type="OPB", name_en="All", covered=True)
            .returning(tables.benefit.c.id)
        ).scalar_one()
        connection.execute(
            insert(tables.benefit_limit).values(
                benefit_id=cap, measure="money", basis="year", scope="individual", amount=1_000_00
            )
        )
        settle(connection, ids.claims.values(), office.clock())
    sheet = members.benefits(office.desk(), ids.employee, text="laboratory")
    (line,) = (one for one in sheet.lines if one.item_code == "LAB")
    standing = line.limits[-1].standing
    # 400.00 and 480.00 paid this year; 500.00 and 99.00 in review: more than the cap.
    assert (standing.used, standing.pending, standing.remaining) == (880_00, 599_00, 0)
    found = estimates.estimate_visit(office.desk(), ids.employee, lab, "50")
    assert found.estimate.verdict is Verdict.NOTHING_LEFT


def test_why_a_line_was_paid_less(office: Office, ids: Ids) -> None:
    terms(
        office, "GP", ids.plan, reimbursement_percent=100, area_of_cover="worldwide", network_only=False,
        referral_needed=False,
    )  # fmt: skip
    asked = select(tables.claim_line.c.id).where(
        tables.claim_line.c.claim_id == ids.claims["A2000001447"], tables.claim_line.c.line_no == 2
    )
    with office.database.write() as connection:
        line = connection.execute(asked).scalar_one()
        connection.execute(
            update(tables.claim_line).where(tables.claim_line.c.id == line).values(reason="over_limit")
        )
    found = estimates.why_paid_less(office.desk(), ids.employee, line)
    assert found.explanation.reproduced
    assert 1 <= len(found.explanation.sentences) <= 3
    told = " ".join(sentence.text(str) for sentence in found.explanation.sentences)
    assert "Of HKD 500.00, HKD 400.00 was paid and HKD 100.00 was not." in told
    assert looks(office) == [(ids.employee, "why a claim line was paid less")]
    with pytest.raises(NotFound, match="not among the claims"):
        estimates.why_paid_less(office.desk(), ids.spouse, line)


def test_why_less_counts_only_what_was_decided_before(office: Office, ids: Ids) -> None:
    """The line that took the last of a limit is explained by what was left then, not by what is left now."""
    terms(
        office, "RB", ids.plan, reimbursement_percent=100, area_of_cover="worldwide", network_only=False,
        referral_needed=False,
    )  # fmt: skip
    # The family's 12,000.00: spouse 6,000.00 on 2 Nov, then the employee's 2,500.00 of 4,000.00 on 18 Nov.
    with office.database.write() as connection:
        where = tables.claim_line.c.claim_id == ids.claims["A2000001452"]
        line = connection.execute(select(tables.claim_line.c.id).where(where)).scalar_one()
        limit = tables.benefit_limit.c
        connection.execute(
            update(tables.benefit_limit)
            .where(limit.scope == "family", limit.amount == 12_000_00)
            .values(amount=8_500_00)
        )
    found = estimates.why_paid_less(office.desk(), ids.employee, line)
    assert found.explanation.reproduced
    assert found.explanation.estimate is not None
    assert [one.limit.scope for one in found.explanation.estimate.binding] == [Scope.FAMILY]


def test_providers_are_resolved_against_the_directory(office: Office, ids: Ids) -> None:
    desk = office.desk()
    by_number = estimates.providers(desk, "pv10001")
    assert [(one.provider_no, one.standing) for one in by_number] == [
        ("PV10001", ProviderStanding.UNAPPROVED)
    ]
    with office.database.write() as connection:
        network = connection.execute(
            insert(tables.network).values(code="QHMS").returning(tables.network.c.id)
        ).scalar_one()
        connection.execute(
            insert(tables.provider_network).values(provider_id=ids.provider, network_id=network)
        )
        where = tables.provider.c.id == ids.provider
        connection.execute(update(tables.provider).where(where).values(effective_to=date(2026, 12, 31)))
    assert estimates.providers(desk, "dr. chan tai man")[0].standing is ProviderStanding.NETWORK
    later = estimates.providers(desk, "PV10001", on=date(2027, 1, 1))
    assert later[0].standing is ProviderStanding.UNAPPROVED
    assert [one.provider_no for one in estimates.providers(desk, "dr")] == ["PV10001", "PV10002"]
    assert estimates.providers(desk, "dr. nobody") == ()
    assert estimates.providers(desk, "") == ()


def test_the_statements_of_each_answer_are_counted(office: Office, ids: Ids, counted: Counting) -> None:
    desk, gp = office.desk("supervisor"), item(office, "GP", ids.plan)
    verbs = {
        "benefits": lambda: members.benefits(desk, ids.employee),
        "use": lambda: benefit_use.benefit_use(desk, ids.employee, gp),
        "estimate": lambda: estimates.estimate_visit(desk, ids.employee, gp, "5"),
        "why less": lambda: estimates.why_paid_less(desk, ids.employee, ids.line),
    }
    sent = {}
    for name, verb in verbs.items():
        with counted() as statements:
            verb()
        sent[name] = len(statements)
    assert sent == {"benefits": 6, "use": 7, "estimate": 7, "why less": 8}
