"""Documents on the sample book: asked for, taken in, rejected, waived; the queue; the counter's form."""

from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.desk.opening import open_book
from consoleapp.rules.documents import CameBy, DocumentItemStatus, DocumentKind
from consoleapp.rules.statuses import ClaimStatus, MessageState, Relation
from consoleapp.rules.verification import CallerRole, Level
from consoleapp.rules.work import WorkKind
from consoleapp.screens.claims.register import RegisterScreen
from consoleapp.screens.claims.screen import ClaimScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.documents.ask import AskDialog, PreviewDialog
from consoleapp.screens.documents.letter import LetterDialog
from consoleapp.screens.documents.take_in import TakeInDialog
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.requests.list import RequestsScreen
from consoleapp.screens.requests.message import MessageDialog
from consoleapp.settings import load
from consoleapp.store import tables as t
from tests.conftest import FrozenClock
from tests.screens.book import COUNTER, SUPERVISOR, Open, found, press, type_in
from tests.screens.console import drawn, settled
from tests.screens.papers import BY_LETTER, by_letter, leave_upload


def folded(pilot: Pilot[Any]) -> str:
    return " ".join(drawn(pilot).split())


def status_of(home: Path, claim_no: str) -> ClaimStatus:
    with open_book(load(home, {})).read() as connection:
        return connection.execute(select(t.claim.c.status).where(t.claim.c.claim_no == claim_no)).scalar_one()


# Key table.


