"""Drafts that another line confirms, reasons to give a case back, and what is to be collected."""

from __future__ import annotations

import pytest

from care.core.errors import Refused
from inbox.access import case_to_change
from inbox.actions.collect import check_tick, do_tick
from inbox.actions.draft import do_draft
from inbox.actions.fields import check_field, do_field
from inbox.actions.proposal import check_confirm, do_confirm
from inbox.actions.tag import check_tag, do_tag
from inbox.models import Case, Draft, Event, Leg, Note, Problem, Proposal, Tick
from routing.models import CustomField, ReturnReason, Topic, TopicItem
from tests.cast import Cast, hire, tag
from tests.inbox.actions.known import BACK, OVER, handed_over, hands_over, place_of
from tests.inbox.actions.work import changing, customer_writes, reply, the_case

pytestmark = pytest.mark.django_db

DRAFT = "Please hold the button for ten seconds."


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def reason(cast: Cast, name: str) -> int:
    with cast.door():
        return ReturnReason.objects.get(name=name).id


def with_a_draft(cast: Cast) -> int:
    customer_writes(cast, "Error 42, what now?")
    case_id = the_case(cast).id
    hands_over(cast, cast.anna, case_id, OVER, note="Is this right?", draft=DRAFT)
    return case_id


def confirms(cast: Cast, case_id: int, *, text: str = "", words: str = "") -> None:
    with cast.door():
        case = case_to_change(cast.tess, case_id)
        waiting = Proposal.objects.filter(case=case).latest("id").id
        checked = check_confirm(
            member=cast.tess, case=case, proposal_id=waiting, text=text, words=words
        )
        do_confirm(member=cast.tess, case=case, checked=checked)


def live(cast: Cast) -> list[Proposal]:
    with cast.door():
        return list(Proposal.objects.filter(settled_at=None).order_by("id"))


def test_one_key_confirms_the_draft_and_sends_the_case_back(acme: Cast) -> None:
    case_id = with_a_draft(acme)
    confirms(acme, case_id)
    assert place_of(acme, case_id) == (1, acme.anna, "open")
    (proposal,) = live(acme)
    assert (proposal.confirmed_by_id, proposal.confirmed_text) == (acme.tess.id, DRAFT)
    with acme.door():
        assert Note.objects.latest("id").text == "Draft confirmed."
        event = Event.objects.get(kind="draft_confirmed")
        assert event.data["changed"] is False
        assert "button" not in str(list(Event.objects.values_list("data", flat=True)))
    reply(acme, acme.anna, DRAFT)
    assert live(acme) == [], "it was sent"


def test_what_second_line_changes_is_known_as_changed(acme: Cast) -> None:
    case_id = with_a_draft(acme)
    confirms(acme, case_id, text="Hold it for twenty seconds.", words="Ten is too short.")
    (proposal,) = live(acme)
    assert (proposal.text, proposal.confirmed_text) == (DRAFT, "Hold it for twenty seconds.")
    with acme.door():
        assert Note.objects.latest("id").text.startswith("Draft confirmed, with changes.")
        assert Note.objects.latest("id").text.endswith("Ten is too short.")


def test_a_draft_is_confirmed_once_and_only_where_it_waits(acme: Cast) -> None:
    case_id = with_a_draft(acme)
    confirms(acme, case_id)
    with pytest.raises(Refused, match="with first line already"):
        confirms(acme, case_id)
    hands_over(acme, acme.anna, case_id, OVER, note="And this?")
    with pytest.raises(Refused, match="another draft by now, or none"):
        confirms(acme, case_id)


def test_the_draft_of_the_composer_goes_along_and_is_no_draft_any_more(acme: Cast) -> None:
    customer_writes(acme, "Error 42, what now?")
    with changing(acme, acme.anna) as case:
        do_draft(member=acme.anna, case=case, pen="reply", text=DRAFT)
    hands_over(acme, acme.anna, the_case(acme).id, OVER, note="Right?", draft=DRAFT)
    with acme.door():
        assert not Draft.objects.exists()
        assert Proposal.objects.get().text == DRAFT


def test_an_acknowledgement_of_the_owner_leaves_the_draft_waiting(acme: Cast) -> None:
    case_id = with_a_draft(acme)
    customer_writes(acme, "Hello? Any news?", answers=None)
    reply(acme, acme.anna, "We are still looking.")
    assert [one.text for one in live(acme)] == [DRAFT]
    confirms(acme, case_id)


def test_each_return_without_an_answer_has_its_reason_on_leg_and_event(acme: Cast) -> None:
    case_id = handed_over(acme, "kim")
    not_ours = reason(acme, "Not ours")
    hands_over(acme, acme.tess, case_id, BACK, reason_id=not_ours)
    assert place_of(acme, case_id) == (1, acme.anna, "open")
    hands_over(acme, acme.anna, case_id, OVER, note="But it is!")
    other = reason(acme, "Other")
    with pytest.raises(Refused, match="no text"):
        hands_over(acme, acme.tess, case_id, BACK, reason_id=other)
    hands_over(acme, acme.tess, case_id, BACK, note="Ask the plant.", reason_id=other)
    with acme.door():
        assert list(
            Leg.objects.exclude(reason=None).order_by("ended_at").values_list("reason", flat=True)
        ) == [not_ours, other]
        moved = Event.objects.filter(kind="moved", data__has_key="reason").order_by("id")
        assert [event.data["reason"] for event in moved] == [not_ours, other]
        texts = Note.objects.filter(purpose="return").order_by("id").values_list("text", flat=True)
        assert list(texts) == ["Not ours", "Ask the plant."]


