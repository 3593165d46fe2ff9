"""The door of the ORM: no query without an organisation, and none that outlives its transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from care.core.bulk import fetch
from care.core.errors import NoOrganisation
from care.core.tenancy import current_organisation_id, organisation_door
from care.core.tenancy.models import TenantForeignKey, TenantModel
from inbox.models import Case, Message, Note
from routing.models import Tag
from tests.walls.catalog import WRITE_ONCE
from tests.walls.life import Town

MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@pytest.fixture(autouse=True)
def life(towns: tuple[Town, Town]) -> Iterator[None]:
    yield
    assert not connection.in_atomic_block


def seen_by_database() -> list[int]:
    return [row[0] for row in fetch("SELECT DISTINCT organisation_id FROM inbox_case", [])]


@each_model
def test_no_rows_are_read_or_written_without_a_door(model: type[TenantModel]) -> None:
    for manager in (*model._meta.managers, model._base_manager):
        with pytest.raises(NoOrganisation):
            manager.count()
        with pytest.raises(NoOrganisation):
            manager.update(id=1)
        with pytest.raises(NoOrganisation):
            manager.create()


@each_model
def test_every_query_names_its_organisation_literally(model: type[TenantModel], acme: Town) -> None:
    with (
        organisation_door(acme.id),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        list(model._default_manager.all()[:1])
        if model._meta.db_table not in WRITE_ONCE:
            model._base_manager.filter(id=1).update(id=1)
        model._base_manager.filter(id=0).exists()
    column = f'"{model._meta.db_table}"."organisation_id" = {acme.id}'
    for query in queries.captured_queries[1:]:
        assert column in query["sql"]


def joins() -> Iterator[tuple[type[TenantModel], str, str, str]]:
    """Model, look-up, and the two tables that it joins: each foreign key, forth and back."""
    for model in MODELS:
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                there = field.related_model._meta.db_table
                yield model, f"{field.name}__organisation_id__gt", model._meta.db_table, there
        for relation in model._meta.related_objects:
            if not relation.hidden:
                there = relation.related_model._meta.db_table
                yield model, f"{relation.name}__id__gt", model._meta.db_table, there


JOINS = list(joins())


@pytest.mark.parametrize(
    ("model", "look_up", "here", "there"),
    JOINS,
    ids=[f"{model.__name__}.{look_up}" for model, look_up, _, _ in JOINS],
)
def test_joins_carry_the_organisation(
    acme: Town, model: type[TenantModel], look_up: str, here: str, there: str
) -> None:
    with organisation_door(acme.id):
        statement = str(model._default_manager.filter(**{look_up: 0}).query)
    joined = f'"{there}"' if here != there else r"T\d+"
    pair = (rf'{joined}."organisation_id"', rf'"{here}"."organisation_id"')
    ways = [rf"{one} = \({other}\)" for one, other in (pair, pair[::-1])]
    assert re.search("|".join(ways), statement), statement


def test_related_rows_that_are_fetched_along_carry_the_organisation(acme: Town) -> None:
    with organisation_door(acme.id), CaptureQueriesContext(connection) as queries:
        [message] = Message.objects.select_related("case__customer", "channel")[:1]
        list(message.channel.streams.all())
        list(Case.objects.prefetch_related("messages", "notes__member"))
    own = [query["sql"] for query in queries.captured_queries if "set_config" not in query["sql"]]
    assert own
    for statement in own:
        if "SAVEPOINT" not in statement:
            assert f'organisation_id" = {acme.id}' in statement
    for table in ("case", "customer", "channel"):
        assert f'"inbox_{table}"."organisation_id" = (' in own[0]


def test_inside_a_door_only_its_organisation_is_there(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        assert current_organisation_id() == acme.id
        assert seen_by_database() == [acme.id]
        assert not Case.objects.filter(id=globex.case_id).exists()
        assert Case.objects.filter(id=acme.case_id).exists()


def test_nothing_survives_the_door(acme: Town) -> None:
    with organisation_door(acme.id):
        pass
    with pytest.raises(NoOrganisation):
        current_organisation_id()
    assert seen_by_database() == []


def test_nothing_survives_a_door_that_broke(acme: Town) -> None:
    with pytest.raises(ZeroDivisionError), organisation_door(acme.id):
        raise ZeroDivisionError
    with pytest.raises(NoOrganisation):
        Case.objects.count()
    assert seen_by_database() == []


def test_a_door_inside_a_longer_transaction_closes_when_it_is_left(acme: Town) -> None:
    with transaction.atomic():
        with organisation_door(acme.id):
            assert seen_by_database() == [acme.id]
        assert seen_by_database() == []


def test_doors_nest_and_the_inner_one_gives_back_the_outer(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        with organisation_door(globex.id):
            assert seen_by_database() == [globex.id]
        assert current_organisation_id() == acme.id
        assert seen_by_database() == [acme.id]
        assert Case.objects.filter(id=acme.case_id).exists()


def test_an_inner_door_that_broke_gives_back_the_outer(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        with pytest.raises(ZeroDivisionError), organisation_door(globex.id):
            raise ZeroDivisionError
        assert current_organisation_id() == acme.id
        assert seen_by_database() == [acme.id]


def test_a_query_made_in_one_door_finds_nothing_in_another(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        cases = Case.objects.all()
    with organisation_door(globex.id):
        assert list(cases) == []


def test_a_row_read_in_one_door_cannot_be_saved_in_another(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        tag = Tag.objects.earliest("id")
    for fields in (None, ["name"]):
        with pytest.raises(DatabaseError), organisation_door(globex.id):
            tag.save(update_fields=fields)


def test_a_row_cannot_be_made_to_point_into_another_organisation(acme: Town, globex: Town) -> None:
    with pytest.raises(DatabaseError), organisation_door(acme.id):
        Note.objects.create(
            case_id=globex.case_id, member=acme.cast.anna, text="x", at="2026-01-01T00:00Z"
        )


def test_a_door_to_an_organisation_that_is_not_there_shows_nothing() -> None:
    with organisation_door(2**40):
        assert seen_by_database() == []
        assert Case.objects.count() == 0
