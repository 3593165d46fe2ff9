"""What a message does to the state of its case, and what a tie between two cases does to both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from inbox.actions.note import do_note
from inbox.actions.state import do_dismiss, do_resolve, do_snooze
from inbox.models import Case, CaseLink, Clock, Event, Leg, Message, Tagging, Timer
from tests.cast import Cast
from tests.inbox.flow.feed import MONDAY, answered, said, take_in
from tests.inbox.verbs import at, begin_sending, change, reply

NONE = timedelta(0)
NOISE = "RT @acme follow and retweet to win a phone"


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def later(external_id: str, number: float, **changes: Any) -> Any:
    """The same customer, that many hours later, under the first post."""
    return said(external_id, in_reply_to="1", sent_at=hours(number), **changes)


def only_case() -> Case:
    return Case.objects.get(merged_into=None)


def running() -> QuerySet[Clock]:
    return Clock.objects.filter(ended_at=None)


def kinds(case_id: int) -> list[str]:
    return list(Event.objects.filter(case=case_id).order_by("id").values_list("kind", flat=True))


def resolved_after_an_hour(cast: Cast) -> None:
    with at(hours(0)):
        take_in(cast, said("1"))
    with at(hours(1)):
        change(cast, do_resolve)


def test_thanks_attach_quietly_to_a_resolved_case(acme: Cast) -> None:
    resolved_after_an_hour(acme)
    with at(hours(2)):
        take_in(acme, later("2", 2, text="Thank you so much!"))
    with acme.door():
        case = only_case()
        assert (case.state, case.thanked_at) == ("resolved", hours(2))
        assert Message.objects.get(external_id="2").quiet
        assert not running().exists()
        assert kinds(case.id)[-1] == "thanked"


def test_thanks_after_weeks_still_belong_to_what_they_are_for(acme: Cast) -> None:
    resolved_after_an_hour(acme)
    with at(hours(700)):
        take_in(acme, later("2", 700, text="thanks 🙏"))
    with acme.door():
        assert only_case().state == "resolved"


def test_anything_else_within_the_window_reopens_a_resolved_case(acme: Cast) -> None:
    resolved_after_an_hour(acme)
    with at(hours(3)):
        take_in(acme, later("2", 3, text="Thanks, but it is still down"))
    with acme.door():
        case = only_case()
        assert (case.state, case.resolved_at, case.unanswered_since) == ("open", None, hours(3))
        assert case.due_at == hours(4)
        assert Leg.objects.get(ended_at=None).started_at == hours(3)
        assert sorted(running().values_list("kind", flat=True)) == ["first_response", "ownership"]


def test_later_than_the_window_a_new_case_begins(acme: Cast) -> None:
    resolved_after_an_hour(acme)
    with at(hours(80)):
        take_in(acme, later("2", 73.1, text="It is down again"), later("3", 74, text="Hello?"))
        take_in(acme, later("4", 75, text="Anybody?"))
    with acme.door():
        old, new = Case.objects.order_by("id")
        assert (old.state, new.state) == ("resolved", "open")
        assert Message.objects.filter(case=new).count() == 3


def test_noise_is_dismissed_as_it_comes_with_no_clock_and_no_queue(acme: Cast) -> None:
    take_in(acme, said("1", text=NOISE))
    with acme.door():
        case = only_case()
        assert (case.state, case.actionability, case.due_at) == ("dismissed", "noise", None)
        assert not running().exists()
        assert not Leg.objects.filter(ended_at=None).exists()


def test_a_case_dismissed_by_a_rule_is_judged_anew_whenever_the_customer_writes(acme: Cast) -> None:
    take_in(acme, said("1", text=NOISE))
    take_in(acme, later("2", 900, text="My line is down"))
    with acme.door():
        case = only_case()
        assert (case.state, case.actionability) == ("open", "must_answer")
        assert case.unanswered_since == hours(900)
        assert Leg.objects.filter(ended_at=None).count() == 1
        first = running().get(kind="first_response")
        assert first.started_at == hours(900)


def test_a_case_dismissed_by_a_person_stays_dismissed_for_noise_only(acme: Cast) -> None:
    with at(hours(0)):
        take_in(acme, said("1"))
    with at(hours(1)):
        change(acme, do_dismiss, reason="spam")
    with at(hours(2)):
        take_in(acme, later("2", 2, text=NOISE))
        with acme.door():
            assert only_case().state == "dismissed"
    with at(hours(3)):
        take_in(acme, later("3", 3, text="Where is my parcel?"))
        with acme.door():
            assert only_case().state == "open"


def test_a_reply_written_on_the_network_lets_us_wait_and_meets_the_first_response(
    acme: Cast,
) -> None:
    take_in(acme, said("1"))
    take_in(acme, answered("2", "1"))
    with acme.door():
        case = only_case()
        assert (case.state, case.unanswered_since) == ("waiting", None)
        met = Clock.objects.get(kind="first_response")
        assert (met.started_at, met.ended_at) == (MONDAY, MONDAY + timedelta(minutes=20))
        assert met.breached_at is None
        assert Message.objects.get(external_id="2").member_id is None


def test_the_next_message_opens_a_waiting_case(acme: Cast) -> None:
    take_in(acme, said("1"), answered("2", "1"))
    take_in(acme, later("3", 1, text="Still nothing here"))
    with acme.door():
        case = only_case()
        assert (case.state, case.unanswered_since) == ("open", hours(1))
        assert running().get(kind="next_response").started_at == hours(1)


def test_the_next_message_opens_a_snoozed_case_before_its_time(acme: Cast) -> None:
    with at(hours(0)):
        take_in(acme, said("1"))
        change(acme, do_snooze, until=hours(10))
    with at(hours(1)):
        take_in(acme, later("2", 1, text="Any news?"))
    with acme.door():
        case = only_case()
        assert (case.state, case.snoozed_until) == ("open", None)
        assert not Timer.objects.exists()
        assert running().get(kind="first_response").due_at == hours(2)


def test_a_late_answer_meets_the_clock_at_its_own_time(acme: Cast) -> None:
    take_in(acme, answered("2", "1"))
    take_in(acme, said("1"))
    with acme.door():
        case = only_case()
        assert (case.state, case.unanswered_since) == ("waiting", None)
        met = Clock.objects.get(kind="first_response")
        assert met.ended_at == MONDAY + timedelta(minutes=20)
        assert "clock_breached" not in kinds(case.id)


def test_a_late_answer_that_is_the_newest_message_is_what_the_list_shows(acme: Cast) -> None:
    take_in(acme, answered("2", "1", text="Fixed now"))
    take_in(acme, said("1"))
    with acme.door():
        case = only_case()
        assert (case.snippet, case.last_message_at) == ("Fixed now", MONDAY + timedelta(minutes=20))
        assert kinds(case.id).count("native_reply") == 1


def test_an_answer_from_the_network_that_sends_to_mail_or_phone_is_told_apart(acme: Cast) -> None:
    take_in(acme, said("1"), answered("2", "1", text="Please call us on Monday"))
    take_in(acme, answered("3", "1", text="Or write to us here"))
    with acme.door():
        told = Event.objects.filter(kind="native_reply").order_by("id")
        assert [one.data.get("elsewhere", False) for one in told] == [True, False]


def test_a_question_is_not_lost_behind_noise_in_the_same_page(acme: Cast) -> None:
    take_in(acme, said("1", text=NOISE), later("2", 1, text="My line is down"))
    with acme.door():
        assert (only_case().state, only_case().actionability) == ("open", "must_answer")


def test_noise_does_not_take_away_a_question_of_the_same_page(acme: Cast) -> None:
    take_in(acme, said("1"), later("2", 1, text=NOISE))
    with acme.door():
        assert only_case().state == "open"


def test_an_answer_after_the_target_is_told_as_a_breach_once(acme: Cast) -> None:
    take_in(acme, answered("2", "1", sent_at=hours(5)))
    take_in(acme, said("1"))
    take_in(acme, answered("3", "1", sent_at=hours(6)))
    with acme.door():
        assert Clock.objects.get(kind="first_response").breached_at == hours(1)
        assert kinds(only_case().id).count("clock_breached") == 1


def test_an_answer_that_comes_late_says_the_case_waits_no_more(acme: Cast) -> None:
    """Poll pages overlap: the customer's second message is there before our first answer."""
    take_in(acme, said("1"), later("3", 2, text="Hello?"))
    take_in(acme, answered("2", "1", sent_at=hours(1)))
    with acme.door():
        assert only_case().state == "open"
        clocks = Clock.objects.exclude(kind="ownership").order_by("started_at")
        assert [(c.kind, c.started_at, c.ended_at) for c in clocks] == [
            ("first_response", hours(0), hours(1)),
            ("next_response", hours(2), None),
        ]


