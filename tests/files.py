"""Small real files for tests: an image of any size without anybody's picture in it, and a page."""

import struct
import zlib


def png(width: int = 800, height: int = 1000, *, colour_type: int = 2, note: bytes = b"") -> bytes:
    """A PNG of one colour; ``note`` makes it another file."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour_type]
    rows = (b"\0" + b"\x7f" * width * channels) * height
    parts = [_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0))]
    if colour_type == 3:
        parts.append(_chunk(b"PLTE", b"\x10\x20\x30" * 128))
    if note:
        parts.append(_chunk(b"tEXt", b"note\0" + note))
    parts += [_chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(width: int = 800, height: int = 1000, *, components: int = 3, progressive: bool = False) -> bytes:
    """A JPEG as far as its frame goes: the picture itself is noise nobody decodes."""
    frame = struct.pack(">BHHB", 8, height, width, components) + b"\x01\x11\x00" * components
    marker = b"\xff\xc2" if progressive else b"\xff\xc0"
    thumbnail = b"Exif\0\0" + b"\xff\xd8\xff\xd9"  # a small picture inside, with an end of its own
    return (
        b"\xff\xd8"
        + _segment(b"\xff\xe1", thumbnail)
        + _segment(marker, frame)
        + _segment(b"\xff\xda", b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\x34\x56" * 40
        + b"\xff\xd9"
    )


def pdf(note: bytes = b"page") -> bytes:
    """A PDF with one object and a trailer."""
    body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Note (" + note + b") >>\nendobj\n"
    return body + b"trailer\n<< /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _segment(marker: bytes, content: bytes) -> bytes:
    return marker + struct.pack(">H", len(content) + 2) + content
