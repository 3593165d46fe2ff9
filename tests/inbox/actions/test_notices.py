"""What members are told of: by each cause, in its transaction, and never of their own doing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.answer import After, do_answer
from inbox.actions.assign import do_assign
from inbox.actions.note import do_note
from inbox.actions.notices import do_read, do_watch
from inbox.actions.reply import check_reply
from inbox.actions.state import do_resolve, do_snooze
from inbox.actions.tag import do_tag
from inbox.flow import delivery
from inbox.flow.ticker import tick
from inbox.models import Case, Clock, Notice, Timer
from tests.cast import Cast, hire, tag
from tests.inbox.actions.work import changing, customer_writes, hand_over, reply, the_case

pytestmark = pytest.mark.django_db

OVER, BACK = "second-line-support", "technical-reply"


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "@acme error 42 again, what now?", external_id="first")
    return cast


def told(acme: Cast, member: Member) -> list[str]:
    with acme.door():
        return list(
            Notice.objects.filter(member=member, read_at=None)
            .order_by("id")
            .values_list("kind", flat=True)
        )


def note(acme: Cast, text: str) -> None:
    with changing(acme, acme.anna) as case:
        do_note(member=acme.anna, case=case, text=text)


def test_who_is_named_in_a_note_is_told(acme: Cast) -> None:
    note(acme, "@Tess, and @anna herself: @nobody knows")
    assert told(acme, acme.tess) == ["mention"]
    assert told(acme, acme.anna) == told(acme, acme.amir) == []


def test_a_team_is_everybody_in_it_but_the_writer(acme: Cast) -> None:
    note(acme, "@first-line please look, also @amir")
    assert told(acme, acme.amir) == told(acme, acme.leader) == ["mention"]
    assert told(acme, acme.anna) == told(acme, acme.tess) == []


def test_a_case_that_somebody_else_gives_is_told_and_one_that_is_taken_is_not(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        do_assign(member=acme.anna, case=case, to=acme.anna)
        do_assign(member=acme.anna, case=case, to=acme.amir)
    assert (told(acme, acme.anna), told(acme, acme.amir)) == ([], ["assigned"])


def test_a_case_that_comes_back_is_told_to_who_asked(acme: Cast) -> None:
    hand_over(acme, acme.anna, OVER, note="Look?")
    hand_over(acme, acme.tess, BACK, note="Restart it.")
    assert told(acme, acme.anna) == ["came_back"]
    with acme.door():
        answer = Notice.objects.get(member=acme.anna).note
        assert answer is not None
        assert answer.text == "Restart it."


def test_a_case_that_comes_back_without_a_word_quotes_no_earlier_one(acme: Cast) -> None:
    hand_over(acme, acme.anna, OVER, note="Look?")
    hand_over(acme, acme.tess, BACK, note="Restart it.")
    hand_over(acme, acme.anna, OVER, note="It did not help.")
    with changing(acme, acme.tess) as case:
        do_tag(member=acme.tess, case=case, tag=tag(BACK))
    with acme.door():
        newest = Notice.objects.filter(member=acme.anna, kind="came_back").latest("id")
        assert newest.note is None


def test_the_owner_hears_that_the_customer_wrote_while_another_line_works(acme: Cast) -> None:
    customer_writes(acme, "still there", answers="first")
    assert told(acme, acme.anna) == []
    hand_over(acme, acme.anna, OVER, note="Look?")
    customer_writes(acme, "hello?", answers="first")
    customer_writes(acme, "hello??", answers="first")
    assert told(acme, acme.anna) == ["customer_wrote"]
    assert told(acme, acme.tess) == []


def test_who_watches_hears_of_others_once_until_they_look(acme: Cast) -> None:
    with changing(acme, acme.leader) as case:
        do_watch(member=acme.leader, case=case, watches=True)
        do_watch(member=acme.leader, case=case, watches=True)
        do_note(member=acme.leader, case=case, text="my own")
    assert told(acme, acme.leader) == []
    note(acme, "one")
    customer_writes(acme, "two", answers="first")
    assert told(acme, acme.leader) == ["watched"]
    with changing(acme, acme.leader) as case:
        assert do_read(member=acme.leader, case_id=case.id) == 1
    customer_writes(acme, "three", answers="first")
    assert told(acme, acme.leader) == ["watched"]
    with changing(acme, acme.leader) as case:
        do_read(member=acme.leader)
        do_watch(member=acme.leader, case=case, watches=False)
    with changing(acme, acme.anna) as case:
        do_resolve(member=acme.anna, case=case)
    assert told(acme, acme.leader) == []


def test_a_snooze_that_ends_is_told(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        do_assign(member=acme.anna, case=case, to=acme.anna)
        do_snooze(member=acme.anna, case=case, until=timezone.now() + timedelta(hours=1))
        Timer.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    tick()
    assert told(acme, acme.anna) == ["woken"]


def test_a_reply_that_failed_is_told_to_its_writer(acme: Cast) -> None:
    reply(acme, acme.anna, "We look into it.")
    claimed = delivery.claim_send(delivery.due_sends(1)[0], 60)
    assert claimed is not None
    delivery.refused(claimed, "They blocked us.", permanent=True)
    assert told(acme, acme.anna) == ["send_failed"]


def test_a_planned_reply_that_the_customer_stopped_is_told_to_its_writer(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        checked = check_reply(
            member=acme.anna,
            case=case,
            text="Tomorrow!",
            visibility="public",
            idempotency_key="p" * 32,
            leaves_at=timezone.now() + timedelta(hours=3),
        )
        do_answer(
            member=acme.anna, case=case, reply=checked, idempotency_key="p" * 32, after=After()
        )
    customer_writes(acme, "never mind", answers="first")
    assert told(acme, acme.anna) == ["reply_stopped"]
    assert told(acme, acme.amir) == []


def test_who_owes_an_answer_soon_is_told_once_a_clock_and_nobody_of_what_nobody_has(
    acme: Cast,
) -> None:
    with acme.door():
        Clock.objects.filter(kind="ownership").delete()
        Clock.objects.update(due_at=timezone.now() + timedelta(minutes=40))
    tick()
    with acme.door():
        assert not Clock.objects.filter(warned_at__isnull=False).exists(), "not soon yet"
    with changing(acme, acme.anna) as case:
        do_assign(member=acme.anna, case=case, to=acme.anna)
    with acme.door():
        Clock.objects.update(due_at=timezone.now() + timedelta(minutes=20))
    tick()
    tick()
    assert told(acme, acme.anna) == ["soon_late"]
    with acme.door():
        do_read(member=acme.anna)
        Clock.objects.update(warned_at=None, due_at=timezone.now() - timedelta(seconds=1))
    tick()
    assert told(acme, acme.anna) == ["late"]


def test_history_is_told_to_nobody(acme: Cast) -> None:
    with acme.door():
        case = case_to_change(acme.anna, the_case(acme).id)
        do_watch(member=acme.leader, case=case, watches=True)
        assert Case.objects.filter(~Q(id=case.id)).count() == 0
    customer_writes(acme, "an unrelated one", customer="dora")
    assert told(acme, acme.leader) == []
