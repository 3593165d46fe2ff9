"""What a file is, told by its bytes: neither its name nor what its sender says is believed."""

from __future__ import annotations

from typing import Final, Literal

FileKind = Literal["picture", "video", "audio", "file"]

UNKNOWN: Final = "application/octet-stream"
# The only types that a browser may ever show in place: none of them can hold a script that runs.
SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# As much as is needed of a file's beginning.
HEAD: Final = 64

ENDINGS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "application/pdf": ".pdf",
}


def sniffed(head: bytes) -> str:
    """The media type; UNKNOWN for everything that is not told for certain."""
    starts = head.startswith
    if starts(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if starts(b"\xff\xd8\xff"):
        return "image/jpeg"
    if starts((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if starts(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if starts(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    if starts((b"ID3", b"\xff\xfb", b"\xff\xf3")):
        return "audio/mpeg"
    if starts(b"OggS"):
        return "audio/ogg"
    if starts(b"%PDF-"):
        return "application/pdf"
    return UNKNOWN


def kind_of(mime: str) -> FileKind:
    if mime in SHOWN:
        return "picture"
    family = mime.partition("/")[0]
    if family == "video":
        return "video"
    return "audio" if family == "audio" else "file"
