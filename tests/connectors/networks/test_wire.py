"""The wire under other people's libraries: what an answer says about the work behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from care.core.http import HttpClient
from connectors.errors import AdapterError
from connectors.networks.wire import Wire
from tests.api.receiver import Receiver, receiving


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def hears(server: Receiver, status: int, *, writes: bool) -> AdapterError:
    server.answers.append((status, b"", {"Location": f"{server.url}/elsewhere"}))
    wire = Wire(HttpClient(allowed_hosts=frozenset({server.host}), read_seconds=2.0))
    with pytest.raises(AdapterError) as refused:
        wire.hear(lambda: wire.post(server.url, data=b"Hello."), writes=writes)
    return refused.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_whoever_is_sent_elsewhere_after_a_write_does_not_know_whether_it_was_done(
    server: Receiver, status: int
) -> None:
    error = hears(server, status, writes=True)
    assert error.doubt
    assert "sends us elsewhere" in error.sentence
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_read_that_is_sent_elsewhere_was_refused(server: Receiver, status: int) -> None:
    assert not hears(server, status, writes=False).doubt
    assert len(server.received) == 1
