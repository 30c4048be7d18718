"""What lies over other widgets is drawn whole, wherever those begin and end below it."""

from textual.geometry import Region

from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.widgets.frame import MessageLine
from tests.screens.book import Open, found
from tests.screens.console import drawn, settled


async def test_a_message_in_chinese_is_whole_over_the_panels_below_it(opened: Open) -> None:
    """A character two cells wide stands across the edge of a panel that nobody sees."""
    async with opened((80, 24)) as pilot:
        await found(pilot, "chan tai man 0001-00", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, DeskScreen)
        for air in ("", "x"):  # one of them has a character across, wherever the edge is
            told = air + "已解鎖並通知持有人；密碼不變。" * 3
            screen.say(told)
            await settled(pilot)
            assert told[:30] in drawn(pilot)
            # What lies below it alone is drawn anew.
            region = screen.query_one(MessageLine).region
            screen._compositor._dirty_regions.add(Region(25, region.y, 30, 1))
            update = screen._compositor.render_partial_update()
            assert update is not None
            assert told[:30] in "".join(
                segment.text
                for segment in update.__rich_console__(pilot.app.console, pilot.app.console.options)
            )
