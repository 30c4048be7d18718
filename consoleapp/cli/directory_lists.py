"""``consoleapp directory stale`` and ``calls``: what nobody verified lately, and whom to ring first."""

from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.claims import coded
from consoleapp.cli.output import answer_json, columns
from consoleapp.i18n import _

if TYPE_CHECKING:
    from consoleapp.desk.directory_shapes import CallRow

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Limit = Annotated[int, typer.Option(min=1, max=20_000, help="At most so many.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command("stale")(stale)
    group.command("calls")(calls)


def stale(context: typer.Context, limit: Limit = 200, as_json: AsJson = False) -> None:
    """Entries not verified for longer than the settings say, the oldest first.

    Example: consoleapp --as ada directory stale --limit 20
    """
    from consoleapp.desk import directory_freshness
    from consoleapp.rules.provider_upkeep import CallOrder

    _answer(directory_freshness.calls(context.obj.desk(), CallOrder.AGE, limit, stale_only=True), as_json)


def calls(
    context: typer.Context,
    by: Annotated[str, typer.Option(metavar="ORDER", help="given (most given out first) or age.")] = "given",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Whom to ring: what callers dispute first, then what is stale.

    Example: consoleapp --as ada directory calls --by age
    """
    from consoleapp.desk import directory_freshness
    from consoleapp.rules.provider_upkeep import CallOrder

    _answer(directory_freshness.calls(context.obj.desk(), coded(CallOrder, by), limit), as_json)


def _answer(found: "tuple[CallRow, ...]", as_json: bool) -> None:
    from consoleapp.cli.words import word

    if as_json:
        answer_json(found)
        return
    columns(
        [
            one.row.provider_no,
            f"{one.row.name_en}  {one.row.name_zh}".strip(),
            ", ".join(one.row.phones),
            _("never verified") if one.days is None else _("verified {n} days ago").format(n=one.days),
            _("given out {n} times").format(n=one.given),
            "; ".join(f"{word(report.kind)} {report.note}".strip() for report in one.reports),
        ]
        for one in found
    )
