"""Settings: what was changed, by whom, and from what to what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from care.core import audit
from care.core.models import Member, Person
from care.core.pages.audit_words import SENTENCES
from tests.cast import Cast, hire

pytestmark = pytest.mark.django_db

PAGE = "/acme/settings/audit/"


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def words_of(client: Client, **query: str) -> str:
    page = client.get(PAGE, query).content.decode().partition("<main")[2]
    return " ".join(page.split())


def test_a_line_reads_as_a_sentence_with_old_and_new(acme: Cast) -> None:
    with acme.door():
        subject = f"member {acme.anna.id}"
        audit.note(acme.admin, "member.role", subject, role=["agent", "admin"])
        audit.note(None, "member.sight", subject, brands=["all", ["B", "C"]])
        audit.note(acme.admin, "shelf.tidied", "shelf 7", rows=3, done=[False, True], why=["", "x"])
    page = words_of(signed_in(acme.admin))
    assert "<bdi>Ada</bdi></strong> <bdi>changed the role of Anna</bdi>" in page
    assert "<del>agent</del>" in page
    assert "<ins>admin</ins>" in page
    assert "The operator</bdi></strong> <bdi>changed which brands Anna sees" in page
    assert "<ins>B, C</ins>" in page
    assert "shelf.tidied: shelf 7" in page, "what is not known is shown by its own name"
    assert "<del>no</del>" in page
    assert "<del>nothing</del>" in page


def test_it_is_narrowed_by_person_and_kind(acme: Cast) -> None:
    with acme.door():
        audit.note(acme.admin, "token.make", "token 1")
        audit.note(acme.leader, "member.return", f"member {acme.tess.id}")
        audit.note(None, "channel.connect", "channel 3")
    client = signed_in(acme.admin)
    by_leader = words_of(client, who=str(acme.leader.id))
    assert "let Tess in again" in by_leader
    assert "made token 1" not in by_leader
    assert "connected channel 3" in words_of(client, who="operator")
    assert "made token 1" in words_of(client, kind="token")
    assert "connected" not in words_of(client, kind="token")
    for nasty in ("0", "-1", str(2**64), "abc", "'", "x" * 3000, "\u202e"):
        assert "No such change" in words_of(client, who=nasty)
        assert "No such change" in words_of(client, kind=nasty)
        assert "made token 1" in words_of(client, before=nasty)


def test_page_by_page_nothing_is_missed_while_lines_come(acme: Cast) -> None:
    with acme.door():
        for number in range(60):
            audit.note(acme.admin, "token.make", f"token {number}")
    client = signed_in(acme.admin)
    first = words_of(client)
    query = first.partition('rel="next" href="?')[2].partition('"')[0]
    with acme.door():
        audit.note(acme.admin, "token.make", "token 1000")
    second = words_of(client, **dict([query.split("=")]))
    shown = [f"made token {number}<" in first for number in range(60)]
    rest = [f"made token {number}<" in second for number in range(60)]
    assert sum(shown) == 50
    assert [not one for one in shown] == rest


def test_nobody_else_sees_it(acme: Cast) -> None:
    globex = hire("globex")
    with globex.door():
        audit.note(globex.admin, "token.make", "token of-globex")
    assert "of-globex" not in words_of(signed_in(acme.admin))
    for member in (acme.anna, acme.leader, globex.admin):
        assert signed_in(member).get(PAGE).status_code == 404


APPS = ("care", "routing", "inbox", "connectors")
ROOT = Path(__file__).parents[2]


def sources() -> Iterator[tuple[Path, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "audit_words.py":
                yield path, path.read_text()


def verbs_in(text: str) -> set[str]:
    """What has a verb's form where lines are written, and whatever is handed on as a verb."""
    tree = ast.parse(text)
    said = {
        word.value.value
        for word in ast.walk(tree)
        if isinstance(word, ast.keyword)
        and word.arg == "verb"
        and isinstance(word.value, ast.Constant)
    }
    if re.search(r"care\.core import audit\b|care\.core\.audit\b|import .*\btold\b", text):
        said |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    verbs = {one for one in said if isinstance(one, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", one)}
    return {one for one in verbs if one.partition(".")[0] not in APPS}  # those are tasks


def test_every_verb_that_is_written_down_is_said_in_a_sentence() -> None:
    found = {path: verbs_in(text) for path, text in sources()}
    said = set().union(*found.values())
    assert len(said) > 50
    assert not said - set(SENTENCES)
    writers = [path for path, text in sources() if "AuditEntry.objects.create(" in text]
    assert writers == [ROOT / "care/core/audit.py"], "there is one way to write a line"
