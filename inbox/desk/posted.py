"""What a form of the composer says of its files."""

from __future__ import annotations

import re
from typing import Final

from django.http import QueryDict

from inbox.access import MAX_ID

_MOST: Final = 50
_ALT: Final = re.compile(r"alt-([0-9]{1,19})")


def file_ids(data: QueryDict) -> tuple[int, ...]:
    """Those that stood on the page; what is no number names nothing that could be sent."""
    given = data.getlist("file")[:_MOST]
    return tuple(int(one) if one.isdecimal() and len(one) < 20 else 0 for one in given)


def alts(data: QueryDict) -> dict[int, str]:
    named = ((_ALT.fullmatch(name), value) for name, value in list(data.items())[:200])
    found = {int(match[1]): str(value) for match, value in named if match}
    return {id_: alt for id_, alt in found.items() if id_ <= MAX_ID}


def visibility(data: QueryDict) -> str:
    asked = data.get("visibility", "")
    return asked if asked in {"public", "private"} else ""
