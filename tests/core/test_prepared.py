"""What every page asks is planned once, and answered as if it were asked anew."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from care.core.prepared import Prepared

pytestmark = pytest.mark.django_db

SUM = Prepared(
    "SELECT %(first)s + %(second)s, 7 %% 4 AS rest, ARRAY[%(words)s] IS NOT NULL",
    first="bigint",
    second="integer",
    words="text",
)
ASKED = {"first": 2**40, "second": 2, "words": "it's"}
ANSWER = [(2**40 + 2, 3, True)]


def known() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%7 % 4 AS rest%"],
        )
        return int(cursor.fetchone()[0])


def test_it_is_planned_once_a_connection_and_answers_every_time() -> None:
    for _ in range(8):
        assert SUM.fetch(ASKED) == ANSWER
    assert known() == 1
    assert SUM.fetch_named(ASKED)[0]["rest"] == 3


def test_planning_is_no_question_of_a_page() -> None:
    with CaptureQueriesContext(connection) as captured:
        Prepared("SELECT %(only)s", only="bigint").fetch({"only": 1})
    assert [query["sql"].split()[0] for query in captured.captured_queries] == ["EXECUTE"]


def test_a_page_that_breaks_off_does_not_take_the_plan_along() -> None:
    fresh = Prepared("SELECT %(only)s + 1", only="bigint")
    with transaction.atomic():
        assert fresh.fetch({"only": 1}) == [(2,)]
        transaction.set_rollback(True)
    assert fresh.fetch({"only": 2}) == [(3,)]


def test_what_cannot_be_planned_is_refused_like_any_other_statement() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Prepared("SELECT %(only)s FROM nowhere", only="bigint").fetch({"only": 1})


def test_behind_a_pooler_it_is_asked_as_it_stands() -> None:
    fresh = Prepared("SELECT %(only)s + 2, 7 %% 4 AS rest", only="bigint")
    before = known()
    with override_settings(PREPARES_STATEMENTS=False):
        assert fresh.fetch({"only": 1}) == [(3, 3)]
    assert known() == before


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_opened_anew_plans_anew() -> None:
    assert SUM.fetch(ASKED) == ANSWER
    connection.close()
    assert known() == 0
    assert SUM.fetch(ASKED) == ANSWER


LISTED = Prepared(
    "SELECT n, word FROM ROWS FROM (unnest(%(numbers)s), unnest(%(words)s)) AS t (n, word)"
    " WHERE n <> ALL(%(others)s)",
    numbers="bigint[]",
    words="text[]",
    others="integer[]",
)


@pytest.mark.parametrize("prepares", [True, False])
def test_a_list_travels_as_an_array(prepares: bool) -> None:
    words = ['it\'s "so"', None, "a\\b, {c}", "NULL", ""]
    asked = {"numbers": [1, 2, 3, 4, 5], "words": words}
    with override_settings(PREPARES_STATEMENTS=prepares):
        assert LISTED.fetch({**asked, "others": []}) == list(enumerate(words, start=1))
        assert LISTED.fetch({**asked, "others": [1, 2, 3, 5]}) == [(4, "NULL")]
        assert LISTED.fetch({"numbers": [], "words": [], "others": [1]}) == []
