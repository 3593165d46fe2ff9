"""Windows in plain spans of time."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from care.core.models import AuditEntry, Organisation
from routing.models import Engagement
from routing.policy import house
from tests.cast import Cast
from tests.routing.pages.conftest import Desk

PATH = "organisation/"


def body(seen: str, **changes: str) -> dict[str, str]:
    filled = {
        "seen": seen,
        "name": "Acme",
        "zone": "Europe/Berlin",
        "case_window": "3 d",
        "reopen_window": "36 h",
        "keep": "15 min",
        "undo": "20 s",
        "soon_late": "1:30",
    }
    return filled | changes


def test_everything_is_saved_in_seconds_and_shown_in_words(acme: Cast, ada: Desk) -> None:
    page = ada.saves(PATH, body(ada.seen(PATH), name="Acme & Sons"))
    assert "It counts from now on." in page
    for value in ("1 d 12 h", "15 min", "20 s", "1 h 30 min", "Acme &amp; Sons"):
        assert f'value="{value}"' in page
    assert "<option selected>Europe/Berlin</option>" in page
    with acme.door():
        engagement = Engagement.objects.get()
        assert engagement.reopen_window_hours == 36
        assert (engagement.keep_minutes, engagement.soon_late_minutes) == (15, 90)
        assert house().undo_seconds == 20
        entry = AuditEntry.objects.get(verb="organisation.change")
        assert entry.data["keep"] == [600, 900]
    organisation = Organisation.objects.get(id=acme.id)
    assert (organisation.name, organisation.zone) == ("Acme & Sons", "Europe/Berlin")
    there = timezone.localtime(timezone=ZoneInfo("Europe/Berlin"))
    an_instant_ago = there - timedelta(minutes=1)
    assert any(f"Now it is {at:%H:%M} there." in page for at in (there, an_instant_ago))


def test_what_is_no_span_is_said_beside_its_field_and_nothing_is_lost(
    acme: Cast, ada: Desk
) -> None:
    seen = ada.seen(PATH)
    said = ada.refused(PATH, body(seen, undo="90", keep="soon", name="Mine"))
    assert said.count("Write a span of time with its unit") == 2
    assert 'value="Mine"' in said
    assert 'value="soon"' in said
    assert "between 1 h and 365 d" in ada.refused(PATH, body(seen, case_window="0 min"))
    assert "in steps of 1 h" in ada.refused(PATH, body(seen, case_window="90 min"))
    assert "no such time zone" in ada.refused(PATH, body(seen, zone="Mars/Olympus"))
    with acme.door():
        assert Engagement.objects.get().keep_minutes == 10


def test_the_second_of_two_who_save_at_once_is_told(acme: Cast, ada: Desk) -> None:
    seen = ada.seen(PATH)
    ada.saves(PATH, body(seen, keep="5 min"))
    said = ada.refused(PATH, body(seen, keep="1 h"))
    assert "Ada changed this while you were at it" in said
    assert 'value="1 h"' in said
    assert "<bdi>5 min</bdi>" in said
    with acme.door():
        assert Engagement.objects.get().keep_minutes == 5


def test_saving_what_stands_writes_nothing(acme: Cast, ada: Desk) -> None:
    ada.saves(PATH, body(ada.seen(PATH)))
    ada.saves(PATH, body(ada.seen(PATH)))
    with acme.door():
        assert AuditEntry.objects.filter(verb="organisation.change").count() == 1
