"""Pictures: how large they are, a small one to look at, and our own without what a camera wrote.

Decoding is where pictures attack: a few bytes may unfold to gigabytes. Sizes are read from the
header first, and what would be larger than `MOST_PIXELS` is not decoded at all.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from care.core.sniffing import SHOWN

MOST_PIXELS: Final = 50_000_000
# Of all frames of a moving picture together.
MOST_MOVING: Final = 200_000_000
MOST_FRAMES: Final = 500
LOOK: Final = 640  # the longer side of the small one

# Ours is asked before anything is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
# What Pillow raises for files that are not what they seem.
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError)
_BROKEN_TOO = (IndexError, KeyError, TypeError, ZeroDivisionError, OverflowError)


class BadPicture(ValueError):
    """It is damaged, or unfolds to more than is sensible."""


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    content: bytes
    size: Size


def size_of(content: bytes, mime: str) -> Size:
    """As it is seen: a telephone held upright writes its pictures lying, and a sign how to turn
    them."""
    with _opened(content, mime) as image:
        width, height = image.size
        turned = mime == "image/jpeg" and image.getexif().get(0x0112) in {5, 6, 7, 8}
        return Size(height, width) if turned else Size(width, height)


def small(content: bytes, mime: str) -> bytes:
    """A WebP of the first frame, at most LOOK on its longer side: made anew, so that nothing of
    the original's bytes is in it."""
    try:
        with _opened(content, mime) as image:
            image.draft("RGB", (LOOK * 2, LOOK * 2))
            upright = ImageOps.exif_transpose(image)
            look = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            look.thumbnail((LOOK, LOOK))
            return _written(look, "WEBP", quality=80)
    except (*_BROKEN, *_BROKEN_TOO) as error:
        raise BadPicture(str(error)) from error


def cleaned(content: bytes, mime: str) -> Cleaned:
    """The same picture without what the camera and the editor wrote into it: place, time, device,
    remarks. It is decoded and written anew, so that only the picture is left."""
    try:
        with _opened(content, mime) as image:
            again = _again(image, mime)
        return Cleaned(again, size_of(again, mime))
    except BadPicture:
        raise
    except (*_BROKEN, *_BROKEN_TOO) as error:
        raise BadPicture(str(error)) from error


def _again(image: Any, mime: str) -> bytes:
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and mime != "image/jpeg":
        return _moving(image, mime, frames)
    colours = {"icc_profile": image.info.get("icc_profile")}
    if mime == "image/jpeg":
        colours["comment"] = colours["exif"] = b""
        if image.getexif().get(0x0112, 1) in {0, 1}:
            # The same tables of the same compression: nothing is lost.
            return _written(image, "JPEG", quality="keep", **colours)
        return _written(ImageOps.exif_transpose(image), "JPEG", quality=92, **colours)
    bare = image.copy()
    bare.info = {key: bare.info[key] for key in ("transparency",) if key in bare.info}
    if mime == "image/webp":
        return _written(bare, "WEBP", quality=92, exif=b"", xmp=b"", **colours)
    return _written(bare, _FORMATS[mime], **({} if mime == "image/gif" else colours))


def _moving(image: Any, mime: str, frames: int) -> bytes:
    if frames > MOST_FRAMES or frames * image.width * image.height > MOST_MOVING:
        raise BadPicture("too many frames")
    loop = image.info.get("loop", 0 if mime != "image/gif" else None)
    pictures, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(max(20, int(frame.info.get("duration") or 100)))
        one = frame.convert("RGBA")
        one.info = {}
        pictures.append(one)
    more = {} if loop is None else {"loop": loop}
    if mime == "image/gif":
        more["disposal"] = 2
    return _written(
        pictures[0],
        _FORMATS[mime],
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        **more,
    )


def _written(image: Any, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def _opened(content: bytes, mime: str) -> Any:
    """Its header is read, and nothing decoded."""
    if mime not in SHOWN:
        raise BadPicture("not a picture")
    try:
        image = Image.open(io.BytesIO(content), formats=[_FORMATS[mime]])
    except (*_BROKEN, *_BROKEN_TOO) as error:
        raise BadPicture(str(error)) from error
    if image.width * image.height > MOST_PIXELS:
        raise BadPicture(f"{image.width} × {image.height} pixels")
    return image
