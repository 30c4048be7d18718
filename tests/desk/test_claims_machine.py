"""Claims × documents × clocks against a plain oracle: any order of acts, both engines (DOMAIN 4, 5).

The oracle keeps what people would write on paper: where the claim stands, which papers are out, since when
ten working days run. It knows nothing of tables, versions or transactions. Whatever it holds for impossible
is tried, too, and must be refused.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert, select

from consoleapp.desk import approvals, claim_enquiry, claim_moves, documents
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import DocumentRequest, Missing
from consoleapp.desk.keys import new_key
from consoleapp.errors import Refused
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.dates import HONG_KONG, local_date
from consoleapp.rules.documents import DocumentCheck, DocumentItemStatus, DocumentKind, DocumentRequestStatus
from consoleapp.rules.statuses import ClaimStatus, PaymentMethod
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office

C, I, R = ClaimStatus, DocumentItemStatus, DocumentRequestStatus  # noqa: E741
OPEN = (C.RECEIVED, C.IN_REVIEW, C.PENDING_DOCUMENTS)
KINDS = (DocumentKind.MEDICAL_RECORD, DocumentKind.OFFICIAL_RECEIPT, DocumentKind.PRESCRIPTION)
BEGINS = datetime(2026, 3, 31, 10, 0, tzinfo=HONG_KONG)
"""The Tuesday before Easter 2026."""
numbers = itertools.count(1)


def after(start: date, count: int) -> date:
    """Counted on the fingers: ``count`` working days later."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in load_calendar().holidays
    return day


@dataclass
class Paper:
    """A request as it would be written on paper."""

    request_id: int
    items: list[I]
    status: R = R.DRAFT
    due: date | None = None
    sent: int = 0


@dataclass
class Story:
    """The claim as it would be written on paper."""

    status: C = C.RECEIVED
    since: date = date.min
    complete: date = date.min
    paper: Paper | None = None
    complete_before: bool = False
    """Whether the last request was answered in full."""
    moves: list[C] = field(default_factory=lambda: [C.RECEIVED])

    @property
    def live(self) -> Paper | None:
        return self.paper if self.paper is not None and self.paper.status in (R.DRAFT, R.OPEN) else None

    def become(self, status: C, today: date) -> None:
        if (self.status, status) == (C.PENDING_DOCUMENTS, C.IN_REVIEW):
            self.complete = today
        self.status, self.since = status, today
        self.moves.append(status)

    def settle(self, today: date) -> None:
        paper = self.live
        if paper is not None and all(one in (I.RECEIVED, I.WAIVED) for one in paper.items):
            paper.status = R.COMPLETE
            if self.status is C.PENDING_DOCUMENTS:
                self.become(C.IN_REVIEW, today)

    def decide(self, status: C, today: date) -> None:
        if self.live is not None:
            self.live.status = R.CLOSED
        self.become(status, today)


