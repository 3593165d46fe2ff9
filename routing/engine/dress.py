"""What stands around a reply: a greeting before the first one, a signature after each."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .filling import Filled, fill

# In a signature these stand in single braces: "^{initials}".
SIGNATURE_VARIABLES: Mapping[str, str] = {
    "initials": "agent.initials",
    "first_name": "agent.first_name",
    "name": "agent.name",
    "brand": "brand.name",
}
_SINGLE = re.compile(r"(?<!\{)\{\s*([a-z_]+)\s*\}(?!\})")


def signature(style: str, values: Mapping[str, str]) -> Filled:
    """The line under a reply, of a brand's style. Both `{initials}` and `{{agent.initials}}`."""

    def doubled(found: re.Match[str]) -> str:
        name = SIGNATURE_VARIABLES.get(found[1], found[1])
        return "{{" + name + "}}"

    filled = fill(_SINGLE.sub(doubled, style), values)
    return Filled(" ".join(filled.text.split()), filled.undefined, filled.empty)


def dressed(text: str, *, greeting: str = "", signature: str = "") -> str:
    """`text` with what stands around it, but nothing that stands there already. Its twin on the
    page is static/care/js/dress.js."""
    said = text.strip()
    greeting, signature = greeting.strip(), signature.strip()
    parts = [
        "" if said.startswith(greeting) else greeting,
        said,
        "" if _ends_with(said, signature) else signature,
    ]
    return " ".join(filter(None, parts))


def _ends_with(text: str, signature: str) -> bool:
    """As a word of its own: "-jo" does not end "hello-jo"."""
    if not text.endswith(signature):
        return False
    before = text[: -len(signature)]
    return not before or before[-1].isspace()
