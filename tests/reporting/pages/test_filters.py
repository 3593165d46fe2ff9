"""What a report is narrowed to, and who may narrow it to what."""

from __future__ import annotations

import pytest

from inbox.models import Channel
from reporting.ask.catalogue import METRICS
from routing.models import Brand, BrandSight, CustomField, Tag, Team
from tests.cast import Cast, open_channel_of
from tests.reporting.pages.history import MONDAY, WEEK, Past
from tests.reporting.pages.reading import Reader, client_of

pytestmark = pytest.mark.django_db


def opened(cast: Cast, query: str) -> str:
    return Reader(cast).tiles("volume", f"{WEEK}&{query}")["Cases opened"]


def test_each_filter_leaves_what_it_says(acme: Cast) -> None:
    with acme.door():
        one, other = Tag.objects.order_by("id")[:2]
        second = Team.objects.get(line__number=2)
        channel = open_channel_of("acme2", network="generic")
        CustomField.objects.create(
            of="customer", slug="plan", name="Plan", kind="choice", choices=["gold", "silver"]
        )
        past = Past(acme)
        past.case(tags=[one.id, other.id], priority="urgent")
        past.case(tags=[one.id], channel_id=channel)
        past.case(team_id=second.id, line_id=second.line_id, owner_id=acme.anna.id)
        past.case(fields={"plan": "gold"})
    for query, cases in {
        f"tag={one.slug}": "2",
        f"tag={one.slug}&tag={other.slug}&tags=all": "1",
        f"tag={one.slug}&tag={other.slug}&tags=any": "2",
        f"tag={one.slug}&tags=none": "2",
        "priority=urgent": "1",
        "network=generic": "1",
        f"channel={channel}": "1",
        f"channel={channel}&channel={acme.channel_id}": "4",
        f"team={second.id}": "1",
        f"line={second.line_id}": "1",
        f"agent={acme.anna.id}": "1",
        "field.plan=gold": "1",
        "field.plan=silver": "0",
        "tag=&team=&field.plan=": "4",
    }.items():
        assert opened(acme, query) == cases, query


def test_a_filter_of_the_case_narrows_every_table(acme: Cast) -> None:
    with acme.door():
        tag = Tag.objects.earliest("id")
        past = Past(acme)
        past.answered(60, tags=[tag.id])
        past.answered(600)
    reader = Reader(acme)
    narrowed = f"{WEEK}&tag={tag.slug}"
    assert reader.tiles("responses", narrowed)["Waits ended"] == "1"
    assert len(reader.listed(reader.links("responses", narrowed)["Waits ended"])) == 1


def test_first_responses_belong_to_the_team_that_gave_them(acme: Cast) -> None:
    """Also when the case is with another one now."""
    with acme.door():
        second = Team.objects.get(line__number=2)
        first = Team.objects.get(line__number=1)
        past = Past(acme)
        case = past.answered(60)
        type(case).objects.filter(id=case.id).update(team_id=second.id, line_id=second.line_id)
    reader = Reader(acme)
    here = reader.tiles("responses", f"{WEEK}&team={first.id}")
    there = reader.tiles("responses", f"{WEEK}&team={second.id}")
    assert (here["First responses"], there["First responses"]) == ("1", "0")


def test_a_value_that_names_nothing_is_not_found(acme: Cast) -> None:
    client = client_of(acme.leader)
    for query in (
        *("team=999999", "team=x", "brand=-1", "tag=no-such-tag", "network=nowhere"),
        *("priority=most", "field.nothing=1", f"channel={'9' * 40}", "tag=billing&tags=some"),
    ):
        assert client.get(f"/acme/reports/volume/?{query}").status_code == 404, query


