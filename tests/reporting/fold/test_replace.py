"""Whatever stands, the facts become what was folded; and what stands already is not written."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField, Field, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.actions.state import do_resolve
from inbox.models import Case, Dirty
from reporting.fold import Facts, Told
from reporting.folder import fold_due
from reporting.replace import TABLES, replace_facts
from tests.cast import Cast
from tests.inbox.flow.feed import said, take_in
from tests.inbox.verbs import at, change
from tests.reporting.fold.histories import CASE, HEAD, histories
from tests.reporting.fold.past import TABLES as MODELS
from tests.reporting.fold.past import after, facts, folded, hands_over, says, takes
from tests.reporting.fold.test_recount import made

pytestmark = pytest.mark.django_db

OF_NO_FIGURE = {"id", "organisation", "case_id", "number"}
# When and as what each row was written: another transaction, or another row, shows.
WRITTEN = "SELECT id, xmin::text, ctid::text FROM {} WHERE organisation_id = %s ORDER BY id"


def put(cast: Cast, found: Facts | None) -> None:
    replace_facts(cast.id, [CASE], [found] if found else [])


def expected(cast: Cast, found: Facts | None) -> dict[str, list[dict[str, Any]]]:
    if found is None:
        return {table.name: [] for table in TABLES}
    head = asdict(HEAD)
    head.pop("customer_id")
    of_case = {**head, "organisation_id": cast.id, "priority": found.priority}
    return {
        table.name: [of_case | asdict(row) for row in table.rows(found)]  # type: ignore[call-overload]
        for table in TABLES
    }


def written(cast: Cast) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(WRITTEN.format(table.name), [cast.id])
            found[table.name] = cursor.fetchall()
    return found


def ids(cast: Cast) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """Each row with its id."""
    return {
        model._meta.db_table: [
            (row["id"], {name: value for name, value in row.items() if name != "id"})
            for row in model.objects.values()
        ]
        for model in MODELS
    }


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories(), st.integers(0, 16))
def test_what_is_the_same_stays_and_all_else_becomes_what_was_folded(
    acme: Cast, told: list[Told], until: int
) -> None:
    before, whole = made(told[:until]), made(told)
    with acme.door():
        put(acme, before)
        stood = ids(acme)
        assert facts(acme) == expected(acme, before)
        put(acme, whole)
        assert facts(acme) == expected(acme, whole)
        for table, rows in ids(acme).items():
            for number, row in rows:
                same = [was for was, earlier in stood[table] if earlier == row]
                assert same in ([], [number])
        everything = written(acme)
        put(acme, whole)
        assert written(acme) == everything
        put(acme, None)
        assert facts(acme) == expected(acme, None)


@pytest.fixture
def solved(acme: Cast) -> Cast:
    """To the second line and back, at times that no clock on a wall shows."""

    def odd(minutes: float) -> float:
        return minutes + 0.123457 / 60

    with at(after(odd(1))):
        take_in(acme, said("1", sent_at=after(0) + timedelta(microseconds=1)))
    says(acme, "We are looking into it.", minutes=odd(10))
    hands_over(acme, "second-line-support", minutes=odd(11))
    takes(acme, minutes=odd(31))
    hands_over(acme, "technical-reply", minutes=odd(51), member=acme.tess)
    says(acme, "Please restart the router.", minutes=odd(56))
    with at(after(odd(57))):
        change(acme, do_resolve)
    return acme


def again(cast: Cast) -> None:
    """As if something had happened in every case."""
    with cast.door():
        for case_id in Case.objects.values_list("id", flat=True):
            Dirty.objects.create(case_id=case_id, at=after(99))
    assert fold_due(seconds=60)


def test_a_case_in_which_nothing_changed_is_not_written(solved: Cast) -> None:
    assert all(folded(solved).values())
    with solved.door():
        before = written(solved)
    again(solved)
    with solved.door():
        assert written(solved) == before


def wrong(field: Field[Any, Any]) -> Any:
    """What no row has there."""
    match field:
        case BooleanField():
            return Q(**{field.name: False})
        case DateTimeField():
            return after(4711)
        case ArrayField():
            return [4711]
        case CharField():
            return "?"
        case _:
            return 4711


def test_whatever_is_wrong_in_a_row_is_put_right(solved: Cast) -> None:
    right = folded(solved)
    for model in MODELS:
        columns = [one for one in model._meta.fields if one.name not in OF_NO_FIGURE]
        assert columns
        for column in columns:
            with solved.door():
                model.objects.update(**{column.name: wrong(column)})
            assert facts(solved) != right
            again(solved)
            assert facts(solved) == right, column


def test_facts_of_another_case_stay(acme: Cast) -> None:
    with acme.door():
        take_in(acme, said("1", "ann"), said("2", "bob"))
    folded(acme)
    with acme.door():
        stood = written(acme)
        one, other = Case.objects.order_by("id").values_list("id", flat=True)
        replace_facts(acme.id, [one], [])
        left = {table: rows for table, rows in facts(acme).items() if rows}
        assert {row["case_id"] for rows in left.values() for row in rows} == {other}
        after_all = written(acme)
        assert all(set(after_all[table]) <= set(stood[table]) for table in stood)
