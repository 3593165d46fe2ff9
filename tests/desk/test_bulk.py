"""The bar of the list and the pages of jobs: what is asked for is what was marked, or all that
match at the click."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from inbox.flow import bulk
from inbox.models import BulkItem, BulkJob, Case
from routing.models import Brand, BrandSight
from tests.cast import Cast, tag
from tests.desk.conftest import SignIn
from tests.desk.letters import DESK, FIRST_LINE, case_now, fill, hear, letter, page
from tests.inbox.actions.many import outcomes

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cases(acme: Cast) -> list[int]:
    for name in ("kim", "lou", "max"):
        hear(acme, letter(name, f"A question of {name}"))
    with acme.door():
        return list(Case.objects.order_by("id").values_list("id", flat=True))


def post(client: Client, query: str = "in=queues/first-line", **fields: object) -> str:
    """Where it leads."""
    given = {"idempotency_key": f"key-{query}-{fields}"} | fields
    response = client.post(f"{DESK}bulk/?{query}", given)
    assert response.status_code == 303
    return str(response.headers["Location"])


def job(cast: Cast) -> BulkJob:
    with cast.door():
        return BulkJob.objects.latest("id")


def cases_of(cast: Cast, of: BulkJob) -> set[int]:
    with cast.door():
        return set(BulkItem.objects.filter(job=of).values_list("case_id", flat=True))


def test_the_marked_cases_are_changed_and_the_list_says_how_far_it_is(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    assert f'name="case" value="{cases[0]}"' in page(anna, FIRST_LINE)
    assert post(anna, do="priority:urgent", case=cases[:2]) == FIRST_LINE
    assert "0 of 2" in page(anna, FIRST_LINE)
    bulk.run_due()
    shown = page(anna, FIRST_LINE)
    assert "Set the priority to urgent" in shown
    assert "2 cases done" in shown
    assert "Undo all" in shown
    assert [case_now(acme, case).priority for case in cases] == ["urgent", "urgent", "normal"]


def test_a_plain_page_offers_everything_to_who_has_no_script(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    chosen = anna.post(f"{DESK}bulk/choose/?in=queues/first-line", {"case": cases[:2]})
    form = chosen.content.decode()
    assert "2 cases are marked." in form
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert set(fields["cases"].split(",")) == {str(case) for case in cases[:2]}
    post(anna, **fields, do="dismiss", dismiss="spam", tag="praise")
    bulk.run_due()
    assert [case_now(acme, case).state for case in cases] == ["dismissed", "dismissed", "open"]
    assert "1 cases match First-line inbox." in page(
        anna, f"{DESK}bulk/choose/?in=queues/first-line"
    )


def test_all_that_match_are_those_of_the_place_with_its_filters_at_the_click(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    fill(anna, cases[1], "priority", priority="high")
    fill(anna, cases[2], "tag", tag="praise")
    every = {
        "in=queues/first-line": set(cases),
        "in=queues/second-line": set(),
        "in=queues/first-line&priority=high": {cases[1]},
        "in=views/open&tag=praise": {cases[2]},
        "in=views/search&q=kim": {cases[0]},
    }
    for query, wanted in every.items():
        with acme.door():
            BulkItem.objects.all().delete()
        post(anna, query, do="release", all="1")
        with acme.door():
            found = set(BulkItem.objects.values_list("case_id", flat=True))
        assert found == wanted, query
    new = hear(acme, letter("zoe", "One more question of kim"))
    assert new not in cases_of(acme, job(acme))


def any_job(cast: Cast) -> bool:
    with cast.door():
        return BulkJob.objects.exists()


def test_what_is_out_of_sight_or_of_nobody_is_no_part_of_a_job(
    acme: Cast, cases: list[int], sign_in: SignIn
) -> None:
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        Case.objects.filter(id=cases[0]).update(brand=other)
        BrandSight.objects.create(member=acme.amir, brand_id=case_now(acme, cases[1]).brand_id)
    amir = sign_in(acme.amir)
    post(amir, do="resolve", cases=f"{cases[0]},{cases[1]},999999,abc,-1")
    assert cases_of(acme, job(acme)) == {cases[1]}
    post(amir, do="release", all="1")
    assert cases_of(acme, job(acme)) == set(cases[1:])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "resolve"}, "No case is marked"),
        ({"do": "", "all": "1"}, "cannot be done with many"),
        ({"do": "tag:no-such-tag", "all": "1"}, "cannot be done with many"),
        ({"do": "snooze", "all": "1"}, "when the case shall come back"),
        ({"do": "snooze", "until": "2001-01-01T09:00", "all": "1"}, "has passed"),
        ({"do": "assign:x", "all": "1"}, "cannot be done with many"),
    ],
)
def test_what_cannot_be_done_is_said_and_begins_nothing(
    acme: Cast, anna: Client, cases: list[int], fields: dict[str, str], sentence: str
) -> None:
    assert sentence in page(anna, post(anna, **fields))
    assert not any_job(acme)


def test_more_than_ten_thousand_are_refused_in_words(
    acme: Cast, anna: Client, cases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("inbox.desk.bulk_asked", "inbox.actions.bulk.jobs"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    said = page(anna, post(anna, do="resolve", all="1"))
    assert "Those are more than 2 cases. Narrow the list" in said
    assert "more than 2" in page(
        anna, post(anna, "in=views/search&q=question", do="resolve", all="1")
    )
    assert not any_job(acme)


def test_the_same_form_twice_is_one_job(acme: Cast, anna: Client, cases: list[int]) -> None:
    for _ in range(2):
        post(anna, do="resolve", all="1", idempotency_key="once")
    with acme.door():
        assert BulkJob.objects.count() == 1


def test_the_page_of_a_job_lists_what_was_refused_and_why(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    fill(anna, cases[2], "resolve", skip="1")
    post(anna, do="resolve", cases=",".join(map(str, cases)))
    bulk.run_due()
    made = job(acme)
    shown = page(anna, f"{DESK}bulk/{made.id}/")
    assert "2 cases done, 1 refused" in shown
    assert "Refused: This case is done already." in shown
    assert f"{DESK}cases/{cases[2]}/" in shown
    assert "2 cases done, 1 refused" in page(anna, f"{DESK}bulk/")


def test_cancel_undo_and_put_away(acme: Cast, anna: Client, cases: list[int]) -> None:
    post(anna, do="resolve", all="1")
    made = job(acme)
    anna.post(f"{DESK}bulk/{made.id}/cancel/", HTTP_REFERER=f"http://testserver{FIRST_LINE}")
    assert "cancelled: 0 cases done, 3 not begun" in page(anna, FIRST_LINE)
    post(anna, do="resolve", all="1", idempotency_key="again")
    bulk.run_due()
    made = job(acme)
    lines = anna.post(f"{DESK}bulk/{made.id}/undo/", headers=HTMX, follow=True)
    assert "Undo: Resolve" in lines.content.decode()
    bulk.run_due()
    assert outcomes(acme, made) == ["undone"] * 3
    undo = job(acme)
    again = anna.post(f"{DESK}bulk/{undo.id}/undo/", headers=HTMX, follow=True)
    assert "This was an undo itself" in again.content.decode()
    gone = anna.post(f"{DESK}bulk/{undo.id}/put-away/", headers=HTMX, follow=True)
    assert f'id="job-{undo.id}"' not in gone.content.decode()


def test_a_job_is_its_members_alone(
    acme: Cast, anna: Client, tess: Client, cases: list[int]
) -> None:
    post(anna, do="resolve", all="1")
    made = job(acme)
    for path in ("", "cancel/", "undo/", "put-away/"):
        assert tess.get(f"{DESK}bulk/{made.id}/{path}").status_code == 404
        assert tess.post(f"{DESK}bulk/{made.id}/{path}").status_code in {404, 405}
    assert "Resolve" not in page(tess, f"{DESK}bulk/", **HTMX)
    assert job(acme).state == "running"


def test_the_menus_of_the_bar_say_how_many_match(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    menus = page(anna, f"{DESK}bulk/choose/?in=queues/first-line", **HTMX)
    assert 'data-total="3"' in menus
    with acme.door():
        assert f'value="tag:{tag("praise").slug}"' in menus
    assert f'value="assign:{acme.amir.id}"' in menus


def test_the_timeline_says_that_it_was_one_of_many(
    acme: Cast, anna: Client, cases: list[int]
) -> None:
    post(anna, do="priority:high", all="1")
    bulk.run_due()
    assert "Anna set the priority to high, with others" in page(anna, f"{DESK}cases/{cases[0]}/")
