"""Windows and targets in plain spans of time."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from care.core.models import AuditEntry, Organisation
from routing.models import Engagement, Line, LineTarget, SlaPolicy
from routing.policy import house
from tests.cast import Cast
from tests.routing.pages.conftest import Desk

PATH = "organisation/"


def body(cast: Cast, seen: str, **changes: str) -> dict[str, str]:
    with cast.door():
        lines = {f"line-{line.id}": "8 h" for line in Line.objects.all()}
    filled = {
        "seen": seen,
        "name": "Acme",
        "zone": "Europe/Berlin",
        "case_window": "3 d",
        "reopen_window": "36 h",
        "keep": "15 min",
        "undo": "20 s",
        "soon_late": "1:30",
        "first_response": "45 min",
        "next_response": "2 h 30 min",
    }
    return filled | lines | changes


def test_everything_is_saved_in_seconds_and_shown_in_words(acme: Cast, ada: Desk) -> None:
    page = ada.saves(PATH, body(acme, ada.seen(PATH), name="Acme & Sons"))
    assert "It counts from now on." in page
    for value in ("1 d 12 h", "15 min", "20 s", "1 h 30 min", "2 h 30 min", "Acme &amp; Sons"):
        assert f'value="{value}"' in page
    assert "<option selected>Europe/Berlin</option>" in page
    with acme.door():
        engagement, sla = Engagement.objects.get(), SlaPolicy.objects.get()
        assert engagement.reopen_window_hours == 36
        assert (engagement.keep_minutes, engagement.soon_late_minutes) == (15, 90)
        assert (sla.first_response_seconds, sla.next_response_seconds) == (2700, 9000)
        assert set(LineTarget.objects.values_list("ownership_seconds", flat=True)) == {8 * 3600}
        assert house().undo_seconds == 20
        entry = AuditEntry.objects.get(verb="organisation.change")
        assert entry.data["first_response"] == [3600, 2700]
    organisation = Organisation.objects.get(id=acme.id)
    assert (organisation.name, organisation.zone) == ("Acme & Sons", "Europe/Berlin")
    there = timezone.localtime(timezone=ZoneInfo("Europe/Berlin"))
    an_instant_ago = there - timedelta(minutes=1)
    assert any(f"Now it is {at:%H:%M} there." in page for at in (there, an_instant_ago))


def test_what_is_no_span_is_said_beside_its_field_and_nothing_is_lost(
    acme: Cast, ada: Desk
) -> None:
    seen = ada.seen(PATH)
    said = ada.refused(PATH, body(acme, seen, first_response="90", keep="soon", name="Mine"))
    assert said.count("Write a span of time with its unit") == 2
    assert 'value="Mine"' in said
    assert 'value="soon"' in said
    assert "between 1 min and 90 d" in ada.refused(PATH, body(acme, seen, next_response="0 min"))
    assert "in steps of 1 h" in ada.refused(PATH, body(acme, seen, case_window="90 min"))
    assert "no such time zone" in ada.refused(PATH, body(acme, seen, zone="Mars/Olympus"))
    with acme.door():
        assert SlaPolicy.objects.get().first_response_seconds == 3600


def test_the_second_of_two_who_save_at_once_is_told(acme: Cast, ada: Desk) -> None:
    seen = ada.seen(PATH)
    ada.saves(PATH, body(acme, seen, keep="5 min"))
    said = ada.refused(PATH, body(acme, seen, keep="1 h"))
    assert "Ada changed this while you were at it" in said
    assert 'value="1 h"' in said
    assert "<bdi>5 min</bdi>" in said
    with acme.door():
        assert Engagement.objects.get().keep_minutes == 5


def test_saving_what_stands_writes_nothing(acme: Cast, ada: Desk) -> None:
    ada.saves(PATH, body(acme, ada.seen(PATH)))
    ada.saves(PATH, body(acme, ada.seen(PATH)))
    with acme.door():
        assert AuditEntry.objects.filter(verb="organisation.change").count() == 1
