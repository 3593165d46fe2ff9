"""Tags keep their slug, routes are explained, and what contradicts itself is refused."""

from __future__ import annotations

from inbox.models import Case
from routing.models import Rule, Tag, TagRoute, Team
from tests.cast import Cast, tag
from tests.inbox.actions.work import customer_writes
from tests.routing.pages.conftest import Desk

OVER, BACK = "second-line-support", "technical-reply"


def ids(cast: Cast, *slugs: str) -> list[str]:
    with cast.door():
        return [str(tag(slug).id) for slug in slugs]


def test_a_renamed_tag_keeps_its_short_name(acme: Cast, ada: Desk) -> None:
    (billing,) = ids(acme, "billing")
    seen = ada.seen("tags/", f"tags/{billing}/")
    page = ada.saves(f"tags/{billing}/", {"name": "Bills", "hue": "7", "seen": seen})
    assert "Bills" in page
    with acme.door():
        row = Tag.objects.get(slug="billing")
        assert (row.name, row.colour) == ("Bills", 7)
    said = ada.refused(f"tags/{billing}/", {"name": "Invoices", "hue": "7", "seen": seen})
    assert "Ada changed this while you were at it" in said
    assert 'value="Invoices"' in said


def test_two_tags_of_one_name_are_refused_whatever_their_case(ada: Desk) -> None:
    assert "There is a tag “Billing” already" in ada.refused(
        "tags/new/", {"name": "BILLING", "hue": "1"}
    )
    assert "Choose one of the colours" in ada.refused("tags/new/", {"name": "New", "hue": "9"})
    assert "There is no text yet" in ada.refused("tags/new/", {"hue": "1"})


def test_a_tag_that_is_needed_stays_and_says_by_whom(acme: Cast, ada: Desk) -> None:
    over, billing = ids(acme, OVER, "billing")
    said = ada.refused(f"tags/{over}/retire/", {"sure": "yes"})
    assert "It is the tag of a route" in said
    assert "The route of “Technical Reply” takes it off" in said
    said = ada.refused(f"tags/{billing}/retire/", {"sure": "yes"})
    assert "The rule “Bills and money back” names it" in said


def test_a_retired_tag_stays_on_its_cases_and_can_come_back(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "my bill is wrong")
    (billing,) = ids(acme, "billing")
    with acme.door():
        Rule.objects.filter(name="Bills and money back").update(actions=[])
    assert "It stays on the 1 open case" in ada.reads("tags/")
    ada.saves(f"tags/{billing}/retire/", {"sure": "yes"})
    with acme.door():
        assert Case.objects.get().taggings.get().tag_id == int(billing)
    assert "it is retired" in ada.refused("tags/new/", {"name": "Billing", "hue": "1"})
    assert "is in use again" in ada.saves(f"tags/{billing}/revive/")


def test_routes_that_contradict_are_refused_and_one_way_is_warned_of(acme: Cast, ada: Desk) -> None:
    over, _back, praise = ids(acme, OVER, BACK, "praise")
    with acme.door():
        second = str(Team.objects.get(slug="second-line").id)
    assert "one tag can lead to one team only" in ada.refused(
        "tags/routes/", {"tag": over, "team": second}
    )
    assert "A tag cannot take itself off" in ada.refused(
        "tags/routes/", {"tag": praise, "team": second, "opposite": praise}
    )
    assert "This team is gone" in ada.refused("tags/routes/", {"tag": praise, "team": "4711"})
    assert "This tag is gone" in ada.refused("tags/routes/", {"tag": "4711", "team": second})
    page = ada.saves("tags/routes/", {"tag": praise, "team": second})
    assert "No tag brings these cases back" in page
    with acme.door():
        route = TagRoute.objects.get(tag_id=int(praise))
    assert "it moves no case" in ada.saves(f"tags/routes/{route.id}/remove/", {"sure": "yes"})


def test_a_route_is_changed_only_as_it_was_seen(acme: Cast, ada: Desk) -> None:
    over, back = ids(acme, OVER, BACK)
    with acme.door():
        route = TagRoute.objects.get(tag_id=int(over))
        first = str(Team.objects.get(slug="first-line").id)
    path = f"tags/routes/{route.id}/"
    seen = ada.seen("tags/", path)
    ada.saves(path, {"tag": over, "team": first, "opposite": "", "seen": seen})
    stale = {"tag": over, "team": str(route.team_id), "opposite": back, "seen": seen}
    assert "changed this while you were at it" in ada.refused(path, stale)
    with acme.door():
        assert TagRoute.objects.get(id=route.id).opposite_id is None
