"""``consoleapp find`` and ``consoleapp member``: the questions a caller asks, answered without a screen."""

from typing import Annotated

import typer

from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import NotFound
from consoleapp.i18n import N_, _

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("find")(find)
    app.command("member")(member)


def find(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(help="Whatever the caller says.")],
    limit: Annotated[int, typer.Option(min=1, max=400, help="At most so many hits.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find members, policies, companies, claims, requests, invoices, doctors and accounts.

    Examples: consoleapp --as ada find chan tai man · consoleapp --as ada find 0001-00 91307 --json
    """
    from consoleapp.cli import words
    from consoleapp.desk import lookup

    invocation: Invocation = context.obj
    desk = invocation.desk()
    query = " ".join(text)
    found = lookup.find(desk, query, limit=limit)
    if as_json:
        answer_json(
            {
                "query": query,
                "took_ms": round(found.took_ms, 1),
                "counts": found.counts,
                "hits": [words.hit_as_json(hit) for hit in found.hits],
            }
        )
    else:
        columns(words.hit_as_row(hit) for hit in found.hits)
    if not found.hits:
        raise NotFound(
            N_("Nothing found for {query}. Try part of the name, the certificate or the policy number."),
            query=repr(query),
        )


def member(
    context: typer.Context,
    certificate: Annotated[str, typer.Argument(metavar="CERT", help="Certificate, for example 0001-00.")],
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number, for example 91307.")],
    as_json: AsJson = False,
) -> None:
    """A member's card: family, policy, benefits with what is left, claims and account. The look is recorded.

    Example: consoleapp --as ada member 0001-00 --policy 91307 --json
    """
    from consoleapp.cli import words
    from consoleapp.desk import members

    invocation: Invocation = context.obj
    desk = invocation.desk()
    card = members.by_certificate(desk, policy, certificate)
    benefits = members.benefits(desk, card.member_id)
    claims = members.claims(desk, card.member_id)
    if as_json:
        answer_json({"member": card, "benefits": benefits, "claims": claims})
        return
    for text in words.card_as_lines(card, benefits, claims):
        line(text)
    line(_("Looked at by {name}; the look is on record.").format(name=desk.actor.name))
