"""One verb on many cases, asked for by a program."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.flow import bulk
from inbox.models import BulkJob
from tests.api.programs import Program, program
from tests.api.test_verbs import heard
from tests.cast import Cast


@pytest.fixture
def cases(acme: Cast, anna: Program) -> list[int]:
    return heard(anna, acme, 3)


def begin(of: Program, key: str = "a-key-of-mine", **body: Any) -> Any:
    return of.post("bulk/", body, **{"Idempotency-Key": key})


def test_it_is_begun_worked_off_and_undone(anna: Program, cases: list[int]) -> None:
    anna.post(f"cases/{cases[2]}/resolve/")
    begun = begin(anna, verb="resolve", cases=cases)
    assert (begun.status, begun.body["state"], begun.body["total"]) == (202, "running", 3)
    assert begin(anna, verb="resolve", cases=cases).status == 200
    bulk.run_due()
    job = f"bulk/{begun.body['id']}/"
    said = anna.get(job).body
    assert said["state"] == "done"
    assert said["counts"] == {"waiting": 0, "done": 2, "refused": 1, "skipped": 0, "undone": 0}
    assert said["not_done"] == [
        {"case": cases[2], "outcome": "refused", "detail": "This case is done already."}
    ]
    assert anna.post(f"{job}cancel/").status == 422
    undo = anna.post(f"{job}undo/", **{"Idempotency-Key": "undo-of-mine"})
    assert (undo.status, undo.body["undoes"]) == (202, begun.body["id"])
    bulk.run_due()
    assert anna.get(job).body["counts"]["undone"] == 2
    assert anna.get(f"cases/{cases[0]}/").body["state"] == "open"


def test_filters_name_cases_as_in_the_list(acme: Cast, anna: Program, cases: list[int]) -> None:
    anna.post(f"cases/{cases[1]}/priority/", {"priority": "high"})
    begun = begin(anna, verb="release", filters={"queue": "first-line", "priority": ["high"]})
    assert begun.body["total"] == 1
    with acme.door():
        assert BulkJob.objects.get().items.get().case_id == cases[1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verb": "resolve"}, 400),
        ({"verb": "resolve", "cases": [1], "filters": {}}, 400),
        ({"verb": "resolve", "filters": {"colour": "red"}}, 400),
        ({"verb": "resolve", "filters": {"priority": "greatest"}}, 400),
        ({"verb": "undo", "cases": [1]}, 400),
        ({"verb": "resolve", "cases": [2**40]}, 422),
        ({"verb": "tag", "tag": "no-such-tag", "filters": {}}, 404),
        ({"verb": "assign", "filters": {}}, 422),
        ({"verb": "snooze", "filters": {}}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(
    anna: Program, cases: list[int], body: dict[str, Any], status: int
) -> None:
    assert begin(anna, **body).status == status


def test_a_job_is_its_members_alone(acme: Cast, anna: Program, cases: list[int]) -> None:
    job = begin(anna, verb="resolve", cases=cases).body["id"]
    tess = program(acme, acme.tess)
    assert tess.get(f"bulk/{job}/").status == 404
    assert tess.post(f"bulk/{job}/cancel/").status == 404
    assert program(acme, None).get(f"bulk/{job}/").status == 404
    assert anna.post(f"bulk/{job}/cancel/").body["counts"]["waiting"] == 3