async def test_row_8_the_papers_you_wanted_cost_three_keys_and_one_for_each(opened: Open, home: Path) -> None:
    async with opened((80, 24), who=COUNTER) as pilot:
        await found(pilot, "A2600011378", "enter", "i", "space", "space", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "2 documents are in. The claim is in review again" in folded(pilot)
    assert status_of(home, "A2600011378") is ClaimStatus.IN_REVIEW


# Asking.


async def test_asking_shows_the_very_text_and_the_claim_waits(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011355", "enter", "n")
        assert isinstance(pilot.app.screen, AskDialog)
        await press(pilot, "enter")
        assert "Tick what is missing" in drawn(pilot)
        await press(pilot, "space", "end", "space")
        type_in(pilot, words="X-ray of the ankle")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PreviewDialog)
        text = folded(pilot)
        assert "X-ray of the ankle" in text
        assert "A2600011355" in text
        await press(pilot, "escape")
        assert "Kept as a draft" in drawn(pilot)
        assert status_of(home, "A2600011355") is ClaimStatus.IN_REVIEW
        await press(pilot, "n", "enter")
        assert "Sent. The claim waits for the documents." in drawn(pilot)
        await press(pilot, "m")
        assert "SMS" in drawn(pilot)
    assert status_of(home, "A2600011355") is ClaimStatus.PENDING_DOCUMENTS


async def test_a_chase_shows_its_text_and_is_counted(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2600011312", "enter", "h")
        assert isinstance(pilot.app.screen, PreviewDialog)
        await press(pilot, "enter")
        assert "asked 2 times" in drawn(pilot)


# Taking in.


async def test_a_check_that_is_not_so_keeps_the_paper_out(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011312", "enter", "i", "space", "down", "space", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, TakeInDialog)
        assert "Confirm first: Whole and legible" in folded(pilot)
        dialog.query_one("#papers").focus()
        await press(pilot, "up", "space", "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "promised for Fri 04 Dec" in folded(pilot)
    assert status_of(home, "A2600011312") is ClaimStatus.IN_REVIEW


async def test_files_and_remarks_go_with_the_paper(opened: Open, home: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("no scan")
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011312", "enter", "i")
        type_in(pilot, files=str(tmp_path / "bad.txt"), remarks="two pages")
        await settled(pilot)
        assert "In colour" in drawn(pilot), "an image has one more thing to look at"
        await press(pilot, "space", "enter")
        assert isinstance(pilot.app.screen, TakeInDialog)
        assert "no JPEG, PNG or PDF" in folded(pilot)
        type_in(pilot, files="")
        await press(pilot, "enter")
        assert "two pages" in drawn(pilot)
    with open_book(load(home, {})).read() as connection:
        remarks = connection.execute(select(t.document_item.c.remarks)).scalars().all()
    assert "two pages" in remarks


async def test_a_new_invoice_is_refused_with_the_offer_of_a_claim(opened: Open) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011378", "enter", "i", "end", "space")
        assert "needs a claim of its own" in drawn(pilot)
        await press(pilot, "right", "enter")
        assert isinstance(pilot.app.screen, RegisterScreen)


async def test_a_paper_is_rejected_and_another_waived_by_two_people(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011378", "enter", "down", "j")
        pilot.app.screen.query_one(Input).value = "page 2 is missing"
        await press(pilot, "enter", "down", "enter")
        assert "page 2 is missing" in drawn(pilot)
        await press(pilot, "u")
        pilot.app.screen.query_one(Input).value = "the clinic closed"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ApproveDialog)
        type_in(pilot, reason="agreed", login="supervisor", password="banyan-kite-compass")
        pilot.app.screen.query_one("#password").focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert "Waived" in drawn(pilot)
    with open_book(load(home, {})).read() as connection:
        reasons = select(t.document_item.c.status).where(t.document_item.c.reason == "the clinic closed")
        assert connection.execute(reasons).scalar_one() is DocumentItemStatus.WAIVED


async def test_a_request_is_closed_with_a_reason(opened: Open) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "A2600011312", "enter", "z")
        pilot.app.screen.query_one(Input).value = "they lost it"
        await press(pilot, "enter")
        assert "Request closed" in drawn(pilot)


# The person's documents.


async def test_the_documents_of_a_person_over_all_claims(opened: Open) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "chan tai man 91307", "enter", "d")
        screen = pilot.app.screen
        assert isinstance(screen, MemberScreen)
        text = drawn(pilot)
        for part in ("A2600011378", "Medical record", "Open claims nothing is asked for", "A2600011355"):
            assert part in text
        await press(pilot, "end", "n")
        assert isinstance(pilot.app.screen, AskDialog)
        await press(pilot, "escape", "home", "i")
        assert isinstance(pilot.app.screen, TakeInDialog)


async def test_an_employer_on_the_line_sees_no_document(opened: Open, home: Path) -> None:
    async with opened((120, 40)) as pilot:
        await found(pilot, "chan tai man 91307", "ctrl+o")
        with open_book(load(home, {})).write() as connection:
            connection.execute(
                update(t.contact).values(caller_role=CallerRole.EMPLOYER, level=Level.VERIFIED)
            )
        await press(pilot, "d")
        text = drawn(pilot)
        assert "■ Not allowed" in text
        assert "Medical record" not in text
        await press(pilot, "n", "i")
        assert isinstance(pilot.app.screen, MemberScreen), "no key does anything"
        await press(pilot, "f8", "a")
        assert "A2600011378" not in drawn(pilot)


# The queue.


async def test_the_queue_is_overdue_first_and_leads_to_its_subject(opened: Open) -> None:
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await press(pilot, "f8", "a")
        screen = pilot.app.screen
        assert isinstance(screen, RequestsScreen)
        late = [row.overdue for row in screen.work.values()]
        assert any(late)
        assert late == sorted(late, reverse=True)
        assert "overdue since" in drawn(pilot)
        place = next(key for key, row in screen.work.items() if row.claim_id is not None)
        screen.grid.go_to(place)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        assert pilot.app.screen.claim_id == screen.work[place].claim_id
        await press(pilot, "escape", "m")
        assert all(row.mine for row in screen.work.values())


# The counter's form.


async def test_a_claim_is_registered_and_what_is_wrong_is_told_while_typing(opened: Open) -> None:
    async with opened((80, 24), who=COUNTER) as pilot:
        await found(pilot, "chan tai man 91307", "enter", "c", "n")
        screen = pilot.app.screen
        assert isinstance(screen, RegisterScreen)
        type_in(pilot, item="physio", day="1/1/2030", amount="420")
        screen.check()  # as after a pause in typing
        await settled(pilot)
        assert "the consultation is still to come" in folded(pilot)
        type_in(pilot, day="16/11/2026", amount="2,000.01", invoice="R-1001", provider="Dr. Lo")
        screen.check()
        await settled(pilot)
        text = folded(pilot)
        assert "= Physiotherapy" in text
        assert "above 2,000.00: originals are required" in text
        assert "missing: Medical record, Official receipt" in text
        assert "Pending documents" in text
        await press(pilot, "enter")
        assert len(screen.lines) == 1
        assert "16 Nov 2026 · Physiotherapy" in folded(pilot), "the line by the name of its item"
        await press(pilot, "escape")
        assert "What is typed in it is lost" in folded(pilot)
        await press(pilot, "escape")
        assert len(screen.lines) == 1, "one key loses nothing"
        screen.query_one("#papers").focus()
        await press(pilot, "space", *["down"] * 9, "space")
        assert screen.handed.kinds == (DocumentKind.MEDICAL_RECORD,)
        assert screen.handed.originals
        assert "missing" not in folded(pilot)
        type_in(pilot, total="2,000.00")
        await settled(pilot)
        await press(pilot, "ctrl+s")
        assert "add up to" in folded(pilot)
        type_in(pilot, total="2,000.01")
        await settled(pilot)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ClaimScreen), "the form gives way to the claim"
        assert "Registered as" in drawn(pilot)
        await press(pilot, "escape", "n")
        again = pilot.app.screen
        assert isinstance(again, RegisterScreen)
        type_in(pilot, item="physio", day="16/11/2026", amount="2,000.01", invoice="r 1001")
        again.check()
        await settled(pilot)
        assert "seems to be on record" in folded(pilot)
        await press(pilot, "ctrl+s")
        assert "Did you look" in folded(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RegisterScreen), "nothing is registered, nothing typed is lost"
        assert pilot.app.screen.query_one("#item", Input).value == "physio"


async def test_who_hands_a_claim_in_is_chosen_and_an_adult_dependant_comes_alone(opened: Open) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "chan siu fan 91307", "enter", "c", "n")
        screen = pilot.app.screen
        assert isinstance(screen, RegisterScreen)
        type_in(pilot, item="gp", day="16/11/2026", amount="420")
        screen.check()
        await settled(pilot)
        assert "● CHAN TAI MAN Employee" in folded(pilot), "the parent hands in for the minor"
        child = screen.member_id
        await press(pilot, "escape", "enter")  # safe answer: stay
        assert isinstance(pilot.app.screen, RegisterScreen)
        wife = next(one for one in screen.card.family if one.relation is Relation.SPOUSE)  # type: ignore[union-attr]
        screen.member_id, screen.handed.by = wife.member_id, child
        screen.check()
        await settled(pilot)
        assert "A member may claim for their own minor dependants only" in folded(pilot)
        screen.handed.by = next(one.member_id for one in screen.card.family if one.certificate.endswith("00"))  # type: ignore[union-attr]
        screen.check()
        await settled(pilot)
        assert "An adult dependant claims for themselves" in folded(pilot)
        screen.handed.by = wife.member_id
        screen.check()
        await settled(pilot)
        assert "starts as" in folded(pilot)


async def test_the_hotline_registers_no_claim(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "chan tai man 91307", "enter", "c", "n")
        assert isinstance(pilot.app.screen, MemberScreen)


async def test_a_stuck_message_is_read_and_sent_again_by_a_supervisor(opened: Open, home: Path) -> None:
    with open_book(load(home, {})).write() as connection:
        message = min(connection.execute(select(t.outbox_message.c.id)).scalars())
        stuck = {"state": "stuck", "trouble": "refused", "reply_code": 550, "lease": None}
        connection.execute(update(t.outbox_message).where(t.outbox_message.c.id == message).values(**stuck))
    async with opened((120, 40), who=SUPERVISOR) as pilot:
        await press(pilot, "f8", "a")
        screen = pilot.app.screen
        assert isinstance(screen, RequestsScreen)
        screen.grid.go_to(next(key for key, row in screen.work.items() if row.message_id == message))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MessageDialog)
        assert "A2600011312" in folded(pilot), "what it says"
        await press(pilot, "r")
        assert "It goes with the next delivery" in folded(pilot)
    with open_book(load(home, {})).read() as connection:
        row = connection.execute(select(t.outbox_message).where(t.outbox_message.c.id == message)).one()
    assert (row.state, row.tries) == (MessageState.WAITING, 0)


