"""The three looks of the console (SCREENS "Looks"): dark, light and high contrast.

Style sheets and widgets name a colour by its meaning – ``$ink``, ``$muted``, ``$accent``, ``$good``,
``$waiting``, ``$bad`` – and never by its value.
"""

from dataclasses import dataclass

from textual.color import Color
from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one look, as ``#rrggbb``, by what they mean."""

    name: str
    dark: bool
    background: str
    surface: str
    panel: str
    ink: str
    muted: str
    accent: str
    good: str
    waiting: str
    bad: str

    def tint(self, colour: str, share: float) -> str:
        """``colour`` washed over the surface, ``share`` of it from 0 to 1."""
        return Color.parse(self.surface).blend(Color.parse(colour), share).hex

    @property
    def band(self) -> str:
        """The quiet band behind the selected row."""
        return Color.parse(self.background).blend(Color.parse(self.accent), 0.16 if self.dark else 0.12).hex

    @property
    def verified_band(self) -> str:
        """Behind the contact line once the caller is verified."""
        return self.tint(self.good, 0.18)

    @property
    def waiting_band(self) -> str:
        """Behind the contact line until then."""
        return self.tint(self.waiting, 0.18)


DARK = Palette(
    "desk-dark", True,
    background="#0f1419", surface="#151c23", panel="#1c252e",
    ink="#d6dde4", muted="#7d8b99", accent="#6fb3d2",
    good="#7fc08a", waiting="#e0b060", bad="#e07a6f",
)  # fmt: skip
LIGHT = Palette(
    "desk-light", False,
    background="#fbfaf7", surface="#f3f1ec", panel="#e9e6df",
    ink="#1d2730", muted="#6b7680", accent="#1f6f94",
    good="#2e7d43", waiting="#9a6700", bad="#b3382c",
)  # fmt: skip
CONTRAST = Palette(
    "desk-contrast", True,
    background="#000000", surface="#000000", panel="#101418",
    ink="#ffffff", muted="#c3ccd4", accent="#8fd6ff",
    good="#86e596", waiting="#ffd26a", bad="#ffaca2",
)  # fmt: skip

PALETTES = (DARK, LIGHT, CONTRAST)


def theme_of(palette: Palette) -> Theme:
    """``palette`` as a Textual theme."""
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=palette.accent,
        secondary=palette.accent,
        accent=palette.accent,
        foreground=palette.ink,
        background=palette.background,
        surface=palette.surface,
        panel=palette.panel,
        success=palette.good,
        warning=palette.waiting,
        error=palette.bad,
        boost=palette.panel,
        text_alpha=1.0,
        variables={
            "ink": palette.ink,
            "muted": palette.muted,
            "good": palette.good,
            "waiting": palette.waiting,
            "bad": palette.bad,
            "band": palette.band,
            "verified-band": palette.verified_band,
            "waiting-band": palette.waiting_band,
            "text-muted": palette.muted,
            "foreground-muted": palette.muted,
            "border": palette.accent,
            "border-blurred": palette.panel,
            "scrollbar": palette.panel,
            "scrollbar-hover": palette.muted,
            "scrollbar-active": palette.accent,
            "scrollbar-background": palette.background,
            "scrollbar-background-hover": palette.background,
            "scrollbar-background-active": palette.background,
            "scrollbar-corner-color": palette.background,
            "block-cursor-background": palette.band,
            "block-cursor-foreground": palette.ink,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": palette.panel,
            "block-cursor-blurred-foreground": palette.ink,
            "block-hover-background": palette.panel,
            "input-cursor-background": palette.accent,
            "input-cursor-foreground": palette.background,
            "input-selection-background": palette.band,
        },
    )


THEMES: tuple[Theme, ...] = tuple(theme_of(palette) for palette in PALETTES)
BY_NAME: dict[str, Theme] = {theme.name: theme for theme in THEMES}
NAMES: tuple[str, ...] = tuple(palette.name for palette in PALETTES)


def after(name: str) -> str:
    """The look that follows ``name`` when staff press the key for the next one."""
    return NAMES[(NAMES.index(name) + 1) % len(NAMES)] if name in NAMES else NAMES[0]
