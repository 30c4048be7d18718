"""Style sheets read once for a look; a widget is held against the rules that may concern it.

Textual reads every sheet again, twice, when the first screen of an area opens, and walks over every rule
of all of them for each widget it styles. What a widget looks like in the end is the same.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

Rules = list[RuleSet]

FOLDER = Path(__file__).parent
FIRST_SHEETS = (
    "widgets/frame.tcss",
    "widgets/row_list.tcss",
    "dialogs/dialogs.tcss",
    "signin.tcss",
)
"""What the first frame needs, and what may lie over it."""
OTHER_SHEETS = (
    "widgets/record_grid.tcss",
    "widgets/state.tcss",
    "dialogs/desk.tcss",
    "find.tcss",
    "member/member.tcss",
    "policies/policies.tcss",
    "ledger/ledger.tcss",
    "accounts/accounts.tcss",
    "claims/claims.tcss",
    "directory/directory.tcss",
    "desk_reference/desk_reference.tcss",
    "documents/documents.tcss",
    "requests/requests.tcss",
    "reports/reports.tcss",
    "office/office.tcss",
)
"""Read while somebody signs in: the first frame does not wait for them (SPEED 8). They come all at once, for
a sheet that came with its screen would have every widget styled again."""

_SHEETS = 512
"""More than the console and the widgets it uses have."""


@lru_cache(maxsize=2)
def _read(_look: tuple[tuple[str, str], ...]) -> LRUCache[tuple[Any, ...], Rules]:
    """What was read with the colours of one look: the one in use and the one before."""
    return LRUCache(_SHEETS)


def read_ahead(variables: dict[str, str]) -> Stylesheet:
    """The other sheets, read in a thread with the colours of one look, for :meth:`Sheet.take`."""
    others = Stylesheet(variables=variables)
    others.read_all([FOLDER / name for name in OTHER_SHEETS])
    others.parse()
    return others


class Sheet(Stylesheet):
    """The style sheet of the console."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._of: Rules | None = None
        """The rules that the three below were made of."""
        self._names: dict[str, Rules] = {}
        self._order: dict[RuleSet, int] = {}
        self._narrow: dict[frozenset[str], tuple[Rules, dict[str, Rules]]] = {}
        self._applying = False
        self._take_read()

    def _take_read(self) -> None:
        self._parse_cache = _read(tuple(sorted(self._variables.items())))

    def set_variables(self, variables: dict[str, str]) -> None:
        """Another look; what was read for the one before stays with it."""
        self._parse_cache = LRUCache(1)
        super().set_variables(variables)
        self._take_read()

    def take(self, ahead: Stylesheet) -> None:
        """Remember what was read ahead, so that it is not read again for the same look."""
        known = _read(tuple(sorted(ahead._variables.items())))
        for read in ahead._parse_cache.keys():  # noqa: SIM118 - not a dict
            known[read] = ahead._parse_cache[read]

    def read_others(self) -> None:
        """Have the sheets of every screen; at once, where they were read ahead."""
        if not self.has_source(str(FOLDER / OTHER_SHEETS[0])):
            self.read_all([FOLDER / name for name in OTHER_SHEETS])

    def reparse(self) -> None:
        """With the variables of the look, what was read before is good."""
        self.parse()

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        """Style ``node``; rules that name neither its kind nor its id nor a class of it are left aside."""
        if not self._applying:
            self._whole()
        before = self._applying, self._rules, self._rules_map
        self._applying = True
        self._rules, self._rules_map = self._concerning(node)
        try:
            super().apply(node, animate=animate, cache=cache)
        finally:
            self._applying, self._rules, self._rules_map = before

    def _whole(self) -> None:
        """Have every rule at hand, of sheets that came with new widgets too."""
        rules, names = self.rules, self.rules_map
        if rules is not self._of:
            self._of, self._names = rules, names
            self._order = {rule: place for place, rule in enumerate(rules)}
            self._narrow = {}

    def _concerning(self, node: DOMNode) -> tuple[Rules, dict[str, Rules]]:
        """The rules for such a widget in the order of the sheets; and by name, as Textual looks them up."""
        names = frozenset(self._names.keys() & node._selector_names)
        found = self._narrow.get(names)
        if found is None:
            concerned = {rule for name in names for rule in self._names[name]}
            rules = sorted(concerned, key=self._order.__getitem__)
            # Every widget asks for "*"; the name of an id says that a rule depends on it.
            found = rules, {**{name: [] for name in names if name.startswith("#")}, "*": rules}
            self._narrow[names] = found
        return found
