"""Ctrl+P: every command that works here, by its name in the language in use."""

from functools import partial

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from consoleapp.i18n import _
from consoleapp.screens import keys


class KeyCommands(Provider):
    """The registry's keys that work on the screen below the palette, as commands."""

    def commands(self) -> list[tuple[str, str, ActiveBinding]]:
        """Name with its key, help line and binding; one entry for each id."""
        found: dict[str, tuple[str, str, ActiveBinding]] = {}
        for name, active in self.screen.active_bindings.items():
            key = keys.BY_ID.get(active.binding.id or "")
            if key is None or not active.enabled or key.id in found or key.id == "app.palette":
                continue
            found[key.id] = (f"{_(key.label)}  {keys.shown(name)}", _(key.tooltip), active)
        return list(found.values())

    async def discover(self) -> Hits:
        for name, tooltip, active in self.commands():
            yield DiscoveryHit(name, partial(self.perform, active), help=tooltip)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, tooltip, active in self.commands():
            score = max(matcher.match(name), matcher.match(tooltip) * 0.8)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(name), partial(self.perform, active), text=name, help=tooltip
                )

    async def perform(self, active: ActiveBinding) -> None:
        """Do what the key does, where it does it."""
        await self.app.run_action(active.binding.action, active.node)
