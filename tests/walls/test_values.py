"""Ids and words that come in bodies and queries: the second path that forgets the check."""

from __future__ import annotations

import inspect
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from psycopg2.extensions import connection as Connection

from care.core.tenancy import organisation_door
from inbox.desk import filters
from inbox.desk import forms as desk_forms
from inbox.models import Customer, CustomerMerge, Note, Proposal
from routing.models import ReturnReason, Tag, TopicItem
from tests.walls.asking import Answer, ask
from tests.walls.life import Town
from tests.walls.routes import ABSENT_ID, Route, kinds, routes
from tests.walls.test_rows import TABLES

FORMS = [
    form
    for _, form in inspect.getmembers(desk_forms, inspect.isclass)
    if issubclass(form, forms.Form) and form.__module__ == desk_forms.__name__
]
# A body that every form of the desk takes. A new field: give it a value here, and if it names a
# row, also in `references`.
UNIVERSAL = {
    "text": "Have you tried to turn it off and on again?",
    "note": "Please measure the line.",
    "acknowledgement": "We look into it.",
    "visibility": "public",
    "idempotency_key": "a-key-of-the-form",
    "greeting": "Hello!",
    "signature": "^A",
    "tag": "second-line-support",
    "why": "",
    "member": "1",
    "priority": "high",
    "reason": "spam",
    "available": "1",
    "preset": "",
    "until": "2031-01-01T09:00",
    "theme": "dark",
    "then": "wait",
    "leaves_at": "",
    "acknowledges": "",
    "purpose": "",
    "anyway": "",
    "instead": "",
    "seen": "",
    "pen": "reply",
    "of": "case",
    "slug": "no-such-field",
    "value": "",
    "customer": "1",
    "merge": "1",
    "marked": "",
    "draft": "Please restart it.",
    "back_for": "",
    "question": "",
    "known": "",
    "known_title": "",
    "proposal": "1",
    "words": "",
    "problem": "",
    "title": "Routers restart",
    "item": "1",
    "on": "1",
    "seconds": "5",
    "ago": "0",
}
VERBS = [route for route in routes() if "case_id" in route.parameters]
PAGES = [route for route in routes() if route.of_an_organisation]


def fields_of(route: Route) -> set[str]:
    """The forms are named after the verbs."""
    name = route.name.partition(":")[2].replace("_", "")
    found = [form for form in FORMS if form.__name__.removesuffix("Form").lower() == name]
    return set(found[0].base_fields) if found else set()


each_verb = pytest.mark.parametrize("route", VERBS, ids=lambda route: route.name)


def references(town: Town) -> dict[str, str]:
    """Fields of bodies and queries that name rows, with a row of this town."""
    with organisation_door(town.id):
        tag, _ = Tag.objects.get_or_create(slug=f"tag-of-{town.slug}", name=town.canary)
        customer_id = Customer.objects.filter(cases__isnull=False).earliest("id").id
        merge_id = CustomerMerge.objects.earliest("id").id
        proposal_id = Proposal.objects.earliest("id").id
        item_id = TopicItem.objects.earliest("id").id
        reason_id = ReturnReason.objects.earliest("id").id
    return {
        "member": str(town.cast.anna.id),
        "tag": tag.slug,
        "customer": str(customer_id),
        "merge": str(merge_id),
        "proposal": str(proposal_id),
        "item": str(item_id),
        "back_for": str(reason_id),
        "problem": str(town.problem_id),
        "channel": str(town.cast.channel_id),
        "in": f"queues/{town.queue}",
    }


NAMING_ROWS = (
    *("member", "tag", "customer", "merge"),
    *("proposal", "item", "back_for", "problem"),
)
ABSENT = {
    "customer": ABSENT_ID,
    "merge": ABSENT_ID,
    "proposal": ABSENT_ID,
    "item": ABSENT_ID,
    "back_for": ABSENT_ID,
    "problem": ABSENT_ID,
    "member": ABSENT_ID,
    "tag": "no-such-tag",
    "channel": ABSENT_ID,
    "in": "queues/no-such",
}


def rows_of(superuser: Connection, town: Town) -> dict[str, str]:
    """A fingerprint of every table's rows of this organisation."""
    found = {}
    with superuser.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT md5(string_agg(t::text, ' ' ORDER BY id)) FROM {table} t"
                " WHERE organisation_id = %s",
                [town.id],
            )
            found[table] = str(cursor.fetchall())
    superuser.rollback()
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_body_of_these_tests_is_one_that_every_form_takes(form: type[forms.Form]) -> None:
    data = QueryDict(urlencode(UNIVERSAL))
    assert set(form.base_fields) <= set(UNIVERSAL)
    assert form(data).is_valid()


