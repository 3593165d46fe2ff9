"""Pictures, and what is told of files by their bytes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from care.core import pictures
from care.core.files import shown_name
from care.core.sniffing import SHOWN, UNKNOWN, kind_of, sniffed
from tests.pictures import HTML, SVG, bomb, moving, photograph, picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_told_by_its_bytes(form: str) -> None:
    assert sniffed(picture(form)) == f"image/{form.lower()}"


@pytest.mark.parametrize("content", [HTML, SVG, b"", b"\x00" * 64, b"PK\x03\x04", b"GIF8", b"RIFF"])
def test_nothing_else_is_ever_taken_for_one(content: bytes) -> None:
    assert sniffed(content) == UNKNOWN
    assert kind_of(UNKNOWN) == "file"
    assert "image/svg+xml" not in SHOWN


def test_what_a_camera_wrote_is_gone_and_the_picture_is_not() -> None:
    before = photograph()
    assert b"SecretPhone" in before
    clean = pictures.cleaned(before, "image/jpeg")
    for secret in (b"SecretPhone", b"taken at home", b"Exif"):
        assert secret not in clean.content
    with Image.open(io.BytesIO(clean.content)) as after, Image.open(io.BytesIO(before)) as was:
        assert not after.getexif()
        assert after.tobytes() == was.tobytes()


def test_a_picture_that_was_held_upright_stays_so() -> None:
    lying = photograph(turned=6)
    assert pictures.size_of(lying, "image/jpeg") == pictures.Size(30, 60)
    clean = pictures.cleaned(lying, "image/jpeg")
    assert clean.size == pictures.Size(30, 60)
    assert b"Exif" not in clean.content
    with Image.open(io.BytesIO(pictures.small(lying, "image/jpeg"))) as look:
        assert look.size == (30, 60)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_remarks_in_other_kinds_go_too(form: str) -> None:
    exif = Image.Exif()
    exif[0x0110] = "SecretPhone 9"
    how = {"comment": b"SecretPhone"} if form == "GIF" else {"exif": exif}
    before = picture(form, **how)
    assert b"SecretPhone" in before
    clean = pictures.cleaned(before, f"image/{form.lower()}")
    assert b"SecretPhone" not in clean.content
    assert clean.size == pictures.Size(40, 30)


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_what_moves_goes_on_moving(form: str) -> None:
    clean = pictures.cleaned(moving(form), f"image/{form.lower()}")
    with Image.open(io.BytesIO(clean.content)) as after:
        assert getattr(after, "n_frames", 1) == 3


@pytest.mark.parametrize("ask", [pictures.size_of, pictures.small, pictures.cleaned])
def test_what_would_unfold_beyond_measure_is_not_decoded(ask: object) -> None:
    with pytest.raises(pictures.BadPicture):
        ask(bomb(), "image/png")  # type: ignore[operator]


@pytest.mark.parametrize("content", [picture()[:60], b"\x89PNG\r\n\x1a\n" + b"x" * 200])
def test_a_damaged_picture_is_said_to_be_one(content: bytes) -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.cleaned(content, "image/png")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\bill.pdf", "bill.pdf"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b\u200b.png", "ab.png"),
        ("..", ".."),
        ("", ""),
        ("x" * 5_000, "x" * 200),
    ],
)
def test_a_name_is_shown_and_leads_nowhere(given: str, shown: str) -> None:
    assert shown_name(given) == shown