# Letters and uploads.


async def test_a_letter_is_printed_and_marked_as_posted(opened: Open, home: Path) -> None:
    by_letter(home)
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, BY_LETTER, "enter", "h", "enter", "f8", "a")
        screen = pilot.app.screen
        assert isinstance(screen, RequestsScreen)
        screen.grid.go_to(next(key for key, row in screen.work.items() if row.letter_id is not None))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, LetterDialog)
        assert "not posted yet" in folded(pilot)
        await press(pilot, "p")
        assert f"exports/letter-{BY_LETTER}.html" in folded(pilot)
        await press(pilot, "o")
        assert "The letter is in the post." in drawn(pilot)
        assert not [row for row in screen.work.values() if row.letter_id is not None]
    page = (home / "exports" / f"letter-{BY_LETTER}.html").read_text(encoding="utf-8")
    assert "••" not in page, "it goes into an envelope"
    with open_book(load(home, {})).read() as connection:
        child = select(t.member).join(t.claim, t.claim.c.member_id == t.member.c.id)
        row = connection.execute(child.where(t.claim.c.claim_no == BY_LETTER)).one()
        parent = (t.member.c.policy_id == row.policy_id, t.member.c.cert_no == row.cert_no)
        asked = select(t.member.c.address).where(*parent, t.member.c.suffix == "00")
        address = connection.execute(asked).scalar_one()
    assert address
    assert escape(address) in page


async def test_an_upload_is_collected_looked_at_and_taken_in(
    opened: Open, home: Path, clock: FrozenClock
) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        leave_upload(home, clock().isoformat())
        await press(pilot, "f8", "a", "c")
        assert "1 upload taken over." in drawn(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, RequestsScreen)
        screen.grid.go_to(next(key for key, row in screen.work.items() if row.kind is WorkKind.UPLOAD))
        await press(pilot, "enter")
        assert "1 file uploaded" in folded(pilot)
        await press(pilot, "down", "F")
        assert list((home / "exports").glob("*-medical-record-upload-*.pdf"))
        await press(pilot, "i", "space", "enter")
        assert "1 document is in." in folded(pilot)
    with open_book(load(home, {})).read() as connection:
        came = connection.execute(select(t.document_item.c.came_by)).scalars().all()
    assert CameBy.UPLOAD in came


async def test_how_a_paper_came_is_said(opened: Open, home: Path) -> None:
    async with opened((120, 40), who=COUNTER) as pilot:
        await found(pilot, "A2600011312", "enter", "i", "space")
        assert "Handed in at the counter" in drawn(pilot)
        await press(pilot, "end", "up", "space")
        assert "Came by post" in drawn(pilot)
        await press(pilot, "enter")
    with open_book(load(home, {})).read() as connection:
        came = connection.execute(select(t.document_item.c.came_by)).scalars().all()
    assert CameBy.POST in came