def test_another_organisations_rows_are_rows_that_are_not_there(acme: Cast, globex: Cast) -> None:
    with globex.door():
        team = Team.objects.earliest("id").id
        Past(globex).case()
    client = client_of(acme.leader)
    assert client.get(f"/acme/reports/volume/?team={team}").status_code == 404
    assert client.get(f"/acme/reports/volume/?channel={globex.channel_id}").status_code == 404
    assert Reader(acme).tiles("volume", WEEK)["Cases opened"] == "0"
    assert client.get("/globex/reports/volume/").status_code == 404


def test_a_leader_of_one_brand_counts_and_lists_only_its_cases(acme: Cast) -> None:
    with acme.door():
        hidden = Brand.objects.create(name="Hidden brand", slug="hidden")
        channel = open_channel_of("hidden")
        Channel.objects.filter(id=channel).update(brand=hidden)
        past = Past(acme)
        seen = past.case()
        past.case(channel_id=channel)
        BrandSight.objects.create(member=acme.leader, brand_id=seen.brand_id)
    reader = Reader(acme)
    assert reader.tiles("volume", WEEK)["Cases opened"] == "1"
    assert "Hidden brand" not in reader.page("volume", WEEK)
    assert reader.listed(reader.links("volume", WEEK)["Cases opened"]) == [seen.case_id]
    assert reader.client.get(f"{reader.root}volume/?brand={hidden.id}").status_code == 404
    assert Reader(acme, acme.admin).tiles("volume", WEEK)["Cases opened"] == "2"


def test_an_agent_sees_only_what_is_their_own(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        mine = past.answered(60, by=acme.anna)
        past.answered(60, by=acme.amir)
    reader = Reader(acme, acme.anna)
    assert reader.client.get(f"{reader.root}workload/").status_code == 404
    assert reader.client.get(reader.root).status_code == 303
    assert reader.tiles("mine", WEEK)["Handled"] == "1"
    both = f"{WEEK}&agent={acme.amir.id}"
    assert reader.tiles("mine", both)["Handled"] == "1"
    assert reader.listed(f"{reader.root}cases/?figure=handled&{both}") == [mine.case_id]
    assert "Amir" not in reader.page("mine", WEEK)


def test_every_figure_has_a_definition_and_a_list_of_cases(acme: Cast) -> None:
    reader = Reader(acme)
    for name, metric in METRICS.items():
        assert str(metric.definition).endswith("."), name
        assert reader.listed(f"{reader.root}cases/?figure={name}&{WEEK}") == [], name


def test_a_list_of_nothing_that_there_is_is_not_found(acme: Cast) -> None:
    client = client_of(acme.leader)
    for query in (
        *("figure=no-such", "of=team:x", "of=nothing:1"),
        *("since=soon", "after=1_x", "of=together:x-y"),
    ):
        assert client.get(f"/acme/reports/cases/?{query}").status_code == 404, query


def test_a_period_that_is_none_is_told_and_nothing_is_counted(acme: Cast) -> None:
    response = client_of(acme.leader).get("/acme/reports/volume/?period=custom&from=x")
    assert response.status_code == 400
    assert "not a day that can be shown" in response.content.decode()
    assert "tile__figure" not in response.content.decode()


def test_a_mark_stands_on_the_time_axis_until_it_is_removed(acme: Cast) -> None:
    client, root = client_of(acme.leader), "/acme/reports/"
    with acme.door():
        Past(acme).case(MONDAY)
    said = {"kind": "outage", "at": "2026-03-04T10:00", "label": "Mast 12 was down"}
    assert client.post(f"{root}marks/", said | {"label": ""}).status_code == 422
    assert client.post(f"{root}marks/", said | {"at": "soon"}).status_code == 422
    assert client.post(f"{root}marks/", said).status_code == 303
    assert "Mast 12 was down" in Reader(acme).page("volume", WEEK)
    page = client.get(f"{root}marks/").content.decode()
    address = page.partition('action="/acme/reports/marks/')[2].partition('action="')[2]
    assert client.post(address.partition('"')[0]).status_code == 303
    assert "Mast 12 was down" not in Reader(acme).page("volume", WEEK)
