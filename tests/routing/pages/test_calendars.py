"""Working hours, as an administrator writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from care.core.models import AuditEntry, Organisation
from routing.models import Brand, Calendar, CalendarVersion, SlaPolicy
from routing.policy import house
from tests.cast import Cast
from tests.routing.pages.conftest import Desk

LIST = "calendars/"
NEW = "calendars/new/"
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def first_of_december() -> Iterator[None]:
    """A Tuesday. Nobody has signed in before it."""
    with time_machine.travel("2026-12-01T10:00:00Z", tick=False):
        yield


def body(**changes: str | list[str]) -> dict[str, str | list[str]]:
    week = {f"day{at}": "09:00-12:30, 13:30-18:00" for at in range(5)}
    week |= {"day5": "", "day6": ""}
    filled: dict[str, str | list[str]] = {
        "name": "Office",
        "zone": "Europe/Berlin",
        "country": "",
        "do": "save",
        **week,
    }
    return filled | changes


def path(calendar: Calendar) -> str:
    return f"calendars/{calendar.id}/"


def office(acme: Cast, ada: Desk, **changes: str | list[str]) -> Calendar:
    ada.saves(NEW, body(**changes))
    with acme.door():
        return Calendar.objects.get(name=str(changes.get("name", "Office")))


def there(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_every_organisation_starts_open_around_the_clock(acme: Cast, ada: Desk) -> None:
    page = ada.reads(LIST)
    assert "Around the clock" in page
    assert "all day" in page
    with acme.door():
        now = timezone.now()
        assert house().calendars[house().default_calendar_id].after(now, HOUR) == now + HOUR


def test_the_first_calendar_is_changed_in_the_zone_of_the_organisation(
    acme: Cast, ada: Desk
) -> None:
    Organisation.objects.filter(id=acme.id).update(zone="Asia/Tokyo")
    with acme.door():
        first = Calendar.objects.get()
    assert "<option selected>Asia/Tokyo</option>" in ada.reads(path(first))


def test_written_hours_count_and_are_shown_again_as_they_were_written(
    acme: Cast, ada: Desk
) -> None:
    calendar = office(acme, ada)
    assert 'value="09:00-12:30, 13:30-18:00"' in ada.reads(path(calendar))
    listed = ada.reads(LIST)
    assert "Mon–Fri" in listed
    assert "Sat–Sun" in listed
    with acme.door():
        hours = house().calendars[calendar.id]
        assert hours.after(there(2026, 12, 4, 17, 50), HOUR) == there(2026, 12, 7, 9, 50)
        assert hours.between(there(2026, 12, 7, 12), there(2026, 12, 7, 14)) == HOUR


def test_a_change_holds_from_now_on_and_leaves_the_past_as_it_was(acme: Cast, ada: Desk) -> None:
    calendar = office(acme, ada)
    longer = {f"day{at}": "08:00-20:00" for at in range(5)}
    seen = ada.seen(path(calendar))
    ada.saves(path(calendar), body(seen=seen, **longer))
    with acme.door():
        hours = house().calendars[calendar.id]
        full_day = timedelta(hours=12)
        assert hours.between(there(2026, 11, 30, 0), there(2026, 12, 1, 0)) == timedelta(hours=8)
        assert hours.between(there(2026, 12, 2, 0), there(2026, 12, 3, 0)) == full_day
        assert CalendarVersion.objects.filter(calendar=calendar).count() == 2
        entry = AuditEntry.objects.get(verb="calendar.change")
        assert set(entry.data) == {"week"}
    ada.saves(path(calendar), body(seen=ada.seen(path(calendar)), **longer))
    with acme.door():
        assert CalendarVersion.objects.filter(calendar=calendar).count() == 2


def test_public_holidays_close_unless_they_are_opened(acme: Cast, ada: Desk) -> None:
    place = {"country": "DE", "country_was": "DE", "subdivision": "BY"}
    looked = ada.sends(NEW, body(do="look", **place)).content.decode()
    for words in ("Friday 25 December", "Christmas Day", "Epiphany", "Wednesday 6 January"):
        assert words in looked
    shown = {"holiday": ["2026-12-25", "2026-12-26", "2027-01-06", "2027-03-26"]}
    given = {"closed-2026-12-25": "yes", "hours-2027-01-06": "10:00-12:00"}
    calendar = office(acme, ada, **place, **shown, **given)
    with acme.door():
        hours = house().calendars[calendar.id]

        def on(year: int, month: int, day: int) -> timedelta:
            midnight = there(year, month, day, 0)
            return hours.between(midnight, midnight + timedelta(days=1))

        assert on(2026, 12, 25) == timedelta(0)
        assert on(2027, 1, 6) == 2 * HOUR
        # Good Friday was unticked without hours: as on any Friday.
        assert on(2027, 3, 26) == 8 * HOUR
        # Nobody has seen that one yet, and the year after next comes by itself.
        assert on(2027, 5, 17) == timedelta(0)
        assert on(2028, 12, 25) == timedelta(0)
    page = ada.reads(path(calendar))
    assert 'name="hours-2027-01-06" value="10:00-12:00"' in page
    assert 'name="closed-2026-12-25" value="yes" checked' in page
    assert 'name="closed-2027-03-26" value="yes" checked' not in page
    assert "closed on public holidays of Germany, Bayern" in ada.reads(LIST)


def test_days_of_ones_own_stand_over_everything(acme: Cast, ada: Desk) -> None:
    party = {"own0-day": "2026-12-04", "own0-name": "Party", "own0-hours": ""}
    sale = {"own1-day": "2026-12-06", "own1-name": "Sale", "own1-hours": "10:00-16:00"}
    calendar = office(acme, ada, **party, **sale)
    with acme.door():
        hours = house().calendars[calendar.id]
        assert hours.after(there(2026, 12, 3, 17, 50), HOUR) == there(2026, 12, 6, 10, 50)
    page = ada.reads(path(calendar))
    assert 'value="Party"' in page
    assert "Friday 4 December (Party)" in page
    assert "Sunday 6 December, 10:00-16:00 (Sale)" in page
    past = ada.refused(NEW, body(**{"name": "B", "own0-day": "2026-11-30", "own0-name": "x"}))
    assert "Choose a day from today on." in past
    twice = body(name="B", **party, **(sale | {"own1-day": "2026-12-04"}))
    assert "This day stands here twice." in ada.refused(NEW, twice)


def test_looking_first_says_what_it_comes_to_and_saves_nothing(acme: Cast, ada: Desk) -> None:
    response = ada.sends(NEW, body(do="look"))
    assert response.status_code == 200
    said = response.content.decode()
    assert "40 h" in said
    assert (
        "A question that comes on Friday 4 December, 17:50 with a target of 1 h is due on "
        "Monday 7 December, 09:50." in said
    )
    with acme.door():
        assert Calendar.objects.count() == 1


def test_a_page_without_a_script_copies_hours_and_adds_rows_of_days(ada: Desk) -> None:
    copied = ada.sends(NEW, body(do="copy", copy_from="0", copy_to="weekend", day0="10:00-11:00"))
    assert copied.content.decode().count('value="10:00-11:00"') == 3
    one = {"own0-day": "2030-01-02", "own0-name": "", "own0-hours": ""}
    added = ada.sends(NEW, body(do="add-day", **one)).content.decode()
    assert 'name="own1-day"' in added
    dropped = ada.sends(NEW, body(do="drop-day0", **one)).content.decode()
    assert "2030-01-02" not in dropped


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day0": "nine to five"}, "Write hours like 09:00-12:30"),
        ({"day0": "22:00-06:00"}, "work into the night is"),
        ({"name": "around the CLOCK"}, "is called “around the CLOCK” already"),
        ({"name": "  "}, "Write something first"),
        ({"zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"country": "XX"}, "There is no such country"),
        ({f"day{at}": "" for at in range(7)}, "It is never open"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    acme: Cast, ada: Desk, changes: dict[str, str], said: str
) -> None:
    page = ada.refused(NEW, body(**changes))
    assert said in page
    assert page.count("13:30-18:00") >= 4 or "never open" in said
    with acme.door():
        assert Calendar.objects.count() == 1


def test_the_second_of_two_who_save_at_once_is_told(acme: Cast, ada: Desk) -> None:
    calendar = office(acme, ada)
    seen = ada.seen(path(calendar))
    ada.saves(path(calendar), body(seen=seen, day0="08:00-16:00"))
    said = ada.refused(path(calendar), body(seen=seen, day0="10:00-19:00"))
    assert "Ada changed this while you were at it" in said
    assert 'value="10:00-19:00"' in said
    assert "<dd>08:00-16:00</dd>" in said


def test_a_brand_chooses_and_the_default_counts_for_the_others(acme: Cast, ada: Desk) -> None:
    calendar = office(acme, ada)
    with acme.door():
        first = Brand.objects.get()
        second = Brand.objects.create(name="Night", slug="night")
    page = ada.saves(f"calendars/brands/{second.id}/", {"calendar": str(calendar.id)})
    assert "Night works by “Office” from now on." in page
    with acme.door():
        rules = house()
        assert rules.calendar_of_brand == {
            first.id: rules.default_calendar_id,
            second.id: calendar.id,
        }
    ada.saves(f"calendars/{calendar.id}/default/")
    with acme.door():
        assert house().calendar_of(first.id) == calendar.id
    ada.saves(f"calendars/brands/{second.id}/", {"calendar": ""})
    with acme.door():
        assert Brand.objects.get(id=second.id).calendar_id is None
    assert "no such calendar" in ada.refused(
        f"calendars/brands/{second.id}/", {"calendar": "999999"}
    )


def test_the_past_keeps_the_calendar_it_was_counted_by(acme: Cast, ada: Desk) -> None:
    calendar = office(acme, ada)
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    next_sunday = datetime(2026, 12, 6, 12, tzinfo=UTC)
    with acme.door():
        brand = Brand.objects.get()
        before = house().hours_of(brand.id).between(sunday, sunday + HOUR)
    ada.saves(f"calendars/brands/{brand.id}/", {"calendar": str(calendar.id)})
    with acme.door():
        hours = house().hours_of(brand.id)
        assert hours.between(sunday, sunday + HOUR) == before == HOUR
        assert hours.between(next_sunday, next_sunday + HOUR) == timedelta(0)
    ada.saves(f"calendars/brands/{brand.id}/", {"calendar": ""})
    ada.saves(f"calendars/{calendar.id}/default/")
    with acme.door():
        hours = house().hours_of(brand.id)
        assert hours.between(sunday, sunday + HOUR) == HOUR
        assert hours.between(next_sunday, next_sunday + HOUR) == timedelta(0)


def test_what_somebody_counts_by_cannot_be_taken_out_of_use(acme: Cast, ada: Desk) -> None:
    calendar = office(acme, ada)
    retire, sure = f"calendars/{calendar.id}/retire/", {"sure": "yes"}
    with acme.door():
        Brand.objects.update(calendar=calendar)
        SlaPolicy.objects.update(calendar=calendar)
    assert "is the calendar of" in ada.refused(retire, sure)
    with acme.door():
        Brand.objects.update(calendar=None)
        SlaPolicy.objects.update(calendar=None)
    assert "Tick that you are sure" in ada.refused(retire)
    assert "is out of use" in ada.saves(retire, sure)
    assert ada.client.get(f"/acme/settings/{path(calendar)}").status_code == 404
    with acme.door():
        # Clocks that were counted by it go on.
        assert calendar.id in house().calendars
        default = Calendar.objects.get(is_default=True)
    assert "counts wherever" in ada.refused(f"calendars/{default.id}/retire/", sure)
