"""``consoleapp documents …``: ask for documents, take them in, chase, reject, waive, close."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli import document_post
from consoleapp.cli.claims import coded
from consoleapp.cli.output import answer_json, line
from consoleapp.errors import NotFound
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.document_shapes import DocumentItem, DocumentRequest, Missing

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[int, typer.Argument(metavar="REQUEST", help="The number of the request.")]
Place = Annotated[int, typer.Argument(metavar="ITEM", help="Which document of it, from 1.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Supplementary documents.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(listing)
    group.command("request")(request)
    group.command("send")(send)
    group.command("receive")(receive)
    group.command("reject")(reject)
    group.command("waive")(waive)
    group.command("chase")(chase)
    group.command("close")(close)
    group.command("sweep")(sweep)
    document_post.register(group)
    app.add_typer(group, name="documents")


def listing(
    context: typer.Context,
    claim: Annotated[str, typer.Option(metavar="NO", help="Requests of this claim only, old ones too.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Past their date only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Requests under way, those due first. Example: consoleapp --as ada documents list --overdue --json"""
    from consoleapp.desk import claim_enquiry, documents

    desk = context.obj.desk()
    if claim:
        found = documents.of_claim(desk, claim_enquiry.by_number(desk, claim))
        found = tuple(one for one in found if one.overdue or not overdue)
    else:
        found = documents.listed(desk, overdue=overdue)
    if as_json:
        answer_json(found)
        return
    for one in found:
        _in_words(one)


