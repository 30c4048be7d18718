"""A sample form as a PDF of one page: a title and lines to fill in, in English or Chinese.

Chinese is set in the reader's own font for it, so that a page stays a few hundred bytes long.
"""

from collections.abc import Sequence

FONTS = {
    "en": b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "zh_Hant": b"<< /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UTF16-H"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >>"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /MSung-Light /Flags 6 /ItalicAngle 0"
    b" /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>",
}


def page(lines: Sequence[str], language: str) -> bytes:
    """The page; every second line below the title is a line to write on."""
    drawn = [_line(text, place, language) for place, text in enumerate(lines)]
    rules = b"\n".join(b"60 %d m 535 %d l S" % (740 - 40 * place, 740 - 40 * place) for place in range(1, 15))
    content = b"\n".join(drawn) + b"\n0.5 w\n" + rules
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        FONTS[language],
    )
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(found)


def _line(text: str, place: int, language: str) -> bytes:
    size = 16 if place == 0 else 10
    if language == "en":
        shown = (
            b"(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("ascii") + b")"
        )
    else:
        shown = b"<" + text.encode("utf-16-be").hex().encode() + b">"
    return b"BT /F1 %d Tf 60 %d Td %s Tj ET" % (
        size,
        785 - 18 * place if place < 3 else 745 - 40 * (place - 2),
        shown,
    )