@each_verb
def test_a_whole_form_sent_to_another_organisations_case_changes_nothing(
    agent: Client, outsider: Client, superuser: Connection, acme: Town, globex: Town, route: Route
) -> None:
    before = rows_of(superuser, acme), rows_of(superuser, globex)
    ours = {name: kind.own for name, kind in kinds(acme, globex).items()}
    theirs = {name: kind.foreign or kind.own for name, kind in kinds(acme, globex).items()}
    tried = [
        ask(agent, "POST", route.path(theirs | {"organisation": acme.slug}), UNIVERSAL),
        ask(agent, "POST", route.path(theirs), UNIVERSAL),
        ask(outsider, "POST", route.path(ours), UNIVERSAL),
    ]
    assert {answer.status for answer in tried} <= {404, 405}
    assert (rows_of(superuser, acme), rows_of(superuser, globex)) == before


@pytest.mark.parametrize(
    ("route", "field"),
    [(route, field) for route in VERBS for field in NAMING_ROWS if field in fields_of(route)],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_row_of_another_organisation_named_in_a_form_is_a_row_that_is_not_there(
    agent: Client,
    superuser: Connection,
    own: dict[str, str],
    acme: Town,
    globex: Town,
    route: Route,
    field: str,
) -> None:
    path, foreign = route.path(own), references(globex)
    before = rows_of(superuser, acme), rows_of(superuser, globex)
    absent = ask(agent, "POST", path, UNIVERSAL | {field: ABSENT[field]})
    assert absent.status == 422
    answer = ask(agent, "POST", path, UNIVERSAL | {field: foreign[field]})
    assert without(answer, foreign[field]) == without(absent, ABSENT[field])
    assert (rows_of(superuser, acme), rows_of(superuser, globex)) == before


def without(answer: Answer, typed: str) -> Answer:
    """A refused form shows again what was typed into it (an id is never typed)."""
    if typed.isdigit():
        return answer
    return Answer(answer.status, answer.location, answer.body.replace(typed, ""))


@pytest.mark.parametrize("name", [*filters.NAMES, "in"])
def test_a_row_of_another_organisation_named_in_a_query_is_a_row_that_is_not_there(
    agent: Client, own: dict[str, str], globex: Town, name: str
) -> None:
    foreign = references(globex).get(name, "no-such-value")
    absent = ABSENT.get(name, "other-value")
    for route in PAGES:
        path = route.path(own)
        answer = ask(agent, "GET", f"{path}?{urlencode({name: foreign})}")
        same = ask(agent, "GET", f"{path}?{urlencode({name: absent})}")
        assert without(answer, foreign) == without(same, absent), path


@pytest.mark.parametrize("name", ["organisation", "organisation_id", "organisation_slug", "member"])
def test_the_organisation_of_the_path_is_not_overruled(
    agent: Client, own: dict[str, str], globex: Town, name: str
) -> None:
    for value in (globex.slug, str(globex.id)):
        for path in ("/acme/desk/views/open/", f"/acme/desk/cases/{own['case_id']}/"):
            plain = ask(agent, "GET", path)
            assert ask(agent, "GET", f"{path}?{name}={value}&{name}={value}").status == 200
            assert globex.canary not in plain.body
            answer = ask(agent, "POST", f"{path}note/", UNIVERSAL | {name: value})
            assert answer.status in {303, 404}
    with organisation_door(globex.id):
        assert not Note.objects.filter(text=UNIVERSAL["text"]).exists()


NASTY = (
    "",
    "0",
    "-1",
    str(2**63),
    "null",
    "None",
    "[]",
    "{}",
    "1,2",
    "%",
    "_",
    "'",
    "';--",
    "queues/",
    "views/x",
    "bnVsbA==",
    "eyJhIjoxfQ==",
    "WzEsMl0=",
    "WyJhIiwgImIiLCAiYyJd",
    "W251bGwsbnVsbF0=",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e\u200b",
    "x" * 5_000,
)


@pytest.mark.parametrize("name", [*filters.NAMES, "in", "after"])
def test_no_query_breaks_a_page(agent: Client, own: dict[str, str], name: str) -> None:
    path = "/acme/desk/queues/first-line/"
    if name == "in":
        path = f"/acme/desk/cases/{own['case_id']}/"
    for value in NASTY:
        answer = ask(agent, "GET", f"{path}?{urlencode({name: value})}")
        assert answer.status in {200, 400, 404}, value


def test_a_query_reaches_no_column_by_its_name(agent: Client) -> None:
    """Names that a page does not know change nothing."""
    path = "/acme/desk/queues/first-line/"
    plain = ask(agent, "GET", path)
    for name in (
        "sort",
        "order_by",
        "fields",
        "state__in",
        "channel__account__credentials",
        "assignee__membership__person__password__startswith",
    ):
        assert ask(agent, "GET", f"{path}?{name}=a") == plain, name


NASTY_TEXTS = ("", "-1", str(2**63), "[]", "';--", "\u202e\u200b", "x" * 60_000, "1\x00", "\x00")


@pytest.mark.parametrize(
    ("route", "field"),
    [(route, field) for route in PAGES for field in sorted(fields_of(route))],
    ids=lambda value: getattr(value, "name", value),
)
def test_no_body_breaks_a_form(
    agent: Client, own: dict[str, str], route: Route, field: str
) -> None:
    for value in NASTY_TEXTS:
        answer = ask(agent, "POST", route.path(own), UNIVERSAL | {field: value})
        assert answer.status in {200, 204, 303, 400, 404, 422}, value[:20]