# Two cases of one customer prove to be one: "2" and "4" answer posts that come later.


def two_cases(cast: Cast, first: str = "My line is down", second: str = "Hello?") -> list[int]:
    take_in(cast, said("2", in_reply_to="1", text=first), window=NONE)
    take_in(cast, said("4", in_reply_to="3", text=second, sent_at=hours(1)), window=NONE)
    with cast.door():
        return list(Case.objects.order_by("opened_at").values_list("id", flat=True))


def tie(cast: Cast) -> None:
    take_in(cast, said("3", in_reply_to="1", sent_at=hours(0.5)), window=NONE)


def test_a_younger_case_that_nobody_touched_goes_into_the_older(acme: Cast) -> None:
    old, young = two_cases(acme, second="I was overcharged on my bill")
    tie(acme)
    with acme.door():
        gone = Case.objects.get(id=young)
        # Words that are deleted later are found where their message is.
        assert (gone.merged_into_id, gone.snippet) == (old, "")
        assert set(Message.objects.values_list("case_id", flat=True)) == {old}
        tagged = Tagging.objects.filter(undone_at=None).values_list("case_id", "tag__slug")
        assert sorted(tagged) == [(old, "billing"), (old, "outage")]
        assert Leg.objects.get(ended_at=None).case_id == old
        assert set(running().values_list("case_id", flat=True)) == {old}
        assert kinds(young)[-1] == "merged"
        assert "absorbed" in kinds(old)


