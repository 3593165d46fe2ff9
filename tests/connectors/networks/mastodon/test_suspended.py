"""Authors whom a server suspended: it hides what they wrote, and nobody deleted it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from inbox.networks.items import Change, Known
from tests.connectors.contract.mastodon_stage import MastodonStage
from tests.connectors.contract.meddler import Canned, Meddler
from tests.connectors.contract.walking import Poller

MISSING = {"error": "Record not found"}


@pytest.fixture
def known(stage: MastodonStage, poller: Poller) -> list[Known]:
    """A post and a direct message of Ann's, a post of Bob's."""
    stage.asks("ann", "help")
    stage.whispers("ann", "my number is 417")
    stage.asks("bob", "help me too")
    return [
        Known(one.external_id, one.kind, one.text, one.author.external_id) for one in poller.poll()
    ]


def of(path: str, *starts: str) -> bool:
    return any(path.split("?")[0] == start for start in starts)


def hidden(known: Sequence[Known]) -> list[Canned]:
    """The server answers as if these were not there, to everybody, alone or together."""
    paths = [f"/api/v1/statuses/{one.external_id}" for one in known]
    return [
        Canned(404, MISSING, when=lambda _, path: of(path, *paths)),
        Canned(200, [], when=lambda _, path: of(path, "/api/v1/statuses")),
    ]


def account(person: str, status: int, body: Any) -> Canned:
    return Canned(status, body, when=lambda _, path: of(path, f"/api/v1/accounts/{person}"))


def by(known: Sequence[Known], author: str) -> list[Known]:
    return [one for one in known if one.author == author]


Look = Callable[[Meddler], list[Change]]


@pytest.fixture
def look(stage: MastodonStage, known: list[Known]) -> Look:
    def changes(meddler: Meddler) -> list[Change]:
        return list(stage.adapter.changes(stage.access(meddler.url), None, known).changes)

    return changes


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, {"suspended": True, "acct": "ann", "display_name": ""}),
        (410, {"error": "Gone"}),
        (200, "a page of something else"),
    ],
    ids=["suspended", "suspended, before Mastodon 3.3", "nothing that can be read"],
)
def test_what_a_suspended_author_wrote_is_not_deleted(
    stage: MastodonStage, known: list[Known], look: Look, status: int, told: Any
) -> None:
    ann = stage.person("ann").external_id
    with Meddler(stage.url) as meddler:
        meddler.canned = [*hidden(by(known, ann)), account(ann, status, told)]
        assert look(meddler) == []
        asked = [path for _, path in meddler.asked]
    assert asked.count(f"/api/v1/accounts/{ann}") == 1
    # The second of hers need not be looked for on its own.
    assert len([path for path in asked if path.startswith("/api/v1/statuses/")]) == 2


def test_what_somebody_deleted_is_deleted_though_another_is_suspended(
    stage: MastodonStage, known: list[Known], look: Look
) -> None:
    ann, bob = (stage.person(name).external_id for name in ("ann", "bob"))
    [gone] = by(known, bob)
    stage.deletes(gone.external_id)
    with Meddler(stage.url) as meddler:
        meddler.canned = [*hidden(known), account(ann, 200, {"suspended": True})]
        assert [(one.external_id, one.what) for one in look(meddler)] == [
            (gone.external_id, "deleted")
        ]


def test_an_account_that_is_not_there_any_more_took_its_posts_along(
    stage: MastodonStage, known: list[Known], look: Look
) -> None:
    ann = stage.person("ann").external_id
    with Meddler(stage.url) as meddler:
        meddler.canned = [*hidden(by(known, ann)), account(ann, 404, MISSING)]
        found = look(meddler)
    assert {one.external_id for one in found} == {one.external_id for one in by(known, ann)}
    assert {one.what for one in found} == {"deleted"}


def test_once_the_suspension_is_lifted_edits_are_heard_again(
    stage: MastodonStage, known: list[Known], look: Look
) -> None:
    ann = stage.person("ann").external_id
    with Meddler(stage.url) as meddler:
        meddler.canned = [*hidden(by(known, ann)), account(ann, 200, {"suspended": True})]
        assert look(meddler) == []
        meddler.canned = []
        stage.edits(by(known, ann)[0].external_id, "help at once")
        assert [one.what for one in look(meddler)] == ["edited"]


def test_of_a_suspended_account_what_was_known_stays(stage: MastodonStage) -> None:
    ann = stage.person("ann")

    def emptied(given: Any) -> Any:
        if isinstance(given, list):
            return [{**one, "suspended": True, "display_name": "", "note": ""} for one in given]
        return given

    with Meddler(stage.url) as meddler:
        meddler.change = emptied
        assert stage.adapter.profiles(stage.access(meddler.url), [ann.external_id]) == ()
