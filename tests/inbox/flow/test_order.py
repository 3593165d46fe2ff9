"""Late, missing and equal things: one example of each way in which messages find their case."""

from __future__ import annotations

from datetime import timedelta

from inbox.models import Case, Clock, Customer, Message
from tests.cast import Cast, open_channel_of
from tests.inbox.flow.feed import (
    MONDAY,
    answered,
    said,
    stored_partition,
    take_in,
    whispered,
)
from tests.inbox.flow.oracle import partition

NONE = timedelta(0)
LATER = MONDAY + timedelta(days=30)


def cases(cast: Cast, window: timedelta = NONE) -> list[set[str]]:
    """The external ids of each case, the brand's own posts left out."""
    found = stored_partition(cast.id, [cast.channel_id]).cases
    return sorted(({key[2] for key in case} for case in found), key=sorted)


def test_a_child_that_comes_before_its_parent_opens_a_case_and_keeps_it(acme: Cast) -> None:
    take_in(acme, said("2", in_reply_to="1"), window=NONE)
    with acme.door():
        case_id = Case.objects.get().id
    take_in(acme, said("1"), window=NONE)
    with acme.door():
        assert set(Message.objects.values_list("case_id", flat=True)) == {case_id}


def test_two_answers_to_a_post_that_never_came_are_one_case(acme: Cast) -> None:
    take_in(acme, said("2", in_reply_to="gone"), window=NONE)
    take_in(acme, said("3", in_reply_to="gone", sent_at=LATER), window=NONE)
    assert cases(acme) == [{"2", "3"}]


def test_a_post_that_ties_two_cases_makes_one_of_them(acme: Cast) -> None:
    take_in(acme, said("2", in_reply_to="1"), said("4", in_reply_to="3"), window=NONE)
    assert cases(acme) == [{"2"}, {"4"}]
    take_in(acme, said("3", in_reply_to="1"), window=NONE)
    assert cases(acme) == [{"2", "3", "4"}]


def test_every_thread_of_a_case_that_was_merged_away_leads_to_the_one_that_goes_on(
    acme: Cast,
) -> None:
    days = timedelta(hours=72)
    take_in(acme, said("2", in_reply_to="1", sent_at=MONDAY - 9 * days), window=NONE)
    take_in(acme, said("4", in_reply_to="3"), said("6", in_reply_to="5"), window=days)
    take_in(acme, said("3", in_reply_to="1", sent_at=MONDAY - days), window=NONE)
    take_in(acme, said("7", in_reply_to="5", sent_at=LATER), window=NONE)
    assert cases(acme) == [{"2", "3", "4", "6", "7"}]


def test_two_customers_under_one_post_have_a_case_each(acme: Cast) -> None:
    take_in(acme, said("1", "ann"), said("2", "bob", in_reply_to="1"), window=NONE)
    take_in(acme, answered("3", "2"), answered("4", "1"), window=NONE)
    assert cases(acme) == [{"1", "4"}, {"2", "3"}]


def test_a_post_of_the_brand_that_answers_nobody_has_no_case(acme: Cast) -> None:
    take_in(acme, answered("1", None), answered("2", "1"), window=NONE)
    assert cases(acme) == []
    take_in(acme, said("3", "ann", in_reply_to="1"), said("4", "bob", in_reply_to="2"), window=NONE)
    assert cases(acme) == [{"3"}, {"4"}]


def test_an_answer_before_its_question_finds_the_case(acme: Cast) -> None:
    take_in(acme, answered("3", "2"), answered("2", "1"), window=NONE)
    assert cases(acme) == []
    take_in(acme, said("1"), window=NONE)
    assert cases(acme) == [{"1", "2", "3"}]


def test_an_answer_to_a_stored_answer_comes_with_the_question_of_both(acme: Cast) -> None:
    take_in(acme, answered("2", "1"), window=NONE)
    take_in(acme, answered("5", "4"), window=NONE)
    take_in(acme, answered("4", "3"), said("1"), answered("3", "2"), window=NONE)
    assert cases(acme) == [{"1", "2", "3", "4", "5"}]


def test_messages_of_one_customer_within_the_window_are_one_case(acme: Cast) -> None:
    window = timedelta(hours=72)
    take_in(acme, said("1"), window=window)
    take_in(acme, said("3", sent_at=MONDAY + 2 * window), window=window)
    assert cases(acme) == [{"1"}, {"3"}]
    take_in(acme, said("2", sent_at=MONDAY + window), window=window)
    assert cases(acme) == [{"1", "2", "3"}]


def test_the_window_is_the_organisations_unless_the_caller_says_otherwise(acme: Cast) -> None:
    take_in(acme, said("1"), said("2", sent_at=MONDAY + timedelta(hours=71)))
    assert cases(acme) == [{"1", "2"}]


def test_a_case_survives_the_move_from_public_to_private(acme: Cast) -> None:
    take_in(acme, said("1"), whispered("2", "dm", sent_at=MONDAY + timedelta(hours=1)))
    take_in(acme, whispered("3", "dm", sent_at=LATER))
    assert cases(acme) == [{"1", "2", "3"}]


def test_a_private_answer_that_names_no_parent_is_to_the_customer_of_the_conversation(
    acme: Cast,
) -> None:
    own = {"own": True, "sent_at": MONDAY + timedelta(minutes=5)}
    take_in(acme, whispered("0", "with ann", "brand", own=True), window=NONE)
    take_in(acme, whispered("1", "with ann", "ann"), whispered("2", "with bob", "bob"), window=NONE)
    take_in(acme, whispered("3", "with ann", "brand", **own), window=NONE)
    assert cases(acme) == [{"0", "1", "3"}, {"2"}]


def test_a_post_and_a_private_message_may_have_the_same_id(acme: Cast) -> None:
    take_in(acme, whispered("1", "dm", "bob"), window=NONE)
    take_in(acme, said("2", "ann", in_reply_to="1"), window=NONE)
    take_in(acme, said("3", "ann", in_reply_to="1", sent_at=LATER), window=NONE)
    assert cases(acme) == [{"1"}, {"2", "3"}]


def test_private_conversations_stay_apart_though_one_quotes_the_other(acme: Cast) -> None:
    take_in(acme, whispered("1", "first", "ann"), window=NONE)
    take_in(acme, whispered("2", "second", "ann", in_reply_to="1"), window=NONE)
    take_in(acme, whispered("3", "second", "ann", sent_at=LATER), window=NONE)
    assert cases(acme) == [{"1"}, {"2", "3"}]


def test_the_conversation_that_a_network_names_for_posts_ties_nothing(acme: Cast) -> None:
    take_in(acme, said("1", "ann", conversation="tree"), window=NONE)
    take_in(acme, said("2", "ann", conversation="tree", sent_at=LATER), window=NONE)
    take_in(acme, whispered("3", "tree", "ann", sent_at=LATER), window=NONE)
    assert cases(acme) == [{"1"}, {"2"}, {"3"}]


def test_posts_that_answer_each_other_in_a_circle_are_stored(acme: Cast) -> None:
    circle = [answered("1", "2"), answered("2", "1"), said("3", in_reply_to="2")]
    take_in(acme, *circle, said("4", in_reply_to="4"), window=NONE)
    wanted = partition([(acme.channel_id, item) for item in [*circle, said("4")]], NONE)
    assert stored_partition(acme.id, [acme.channel_id]) == wanted


def test_channels_of_one_network_share_their_customers_and_no_case(acme: Cast) -> None:
    with acme.door():
        other = open_channel_of("acme help")
    take_in(acme, said("1", "ann"))
    take_in(acme, said("1", "ann"), said("2", "ann", in_reply_to="1"), channel_id=other)
    with acme.door():
        assert Customer.objects.count() == 1
        assert Case.objects.count() == 2
        assert Message.objects.count() == 3


def test_the_same_item_twice_is_one_message(acme: Cast) -> None:
    first = take_in(acme, said("1"), said("1"), said("1", text="with other words"))
    again = take_in(acme, said("1"), said("2"))
    assert (first.stored, first.duplicate) == (1, 2)
    assert (again.stored, again.duplicate) == (1, 1)


def test_an_empty_page_is_no_news(acme: Cast) -> None:
    assert take_in(acme).stored == 0


def test_an_answer_in_time_that_we_hear_of_late_takes_a_breach_back(acme: Cast) -> None:
    take_in(acme, said("1"))
    take_in(acme, answered("2", "1", sent_at=MONDAY + timedelta(hours=9)))
    with acme.door():
        assert Clock.objects.get(kind="first_response").breached_at is not None
    take_in(acme, answered("3", "1", sent_at=MONDAY + timedelta(minutes=30)))
    with acme.door():
        clock = Clock.objects.get(kind="first_response")
        assert (clock.ended_at, clock.breached_at) == (MONDAY + timedelta(minutes=30), None)