def request(
    context: typer.Context,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Claim number.")],
    item: Annotated[
        list[str], typer.Option(metavar="KIND[=WORDS]", help="medical_record, other=X-ray – repeatable.")
    ],
    by: Annotated[
        list[str] | None, typer.Option(help="sms, email, letter or call_back; the member's own if left out.")
    ] = None,
    language: Annotated[str, typer.Option("--in", metavar="CODE", help="Language of the message.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Show the text and do not send it yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the member for documents and send the request; the claim waits from then on.

    Example: consoleapp --as ada documents request A2600011355 --item medical_record --item other=X-ray
    """
    from consoleapp.desk import claim_enquiry, documents
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.documents import AskedBy
    from consoleapp.rules.statuses import Language

    desk = context.obj.desk()
    planned = documents.draft(desk, claim_enquiry.by_number(desk, claim))
    request_id = documents.ask(
        desk,
        planned.claim_id,
        [_missing(text) for text in item],
        language=coded(Language, language) if language else None,
        channels=[coded(AskedBy, one) for one in by] if by else None,
        version=planned.claim_version,
        key=new_key(),
    )
    previews = documents.preview(desk, request_id)
    if not draft:
        documents.send(desk, request_id, version=1, key=new_key())
    found = documents.one(desk, request_id)
    if as_json:
        answer_json({"request": found, "text": previews})
        return
    for text in previews:
        line(f"{_(text.channel.word)}  {text.to}  {text.subject}".rstrip())
        for told in text.text.splitlines():
            line(f"  {told}")
    _in_words(found)


def send(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Send a request that was drafted."""
    from consoleapp.desk import documents
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    documents.send(desk, number, version=documents.one(desk, number).version, key=new_key())
    _answer(desk, number, as_json=as_json)


def receive(
    context: typer.Context,
    number: Number,
    place: Place,
    file: Annotated[list[Path] | None, typer.Option(help="A scan: JPEG, PNG or PDF; repeatable.")] = None,
    confirm: Annotated[
        list[str] | None, typer.Option(help="legible, colour, both_sides, number_matches; repeatable.")
    ] = None,
    remarks: Annotated[str, typer.Option(help="Anything worth noting.")] = "",
    came_by: Annotated[str, typer.Option(help="counter, post, or upload for what was uploaded.")] = "counter",
    invoice: Annotated[str, typer.Option(metavar="NO", help="The number on the invoice or receipt.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a document in. With the last one the claim goes on and its clock starts again.

    Example: consoleapp --as ben documents receive 12 1 --file scan.pdf --confirm legible
    """
    from consoleapp.desk import documents
    from consoleapp.desk.document_shapes import InvoiceSeen
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.documents import CameBy, DocumentCheck

    desk = context.obj.desk()
    item = _item(desk, number, place)
    how = coded(CameBy, came_by)
    documents.receive(
        desk,
        item.item_id,
        files=file or (),
        uploaded=[one.file_id for one in item.uploads] if how is CameBy.UPLOAD else (),
        remarks=remarks,
        came_by=how,
        confirmed=[coded(DocumentCheck, one) for one in confirm or ()],
        invoice=InvoiceSeen(invoice) if invoice else None,
        version=item.version,
        key=new_key(),
    )
    _answer(desk, number, as_json=as_json)


def reject(
    context: typer.Context, number: Number, place: Place, reason: Reason, as_json: AsJson = False
) -> None:
    """Turn a document away; the member is asked for it again, with the reason."""
    from consoleapp.desk import documents
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    item = _item(desk, number, place)
    documents.reject(desk, item.item_id, reason, version=item.version, key=new_key())
    _answer(desk, number, as_json=as_json)


def waive(
    context: typer.Context, number: Number, place: Place, reason: Reason, as_json: AsJson = False
) -> None:
    """Do without a document. The first run asks a second person; the same again does it once approved."""
    from consoleapp.desk import approvals, documents
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    item = _item(desk, number, place)
    try:
        documents.waive(desk, item.item_id, reason, version=item.version, key=new_key())
    except approvals.NeedsApproval as needed:
        asked = approvals.ask(desk, needed.asked, reason, key=new_key())
        if as_json:
            answer_json({"approval": approvals.one(desk, asked)})
            return
        told = _("A second person was asked: {number}. Once it is approved, run the same command again.")
        line(told.format(number=asked))
        return
    _answer(desk, number, as_json=as_json)


def chase(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Ask again for what is missing, with a new date."""
    from consoleapp.desk import documents
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    documents.chase(desk, number, version=documents.one(desk, number).version, key=new_key())
    _answer(desk, number, as_json=as_json)


def close(context: typer.Context, number: Number, reason: Reason, as_json: AsJson = False) -> None:
    """End a request though documents are missing."""
    from consoleapp.desk import documents
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    documents.close(desk, number, reason, version=documents.one(desk, number).version, key=new_key())
    _answer(desk, number, as_json=as_json)


def sweep(context: typer.Context, as_json: AsJson = False) -> None:
    """Remove stored files that no record names: taking them in was cut off."""
    from consoleapp.desk import documents
    from consoleapp.desk.keys import new_key

    gone = documents.sweep_files(context.obj.desk(), key=new_key())
    if as_json:
        answer_json({"removed": gone})
    else:
        line(_("{count} stray files removed.").format(count=gone))


def _missing(text: str) -> "Missing":
    from consoleapp.desk.document_shapes import Missing
    from consoleapp.rules.documents import DocumentKind

    kind, _equals, words = text.partition("=")
    return Missing(coded(DocumentKind, kind), words)


def _item(desk: "Desk", number: int, place: int) -> "DocumentItem":
    from consoleapp.desk import documents

    items = documents.one(desk, number).items
    if not 1 <= place <= len(items):
        raise NotFound(
            N_("Request {number} has {count} documents, not {place}."),
            number=number,
            count=len(items),
            place=place,
        )
    return items[place - 1]


def _answer(desk: "Desk", number: int, *, as_json: bool) -> None:
    from consoleapp.desk import documents

    found = documents.one(desk, number)
    if as_json:
        answer_json(found)
    else:
        _in_words(found)


def _in_words(one: "DocumentRequest") -> None:
    from consoleapp.cli.words import day, word

    state = _("overdue") if one.overdue else word(one.status)
    due = _("due {day}").format(day=day(one.due_on)) if one.due_on else ""
    line(" · ".join(part for part in (f"{one.request_id}", one.claim_no, state, due) if part))
    line(f"  {one.next_step.text(_, current())}")
    for number, item in enumerate(one.items, 1):
        line(f"  {number}. {item.name.text(_, current())}: {word(item.status)}  {_(item.reason)}".rstrip())
