"""The one door through which text enters."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from care.core.errors import BadText

MAX_MESSAGE: Final = 50_000  # characters; longer than any network's own limit
MAX_NOTE: Final = 20_000
MAX_NAME: Final = 200

_SURROGATES = re.compile("[\ud800-\udfff]")


def faithful(text: str, *, limit: int = MAX_MESSAGE) -> str:
    """`text` as Postgres can store it: NUL taken out, lone surrogates as U+FFFD, cut at `limit`.

    For what comes from a network, where refusing would lose a customer's words.
    """
    if "\x00" in text:
        text = text.replace("\x00", "")
    if not text.isascii():
        text = _SURROGATES.sub("�", text)
    return text[:limit]


def typed(text: str, *, limit: int) -> str:
    """`text` that a person of ours typed, stripped; refused when empty, broken or too long."""
    if "\x00" in text or _SURROGATES.search(text):
        raise BadText(
            _("The text holds characters that cannot be stored. Paste it as plain text and retry.")
        )
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise BadText(_("There is no text yet. Write something first."))
    if len(text) > limit:
        raise BadText(
            _("The text has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"length": len(text), "limit": limit}
        )
    return text
