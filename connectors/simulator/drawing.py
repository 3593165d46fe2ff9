"""What customers photograph: small pictures, drawn here from a word, always the same for it."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 480, 320
Colour = tuple[int, int, int]
LAMP: dict[str, Colour] = {
    "red": (226, 62, 52),
    "green": (76, 190, 96),
    "amber": (240, 172, 40),
    "off": (52, 58, 62),
}


def draw(word: str) -> bytes:
    """A PNG. "router:red,off,green" is a router with its lamps; "speed:3" a test that found 3 of
    100; "bars:1" a telephone's signal; anything else a receipt with lines of that length."""
    what, _, how = word.partition(":")
    rows = _paper(word)
    if what == "router":
        _router(rows, how.split(","))
    elif what == "speed":
        _speed(rows, float(how or 0))
    elif what == "bars":
        _bars(rows, int(how or 0))
    else:
        _receipt(rows, word)
    return png(rows)


def png(rows: Sequence[bytearray]) -> bytes:
    raw = b"".join(b"\x00" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _paper(word: str) -> list[bytearray]:
    """A wall in evening light."""
    chance = random.Random(word)
    base = [chance.randrange(150, 205) for _ in range(3)]
    return [
        bytearray(bytes(max(0, min(255, tone - y // 5)) for tone in base) * WIDTH)
        for y in range(HEIGHT)
    ]


def _box(rows: list[bytearray], x: int, y: int, wide: int, high: int, colour: Colour) -> None:
    wide = max(0, min(wide, WIDTH - x))
    for line in rows[max(0, y) : y + high]:
        line[3 * x : 3 * (x + wide)] = bytes(colour) * wide


def _disc(rows: list[bytearray], x: int, y: int, radius: int, colour: Colour) -> None:
    for up in range(-radius, radius + 1):
        half = int((radius * radius - up * up) ** 0.5)
        _box(rows, x - half, y + up, 2 * half + 1, 1, colour)


def _router(rows: list[bytearray], lamps: Sequence[str]) -> None:
    for x in (110, 360):
        _box(rows, x, 40, 10, 130, (34, 36, 40))
    _box(rows, 60, 160, 360, 100, (44, 47, 52))
    _box(rows, 60, 160, 360, 6, (74, 78, 84))
    for number, lamp in enumerate(lamps[:6]):
        _disc(rows, 120 + number * 56, 212, 13, LAMP.get(lamp, LAMP["off"]))


def _speed(rows: list[bytearray], found: float) -> None:
    _box(rows, 60, 40, 360, 240, (22, 25, 33))
    for number in range(11):
        reached = number * 10 <= found
        colour = (80, 200, 220) if reached else (60, 66, 80)
        high = 30 + number * 14
        _box(rows, 92 + number * 28, 250 - high, 18, high, colour)


def _bars(rows: list[bytearray], count: int) -> None:
    _box(rows, 170, 20, 140, 280, (20, 20, 24))
    _box(rows, 180, 40, 120, 230, (238, 240, 244))
    for number in range(4):
        colour = (40, 44, 52) if number < count else (200, 204, 210)
        high = 20 + number * 18
        _box(rows, 194 + number * 24, 150 - high, 16, high, colour)


def _receipt(rows: list[bytearray], word: str) -> None:
    chance = random.Random(word)
    _box(rows, 130, 10, 220, 300, (250, 249, 244))
    for number in range(11):
        long = chance.randrange(50, 130)
        _box(rows, 150, 34 + number * 24, long, 8, (120, 122, 128))
        _box(rows, 296, 34 + number * 24, 34, 8, (70, 72, 80))
