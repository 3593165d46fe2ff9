"""Public holidays of countries and their regions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import ModuleType
from typing import Final

# The library works out years by rules and tables; beyond these it knows nothing.
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100
# A place's holidays are few; a process asks for the years of the calendars that it counts by.
KEPT: Final = 2_000


def _library() -> ModuleType:
    """Only where an organisation has chosen a country: it brings 10 MB of tables."""
    import holidays

    return holidays


@lru_cache(maxsize=KEPT)
def holidays_in(
    country: str, subdivision: str, year: int, language: str = "en"
) -> Mapping[date, str]:
    """Names by day; none of a place or a year that the library does not know (any more)."""
    if not country or not FIRST_YEAR <= year <= LAST_YEAR or not is_place(country, subdivision):
        return {}
    found = _library().country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        expand=False,
        language=_spoken(country, language),
    )
    return dict(sorted(found.items()))


def closed_in(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(holidays_in(country, subdivision, year))


def is_place(country: str, subdivision: str) -> bool:
    regions = _regions().get(country)
    return regions is not None and (not subdivision or subdivision in regions)


@cache
def _regions() -> dict[str, frozenset[str]]:
    supported: dict[str, list[str]] = _library().list_supported_countries(include_aliases=False)
    return {country: frozenset(regions) for country, regions in supported.items()}


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Codes and English names, by name."""
    named = _library().registry.COUNTRIES.values()
    names = {code: _spaced(name) for name, code, *_more in named}
    return tuple(sorted(((code, names.get(code, code)) for code in _regions()), key=lambda p: p[1]))


@cache
def regions_of(country: str) -> tuple[tuple[str, str], ...]:
    """Codes and names, by name."""
    if country not in _regions():
        return ()
    aliases = _library().country_holidays(country).subdivisions_aliases
    names: dict[str, str] = {}
    for name, code in aliases.items():
        names.setdefault(code, name)
    found = ((code, names.get(code, code)) for code in _regions()[country])
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _spoken(country: str, wanted: str) -> str | None:
    """The wanted language as the library has it for this country, or else English. Without one it
    would go by the environment of the process."""
    has: list[str] = _library().list_localized_countries().get(country, [])
    for language in (wanted, "en"):
        start = language.replace("-", "_")
        found = next((one for one in has if one == start or one.split("_")[0] == start), None)
        if found:
            return found
    return has[0] if has else None


def _spaced(name: str) -> str:
    """UnitedStates → United States."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