def test_a_merged_case_shows_the_newest_message_and_the_higher_priority(acme: Cast) -> None:
    old, _ = two_cases(acme, first="My bill is wrong", second="My router is on fire")
    tie(acme)
    with acme.door():
        case = only_case()
        assert (case.id, case.snippet, case.priority) == (old, "My router is on fire", "urgent")
        assert case.last_message_at == case.last_inbound_at == hours(1)


def test_the_case_that_a_person_acted_in_goes_on(acme: Cast) -> None:
    old, young = two_cases(acme)
    change(acme, do_note, case=young, text="Called them")
    tie(acme)
    with acme.door():
        assert Case.objects.get(id=old).merged_into_id == young
        assert only_case().id == young


def test_two_cases_that_people_acted_in_are_linked_and_stay(acme: Cast) -> None:
    old, young = two_cases(acme)
    for case in (old, young):
        change(acme, do_note, case=case, text="Called them")
    tie(acme)
    with acme.door():
        assert Case.objects.filter(merged_into=None).count() == 2
        link = CaseLink.objects.get()
        assert {link.case_id, link.other_id} == {old, young}
        assert kinds(old).count("linked") == kinds(young).count("linked") == 1
        assert Message.objects.get(external_id="3").case_id == old


def test_linked_cases_are_linked_once_however_often_they_are_tied(acme: Cast) -> None:
    old, young = two_cases(acme)
    for case in (old, young):
        change(acme, do_note, case=case, text="Called them")
    tie(acme)
    take_in(acme, said("5", in_reply_to="3", sent_at=hours(2)), window=NONE)
    take_in(acme, said("6", in_reply_to="4", sent_at=hours(3)), window=timedelta(hours=72))
    with acme.door():
        assert CaseLink.objects.count() == 1
        assert kinds(old).count("linked") == kinds(young).count("linked") == 1


def test_an_open_case_that_goes_into_a_waiting_one_opens_it(acme: Cast) -> None:
    old, _ = two_cases(acme)
    ref = reply(acme, "We are on it", case=old)
    begin_sending(ref)
    tie(acme)
    with acme.door():
        case = only_case()
        assert (case.id, case.state) == (old, "open")
        assert case.unanswered_since == hours(0)


def test_an_answer_that_comes_with_a_case_that_goes_into_an_open_one_lets_it_wait(
    acme: Cast,
) -> None:
    old, _ = two_cases(acme)
    take_in(acme, answered("5", "4", sent_at=hours(2)), window=NONE)
    take_in(acme, answered("3", "1", sent_at=hours(0.5)), window=NONE)
    with acme.door():
        case = only_case()
        assert (case.id, case.state, case.unanswered_since) == (old, "waiting", None)


def test_an_open_case_that_goes_into_a_dismissed_one_opens_it(acme: Cast) -> None:
    old, _ = two_cases(acme, first=NOISE)
    take_in(acme, answered("3", "1", sent_at=hours(0.5)), window=NONE)
    with acme.door():
        case = only_case()
        assert (case.id, case.state, case.actionability) == (old, "open", "must_answer")
        assert case.unanswered_since == hours(1)
        assert Leg.objects.filter(ended_at=None).count() == 1


def test_what_pointed_at_a_merged_case_points_at_the_one_that_goes_on(acme: Cast) -> None:
    two_cases(acme)
    tie(acme)
    take_in(acme, said("6", in_reply_to="5", sent_at=hours(-5)), window=NONE)
    with acme.door():
        oldest = Message.objects.get(external_id="6").case_id
    take_in(acme, said("5", in_reply_to="4", sent_at=hours(2)), window=NONE)
    with acme.door():
        assert set(
            Case.objects.exclude(merged_into=None).values_list("merged_into_id", flat=True)
        ) == {oldest}
        assert set(Message.objects.values_list("case_id", flat=True)) == {oldest}
