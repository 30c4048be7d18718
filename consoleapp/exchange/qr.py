"""A QR code as lines of text: two modules a character, drawn with half blocks."""

QUIET = 2
"""Modules of quiet around it: phones read with two where the norm asks for four, and a window is small."""


def drawn(text: str) -> list[str]:
    """The QR code of ``text``; a block stands for light: it is shown in white on black, on any theme."""
    import segno

    code = segno.make(text, error="l", micro=False)
    size = len(code.matrix) + 2 * QUIET
    light = [[True] * size for _row in range(size + size % 2)]
    for y, row in enumerate(code.matrix, QUIET):
        for x, dark in enumerate(row, QUIET):
            light[y][x] = not dark
    blocks = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return [
        "".join(blocks[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(light[::2], light[1::2], strict=True)
    ]