def test_a_reason_is_for_the_way_back_and_only_while_it_is_in_use(acme: Cast) -> None:
    customer_writes(acme, "Error 42, what now?")
    case_id, not_ours = the_case(acme).id, reason(acme, "Not ours")
    with pytest.raises(Refused, match="a tag that sends it back"):
        hands_over(acme, acme.anna, case_id, OVER, note="?", reason_id=not_ours)
    hands_over(acme, acme.anna, case_id, OVER, note="?")
    with acme.door():
        ReturnReason.objects.filter(id=not_ours).update(retired_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="given no more"):
        hands_over(acme, acme.tess, case_id, BACK, reason_id=not_ours)


def test_a_question_waits_for_first_line_and_the_draft_is_not_lost(acme: Cast) -> None:
    case_id = with_a_draft(acme)
    asks = reason(acme, "Need information")
    question = "Which light is on?"
    hands_over(acme, acme.tess, case_id, BACK, note="Which?", reason_id=asks, question=question)
    assert {(one.kind, one.text) for one in live(acme)} == {
        ("draft", DRAFT),
        ("question", question),
    }
    reply(acme, acme.anna, question)
    assert [one.kind for one in live(acme)] == ["draft"]


def test_a_known_problem_is_named_with_the_return_or_made_by_it(acme: Cast) -> None:
    case_id, known = handed_over(acme, "kim"), reason(acme, "Known problem")
    with pytest.raises(Refused, match="Say which problem it is"):
        hands_over(acme, acme.tess, case_id, BACK, reason_id=known)
    assert place_of(acme, case_id)[0] == 2
    hands_over(acme, acme.tess, case_id, BACK, reason_id=known, problem_title="Error 42")
    with acme.door():
        problem = Problem.objects.get()
        assert problem.links.get().case_id == case_id
        assert Event.objects.filter(kind="moved").count() == 2
    another = handed_over(acme, "lou")
    hands_over(acme, acme.tess, another, BACK, reason_id=known, problem_id=problem.id)
    with acme.door():
        assert problem.links.count() == 2


@pytest.fixture
def topic(acme: Cast) -> None:
    customer_writes(acme, "Where is my thing?")
    with acme.door():
        field = CustomField.objects.create(of="customer", name="Contract", slug="contract")
        made = Topic.objects.create(tag=tag("praise"))
        TopicItem.objects.create(topic=made, field=field, needed=True)
        TopicItem.objects.create(topic=made, words="Restarted it", needed=True)
        TopicItem.objects.create(topic=made, words="Said thanks")
        do_tag(member=acme.anna, case=Case.objects.get(), tag=tag("praise"))


@pytest.mark.usefixtures("topic")
def test_what_is_needed_has_to_be_there_before_the_case_goes_on(acme: Cast) -> None:
    case_id = the_case(acme).id
    with pytest.raises(Refused, match="this is needed: Contract, Restarted it"):
        hands_over(acme, acme.anna, case_id, OVER, note="?")
    with acme.door():
        case, over = case_to_change(acme.anna, case_id), tag(OVER)
        with pytest.raises(Refused, match="this is needed"):
            check_tag(member=acme.anna, case=case, tag=over)
    with changing(acme, acme.anna) as case:
        wanted = check_field(
            member=acme.anna, case=case, of="customer", slug="contract", value="007"
        )
        do_field(member=acme.anna, case=case, wanted=wanted)
    ticks(acme, "Restarted it")
    hands_over(acme, acme.anna, case_id, OVER, note="?")
    ticks(acme, "Restarted it", on=False)
    hands_over(acme, acme.tess, case_id, BACK, note="On the way back nothing is needed.")
    assert place_of(acme, case_id)[0] == 1


@pytest.mark.usefixtures("topic")
def test_a_step_is_ticked_with_who_and_when_and_once(acme: Cast) -> None:
    for _again in range(2):
        ticks(acme, "Said thanks")
    with acme.door():
        assert Tick.objects.get().member == acme.anna
        assert Event.objects.filter(kind="step_checked").count() == 1
        TopicItem.objects.filter(words="Said thanks").update(retired_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="asked for no more"):
        ticks(acme, "Said thanks")


def ticks(cast: Cast, words: str, *, on: bool = True) -> None:
    with cast.door():
        item_id = TopicItem.objects.get(words=words).id
    with changing(cast, cast.anna) as case:
        item = check_tick(member=cast.anna, case=case, item_id=item_id)
        do_tick(member=cast.anna, case=case, item=item, on=on)
