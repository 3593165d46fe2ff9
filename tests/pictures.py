"""Pictures for tests: real ones, small, and some that are not what they seem."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **how: Any) -> bytes:
    image = Image.new("RGB", size, (30, 120, 90))
    image.putpixel((1, 1), (250, 10, 10))
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def moving(form: str = "GIF", frames: int = 3) -> bytes:
    pictures = [Image.new("RGB", (20, 16), (80 * n, 20, 40)) for n in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, form, save_all=True, append_images=pictures[1:], duration=120, loop=0)
    return out.getvalue()


def photograph(*, turned: int = 1) -> bytes:
    """With the place where it was taken, the camera, and a remark; `turned` as EXIF says it."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x0110] = "SecretPhone 9"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    return picture("JPEG", size=(60, 30), exif=exif, comment=b"taken at home")


# Few bytes that say of themselves that they are a huge picture.
def bomb() -> bytes:
    header = bytearray(picture())
    header[16:24] = (50_000).to_bytes(4, "big") * 2
    import zlib

    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    return bytes(header)


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
