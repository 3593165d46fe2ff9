"""Lines and teams: one front door, and nothing goes while cases or tags need it."""

from __future__ import annotations

from care.core.models import AuditEntry
from inbox.models import Case
from routing.models import Engagement, Line, Rule, TagRoute, Team, TeamMember
from routing.policy import house
from tests.cast import Cast, tag
from tests.inbox.actions.work import customer_writes
from tests.routing.pages.conftest import Desk


def version(cast: Cast) -> int:
    with cast.door():
        return Engagement.objects.get().version


def team(cast: Cast, slug: str) -> Team:
    with cast.door():
        return Team.objects.select_related("line").get(slug=slug)


def body(of: Team, seen: str, **changes: str | list[str]) -> dict[str, str | list[str]]:
    filled: dict[str, str | list[str]] = {
        "seen": seen,
        "name": of.name,
        "queue_name": of.queue_name,
        "line": str(of.line_id),
        "members": [],
        "takes_new_cases": "yes" if of.takes_new_cases else "",
    }
    return filled | changes


def test_a_third_line_with_its_team_and_two_tags_works_like_the_second(
    acme: Cast, ada: Desk
) -> None:
    before = version(acme)
    ada.saves("lines/", {"name": "Third line"})
    with acme.door():
        line = Line.objects.get(number=3)
    page = ada.saves(
        "teams/new/",
        {
            "name": "Network",
            "queue_name": "Network inbox",
            "line": str(line.id),
            "members": [str(acme.tess.id)],
        },
    )
    assert "Network inbox" in page
    assert "Tess" in page
    for name in ("Network Team", "Network Reply"):
        ada.saves("tags/new/", {"name": name, "hue": "6"})
    with acme.door():
        over, back = tag("network-team"), tag("network-reply")
        network, second = Team.objects.get(name="Network"), Team.objects.get(slug="second-line")
    ada.saves(
        "tags/routes/", {"tag": str(over.id), "team": str(network.id), "opposite": str(back.id)}
    )
    page = ada.saves(
        "tags/routes/",
        {
            "tag": str(back.id),
            "team": str(second.id),
            "opposite": str(over.id),
            "returns": "yes",
        },
    )
    assert "“Network Team” moves a case to Network, into the Network inbox." in page
    assert "brings a case back to Second line: to who asked" in page
    with acme.door():
        route = house().policy.routes[back.id]
        assert (route.team_id, route.opposite_tag_id, route.returns) == (second.id, over.id, True)
        assert TeamMember.objects.filter(team=network, member=acme.tess).exists()
        verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
        assert verbs == ["line.add", "team.add", "tag.add", "tag.add", "route.add", "route.add"]
    assert version(acme) == before + 6


def test_the_front_door_is_handed_on_and_never_left_open_or_doubled(acme: Cast, ada: Desk) -> None:
    first, second = team(acme, "first-line"), team(acme, "second-line")
    path = f"teams/{first.id}/"
    sentence = ada.refused(path, body(first, ada.seen(path), takes_new_cases=""))
    assert "New cases need a team." in sentence
    path = f"teams/{second.id}/"
    ada.saves(path, body(second, ada.seen(path), takes_new_cases="yes"))
    with acme.door():
        assert [one.slug for one in Team.objects.filter(takes_new_cases=True)] == ["second-line"]
        assert house().front_team_id == second.id


def test_a_team_goes_only_when_no_case_tag_or_rule_needs_it(acme: Cast, ada: Desk) -> None:
    second = team(acme, "second-line")
    customer_writes(acme, "my router is down")
    with acme.door():
        case = Case.objects.get()
        Case.objects.update(team=second)
        Rule.objects.filter(name="Outages").update(
            actions=[{"kind": "move_to_team", "team_id": second.id}]
        )
    said = ada.refused(f"teams/{second.id}/remove/", {"sure": "yes"})
    assert "1 open case is with it" in said
    assert "The tag “Second-Line Support” moves cases to it" in said
    assert "The rule “Outages” moves cases to it" in said

    with acme.door():
        Case.objects.update(state="resolved")
        Rule.objects.filter(name="Outages").update(actions=[])
        TagRoute.objects.all().delete()
    assert "Nothing was removed" in ada.refused(f"teams/{second.id}/remove/")
    ada.saves(f"teams/{second.id}/remove/", {"sure": "yes"})
    with acme.door():
        assert Team.objects.get(id=second.id).retired_at is not None
        assert house().standing(second.id) == house().front_team_id
        assert Case.objects.get(id=case.id).team_id == second.id
    line = second.line
    ada.saves(f"lines/{line.id}/remove/", {"sure": "yes"})
    ada.saves("lines/", {"name": "Specialists"})
    with acme.door():
        again = Line.objects.get(number=2)
        assert (again.id, again.name, again.retired_at) == (line.id, "Specialists", None)


def test_a_line_with_a_team_stays_and_says_which(acme: Cast, ada: Desk) -> None:
    line = team(acme, "second-line").line
    said = ada.refused(f"lines/{line.id}/remove/", {"sure": "yes"})
    assert "still has teams: “Second line”" in said


def test_lines_change_places(acme: Cast, ada: Desk) -> None:
    line = team(acme, "second-line").line
    ada.saves(f"lines/{line.id}/move/", {"where": "up"})
    with acme.door():
        assert [one.name for one in Line.objects.order_by("number")] == [
            "Second line",
            "First line",
        ]
    assert "stands at the end already" in ada.refused(f"lines/{line.id}/move/", {"where": "up"})


def test_who_saves_over_somebody_elses_change_is_told_and_loses_nothing(
    acme: Cast, ada: Desk
) -> None:
    second = team(acme, "second-line")
    path = f"teams/{second.id}/"
    seen = ada.seen(path)
    ada.saves(path, body(second, seen, name="Specialists"))
    mine = body(second, seen, name="Night watch", queue_name="Night inbox")
    said = ada.refused(path, mine)
    assert "Ada changed this while you were at it" in said
    assert 'value="Night watch"' in said
    assert "“Specialists”" in said
    with acme.door():
        assert Team.objects.get(id=second.id).name == "Specialists"
    ada.saves(path, mine | {"seen": ada.seen(path)})
    with acme.door():
        row = Team.objects.get(id=second.id)
        assert (row.name, row.queue_name, row.slug) == ("Night watch", "Night inbox", "second-line")


def test_a_member_of_another_organisation_cannot_be_seated(acme: Cast, ada: Desk) -> None:
    second = team(acme, "second-line")
    path = f"teams/{second.id}/"
    said = ada.refused(path, body(second, ada.seen(path), members=["987654321"]))
    assert "One of these people is gone" in said
