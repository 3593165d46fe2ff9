"""Languages that messages are told apart by, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from routing.engine.language import LANGUAGES, UNKNOWN

LANGUAGE_NAMES: Final = {
    "ar": gettext_lazy("Arabic"),
    "de": gettext_lazy("German"),
    "el": gettext_lazy("Greek"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "fa": gettext_lazy("Persian"),
    "fr": gettext_lazy("French"),
    "he": gettext_lazy("Hebrew"),
    "hi": gettext_lazy("Hindi"),
    "it": gettext_lazy("Italian"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "nl": gettext_lazy("Dutch"),
    "pl": gettext_lazy("Polish"),
    "pt": gettext_lazy("Portuguese"),
    "ru": gettext_lazy("Russian"),
    "sv": gettext_lazy("Swedish"),
    "th": gettext_lazy("Thai"),
    "tr": gettext_lazy("Turkish"),
    "uk": gettext_lazy("Ukrainian"),
    "zh": gettext_lazy("Chinese"),
    UNKNOWN: gettext_lazy("not recognised"),
}


def languages_by_name() -> list[tuple[str, str]]:
    """(code, name), the unknown last."""
    known = sorted((str(LANGUAGE_NAMES[code]), code) for code in LANGUAGES)
    return [(code, name) for name, code in known] + [(UNKNOWN, str(LANGUAGE_NAMES[UNKNOWN]))]


def language_name(code: str) -> str:
    """As it is stored: empty is unknown."""
    return str(LANGUAGE_NAMES.get(code or UNKNOWN, code))
