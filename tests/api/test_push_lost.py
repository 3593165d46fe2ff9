"""A push whose connection to the database is lost on the way."""

from __future__ import annotations

import pytest
from django.db import connection

from inbox.models import Message
from tests.api.programs import Program
from tests.api.test_push import message
from tests.cast import Cast
from tests.inbox.flow.elsewhere import (
    cut_connections,
    meanwhile,
    second_connection,
    wait_until_blocked,
)


@pytest.mark.django_db(transaction=True)
def test_a_push_that_loses_the_database_is_asked_to_come_again(acme: Cast, anna: Program) -> None:
    path = f"channels/{acme.channel_id}/messages/"
    assert anna.post(path, {"messages": [message("a")]}).status == 200
    many = {"messages": [message(f"{n}") for n in range(150)] + [message("b", in_reply_to="a")]}
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_case FOR UPDATE")
        with meanwhile(lambda: anna.post(path, many)) as pushed:
            assert wait_until_blocked(pushed)
            cut_connections()
            other.rollback()
            said = pushed.result(timeout=30)
    connection.close()
    assert (said.status, said.body["code"]) == (503, "unavailable")
    assert said.headers["content-type"] == "application/problem+json"
    assert int(said.headers["retry-after"]) > 0
    with acme.door():
        assert Message.objects.count() == 1
    again = anna.post(path, many)
    assert (again.status, again.body["counts"]["stored"]) == (200, 151)