class Machine(RuleBasedStateMachine):
    """A counter clerk and a supervisor, one claim, whatever they do."""

    def __init__(self, office: Office, ids: Ids) -> None:
        super().__init__()
        self.office = office
        office.clock.set(BEGINS)
        office.desk_again("counter")
        office.desk_again("supervisor")
        self.story = Story(since=self.today, complete=self.today)
        with office.database.write() as connection:
            self.claim: int = connection.execute(
                insert(tables.claim)
                .values(
                    claim_no=f"M26{next(numbers):08}",
                    member_id=ids.employee,
                    received_on=self.today,
                    status=C.RECEIVED,
                    status_on=self.today,
                    currency="HKD",
                )
                .returning(tables.claim.c.id)
            ).scalar_one()
            connection.execute(
                insert(tables.claim_line).values(
                    claim_id=self.claim,
                    line_no=1,
                    consulted_on=self.today,
                    benefit_type="OPB",
                    item_code="GP",
                    incurred=100,
                    paid=80,
                )
            )

    @property
    def today(self) -> date:
        return local_date(self.office.clock())

    @property
    def counter(self) -> Desk:
        return self.office.desk("counter")

    @property
    def supervisor(self) -> Desk:
        return self.office.desk("supervisor")

    def version(self) -> int:
        with self.office.database.read() as connection:
            found: int = connection.execute(
                select(tables.claim.c.version).where(tables.claim.c.id == self.claim)
            ).scalar_one()
        return found

    def seen(self) -> DocumentRequest | None:
        paper = self.story.paper
        return None if paper is None else documents.one(self.counter, paper.request_id)

    def expect(self, possible: bool, act: Callable[[], object]) -> bool:
        """Whether it was done; what the oracle holds for impossible must be refused."""
        if possible:
            act()
            return True
        with pytest.raises(Refused):
            act()
        return False

    @rule(count=st.integers(1, 3))
    def ask(self, count: int) -> None:
        story, asked = self.story, list[int]()
        possible = story.status in OPEN and story.live is None

        def act() -> None:
            items = [Missing(kind) for kind in KINDS[:count]]
            asked.append(
                documents.ask(self.counter, self.claim, items, version=self.version(), key=new_key())
            )

        if self.expect(possible, act):
            story.paper = Paper(asked[0], [I.OUTSTANDING] * count)

    @rule()
    def send(self) -> None:
        story, seen = self.story, self.seen()
        if seen is None or story.paper is None:
            return
        possible = story.paper.status is R.DRAFT and story.status in OPEN

        def act() -> None:
            documents.send(self.counter, seen.request_id, version=seen.version, key=new_key())

        if self.expect(possible, act):
            story.paper.status, story.paper.due, story.paper.sent = R.OPEN, after(self.today, 2), 1
            if story.status is C.RECEIVED:
                story.become(C.IN_REVIEW, self.today)
            if story.status is C.IN_REVIEW:
                story.become(C.PENDING_DOCUMENTS, self.today)

    @rule(place=st.integers(0, 2), what=st.sampled_from(["receive", "receive", "reject", "waive"]))
    def paper(self, place: int, what: str) -> None:
        story, seen = self.story, self.seen()
        if seen is None or story.paper is None:
            return
        place %= len(seen.items)
        item, old = seen.items[place], story.paper.items[place]
        may = {
            "receive": old in (I.OUTSTANDING, I.REJECTED),
            "reject": old in (I.OUTSTANDING, I.RECEIVED),
            "waive": old in (I.OUTSTANDING, I.REJECTED),
        }[what]
        possible = may and story.live is not None and not story.status.is_closed

        def act() -> None:
            common = {"version": item.version, "key": new_key()}
            if what == "receive":
                documents.receive(self.counter, item.item_id, confirmed=tuple(DocumentCheck), **common)  # type: ignore[arg-type]
            elif what == "reject":
                documents.reject(self.counter, item.item_id, "blurred", **common)  # type: ignore[arg-type]
            else:
                self.waive(item.item_id, item.version)

        if self.expect(possible, act):
            story.paper.items[place] = {"receive": I.RECEIVED, "reject": I.REJECTED, "waive": I.WAIVED}[what]
            if what == "reject" and story.paper.status is R.OPEN:
                story.paper.sent += 1
                story.paper.due = after(self.today, 2)
            story.settle(self.today)

    def waive(self, item_id: int, version: int) -> None:
        try:
            documents.waive(self.counter, item_id, "not to be had", version=version, key=new_key())
        except NeedsApproval as needed:
            number = approvals.ask(self.counter, needed.asked, "see note", key=new_key())
            approvals.approve(self.supervisor, number, key=new_key())
            documents.waive(self.counter, item_id, "not to be had", version=version, key=new_key())

    @rule()
    def chase(self) -> None:
        story, seen = self.story, self.seen()
        if seen is None or story.paper is None:
            return
        possible = story.paper.status is R.OPEN and not story.status.is_closed

        def act() -> None:
            documents.chase(self.counter, seen.request_id, version=seen.version, key=new_key())

        if self.expect(possible, act):
            story.paper.sent += 1
            story.paper.due = after(self.today, 2)

    @rule()
    def close(self) -> None:
        story, seen = self.story, self.seen()
        if seen is None or story.paper is None:
            return

        def act() -> None:
            documents.close(self.counter, seen.request_id, "gave up", version=seen.version, key=new_key())

        if self.expect(story.live is not None, act):
            story.paper.status = R.CLOSED

    @rule(to=st.sampled_from([one for one in C if one is not C.RECEIVED]), alone=st.booleans())
    def move(self, to: C, alone: bool) -> None:
        """Every move is tried from every state; ``alone``: by the clerk, who may make few of them."""
        story = self.story
        desk, version = (self.counter if alone else self.supervisor), self.version()
        told = {"version": version, "key": new_key()}
        act: Callable[[], object] = {
            C.IN_REVIEW: lambda: claim_moves.review(desk, self.claim, reason="as it is", **told),
            C.PENDING_DOCUMENTS: lambda: claim_moves.pend(desk, self.claim, reason="bill", **told),
            C.APPROVED: lambda: claim_moves.approve(desk, self.claim, **told),
            C.DECLINED: lambda: claim_moves.decline(desk, self.claim, reason="not covered", **told),
            C.PAID: lambda: claim_moves.pay(desk, self.claim, method=PaymentMethod.CHEQUE, **told),
            C.WITHDRAWN: lambda: claim_moves.withdraw(desk, self.claim, reason="asked", **told),
        }[to]  # type: ignore[misc]
        follows = {
            C.RECEIVED: (C.IN_REVIEW, C.WITHDRAWN),
            C.IN_REVIEW: (C.PENDING_DOCUMENTS, C.APPROVED, C.DECLINED, C.WITHDRAWN),
            C.PENDING_DOCUMENTS: (C.IN_REVIEW, C.WITHDRAWN),
            C.APPROVED: (C.PAID,),
        }
        possible = to in follows.get(story.status, ())
        whole = story.paper is not None and story.paper.status is R.COMPLETE
        if alone:
            again = (story.status, to) == (C.PENDING_DOCUMENTS, C.IN_REVIEW) and whole
            possible = possible and (to is C.PENDING_DOCUMENTS or again)
        if self.expect(possible, act):
            decided = to in (C.APPROVED, C.DECLINED, C.WITHDRAWN)
            taken_up = (story.status, to) == (C.PENDING_DOCUMENTS, C.IN_REVIEW) and not whole
            if decided or taken_up:
                story.decide(to, self.today)
            else:
                story.become(to, self.today)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.office.clock.advance(days=days)
        self.office.desk_again("counter")
        self.office.desk_again("supervisor")

    @invariant()
    def the_book_says_what_the_paper_says(self) -> None:
        story = self.story
        found = claim_enquiry.detail(self.counter, self.claim)
        assert found.claim.status is story.status
        promised = {
            C.RECEIVED: after(story.complete, 10),
            C.IN_REVIEW: after(story.complete, 10),
            C.APPROVED: after(story.since, 3),
        }.get(story.status)
        assert found.claim.promised_on == promised
        assert found.claim.overdue is (promised is not None and promised < self.today)
        assert [one.new for one in found.history] == story.moves[1:]
        assert len([one for one in found.requests if one.status.is_live]) <= 1
        if story.paper is None:
            return
        seen = found.requests[0]
        assert (seen.status, [one.status for one in seen.items]) == (story.paper.status, story.paper.items)
        assert (seen.due_on, seen.times_sent) == (story.paper.due, story.paper.sent)
        late = story.paper.status is R.OPEN and story.paper.due is not None and story.paper.due < self.today
        assert seen.overdue is late
        assert len(seen.messages) == 2 * story.paper.sent


@pytest.mark.parametrize(
    ("examples", "steps"), [(5, 18), pytest.param(250, 40, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_any_order_of_acts(office: Office, ids: Ids, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(office, ids),
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )
