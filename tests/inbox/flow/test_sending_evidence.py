"""Which post is our reply: place and time first, then words; and when nobody can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inbox.flow.delivery.evidence import SKEW, Attempt, Verdict, explained, fits, judge
from inbox.networks.items import Author, IncomingItem

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORDS = ("Done!", "We look into it. ^AN", "See https://acme.example/a", "See https://t.example/b")
PLACES = ("q1", "q2", None)

minutes = st.integers(-30, 600).map(lambda count: NOON + timedelta(minutes=count))


def attempt(outbox_id: int = 1, **changes: object) -> Attempt:
    plain = Attempt(outbox_id, True, "post", "q1", None, "Done!", NOON)
    return replace(plain, **changes)  # type: ignore[arg-type]


def post(external_id: str = "p1", **changes: object) -> IncomingItem:
    plain = IncomingItem(
        external_id=external_id,
        kind="post",
        author=Author("acme", "acme"),
        own=True,
        text="Done!",
        sent_at=NOON + timedelta(seconds=3),
        in_reply_to="q1",
        conversation=None,
        visibility="public",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


posts = st.builds(
    post,
    st.uuids().map(str),
    own=st.booleans(),
    text=st.sampled_from(WORDS),
    sent_at=minutes,
    in_reply_to=st.sampled_from(PLACES),
)
listings = st.lists(posts, max_size=6, unique_by=lambda item: item.external_id)


@st.composite
def many_attempts(draw: st.DrawFn) -> list[Attempt]:
    return [
        attempt(
            outbox_id,
            over=draw(st.booleans()),
            parent=draw(st.sampled_from(PLACES)),
            text=draw(st.sampled_from(WORDS)),
            since=draw(minutes),
        )
        for outbox_id in range(1, draw(st.integers(1, 4)) + 1)
    ]


@given(listings, many_attempts())
def test_a_post_is_one_reply_at_most_and_only_where_and_when_it_fits(
    items: list[IncomingItem], attempts: list[Attempt]
) -> None:
    found = explained(items, attempts)
    by_id = {one.outbox_id: one for one in attempts}
    assert len({item.external_id for item in found.values()}) == len(found)
    for outbox_id, item in found.items():
        assert item.own
        assert item.in_reply_to == by_id[outbox_id].parent
        assert item.sent_at >= by_id[outbox_id].since - SKEW


@given(listings, many_attempts())
def test_nothing_there_is_said_only_when_nothing_unexplained_stands_there(
    items: list[IncomingItem], attempts: list[Attempt]
) -> None:
    found = explained(items, attempts)
    taken = {item.external_id for item in found.values()}
    for one in attempts:
        finding = judge(one.outbox_id, items, attempts)
        there = [item for item in items if item.own and fits(item, one)]
        assert (finding.verdict == Verdict.THERE) == (one.outbox_id in found)
        if finding.verdict == Verdict.ABSENT:
            assert {item.external_id for item in there} <= taken
        if finding.verdict != Verdict.THERE:
            left = {item.text for item in there if item.external_id not in taken}
            assert one.text not in left


@given(listings, many_attempts(), st.randoms(use_true_random=False))
def test_the_order_of_a_listing_says_nothing(
    items: list[IncomingItem], attempts: list[Attempt], dice: object
) -> None:
    apart = [
        replace(item, sent_at=item.sent_at + timedelta(seconds=n)) for n, item in enumerate(items)
    ]
    shuffled = list(apart)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert explained(shuffled, attempts) == explained(apart, attempts)


@given(listings)
def test_what_customers_write_proves_nothing(items: list[IncomingItem]) -> None:
    theirs = [replace(item, own=False) for item in items]
    assert judge(1, theirs, [attempt()]).verdict == Verdict.ABSENT


def test_the_same_words_elsewhere_or_earlier_are_no_proof() -> None:
    for item in (
        post(in_reply_to="q2"),
        post(in_reply_to=None),
        post(sent_at=NOON - SKEW - timedelta(seconds=1)),
        post(kind="private", conversation="c1"),
    ):
        assert judge(1, [item], [attempt()]).verdict == Verdict.ABSENT


def test_a_private_message_is_known_by_its_conversation() -> None:
    mine = attempt(kind="private", parent="m7", conversation="c1")
    item = post(kind="private", in_reply_to=None, conversation="c1")
    assert judge(1, [item], [mine]).item == item
    assert judge(1, [replace(item, conversation="c2")], [mine]).verdict == Verdict.ABSENT
    nowhere = replace(mine, conversation=None)
    assert judge(1, [item], [nowhere]).verdict == Verdict.UNCLEAR
    assert judge(1, [], [nowhere]).verdict == Verdict.UNCLEAR


def test_shortened_links_and_names_in_front_do_not_hide_it() -> None:
    mine = attempt(text="See https://acme.example/parcels/12 & wait")
    item = post(text="@carla See https://t.example/x &amp; wait")
    assert judge(1, [item], [mine]).item == item


def test_while_its_call_is_under_way_changed_words_wait_for_the_answer() -> None:
    mine = attempt(text="See https://acme.example/parcels/12", over=False)
    assert judge(1, [post(text="See https://t.example/x")], [mine]).verdict == Verdict.UNCLEAR


def test_of_two_that_it_could_be_nobody_can_say_which() -> None:
    both = [attempt(number, text=f"See https://acme.example/{number}") for number in (1, 2)]
    item = post(text="See https://t.example/x")
    assert {judge(number, [item], both).verdict for number in (1, 2)} == {Verdict.UNCLEAR}


def test_other_words_at_the_right_place_are_neither_proof_nor_the_lack_of_it() -> None:
    item = post(text="A colleague wrote this on the network itself.")
    assert judge(1, [item], [attempt()]).verdict == Verdict.UNCLEAR


def test_two_attempts_with_the_same_words_need_two_posts() -> None:
    both = [attempt(1), attempt(2)]
    assert judge(2, [post("p1")], both).verdict == Verdict.ABSENT
    second = post("p2", sent_at=NOON + timedelta(seconds=9))
    assert judge(2, [second, post("p1")], both).item == second
