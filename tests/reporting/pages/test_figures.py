"""Figures equal what a recount by hand gives, and their links list exactly those cases."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean, median

import pytest

from reporting.words import span
from routing.models import ReturnReason, Tag
from tests.cast import Cast
from tests.reporting.pages.history import MONDAY, WEEK, Past
from tests.reporting.pages.reading import Reader

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_volume_counts_the_cases_of_the_period_and_lists_them(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        opened = [MONDAY, MONDAY + DAY, MONDAY + DAY, MONDAY - DAY, MONDAY + 7 * DAY]
        for at in opened:
            past.case(at)
        past.case(MONDAY, history=True)
    reader = Reader(acme)
    assert reader.tiles("volume", WEEK)["Cases opened"] == "3"
    rows = reader.table("volume", "opened", WEEK)
    assert [row[0] for row in rows.values()][:4] == ["3", "1", "2", "0"]
    assert len(reader.listed(reader.links("volume", WEEK)["Cases opened"])) == 3
    (href, _said) = reader.cells("volume", "opened", WEEK)["3 Mar 2026"][0]
    expected = {past.told[1].case_id, past.told[2].case_id}
    assert set(reader.listed(href)) == expected


def test_medians_ninetieths_and_means_are_those_of_statistics(acme: Cast) -> None:
    waits = [60, 120, 600, 1200, 7200, 100]
    with acme.door():
        past = Past(acme)
        for number, seconds in enumerate(waits):
            past.answered(seconds, useful=seconds * 2, opened=MONDAY + number * HOUR)
        past.case()
    reader = Reader(acme)
    tiles = reader.tiles("responses", WEEK)
    assert tiles["First response, median"] == span(median(waits))
    assert tiles["First useful answer, median"] == span(median(waits) * 2)
    assert tiles["First responses"] == "6"
    whole = reader.table("responses", "first", WEEK)["Whole period"]
    assert whole[3] == span(mean(waits))
    assert whole[2] == span(1200 + (7200 - 1200) / 2)
    assert len(reader.listed(reader.links("responses", WEEK)["First response, median"])) == 6


def test_business_hours_are_another_measure(acme: Cast) -> None:
    with acme.door():
        Past(acme).answered(1200)
    tiles = Reader(acme).tiles("responses", f"{WEEK}&hours=business")
    assert tiles["First response, median (business hours)"] == "10 min"


def test_the_backlog_is_what_is_unsettled_at_the_end_of_each_day(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.solved(2 * DAY)
        past.solved(HOUR)
        past.spell(past.case(MONDAY + DAY))
        past.spell(past.case(MONDAY - 9 * DAY), MONDAY + 3 * DAY)
    reader = Reader(acme)
    cells = reader.cells("volume", "backlog", WEEK)
    days = ["2 Mar 2026", "3 Mar 2026", "4 Mar 2026", "5 Mar 2026", "8 Mar 2026"]
    assert [cells[day][0][1] for day in days] == ["2", "3", "2", "1", "1"]
    for day in days:
        href, said = cells[day][0]
        assert len(reader.listed(href)) == int(said), day


def test_resolution_is_counted_once_a_stretch_and_first_contact_needs_one_turn(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.solved(HOUR)
        past.solved(2 * HOUR, turns=3, redirected=True, rounds=2)
        past.solved(3 * HOUR, reopened=MONDAY + 20 * HOUR)
        past.solved(4 * HOUR, reopened=MONDAY + 4 * HOUR + 4 * DAY, turns=1)
    reader = Reader(acme)
    tiles = reader.tiles("resolution", WEEK)
    assert tiles["Resolved"] == "4"
    assert tiles["Resolution, median"] == "2 h 30 min"
    assert tiles["Reopen rate"] == "50 %"
    assert tiles["First-contact resolution"] == "50 %"
    assert tiles["Turns per case"] == "1.5"
    assert tiles["Within two turns"] == "75 %"
    assert tiles["Solved in the channel"] == "75 %"
    links = reader.links("resolution", WEEK)
    assert len(reader.listed(links["First-contact resolution"])) == 2
    assert reader.table("resolution", "why", WEEK)["More than two turns"][0] == "1"
    assert reader.table("resolution", "turns", WEEK)["3 turns"][0] == "1"


def test_second_line_share_is_by_the_day_of_opening_and_young_days_are_marked(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.case(further_line_at=MONDAY + HOUR)
        past.case()
        past.case()
    reader = Reader(acme)
    assert reader.tiles("lines", WEEK)["Second-line share"] == "33.3 %"
    assert len(reader.listed(reader.links("lines", WEEK)["Second-line share"])) == 1
    assert "It can still change" not in reader.page("lines", WEEK)


def test_a_round_trip_is_cut_into_its_legs(acme: Cast) -> None:
    with acme.door():
        reason = ReturnReason.objects.earliest("id")
        past = Past(acme)
        for why in (None, reason.id):
            case = past.answered(300)
            at = MONDAY + HOUR
            past.leg(case, 1, 1, 3600)
            past.leg(case, 2, 2, 600, started=at)
            past.leg(
                case,
                3,
                2,
                1800,
                started=at + HOUR,
                assignee_id=acme.tess.id,
                ended_by="moved",
                return_reason_id=why,
                returned=True,
                acknowledged_seconds=300,
                waited_seconds=600,
                worked_seconds=1800,
                back_seconds=120,
            )
            past.leg(case, 4, 1, 120, started=at + 2 * HOUR)
            past.leg(case, 5, 1, 900, started=at + 3 * HOUR, assignee_id=acme.anna.id)
    reader = Reader(acme)
    trip = reader.table("lines", "trip", WEEK)
    assert trip["Acknowledge"][:2] == ["2", "5 min"]
    assert [trip[leg][1] for leg in ("Wait for the line", "Work there", "Wait to return")] == [
        "10 min",
        "30 min",
        "2 min",
    ]
    reasons = reader.cells("lines", "reasons", WEEK)
    assert {label: row[0][1] for label, row in reasons.items()} == {
        "All": "2",
        "With an answer": "1",
        reason.name: "1",
    }
    for label in ("All", "With an answer", reason.name):
        href, said = reasons[label][0]
        assert len(reader.listed(href)) == int(said), label


def test_workload_credits_everybody_who_replied(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.answered(60, by=acme.anna)
        past.answered(60, by=acme.anna)
        case = past.answered(60, by=acme.amir)
        past.leg(case, 1, 1, 120)
        past.leg(case, 2, 1, 600, assignee_id=acme.amir.id, touch_seconds=90)
    reader = Reader(acme)
    agents = reader.cells("workload", "agents", WEEK)
    said = {label: [words for _href, words in row] for label, row in agents.items()}
    assert said["Anna"][0] == "2"
    assert said["Amir"][:2] == ["1", "1"]
    assert said["Amir"][4:] == ["1 min 30 s", "10 min"]
    assert len(reader.listed(agents["Anna"][0][0])) == 2
    assert reader.tiles("workload", WEEK)["Queue time"] == "2 min"


def test_tags_are_counted_each_time_and_together(acme: Cast) -> None:
    with acme.door():
        one, other = Tag.objects.order_by("id")[:2]
        past = Past(acme)
        both = past.case(tags=[one.id, other.id], turns=2)
        past.tag(both, one.id)
        past.tag(both, other.id, number=2)
        past.tag(both, one.id, number=3)
        alone = past.case(tags=[one.id], turns=4)
        past.tag(alone, one.id)
        past.tag(past.case(), other.id, undone=True)
    reader = Reader(acme)
    assert reader.tiles("tags", WEEK)["Taggings"] == "4"
    each = reader.table("tags", "each", WEEK)
    assert each[one.name][:2] == ["3", "2"]
    assert each[other.name][:2] == ["1", "1"]
    assert reader.table("tags", "cost", WEEK)[one.name][4] == "3"
    ((label, row),) = reader.cells("tags", "together", WEEK).items()
    assert label == f"{one.name} + {other.name}"
    assert row[0][1] == "1"
    assert reader.listed(row[0][0]) == [both.case_id]
    against = reader.cells("tags", "against", WEEK)
    assert [said for _href, said in against[one.name]] == ["2", "1"]
    assert [said for _href, said in against[other.name]] == ["1", "1"]
    assert sorted(reader.listed(against[one.name][0][0])) == sorted([both.case_id, alone.case_id])
    assert reader.listed(against[other.name][0][0]) == [both.case_id]


def test_tags_that_never_meet_stand_against_each_other_with_nothing(acme: Cast) -> None:
    """Every pair of the tags that are shown counts, also the rare ones; and a tag that stands alone
    is not shown."""
    with acme.door():
        slugs = [f"t{number:02}" for number in range(15)]
        tags = [Tag.objects.create(name=slug, slug=slug, colour=1) for slug in slugs]
        past = Past(acme)
        # The first goes with each: the fewer cases, the later the tag.
        for number, other in enumerate(tags[1:14], start=1):
            for _case in range(15 - number):
                past.case(tags=[tags[0].id, other.id])
        past.case(tags=[tags[14].id])
    against = Reader(acme).table("tags", "against", WEEK)
    assert list(against) == slugs[:12]
    assert against["t00"] == [str(sum(range(2, 15))), *map(str, range(14, 3, -1))]
    assert against["t11"][:3] == ["4", "0", "0"]


def test_targets_are_met_or_missed(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        for met in (True, True, False):
            past.clock(past.case(), met=met)
    reader = Reader(acme)
    tiles = reader.tiles("sla", WEEK)
    assert (tiles["Met"], tiles["Missed"], tiles["Targets met"]) == ("2", "1", "66.7 %")
    assert len(reader.listed(reader.links("sla", WEEK)["Missed"])) == 1
    assert reader.table("sla", "policies", WEEK)["No policy"][0] == "3"


def test_noise_is_a_share_of_what_came_in(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.arrival(past.case(), actionability="noise")
        past.arrival(past.case(), answered_at=MONDAY + HOUR)
        past.arrival(past.case(), stream_kind="search")
        past.arrival(past.case())
    reader = Reader(acme)
    tiles = reader.tiles("noise", WEEK)
    assert (tiles["Actionable"], tiles["Answered"]) == ("75 %", "33.3 %")
    assert reader.table("noise", "streams", WEEK)["Searches"][0] == "1"


def test_who_must_be_answered_and_was_not_is_listed(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        waits = past.case(unanswered_since=MONDAY)
        past.case(unanswered_since=MONDAY, actionability="optional")
        past.case()
    reader = Reader(acme)
    assert reader.tiles("unanswered", WEEK)["Must-answer unanswered"] == "1"
    assert f'data-case="{waits.case_id}"' in reader.page("unanswered", WEEK)


def test_the_period_before_stands_beside(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        for at in (MONDAY, MONDAY - DAY, MONDAY - 2 * DAY):
            past.case(at)
    shown = Reader(acme).page("volume", WEEK.replace("compare=none", "compare=previous"))
    assert "23 Feb 2026 to 1 Mar 2026" in shown
    assert "−50 %" in shown
