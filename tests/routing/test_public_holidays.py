"""Public holidays of countries and regions, as a library knows them."""

from __future__ import annotations

from datetime import date

import pytest

from routing.public_holidays import (
    LAST_YEAR,
    closed_in,
    countries,
    holidays_in,
    is_place,
    regions_of,
)

EPIPHANY = date(2027, 1, 6)


def test_a_region_has_holidays_that_the_country_has_not() -> None:
    assert EPIPHANY in closed_in("DE", "BY", 2027)
    assert EPIPHANY not in closed_in("DE", "", 2027)
    assert date(2027, 12, 25) in closed_in("DE", "", 2027)


def test_only_the_asked_year_is_told() -> None:
    assert {day.year for day in closed_in("US", "CA", 2027)} == {2027}


def test_names_are_in_the_asked_language_or_else_in_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    assert holidays_in("DE", "BY", 2027, "de")[EPIPHANY] == "Heilige Drei Könige"
    assert holidays_in("DE", "BY", 2027, "sw")[EPIPHANY] == "Epiphany"


@pytest.mark.parametrize(("country", "region"), [("", ""), ("XX", ""), ("DE", "XX"), ("de", "")])
def test_what_is_no_place_has_no_holidays(country: str, region: str) -> None:
    assert not closed_in(country, region, 2027)
    assert not is_place(country, region)


def test_years_beyond_what_the_library_knows_have_none() -> None:
    assert closed_in("DE", "", LAST_YEAR)
    assert not closed_in("DE", "", LAST_YEAR + 1)


def test_places_are_listed_by_name() -> None:
    names = [name for _, name in countries()]
    assert ("US", "United States") in countries()
    assert names == sorted(names)
    assert ("BY", "Bayern") in regions_of("DE")
    assert regions_of("XX") == ()
