"""The loop that the product exists for: first line, second line, and back to who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from care.core.errors import Refused
from care.core.tenancy import organisation_door
from inbox.actions.availability import do_availability
from inbox.actions.state import check_resolve, do_resolve
from inbox.actions.tag import do_tag
from inbox.flow.ticker import tick
from inbox.models import Clock, Event, Leg, Note, Outbox, Tagging, Timer
from routing.models import Engagement, Line, Tag, TagRoute, Team
from tests.cast import Cast, hire, tag
from tests.inbox.actions.work import (
    changing,
    customer_writes,
    hand_over,
    network_accepts,
    reply,
    tags_on,
    take,
    the_case,
)

pytestmark = pytest.mark.django_db

OVER, BACK = "second-line-support", "technical-reply"


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def ask(acme: Cast) -> None:
    customer_writes(acme, "@acme error 42 again, what now?")
    hand_over(acme, acme.anna, OVER, note="Can you look at 42?", acknowledge="We look into it! ^A")


def answer(acme: Cast) -> None:
    take(acme, acme.tess)
    hand_over(acme, acme.tess, BACK, note="Hold the button for ten seconds.")


def test_one_stroke_acknowledges_notes_and_hands_over(acme: Cast) -> None:
    ask(acme)
    case = the_case(acme)
    assert case.team.line.number == 2
    assert case.assignee is None
    assert case.owner == acme.anna
    assert case.state == "open"
    assert network_accepts() == ["We look into it! ^A"]
    with organisation_door(acme.id):
        assert Note.objects.get().purpose == "hand_over"
        assert Clock.objects.get(kind="first_response").ended_at is not None


def test_the_answer_comes_back_to_the_agent_who_asked(acme: Cast) -> None:
    ask(acme)
    answer(acme)
    case = the_case(acme)
    assert case.team.line.number == 1
    assert case.assignee == case.owner == acme.anna
    assert tags_on(acme) == {BACK}
    assert case.kept_until is not None


def test_it_goes_to_the_whole_team_when_the_agent_is_away(acme: Cast) -> None:
    ask(acme)
    with organisation_door(acme.id):
        do_availability(member=acme.anna, available=False)
    answer(acme)
    case = the_case(acme)
    assert (case.assignee, case.owner) == (None, acme.anna)
    assert case.team.line.number == 1


def test_a_case_kept_too_long_goes_to_the_whole_team(acme: Cast) -> None:
    ask(acme)
    answer(acme)
    with organisation_door(acme.id):
        Timer.objects.filter(kind="release").update(due_at=timezone.now() - timedelta(hours=1))
    tick()
    assert the_case(acme).assignee is None
    assert the_case(acme).owner == acme.anna


def test_an_agent_who_works_on_it_keeps_it(acme: Cast) -> None:
    ask(acme)
    answer(acme)
    reply(acme, acme.anna, "Please hold the button for ten seconds. ^A")
    with organisation_door(acme.id):
        Timer.objects.filter(kind="release").update(due_at=timezone.now() - timedelta(hours=1))
    tick()
    assert the_case(acme).assignee == acme.anna


def test_twice_round_on_one_case(acme: Cast) -> None:
    ask(acme)
    answer(acme)
    hand_over(acme, acme.anna, OVER, note="It did not help. What else?")
    assert the_case(acme).team.line.number == 2
    assert tags_on(acme) == {OVER}
    answer(acme)
    assert the_case(acme).assignee == acme.anna
    reply(acme, acme.anna, "Then we send a new one. ^A")
    network_accepts()
    with changing(acme, acme.anna) as case:
        check_resolve(member=acme.anna, case=case)
        do_resolve(member=acme.anna, case=case)
    with organisation_door(acme.id):
        rounds = Tagging.objects.filter(tag__slug=BACK).count()
        lines = list(
            Leg.objects.order_by("started_at", "id").values_list("line__number", flat=True)
        )
        assert rounds == 2
        assert [n for i, n in enumerate(lines) if i == 0 or n != lines[i - 1]] == [1, 2, 1, 2, 1]
        assert not Leg.objects.filter(ended_at=None).exists()
        assert not Clock.objects.filter(ended_at=None).exists()


def test_each_application_of_a_tag_is_a_row_of_its_own(acme: Cast) -> None:
    ask(acme)
    with changing(acme, acme.anna) as case:
        do_tag(member=acme.anna, case=case, tag=tag(OVER), why="urgent")
    with organisation_door(acme.id):
        rows = Tagging.objects.filter(tag__slug=OVER).order_by("at", "id")
        assert [row.undone_at is None for row in rows] == [False, True]


def test_a_customer_who_writes_meanwhile_leaves_the_case_on_second_line(acme: Cast) -> None:
    ask(acme)
    network_accepts()
    customer_writes(acme, "Hello? Any news?", answers=None)
    case = the_case(acme)
    assert case.team.line.number == 2
    assert case.unanswered_since is not None
    with organisation_door(acme.id):
        assert Clock.objects.filter(kind="next_response", ended_at=None).count() == 1


def test_a_third_line_is_two_more_rows(acme: Cast) -> None:
    with organisation_door(acme.id):
        third = Team.objects.create(
            line=Line.objects.create(number=3, name="Plant"),
            name="Plant",
            slug="plant",
            queue_name="Plant inbox",
        )
        over = Tag.objects.create(name="To the plant", slug="to-the-plant")
        back = Tag.objects.create(name="From the plant", slug="from-the-plant")
        TagRoute.objects.create(tag=over, team=third, opposite=back)
        second = Team.objects.get(line__number=2)
        TagRoute.objects.create(tag=back, team=second, opposite=over, returns=True)
        Engagement.objects.update(version=2)
    ask(acme)
    take(acme, acme.tess)
    hand_over(acme, acme.tess, "to-the-plant", note="Is batch 7 faulty?")
    assert the_case(acme).team.line.number == 3
    hand_over(acme, acme.amir, "from-the-plant", note="Yes, it is.")
    case = the_case(acme)
    assert case.team.line.number == 2
    assert case.assignee == acme.tess, "back to the second-liner who asked"
    assert case.owner == acme.anna, "first line still speaks to the customer"
    hand_over(acme, acme.tess, BACK, note="Batch 7: replace it.")
    assert the_case(acme).assignee == acme.anna


def test_a_half_hand_over_is_none(acme: Cast) -> None:
    customer_writes(acme, "@acme error 42")
    with pytest.raises(Refused, match="too long"):
        hand_over(acme, acme.anna, OVER, note="Look please", acknowledge="x" * 300)
    with pytest.raises(Refused, match="no text"):
        hand_over(acme, acme.anna, OVER, note="  ", acknowledge="We look")
    with organisation_door(acme.id):
        assert not Note.objects.exists()
        assert not Outbox.objects.exists()
    assert the_case(acme).team.line.number == 1


def test_a_tag_that_leads_nowhere_hands_nothing_over(acme: Cast) -> None:
    customer_writes(acme, "@acme error 42")
    with pytest.raises(Refused, match="leads to no team"):
        hand_over(acme, acme.anna, "praise", note="Look please")


def test_a_case_is_never_handed_over_when_it_is_done(acme: Cast) -> None:
    customer_writes(acme, "@acme error 42")
    with changing(acme, acme.anna) as case:
        do_resolve(member=acme.anna, case=case)
    with pytest.raises(Refused, match="Reopen it"):
        hand_over(acme, acme.anna, OVER, note="Look please")


def test_everything_of_the_loop_is_an_event_without_text(acme: Cast) -> None:
    ask(acme)
    answer(acme)
    with organisation_door(acme.id):
        kinds = set(Event.objects.values_list("kind", flat=True))
        told = str(list(Event.objects.values_list("data", flat=True)))
    assert {"case_opened", "message_received", "reply_queued", "note_added"} <= kinds
    assert {"tag_on", "tag_off", "moved", "owner_changed", "assigned"} <= kinds
    assert "error" not in told
    assert "button" not in told
