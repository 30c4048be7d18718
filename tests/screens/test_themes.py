"""The looks have the colours of the design, and the text on them can be read."""

import itertools

import pytest
from textual.color import Color

from consoleapp.screens.themes import CONTRAST, DARK, LIGHT, NAMES, PALETTES, Palette, after, theme_of


def luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def ratio(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def texts(palette: Palette) -> dict[str, str]:
    return {name: getattr(palette, name) for name in ("ink", "muted", "accent", "good", "waiting", "bad")}


def grounds(palette: Palette) -> dict[str, str]:
    names = ("background", "surface", "panel", "band", "verified_band", "waiting_band")
    return {name: getattr(palette, name) for name in names}


def test_the_ratio_is_the_known_one() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_high_contrast_is_seven_to_one_everywhere() -> None:
    for (text, ink), (ground, paper) in itertools.product(texts(CONTRAST).items(), grounds(CONTRAST).items()):
        assert ratio(ink, paper) >= 7, f"{text} on {ground}"
    for colour in ("accent", "good", "waiting", "bad"):
        assert ratio(CONTRAST.background, getattr(CONTRAST, colour)) >= 7, f"background on {colour}"


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_facts_are_easy_and_labels_are_legible(palette: Palette) -> None:
    for ground in grounds(palette).values():
        assert ratio(palette.ink, ground) >= 7
    for ground in (palette.background, palette.surface):
        for text, ink in texts(palette).items():
            assert ratio(ink, ground) >= 4, text


def test_the_colours_of_the_design() -> None:
    assert (DARK.background, DARK.surface, DARK.panel) == ("#0f1419", "#151c23", "#1c252e")
    assert (DARK.ink, DARK.muted, DARK.accent) == ("#d6dde4", "#7d8b99", "#6fb3d2")
    assert (DARK.good, DARK.waiting, DARK.bad) == ("#7fc08a", "#e0b060", "#e07a6f")
    assert (LIGHT.background, LIGHT.surface, LIGHT.panel) == ("#fbfaf7", "#f3f1ec", "#e9e6df")
    assert (LIGHT.ink, LIGHT.muted, LIGHT.accent) == ("#1d2730", "#6b7680", "#1f6f94")
    assert (LIGHT.good, LIGHT.waiting, LIGHT.bad) == ("#2e7d43", "#9a6700", "#b3382c")


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_what_textual_draws_is_what_the_design_says(palette: Palette) -> None:
    theme = theme_of(palette)
    drawn = {**theme.to_color_system().generate(), **theme.variables}
    for name, colour in texts(palette).items():
        assert drawn[name].lower() == colour
    for name in ("background", "surface", "panel"):
        assert drawn[name].lower() == getattr(palette, name)


def test_each_look_follows_another() -> None:
    assert [after(name) for name in NAMES] == [*NAMES[1:], NAMES[0]]
    assert after("unheard of") == NAMES[0]
