"""What was written before a channel was connected: there to be read, and no work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from inbox.actions.note import do_note
from inbox.actions.state import do_resolve
from inbox.models import Case, Channel, Clock, Event, Leg, Message, Tagging
from inbox.models.cases import UNSETTLED
from routing import policy
from routing.models import Engagement
from tests.cast import Cast, hire
from tests.inbox.flow.feed import (
    answered,
    foreign_cases,
    said,
    stored_partition,
    take_in,
    told_apart,
)
from tests.inbox.flow.oracle import partition
from tests.inbox.flow.test_partition import Arrival, deliver, deliveries
from tests.inbox.flow.test_states import hours, kinds, later, only_case, running
from tests.inbox.verbs import at, change

CONNECTED = 10.0
"""Hours after the first message."""
DOWN = "There is no internet, it is down"


@pytest.fixture
def acme(acme: Cast) -> Cast:
    connect(acme)
    return acme


def connect(cast: Cast, number: float = CONNECTED) -> None:
    with cast.door():
        Channel.objects.update(history_until=hours(number))


def widen_the_reopen_window(cast: Cast) -> None:
    with cast.door():
        Engagement.objects.update(reopen_window_hours=1_000_000, version=F("version") + 1)
    policy._read.cache_clear()


def test_history_arrives_resolved_unclocked_and_silent(acme: Cast) -> None:
    take_in(acme, said("1", text=DOWN), answered("2", "1"), later("3", 9, text="giveaway"))
    with acme.door():
        case = only_case()
        assert (case.state, case.due_at, case.unanswered_since) == ("resolved", None, None)
        assert case.resolved_at == case.settled_at == case.last_message_at == hours(9)
        assert (case.opened_at, case.last_inbound_at) == (hours(0), hours(9))
        assert (case.snippet, case.priority, case.actionability) == (
            *("giveaway", "normal"),
            "must_answer",
        )
        assert Message.objects.filter(case=case, quiet=True).count() == 3
        assert not Clock.objects.exists()
        assert not Leg.objects.exists()
        assert not Tagging.objects.exists()


def test_events_of_history_say_that_it_is_history(acme: Cast) -> None:
    take_in(acme, said("1"), answered("2", "1"))
    with acme.door():
        case = only_case()
        assert kinds(case.id) == [
            "case_opened",
            "message_received",
            "native_reply",
            "state_changed",
        ]
        assert all(event.data["history"] for event in Event.objects.all())


def test_what_comes_right_after_connecting_is_work(acme: Cast) -> None:
    take_in(acme, said("1", sent_at=hours(CONNECTED) + timedelta(seconds=1)))
    with acme.door():
        assert only_case().state == "open"
        assert running().exists()


def test_without_a_day_of_connecting_everything_is_work(acme: Cast) -> None:
    with acme.door():
        Channel.objects.update(history_until=None)
    take_in(acme, said("1"))
    with acme.door():
        assert only_case().state == "open"


def test_a_new_question_soon_after_wakes_the_case_and_is_measured_alone(acme: Cast) -> None:
    take_in(acme, said("1"), later("2", 9))
    with at(hours(12)):
        take_in(acme, later("3", 11, text=DOWN))
    with acme.door():
        case = only_case()
        assert (case.state, case.resolved_at, case.unanswered_since) == ("open", None, hours(11))
        assert Leg.objects.get().started_at == hours(11)
        first = running().get(kind="first_response")
        assert (first.started_at, case.due_at) == (hours(11), first.due_at)
        assert Clock.objects.exclude(kind="ownership").count() == 1
        assert Tagging.objects.filter(case=case).exists()
        assert Message.objects.filter(case=case).count() == 3


def test_long_after_a_new_case_begins(acme: Cast) -> None:
    take_in(acme, said("1"))
    take_in(acme, later("2", 100))
    with acme.door():
        old, new = Case.objects.order_by("id")
        assert (old.state, new.state) == ("resolved", "open")


def test_thanks_for_what_was_said_before_call_nobody(acme: Cast) -> None:
    take_in(acme, said("1"), answered("2", "1"))
    take_in(acme, later("3", 11, text="Thank you!"))
    with acme.door():
        assert only_case().state == "resolved"


def test_an_answer_on_the_network_leaves_it_resolved(acme: Cast) -> None:
    take_in(acme, said("1"))
    take_in(acme, answered("2", "1", sent_at=hours(11)))
    with acme.door():
        case = only_case()
        assert (case.state, case.last_message_at, case.settled_at) == (
            *("resolved", hours(11)),
            hours(0),
        )
        assert not Clock.objects.exists()


@pytest.mark.parametrize("earlier", [0.0, -9_000.0])
def test_history_joins_a_case_that_is_work_and_changes_nothing_of_it(
    acme: Cast, earlier: float
) -> None:
    """Newest first, as many networks list."""
    with at(hours(13)):
        take_in(acme, later("3", 12, text=DOWN))
        with acme.door():
            before = Case.objects.values().get()
            clocks, legs = list(Clock.objects.values()), list(Leg.objects.values())
        take_in(acme, said("1", sent_at=hours(earlier), text="giveaway"))
        take_in(acme, answered("2", "1", sent_at=hours(earlier + 1)))
    with acme.door():
        assert Case.objects.values().get() == before
        assert (list(Clock.objects.values()), list(Leg.objects.values())) == (clocks, legs)
        joined = Message.objects.filter(case=before["id"]).order_by("sent_at")
        assert [(m.external_id, m.quiet) for m in joined] == [
            ("1", True),
            ("2", True),
            ("3", False),
        ]


def test_on_one_page_history_and_work_make_a_case_that_begins_with_the_work(acme: Cast) -> None:
    with at(hours(13)):
        take_in(acme, later("3", 12), answered("2", "1"), said("1"), later("4", 12.5))
    with acme.door():
        case = only_case()
        assert (case.state, case.opened_at, case.unanswered_since) == (
            *("open", hours(12)),
            hours(12),
        )
        assert case.last_message_at == hours(12.5)
        assert Leg.objects.get().started_at == hours(12)
        assert running().get(kind="first_response").started_at == hours(12)
        assert running().get(kind="ownership").started_at == hours(12)


def test_where_a_rule_put_a_case_its_history_comes_too(acme: Cast) -> None:
    """Whichever is older: what somebody has in mind goes on, what was found of before joins it."""
    take_in(acme, said("1"), window=timedelta(0))
    with at(hours(13)):
        late = {"in_reply_to": "2", "text": "I call the police"}
        take_in(acme, said("3", sent_at=hours(12), **late), window=timedelta(0))
        with acme.door():
            work = Case.objects.get(state="open")
        take_in(acme, said("2", in_reply_to="1", sent_at=hours(1)), window=timedelta(0))
    with acme.door():
        case = only_case()
        assert (case.id, case.state, case.priority) == (work.id, "open", "urgent")
        assert case.opened_at == hours(12)
        assert Message.objects.filter(case=case).count() == 3


def test_pieces_of_history_far_apart_are_one_case_in_any_order(acme: Cast) -> None:
    for order in ((1, 2, 3), (3, 2, 1), (2, 1, 3)):
        for number in order:
            above = f"{order}-{number - 1}" if number > 1 else None
            day = hours(-5_000.0 + 1_000 * number)
            post = said(f"{order}-{number}", sent_at=day, in_reply_to=above)
            take_in(acme, post, window=timedelta(0))
    with acme.door():
        cases = Case.objects.filter(merged_into=None)
        assert [case.state for case in cases] == ["resolved"] * 3
        assert {case.settled_at for case in cases} == {hours(-2_000)}
        assert {case.opened_at for case in cases} == {hours(-4_000)}
        assert not Leg.objects.exists()


def test_what_a_person_has_touched_is_theirs(acme: Cast) -> None:
    take_in(acme, said("1"))
    with at(hours(11)):
        change(acme, do_note, text="I know them")
    take_in(acme, later("2", 5))
    with acme.door():
        case = only_case()
        assert (case.state, case.last_message_at) == ("resolved", hours(5))
    with at(hours(12)):
        take_in(acme, later("3", 12))
    with at(hours(13)):
        change(acme, do_resolve)
    take_in(acme, later("4", 6))
    with acme.door():
        assert (only_case().state, only_case().settled_at) == ("resolved", hours(13))


@pytest.mark.django_db(transaction=True)
def test_the_cases_are_the_same_whatever_the_order(transactional_db: Any) -> None:
    cast = hire("acme")
    widen_the_reopen_window(cast)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pages=deliveries(), window=st.sampled_from([timedelta(0), timedelta(hours=72)]))
    def agree(pages: list[list[Arrival]], window: timedelta) -> None:
        channels = deliver(cast, pages, window, history_until=hours(90))
        arrived = [(channels[a.channel], a.item) for page in pages for a in page]
        wanted = partition(arrived, window)
        found = stored_partition(cast.id, channels)
        note("\n".join(map(str, pages)) + "\n" + told_apart(found, wanted))
        assert found == wanted

    agree()
    assert foreign_cases(cast.id) == 0
    check_states(cast)


def check_states(cast: Cast) -> None:
    """A case is work because of what came after connecting, and of nothing else: a question, or a
    thank-you for what we wrote first, which finds no case that is settled."""
    with cast.door():
        old = list(Message.objects.filter(sent_at__lte=hours(90)).values_list("quiet", flat=True))
        assert set(old) == {True}
        legs = set(Leg.objects.filter(ended_at=None).values_list("case_id", flat=True))
        clocked = set(Clock.objects.filter(ended_at=None).values_list("case_id", flat=True))
        for case in Case.objects.filter(merged_into=None):
            new = Message.objects.filter(case=case, sent_at__gt=hours(90), direction="in")
            asks = new.filter(quiet=False).exists()
            thanks = case.thanked_at is not None and new.exists()
            is_work = case.state in UNSETTLED
            assert asks <= is_work <= (asks or thanks), case.id
            assert is_work == (case.id in legs), case.id
            assert clocked.isdisjoint({case.id}) or is_work
            assert not Clock.objects.filter(case=case, started_at__lte=hours(90)).exists()
