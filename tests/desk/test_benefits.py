"""Initial, used, pending, remaining: four answers that are no number never look alike (DOMAIN 3)."""

import pytest
from sqlalchemy import delete, update

from consoleapp.desk import members
from consoleapp.desk.shapes import BenefitSheet
from consoleapp.rules.benefits import Answer, Basis, Measure, Scope, Standing
from consoleapp.store import tables
from consoleapp.store.usage import settle
from tests.desk.book import Ids
from tests.desk.conftest import Office

MONEY, VISITS, DAYS = Measure.MONEY, Measure.VISITS, Measure.DAYS
YEAR, LIFETIME, VISIT = Basis.YEAR, Basis.LIFETIME, Basis.VISIT
INDIVIDUAL, FAMILY, POLICY = Scope.INDIVIDUAL, Scope.FAMILY, Scope.POLICY


def standing(
    sheet: BenefitSheet, item: str, measure: Measure, basis: Basis = YEAR, scope: Scope = INDIVIDUAL
) -> Standing:
    line = next(one for one in sheet.lines if one.item_code == item)
    return next(
        one.standing
        for one in line.limits
        if (one.standing.limit.measure, one.standing.limit.basis, one.standing.limit.scope)
        == (measure, basis, scope)
    )


@pytest.fixture
def sheet(office: Office, ids: Ids) -> BenefitSheet:
    return members.benefits(office.desk(), ids.employee)


STANDINGS = (
    # Two lines of this year, one settled with the clinic; declined and withdrawn ones do not count.
    ("GP", VISITS, YEAR, INDIVIDUAL, 2, 1, Answer.LEFT, 27),
    ("GP", MONEY, VISIT, INDIVIDUAL, 0, 0, Answer.NO_REMAINDER, None),
    ("PHY", VISITS, YEAR, INDIVIDUAL, 2, 0, Answer.NOTHING_LEFT, 0),
    ("LAB", MONEY, YEAR, INDIVIDUAL, 0, 9_900, Answer.UNLIMITED, None),
    ("SPE", MONEY, YEAR, INDIVIDUAL, 0, 0, Answer.NOT_COVERED, None),
    ("ACU", VISITS, YEAR, INDIVIDUAL, 0, 0, Answer.NOT_KNOWN, None),
    # A type the member does not carry, though the plan has it.
    ("DEN1", VISITS, YEAR, INDIVIDUAL, 0, 0, Answer.NOT_COVERED, None),
    ("RB", MONEY, YEAR, INDIVIDUAL, 250_000, 300_000, Answer.LEFT, 450_000),
    ("RB", MONEY, YEAR, FAMILY, 850_000, 300_000, Answer.LEFT, 50_000),
    ("RB", MONEY, YEAR, POLICY, 1_550_000, 300_000, Answer.LEFT, 3_150_000),
    ("RB", MONEY, LIFETIME, INDIVIDUAL, 1_050_000, 300_000, Answer.LEFT, 650_000),
    ("RB", DAYS, YEAR, INDIVIDUAL, 5, 3, Answer.LEFT, 82),
)


def test_what_is_left(sheet: BenefitSheet) -> None:
    for item, measure, basis, scope, *expected in STANDINGS:
        found = standing(sheet, item, measure, basis, scope)
        told = [found.used, found.pending, found.answer, found.remaining]
        assert told == expected, (item, measure, basis, scope)
        assert type(found.used) is int


def test_the_sheet_names_its_period_and_currency(sheet: BenefitSheet) -> None:
    assert (str(sheet.starts_on), str(sheet.ends_on), sheet.currency) == ("2026-05-01", "2027-04-30", "HKD")
    assert sheet.withheld == ""


SEARCHES = (
    ("room", ["RB"]),
    ("BOARD room", ["RB"]),
    ("物理", ["PHY"]),
    ("针灸", ["ACU"]),
    ("Ｐhysio", ["PHY"]),
    ("gp", ["GP"]),
    ("lab test", ["LAB"]),
    ("洗牙", []),
    ("x-ray", ["LAB"]),  # it may stand under this
    ("zebra", []),
    ("%", []),
    ("", ["RB", "GP", "PHY", "LAB", "SPE", "ACU"]),
)


def test_items_are_found_in_either_language(office: Office, ids: Ids) -> None:
    for text, items in SEARCHES:
        found = members.benefits(office.desk(), ids.employee, text=text)
        assert [one.item_code for one in found.lines if one.item_code != "DEN1"] == items, text


def test_a_line_in_another_currency_makes_money_unknown_and_leaves_visits(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(
            update(tables.claim).where(tables.claim.c.id == ids.claims["A2000001452"]).values(currency="USD")
        )
        settle(connection, [ids.claims["A2000001452"]], office.clock())
    sheet = members.benefits(office.desk(), ids.employee)
    assert standing(sheet, "RB", MONEY).answer is Answer.NOT_KNOWN
    assert standing(sheet, "RB", DAYS).remaining == 82


def test_without_a_period_what_is_left_of_a_year_is_not_known(office: Office, ids: Ids) -> None:
    with office.database.write() as connection:
        connection.execute(delete(tables.policy_period).where(tables.policy_period.c.policy_id == ids.policy))
    sheet = members.benefits(office.desk(), ids.employee)
    assert (sheet.starts_on, sheet.ends_on) == (None, None)
    assert standing(sheet, "GP", VISITS).answer is Answer.NOT_KNOWN
    assert standing(sheet, "RB", MONEY, LIFETIME).remaining == 650_000


def test_without_a_list_of_types_the_plan_decides(office: Office, ids: Ids) -> None:
    sheet = members.benefits(office.desk(), ids.colleague)
    assert standing(sheet, "DEN1", VISITS).answer is Answer.LEFT


def test_without_a_plan_there_is_no_schedule(office: Office, ids: Ids) -> None:
    sheet = members.benefits(office.desk(), ids.stranger)
    assert (sheet.lines, sheet.plan_code, str(sheet.ends_on)) == ((), "", "2024-12-31")
