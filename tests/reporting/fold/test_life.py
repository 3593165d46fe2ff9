"""The life of a case, by the verbs that pages call, and what reports know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from inbox.access import case_to_change
from inbox.actions.answer import After, do_acknowledgement, do_answer
from inbox.actions.bulk.jobs import do_begin
from inbox.actions.reply import Purpose, check_reply, do_reply
from inbox.actions.sending import do_take_back
from inbox.actions.state import do_dismiss, do_reopen, do_resolve
from inbox.actions.tag import do_tag, do_untag
from inbox.flow import bulk
from inbox.models import BulkJob, Case, Channel, Message, Outbox, Tagging
from routing.actions.rules import Wording, do_add_rule
from routing.models import Engagement, Line
from tests.cast import Cast, tag
from tests.inbox.flow.feed import MONDAY, answered, said, take_in, whispered
from tests.inbox.verbs import at, change, reply
from tests.reporting.fold.past import after, arrives, folded, hands_over, says, takes


def of(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


@pytest.fixture
def solved(acme: Cast) -> Cast:
    """Asked at 9:00, acknowledged at 9:10, handed over at 9:11, taken by Tess at 9:31, back at 9:51
    with Anna, who answers at 9:56 and resolves at 9:57."""
    with at(after(1)):
        take_in(acme, said("1"))
    says(acme, "We are looking into it.", minutes=10)
    hands_over(acme, "second-line-support", minutes=11)
    takes(acme, minutes=31)
    hands_over(acme, "technical-reply", minutes=51, member=acme.tess)
    says(acme, "Please restart the router.", minutes=56)
    with at(after(57)):
        change(acme, do_resolve)
    return acme


def test_a_case_that_went_to_second_line_and_back(solved: Cast) -> None:
    made = folded(solved)
    [case] = made["reporting_casefact"]
    assert case["opened_at"] == MONDAY
    assert (case["first_response_seconds"], case["resolutions"], case["reopens"]) == (600, 1, 0)
    assert (case["turns"], case["replies"], case["inbound"]) == (2, 2, 1)
    assert (case["further_line_at"], case["rounds"]) == (after(11), 1)
    assert case["first_response_member_id"] == solved.anna.id
    # Anna from 9:11 on is no more: she had it while it waited for the customer.
    assert case["held_seconds"] == 20 * 60 + 5 * 60
    legs = of(made["reporting_legfact"], "line_number", "assignee_id", "seconds", "ended_by")
    assert legs == [
        (1, None, 600, "assigned"),
        (1, solved.anna.id, 60, "moved"),
        (2, None, 20 * 60, "assigned"),
        (2, solved.tess.id, 20 * 60, "moved"),
        (1, solved.anna.id, 6 * 60, "settled"),
    ]
    assert of(made["reporting_spellfact"], "seconds", "outcome", "turns", "member_id") == [
        (57 * 60, "resolved", 2, solved.anna.id)
    ]
    with solved.door():
        second, third = tag("second-line-support").id, tag("technical-reply").id
        further = Line.objects.get(number=2).id
    assert of(made["reporting_tagfact"], "tag_id", "off_at", "line_id") == [
        (second, after(51), case["line_id"]),
        (third, None, further),
    ]
    assert case["tags"] == [third]
    assert [leg["by_tag_id"] for leg in made["reporting_legfact"]] == [
        *(None, None, second, None, third)
    ]


def test_a_first_answer_that_proves_to_be_an_acknowledgement(solved: Cast) -> None:
    with solved.door():
        first = Message.objects.filter(direction="out").earliest("sent_at")
    change(solved, do_acknowledgement, message=first, value=True)
    [case] = folded(solved)["reporting_casefact"]
    assert (case["first_response_seconds"], case["first_useful_seconds"]) == (600, 56 * 60)


def test_a_reopened_case_is_measured_anew(solved: Cast) -> None:
    with at(after(90)):
        take_in(solved, said("2", sent_at=after(90), in_reply_to="1"))
    says(solved, "What does it say?", minutes=95)
    with at(after(96)):
        change(solved, do_resolve)
    made = folded(solved)
    assert of(made["reporting_spellfact"], "seconds", "turns", "reopened_at") == [
        (57 * 60, 2, after(90)),
        (6 * 60, 1, None),
    ]
    [case] = made["reporting_casefact"]
    assert (case["reopens"], case["resolutions"], case["turns"]) == (1, 2, 3)
    assert [row["waited_seconds"] for row in made["reporting_replyfact"]] == [600, None, 300]


def test_thanks_and_noise_are_no_questions(solved: Cast) -> None:
    with at(after(90)):
        take_in(solved, said("2", text="Thanks!", sent_at=after(90), in_reply_to="1"))
    with solved.door():
        spam = Wording(
            *("Spam", True, False, [{"kind": "words", "any_of": ["casino"]}]),
            [{"kind": "dismiss", "reason": "spam"}],
        )
        do_add_rule(by=solved.admin, wording=spam)
    with at(after(91)):
        take_in(solved, said("3", "spam", text="casino", sent_at=after(91)))
    made = folded(solved)
    assert [row["kind"] for row in made["reporting_arrivalfact"]] == ["ask", "thanks", "noise"]
    first, second = made["reporting_casefact"]
    assert (first["state"], first["reopens"]) == ("resolved", 0)
    assert (second["state"], second["actionability"]) == ("dismissed", "noise")
    assert of(made["reporting_spellfact"], "outcome", "seconds")[1:] == [("dismissed", 0)]


def test_an_undone_hand_over_counts_nowhere(acme: Cast) -> None:
    take_in(acme, said("1"))
    hands_over(acme, "second-line-support", minutes=11)
    with at(after(13)):
        with acme.door():
            tagging = Tagging.objects.get(undone_at=None)
        change(acme, do_untag, tagging=tagging)
    made = folded(acme)
    assert [leg["undone"] for leg in made["reporting_legfact"]] == [False, True, False]
    assert [row["undone"] for row in made["reporting_tagfact"]] == [True]
    [case] = made["reporting_casefact"]
    assert (case["further_line_at"], case["rounds"], case["tags"]) == (None, 0, [])


def test_a_hand_over_of_many_cases_that_is_undone_counts_nowhere(acme: Cast) -> None:
    take_in(acme, said("1"))
    with acme.door():
        ids = list(Case.objects.values_list("id", flat=True))
        second = tag("second-line-support")
        job = do_begin(
            member=acme.anna,
            verb="tag",
            arguments={"tag": second.id},
            case_ids=ids,
            idempotency_key="many-0001",
        )
    bulk.run_due()
    with acme.door():
        do_begin(
            member=acme.anna,
            verb="undo",
            arguments={},
            case_ids=ids,
            idempotency_key="many-0002",
            undoes=BulkJob.objects.get(id=job.id),
        )
    bulk.run_due()
    made = folded(acme)
    assert [row["undone"] for row in made["reporting_tagfact"]] == [True]
    assert made["reporting_casefact"][0]["further_line_at"] is None


def test_an_answer_that_was_taken_back_resolved_nothing(acme: Cast) -> None:
    take_in(acme, said("1"))
    with acme.door():
        Engagement.objects.update(undo_seconds=60, version=F("version") + 1)
        case = case_to_change(acme.anna, Case.objects.get().id)
        checked = check_reply(
            member=acme.anna,
            case=case,
            text="There you are.",
            visibility="public",
            idempotency_key="answer-01",
        )
        do_answer(
            member=acme.anna,
            case=case,
            reply=checked,
            idempotency_key="answer-01",
            after=After("resolve"),
        )
    assert folded(acme)["reporting_casefact"][0]["resolutions"] == 1
    with acme.door():
        case = case_to_change(acme.anna, case.id)
        row = Outbox.objects.select_related("message").get()
        do_take_back(member=acme.anna, case=case, row=row)
    made = folded(acme)
    [fact] = made["reporting_casefact"]
    assert (fact["replies"], fact["resolutions"], fact["reopens"]) == (0, 0, 0)
    assert fact["unanswered_since"] == MONDAY
    assert len(made["reporting_spellfact"]) == 1
    assert made["reporting_legfact"][-1]["ended_at"] is None


def test_a_reply_on_the_network_is_a_first_response_of_nobody(acme: Cast) -> None:
    take_in(acme, said("1"), answered("2", "1"))
    made = folded(acme)
    [case] = made["reporting_casefact"]
    assert (case["first_response_seconds"], case["first_response_member_id"]) == (1200, None)
    assert of(made["reporting_replyfact"], "native", "answers") == [(True, True)]


def test_what_was_taken_for_a_reply_on_the_network_and_was_ours_counts_once(acme: Cast) -> None:
    take_in(acme, said("1"))
    with at(after(10)):
        ref = reply(acme, "We are looking into it")
    early = answered(f"sent-{ref.outbox_id}", "1", text="Stored too early", sent_at=after(10))
    take_in(acme, early)
    arrives(acme, ref, minutes=10)
    made = folded(acme)
    assert of(made["reporting_replyfact"], "native", "member_id") == [(False, acme.anna.id)]


def test_a_case_that_went_into_another_counts_there(acme: Cast) -> None:
    apart = timedelta(0)
    take_in(acme, said("1"), window=apart)
    take_in(acme, said("3", in_reply_to="2", sent_at=after(6), text="Hello?"), window=apart)
    assert len(folded(acme)["reporting_casefact"]) == 2
    between = said("2", in_reply_to="1", sent_at=after(5), text="And now?")
    take_in(acme, between, window=apart)
    made = folded(acme)
    [case] = made["reporting_casefact"]
    assert (case["inbound"], case["opened_at"]) == (3, MONDAY)
    assert len(made["reporting_spellfact"]) == len(made["reporting_legfact"]) == 1


def test_history_is_out_of_all_numbers(acme: Cast) -> None:
    with acme.door():
        Channel.objects.update(history_until=after(30))
    take_in(acme, said("1"), answered("2", "1"))
    made = folded(acme)
    assert [row["history"] for row in made["reporting_casefact"]] == [True]
    assert not any(rows for name, rows in made.items() if name != "reporting_casefact")


def test_a_case_goes_private_and_gets_a_public_word_at_the_end(acme: Cast) -> None:
    take_in(acme, said("1"))
    take_in(acme, whispered("2", "dm-1", sent_at=after(5)), window=after(60) - after(0))
    with acme.door():
        private = Message.objects.get(visibility="private")
    words: tuple[tuple[int, str, Purpose], ...]
    words = ((10, "private", "answer"), (20, "public", "close"))
    for minutes, visibility, purpose in words:
        with at(after(minutes)), acme.door():
            case = case_to_change(acme.anna, private.case_id or 0)
            key = f"word-{minutes:04}"
            checked = check_reply(
                member=acme.anna,
                case=case,
                text="Please mail us at help@acme.example",
                visibility=visibility,
                idempotency_key=key,
                purpose=purpose,
                anyway="*",
            )
            message = do_reply(member=acme.anna, case=case, reply=checked, idempotency_key=key)
            ref = Outbox.objects.get(message=message)
        arrives(acme, type("Ref", (), {"outbox_id": ref.id})(), minutes=minutes)
    [case_fact] = folded(acme)["reporting_casefact"]
    assert (case_fact["went_private_at"], case_fact["public_close_at"]) == (after(5), after(20))
    assert (case_fact["public"], case_fact["redirected"], case_fact["turns"]) == (True, True, 1)


def test_a_person_dismisses_and_reopens(acme: Cast) -> None:
    take_in(acme, said("1"))
    with at(after(5)):
        change(acme, do_dismiss, reason="spam")
    with at(after(9)):
        change(acme, do_reopen)
    made = folded(acme)
    [case] = made["reporting_casefact"]
    assert (case["resolutions"], case["reopens"], case["settled_at"]) == (0, 0, None)
    assert of(made["reporting_spellfact"], "outcome", "seconds") == [("dismissed", 300), ("", None)]


def test_a_tag_put_on_twice_is_two_applications(acme: Cast) -> None:
    take_in(acme, said("1"))
    for minutes in (3, 9):
        with at(after(minutes)):
            with acme.door():
                praise = tag("praise")
            change(acme, do_tag, tag=praise)
    made = folded(acme)
    assert of(made["reporting_tagfact"], "on_at", "off_at") == [
        (after(3), after(9)),
        (after(9), None),
    ]
