from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox.networks import capabilities
from inbox.networks.capabilities import Capabilities, UnknownNetwork
from inbox.networks.items import Author, IncomingItem
from inbox.networks.lengths import count_characters

POSTAL = Capabilities(
    network="postal",
    label="Postal",
    visibilities=("public",),
    max_length={"public": 10},
)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本語", 3), ("👍🏽", 2), ("a\nb", 3)],
)
def test_characters_are_code_points_after_composition(text: str, count: int) -> None:
    assert count_characters(text) == count


def test_what_is_left_becomes_negative_when_a_text_is_too_long() -> None:
    assert POSTAL.left("twelve chars", "public") == -2
    assert POSTAL.left("fits", "public") == 6


def test_a_network_is_known_once_it_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "_registered", {})
    with pytest.raises(UnknownNetwork, match="postal"):
        capabilities.capabilities_of("postal")
    capabilities.register(POSTAL)
    capabilities.register(POSTAL)
    assert capabilities.capabilities_of("postal") is POSTAL
    assert capabilities.registered_networks() == (POSTAL,)


def test_a_visibility_without_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="private"):
        Capabilities(
            network="x", label="X", visibilities=("public", "private"), max_length={"public": 1}
        )


def test_a_counter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="parsecs"):
        Capabilities(network="x", label="X", visibilities=(), max_length={}, counter="parsecs")


def test_an_item_without_a_zone_or_a_private_one_without_a_conversation_is_refused() -> None:
    author = Author("1", "ann")
    now = datetime.now(UTC)
    with pytest.raises(ValueError, match="zone"):
        IncomingItem(
            "1", "post", author, False, "hi", now.replace(tzinfo=None), None, None, "public"
        )
    with pytest.raises(ValueError, match="conversation"):
        IncomingItem("1", "private", author, False, "hi", now, None, None, "private")
