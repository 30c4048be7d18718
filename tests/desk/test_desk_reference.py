"""The desk reference at the desk: brought in, found, given – only what is in force, and on record."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from consoleapp.desk import contacts, desk_reference, outbox, reference_give, reference_upkeep
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.desk.reference_upkeep import BadRows, FormContent, SetChanges, SetRow
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.exchange.delivery.folder import FolderSender
from consoleapp.exchange.delivery.run import Postman
from consoleapp.exchange.form_file import save_form
from consoleapp.rules.desk_reference import (
    Audience,
    EntryText,
    Point,
    PointKind,
    Region,
    Section,
    Validity,
    Version,
)
from consoleapp.rules.messages import MessageChannel
from consoleapp.rules.opening_hours import State
from consoleapp.rules.statuses import ContactChannel, Language
from consoleapp.rules.verification import CallerRole
from consoleapp.store.tables import (
    access_entry,
    audit_entry,
    member,
    outbox_file,
    outbox_message,
    policy,
    policy_holder,
)
from tests.desk.book import Ids
from tests.desk.conftest import Counting, Office
from tests.files import pdf

SINCE = date(2026, 1, 1)
PAGE = pdf(b"claim form")
PAGE_ZH = pdf(b"claim form in Chinese")


def stored(content: bytes) -> FormContent:
    return FormContent(sha256(content).hexdigest(), len(content), content)


def form(number: int = 1, since: date = SINCE, **more: object) -> Version:
    """A claim form in both languages."""
    one = Version(
        Section.FORM, "LM-401", number, since, None,
        {
            Language.ENGLISH: EntryText("Hospitalisation claim form", "Page 2 is for the doctor.", "surgery"),
            Language.TRADITIONAL_CHINESE: EntryText("住院賠償申請表", "第二頁由醫生填寫。", "手術"),
        },
        files={Language.ENGLISH: stored(PAGE).sha256, Language.TRADITIONAL_CHINESE: stored(PAGE_ZH).sha256},
        audience=(Audience.MEMBER,), checked_on=SINCE,
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def point(code: str, scheme: str = "", region: Region = Region.HONG_KONG, hours: str = "") -> Version:
    texts = {Language.ENGLISH: EntryText(f"Hotline {code}")}
    where = Point(PointKind.TELEPHONE, region, "8595 0100", hours=hours)
    return Version(Section.POINT, code, 1, SINCE, None, texts, scheme=scheme, point=where, checked_on=SINCE)


TERM = Version(
    Section.TERM, "deductible", 1, SINCE, None,
    {
        Language.ENGLISH: EntryText("Deductible", "What the member bears first."),
        Language.TRADITIONAL_CHINESE: EntryText("墊底費", "成員先承擔的金額。"),
    },
    checked_on=date(2025, 1, 1), owner="Benefits",
)  # fmt: skip
HOURS = "Mo-Fr 09:00-19:00; PH off"

BringIn = Callable[..., SetChanges]


@pytest.fixture
def bring_in(office: Office) -> BringIn:
    """Bring versions in as the supervisor; each is the row of its place."""

    def bring(*versions: Version, who: str = "supervisor") -> SetChanges:
        rows = tuple(SetRow("set.csv", row, one) for row, one in enumerate(versions, 2))
        return reference_upkeep.bring_in(
            office.desk(who), rows, (stored(PAGE), stored(PAGE_ZH)), "set", "0" * 64, key=new_key()
        )

    return bring


def call(desk: Desk, role: CallerRole = CallerRole.MEMBER, **about: int | None) -> None:
    contacts.start(
        desk, member_id=about.get("member_id"), policy_id=about.get("policy_id"), channel=ContactChannel.CALL,
        caller_role=role, key=new_key(),
    )  # fmt: skip


def codes(desk: Desk, words: str = "", section: Section | None = None) -> list[str]:
    return [one.code for one in desk_reference.search(desk, words, section=section).rows]


def only(desk: Desk, code: str) -> int:
    return desk_reference.coded(desk, code)


def test_what_is_found_is_in_force_and_history_stays(
    office: Office, bring_in: BringIn, counted: Counting
) -> None:
    desk = office.desk()
    bring_in(
        form(1, date(2024, 1, 1)), form(2), form(3, date(2027, 1, 1)), TERM,
        form(1, valid_to=date(2026, 6, 30), code="LM-490"), form(1, date(2027, 3, 1), code="LM-500"),
    )  # fmt: skip
    with counted() as statements:
        found = desk_reference.search(desk, "claim form")
    assert len(statements) <= 7
    assert [(one.code, one.version, one.validity) for one in found.rows] == [
        ("LM-401", 2, Validity.IN_FORCE), ("LM-500", 1, Validity.TO_COME),
    ]  # fmt: skip
    whole = desk_reference.detail(desk, found.rows[0].entry_id)
    assert [(one.version, one.validity) for one in whole.versions] == [
        (3, Validity.TO_COME), (2, Validity.IN_FORCE), (1, Validity.SUPERSEDED),
    ]  # fmt: skip
    office.clock.advance(days=45)
    office.desk_again()
    assert [one.version for one in desk_reference.search(office.desk(), "claim").rows][:1] == [3]
    with pytest.raises(NotFound):
        desk_reference.detail(office.desk(), 10_000)
    with pytest.raises(NotFound):
        desk_reference.coded(office.desk(), "LM-999")


def test_only_what_is_in_force_is_given_whatever_a_screen_still_shows(
    office: Office, bring_in: BringIn, tmp_path: Path
) -> None:
    bring_in(
        form(1, date(2024, 1, 1)), form(2), form(3, date(2027, 1, 1)),
        form(1, valid_to=date(2026, 6, 30), code="LM-490"),
    )  # fmt: skip
    desk = office.desk()
    entry = only(desk, "LM-401")
    by_version = {one.version: one.entry_id for one in desk_reference.detail(desk, entry).versions}
    gone = only(desk, "LM-490")
    for bad, why in ((by_version[1], "newer version"), (by_version[3], "2027"), (gone, "withdrawn")):
        for act in (
            lambda bad=bad: reference_give.to_give(desk, bad),
            lambda bad=bad: reference_give.read_aloud(desk, bad, key=new_key()),
            lambda bad=bad: reference_give.send(
                desk, bad, MessageChannel.EMAIL, "a@example.com", key=new_key()
            ),
            lambda bad=bad: save_form(desk, bad, Language.ENGLISH, tmp_path, key=new_key()),
        ):
            with pytest.raises(Refused, match=why):
                act()
    assert save_form(desk, by_version[2], Language.SIMPLIFIED_CHINESE, tmp_path, key=new_key()).name == (
        "LM-401-v2-zh-Hant.pdf"
    )
    again = save_form(desk, by_version[2], Language.TRADITIONAL_CHINESE, tmp_path, key=new_key())
    assert (again.name, again.read_bytes()) == ("LM-401-v2-zh-Hant-2.pdf", PAGE_ZH)


def test_a_form_goes_along_by_mail_and_as_a_link_by_sms(
    office: Office, bring_in: BringIn, ids: Ids, tmp_path: Path
) -> None:
    bring_in(form(), form(code="LM-402", link="https://forms.insurer.example/LM-402"))
    with office.database.write() as connection:
        connection.execute(
            update(member).where(member.c.id == ids.employee).values(
                mobile="+85285553001", email="member@example.com", language="zh_Hans"
            )
        )  # fmt: skip
    desk = office.desk()
    call(desk, member_id=ids.employee)
    entry, linked = only(desk, "LM-401"), only(desk, "LM-402")
    assert [one.channel for one in reference_give.to_give(desk, entry).on_record] == [MessageChannel.EMAIL]
    shown = reference_give.to_give(desk, linked).on_record
    assert not any("8555" in one.shown or "member@" in one.shown for one in shown)
    with pytest.raises(Refused, match="nowhere on the web"):
        reference_give.send(desk, entry, MessageChannel.SMS, key=new_key())
    reference_give.send(desk, entry, MessageChannel.EMAIL, key="once")
    reference_give.send(desk, entry, MessageChannel.EMAIL, key="once")
    reference_give.send(desk, linked, MessageChannel.SMS, key=new_key())
    with office.database.read() as connection:
        mail, sms = connection.execute(select(outbox_message).order_by(outbox_message.c.id)).all()
        files = connection.execute(select(outbox_file.c.message_id, outbox_file.c.name)).all()
        acts = connection.execute(
            select(audit_entry.c.contact_id, audit_entry.c.subject).where(
                audit_entry.c.event == "reference.sent"
            )
        ).all()
        looks = connection.execute(select(access_entry)).all()  # before anybody reads the message
    assert (mail.recipient, mail.member_id, mail.language) == ("member@example.com", ids.employee, "zh_Hans")
    assert "住院赔偿申请表" in mail.subject, "made from the traditional text, as every text of the console is"
    assert sms.body == "住院赔偿申请表（LM-402）：https://forms.insurer.example/LM-402"
    assert [tuple(one) for one in files] == [(mail.id, "LM-401-v1-zh-Hant.pdf")]
    assert outbox.message(office.desk("supervisor"), mail.id).files == ("LM-401-v1-zh-Hant.pdf",)
    assert [one.subject for one in acts] == ["reference:form:LM-401", "reference:form:LM-402"]
    assert all(one.contact_id is not None for one in acts)
    assert not looks, "looking something up and sending it shows nothing of anybody"
    folder = FolderSender(tmp_path / "outbox")
    Postman(office.database, office.settings, office.clock, dict.fromkeys(MessageChannel, folder)).round()
    letters = {file.suffix: file.read_bytes() for file in (tmp_path / "outbox").iterdir()}
    assert b'filename="LM-401-v1-zh-Hant.pdf"' in letters[".eml"]
    assert b"application/pdf" in letters[".eml"]


def test_a_company_gets_it_at_its_own_address(office: Office, bring_in: BringIn, ids: Ids) -> None:
    bring_in(TERM)
    desk = office.desk()
    with office.database.write() as connection:
        connection.execute(update(policy_holder).values(contact_email="hr@example.com"))
        policy_id = connection.execute(
            select(member.c.policy_id).where(member.c.id == ids.employee)
        ).scalar_one()
    entry = only(desk, "deductible")
    with pytest.raises(Refused, match="on record"):
        reference_give.send(desk, entry, MessageChannel.EMAIL, key=new_key())
    call(desk, CallerRole.EMPLOYER, policy_id=policy_id)
    reference_give.send(desk, entry, MessageChannel.EMAIL, key=new_key())
    with office.database.read() as connection:
        message = connection.execute(select(outbox_message)).one()
    assert (message.recipient, message.member_id, message.language) == ("hr@example.com", None, "en")
    assert "What the member bears first." in message.body
    with pytest.raises(NotAllowed):
        reference_give.send(
            office.desk("auditor"), entry, MessageChannel.EMAIL, "a@example.com", key=new_key()
        )


def test_contact_points_of_the_policy_on_the_line_come_first(
    office: Office, bring_in: BringIn, ids: Ids
) -> None:
    with office.database.read() as connection:
        row = connection.execute(
            select(policy.c.policy_no, policy.c.plan_type)
            .join(member, member.c.policy_id == policy.c.id)
            .where(member.c.id == ids.employee)
        ).one()
    bring_in(
        point("A-MACAU", region=Region.MACAU), point("B-ALL", hours=HOURS),
        point("C-KIND", scheme=row.plan_type.value), point("D-OWN", scheme=row.policy_no),
    )  # fmt: skip
    desk = office.desk()
    assert codes(desk, section=Section.POINT)[:2] == ["B-ALL", "A-MACAU"]
    call(desk, member_id=ids.employee)
    assert codes(desk, "hotline") == ["D-OWN", "C-KIND", "B-ALL", "A-MACAU"]
    with office.database.write() as connection:
        connection.execute(update(member).where(member.c.id == ids.employee).values(mobile="+85365550001"))
    assert codes(desk, "hotline") == ["D-OWN", "C-KIND", "A-MACAU", "B-ALL"]
    rows = {one.code: one for one in desk_reference.search(desk, "hotline").rows}
    assert rows["B-ALL"].standing is not None
    assert rows["B-ALL"].standing.state is State.OPEN
    assert rows["D-OWN"].standing is not None
    assert rows["D-OWN"].standing.state is State.NOT_STATED
    assert (rows["D-OWN"].for_the_line, rows["B-ALL"].for_the_line) == (True, False)


def test_a_set_is_shown_first_and_brought_in_once(office: Office, bring_in: BringIn) -> None:
    desk = office.desk("supervisor")
    rows = (SetRow("set.csv", 2, form()), SetRow("set.csv", 3, TERM))
    shown = reference_upkeep.compared(desk, rows)
    assert [(one.kind.value, one.code) for one in shown.changes] == [
        ("added", "LM-401"),
        ("added", "deductible"),
    ]
    assert not desk_reference.search(desk, "").loaded, "a dry run writes nothing"
    assert bring_in(form(), TERM) == shown
    assert bring_in(form(), TERM) == SetChanges((), 2)
    newer = form(2, since=date(2026, 5, 1), texts={Language.ENGLISH: EntryText("Claim form of hospitals")})
    changes = bring_in(newer, replace(TERM, checked_on=date(2026, 11, 1))).changes
    assert [(one.kind.value, one.version) for one in changes] == [("new_version", 2), ("checked", 1)]
    assert [one.column for one in changes[0].cells][:3] == ["valid_from", "title_en", "text_en"]
    detail = desk_reference.detail(desk, only(desk, "deductible"))
    assert (detail.checked_on, detail.row.stale) == (date(2026, 11, 1), False)
    bring_in(TERM)
    assert desk_reference.detail(desk, only(desk, "deductible")).checked_on == date(2026, 11, 1)
    with office.database.read() as connection:
        events = list(
            connection.execute(
                select(audit_entry.c.event)
                .where(audit_entry.c.event.like("reference.%"))
                .order_by(audit_entry.c.seq)
            ).scalars()
        )
    assert events == [
        "reference.added", "reference.added", "reference.brought_in",
        "reference.new_version", "reference.checked", "reference.brought_in",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "column", "why"),
    [
        ((form(1, owner="Other"),), "version", "other words (owner)"),
        ((form(2), form(2)), "version", "Row 2 has the same"),
        ((form(2, date(2025, 1, 1)),), "valid_from", "begins before version 1"),
        ((form(2, code="LM-9"), form(1, code="LM-9", since=date(2026, 2, 1))), "valid_from", "begins before"),
        ((form(2, scheme="99999999"),), "scheme", "not on record"),
    ],
)  # fmt: skip
def test_what_contradicts_the_record_is_named_and_nothing_goes_in(
    office: Office, bring_in: BringIn, bad: tuple[Version, ...], column: str, why: str
) -> None:
    bring_in(form())
    with pytest.raises(BadRows) as refused:
        bring_in(*bad, replace(TERM, code="other"))
    (fault,) = refused.value.faults
    assert (fault.sheet, fault.column) == ("set.csv", column)
    assert why in fault.reason.text(str)
    assert codes(office.desk()) == ["LM-401"]


def test_an_older_number_cannot_be_slipped_in(office: Office, bring_in: BringIn) -> None:
    bring_in(form(3))
    with pytest.raises(BadRows) as refused:
        bring_in(form(2))
    assert "needs a higher number" in refused.value.faults[0].reason.text(str)


def test_who_may_bring_a_set_in(office: Office, bring_in: BringIn) -> None:
    for who in ("hotline", "counter", "auditor"):
        with pytest.raises(NotAllowed):
            bring_in(form(), who=who)
    bring_in(form(), who="administrator")
    assert codes(office.desk("auditor")) == ["LM-401"], "everybody may look something up"


def test_versions_on_record_are_never_changed(office: Office, bring_in: BringIn) -> None:
    bring_in(form(), point("HK"))
    for table in ("entry", "text", "file", "point", "check"):
        with pytest.raises(Exception, match="never changed"), office.database.write() as connection:
            connection.execute(text(f"DELETE FROM reference_{table}"))


def test_a_message_whose_file_is_gone_waits_and_somebody_is_told(
    office: Office, bring_in: BringIn, tmp_path: Path
) -> None:
    bring_in(form())
    desk = office.desk()
    reference_give.send(desk, only(desk, "LM-401"), MessageChannel.EMAIL, "a@example.com", key=new_key())
    for file in office.settings.files.rglob("*"):
        if file.is_file():
            file.unlink()
    postman = Postman(
        office.database, office.settings, office.clock,
        dict.fromkeys(MessageChannel, FolderSender(tmp_path / "outbox")),
    )  # fmt: skip
    with pytest.raises(Refused, match="backup"):
        postman.round()
    with office.database.read() as connection:
        state = connection.execute(select(outbox_message.c.state)).scalar_one()
    assert state.value == "waiting"
    assert not (tmp_path / "outbox").exists()


def test_the_run_is_on_record(office: Office, bring_in: BringIn) -> None:
    bring_in(form(), TERM)
    with office.database.read() as connection:
        row = connection.execute(text("SELECT source, counts FROM import_run")).one()
    assert (row.source, json.loads(row.counts)) == ("set", {"added": 2})


def test_an_answer_nobody_checked_for_a_year_says_so(office: Office, bring_in: BringIn) -> None:
    bring_in(replace(TERM, checked_on=office.clock().date() - timedelta(days=365)))
    (row,) = desk_reference.search(office.desk(), "deductible").rows
    assert not row.stale
    office.clock.advance(days=1)
    office.desk_again()
    (row,) = desk_reference.search(office.desk(), "deductible").rows
    assert row.stale
