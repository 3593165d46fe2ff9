"""How networks count the length of a text. Each counter's name is also the one its twin on the page
has, so that the composer counts as the server does."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType


def count_characters(text: str) -> int:
    """Code points after NFC, so that a decomposed é counts like a composed one."""
    return len(unicodedata.normalize("NFC", text))


COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType({"characters": count_characters})
