"""A file is what its bytes say, whole, or it is turned away (SAFETY 25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consoleapp.errors import Refused
from consoleapp.rules.documents import FileKind
from consoleapp.rules.files import FileFacts, inspect, must_be_usable
from tests.files import jpeg, pdf, png


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_says_its_size_and_colour(progressive: bool) -> None:
    content = jpeg(640, 480, progressive=progressive)
    assert inspect(content) == FileFacts(FileKind.JPEG, len(content), 640, 480, True)
    assert inspect(jpeg(components=1)).colour is False


@pytest.mark.parametrize(("colour_type", "colour"), [(0, False), (2, True), (3, True), (4, False), (6, True)])
def test_a_png_says_its_size_and_colour(colour_type: int, colour: bool) -> None:
    content = png(30, 20, colour_type=colour_type)
    assert inspect(content) == FileFacts(FileKind.PNG, len(content), 30, 20, colour)


def test_a_pdf_is_known_and_a_locked_one_refused() -> None:
    assert inspect(pdf()) == FileFacts(FileKind.PDF, len(pdf()))
    with pytest.raises(Refused, match="locked"):
        inspect(pdf().replace(b"/Root", b"/Encrypt 2 0 R /Root"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a....",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"#!/bin/sh\nrm -rf /\n",
        b"PK\x03\x04",
        b" %PDF-1.4\n" + pdf(),
        b"II*\0",
    ],
)
def test_other_kinds_are_turned_away_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(Refused, match="no JPEG, PNG or PDF"):
        inspect(content)


@given(st.sampled_from([jpeg(64, 64), png(8, 8), pdf()]), st.data())
def test_a_file_that_is_cut_off_is_never_taken_for_whole(content: bytes, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(content) - 7))
    with pytest.raises(Refused):
        inspect(content[:end])


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"]))
def test_any_bytes_are_either_known_or_refused(noise: bytes, start: bytes) -> None:
    try:
        facts = inspect(start + noise)
    except Refused:
        return
    assert facts.size == len(start + noise)


def test_a_changed_png_is_noticed() -> None:
    content = bytearray(png(8, 8))
    content[-20] ^= 1
    with pytest.raises(Refused, match="not whole"):
        inspect(bytes(content))


def test_what_is_too_large_too_small_or_grey_is_turned_away() -> None:
    fine = FileFacts(FileKind.JPEG, 1_000, 600, 900, True)
    must_be_usable(fine, largest=1_000, least_pixels=600)
    must_be_usable(FileFacts(FileKind.PDF, 1_000), largest=1_000, least_pixels=600)
    for facts, why in (
        (FileFacts(FileKind.PDF, 1_001), "at most"),
        (FileFacts(FileKind.JPEG, 10, 599, 2_000, True), "too few"),
        (FileFacts(FileKind.PNG, 10, 600, 600, False), "black and white"),
    ):
        with pytest.raises(Refused, match=why):
            must_be_usable(facts, largest=1_000, least_pixels=600)
