"""Every table of an organisation's rows has its walls; the checker itself is tried on planted
faults, each in a transaction that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.db import models
from django.test.utils import isolate_apps
from psycopg2.extensions import connection as Connection

from care.core.models import Organisation
from care.core.tenancy.models import TenantModel
from care.core.tenancy.wall import SIGHT
from inbox.models import Case
from tests.walls.catalog import FLOOR, Catalog, faults, model_faults

WALLED = f"""
    CREATE TABLE planted (organisation_id bigint NOT NULL, id bigserial, case_id bigint,
        PRIMARY KEY (organisation_id, id));
    ALTER TABLE planted ENABLE ROW LEVEL SECURITY;
    ALTER TABLE planted FORCE ROW LEVEL SECURITY;
    CREATE POLICY within ON planted USING ({SIGHT}) WITH CHECK ({SIGHT});
    ALTER TABLE planted ADD FOREIGN KEY (organisation_id, case_id)
        REFERENCES inbox_case (organisation_id, id);
"""

# What somebody might write, and words of the sentence that must come of it.
PLANTED = [
    ("CREATE TABLE planted (id bigserial PRIMARY KEY)", "not listed as a floor table"),
    ("CREATE TABLE planted (organisation_id bigint NOT NULL, id bigserial PRIMARY KEY)", "is off"),
    ("CREATE VIEW planted AS SELECT * FROM inbox_case", "look past row security"),
    ("CREATE MATERIALIZED VIEW planted AS SELECT 1 AS one", "look past row security"),
    ("ALTER TABLE inbox_case NO FORCE ROW LEVEL SECURITY", "does not bind its owner"),
    ("ALTER TABLE inbox_case DISABLE ROW LEVEL SECURITY", "row security is off"),
    ("DROP POLICY within ON inbox_note", "“within” is missing"),
    ("CREATE POLICY more ON inbox_note USING (true)", "“more” for public opens its rows"),
    ("CREATE POLICY search ON inbox_leg TO care_app USING (true)", "opens its rows"),
    ("CREATE POLICY dispatch ON inbox_note TO care_dispatch USING (true)", "opens its rows"),
    ("GRANT TRUNCATE ON inbox_note TO care_app", "care_app may DELETE, INSERT, SELECT, TRUNCATE"),
    ("REVOKE DELETE ON inbox_note FROM care_app", "care_app may INSERT, SELECT, UPDATE"),
    ("GRANT SELECT ON inbox_note TO care_dispatch", "care_dispatch may SELECT"),
    ("GRANT SELECT ON inbox_note TO PUBLIC", "everybody may SELECT"),
    ("CREATE UNIQUE INDEX planted ON inbox_identity (handle)", "unique across organisations"),
    ("CREATE UNIQUE INDEX planted ON inbox_case (team_id) WHERE state = 'open'", "unique across"),
    ("CREATE UNIQUE INDEX planted ON inbox_case (lower(snippet))", "unique across organisations"),
    ("CREATE INDEX planted ON inbox_message (text)", "begins with text"),
    ("CREATE INDEX planted ON inbox_stream (id)", "begins with id"),
    (
        "ALTER TABLE inbox_note DROP CONSTRAINT inbox_note_case_id_within",
        "Note.case has no foreign",
    ),
    ("ALTER TABLE inbox_watch DROP CONSTRAINT inbox_watch_pkey", "inbox_watch has no primary key"),
    (
        "ALTER TABLE inbox_watch DROP CONSTRAINT inbox_watch_pkey,"
        " ALTER organisation_id DROP NOT NULL",
        "organisation_id may be null",
    ),
    (
        "CREATE FUNCTION planted() RETURNS int SECURITY DEFINER AS 'SELECT 1' LANGUAGE sql",
        "planted() runs as care_owner",
    ),
    (
        "SET ROLE care_dispatch; ALTER FUNCTION care_due_streams RESET search_path",
        "trusts the caller's search_path",
    ),
    (
        "SET ROLE care_dispatch; GRANT EXECUTE ON FUNCTION care_due_streams TO PUBLIC",
        "may be run by everybody",
    ),
    (WALLED.replace("FORCE ROW", "ENABLE ROW"), "does not bind its owner"),
    (WALLED.replace("id = NULLIF", "id <> NULLIF"), "says something else"),
    (WALLED.replace("(organisation_id, id));", "(id, organisation_id));"), "primary key is (id,"),
    (
        WALLED.replace(
            "PRIMARY KEY",
            "FOREIGN KEY (case_id, organisation_id) REFERENCES inbox_case (organisation_id, id),"
            " PRIMARY KEY",
        ),
        "lets a row point into another organisation",
    ),
]


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[Connection]:
    """As the migrations sign in; nothing it does is kept."""
    with closing(psycopg2.connect(os.environ["CARE_OWNER_DATABASE_URL"])) as connection:
        yield connection
        connection.rollback()


def test_every_table_stands_behind_its_walls(owner: Connection) -> None:
    assert faults(owner) == []


def test_a_new_table_with_all_its_walls_is_right(owner: Connection) -> None:
    plant(owner, WALLED)
    assert faults(owner) == []


@pytest.mark.parametrize(
    ("statement", "sentence"), PLANTED, ids=[" ".join(made.split())[:70] for made, _ in PLANTED]
)
def test_a_planted_fault_is_found(owner: Connection, statement: str, sentence: str) -> None:
    plant(owner, statement)
    found = faults(owner)
    assert any(sentence in fault for fault in found), found


@isolate_apps("care.core", "inbox")
def test_a_model_that_forgets_the_meta_of_tenant_models_is_found(owner: Connection) -> None:
    class Planted(TenantModel):
        organisation = models.ForeignKey(Organisation, models.PROTECT)
        case = models.ForeignKey(Case, models.CASCADE)
        everything = models.Manager["Planted"]()

        class Meta:
            app_label = "inbox"
            db_table = "inbox_note"

    assert list(model_faults(Planted, Catalog(owner))) == [
        "Planted: related rows are read without the organisation (base_manager_name)",
        "Planted.everything reads rows without the organisation",
        "Planted.case should be a TenantForeignKey",
    ]


def test_every_floor_table_says_why_it_may_be_one() -> None:
    assert all(len(reason) > 4 for reason in FLOOR.values())


def plant(owner: Connection, statement: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '5s'; {statement}; RESET ROLE")
