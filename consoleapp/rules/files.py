"""What a file really is, read from its bytes: a whole JPEG, PNG or PDF, large enough to read (SAFETY 25).

Only headers and frames are looked at; nothing is decoded, so nothing in a hostile file is ever run. What a
program cannot see – whether a photograph is sharp, whether a colour image shows a grey copy – a person
confirms (:class:`consoleapp.rules.documents.DocumentCheck`).
"""

import struct
import zlib
from dataclasses import dataclass

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.documents import FileKind

_PNG = b"\x89PNG\r\n\x1a\n"
_NOT_KNOWN = N_("This is no JPEG, PNG or PDF file. Scan or photograph the document again.")
_CUT = N_("This {kind} file is not whole. Copy or scan it again.")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the bytes of a file say. Pixels and colour are known of images only."""

    kind: FileKind
    size: int
    width: int | None = None
    height: int | None = None
    colour: bool | None = None


def inspect(content: bytes) -> FileFacts:
    """What ``content`` is. Raises Refused for any other kind, and for one that is cut off or locked."""
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    raise Refused(_NOT_KNOWN)


def must_be_usable(facts: FileFacts, *, largest: int, least_pixels: int) -> None:
    """Raise Refused for a file that is too large, too small to be read, or grey.

    ``largest`` in bytes; ``least_pixels`` is what the shorter side of an image must have.
    """
    if facts.size > largest:
        raise Refused(
            N_("The file has {size} MB; at most {most} MB are taken in. Scan it at a lower resolution."),
            size=-(-facts.size // 1_000_000),
            most=largest // 1_000_000,
        )
    if facts.width is None or facts.height is None:
        return
    if min(facts.width, facts.height) < least_pixels:
        raise Refused(
            N_(
                "The image has {width} × {height} pixels, too few to be read. Its shorter side needs {least}."
            ),
            width=facts.width,
            height=facts.height,
            least=least_pixels,
        )
    if facts.colour is False:
        raise Refused(N_("The image is black and white. Ask for one in colour."))


def _jpeg(content: bytes) -> FileFacts:
    place, frame = 2, None
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            break
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if length < 2:
            break
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and place + 10 <= len(content):
            _depth, height, width, components = struct.unpack_from(">BHHB", content, place + 4)
            frame = (width, height, components)
        if marker == 0xDA:  # the picture itself begins; it must end, too
            if frame is None or content.rfind(b"\xff\xd9") < place:
                break
            width, height, components = frame
            if not width or not height:
                break
            return FileFacts(FileKind.JPEG, len(content), width, height, components >= 3)
        place += 2 + length
    raise Refused(_CUT, kind="JPEG")


def _png(content: bytes) -> FileFacts:
    place, header, data = len(_PNG), None, False
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        end = place + 12 + length
        if end > len(content):
            break
        name = content[place + 4 : place + 8]
        (crc,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[place + 4 : end - 4]) != crc:
            break
        if name == b"IHDR" and length == 13:
            header = struct.unpack_from(">IIBB", content, place + 8)
        data = data or name == b"IDAT"
        if name == b"IEND":
            if header is None or not data or not header[0] or not header[1]:
                break
            width, height, _depth, colour_type = header
            return FileFacts(FileKind.PNG, len(content), width, height, colour_type in (2, 3, 6))
        place = end
    raise Refused(_CUT, kind="PNG")


def _pdf(content: bytes) -> FileFacts:
    end = content[-2048:]
    if b"%%EOF" not in end or b"startxref" not in end or b"obj" not in content:
        raise Refused(_CUT, kind="PDF")
    if b"/Encrypt" in content:
        raise Refused(N_("This PDF file is locked with a password. Ask for one that is open."))
    return FileFacts(FileKind.PDF, len(content))
