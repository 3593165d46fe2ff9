"""Who asks: what every request finds out before its page begins. Written as SQL, because building
these questions costs the ORM more than all the rest of them."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from care.core.models import Member, Organisation, Person
from care.core.prepared import Prepared
from care.core.tenancy.door import SETTING

Found = TypeVar("Found", bound=Model)


def _columns(model: type[Model], alias: str) -> str:
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


_SESSION = Prepared(
    "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s",
    key="text",
    now="timestamptz",
)
_PERSON = Prepared(
    f"SELECT {_columns(Person, 'p')} FROM core_person p WHERE p.id = %(person)s", person="bigint"
)
_ENTERED = Prepared(
    f"""
SELECT set_config('{SETTING}', o.id::text, true), p.id, {_columns(Organisation, "o")}
FROM core_membership p
JOIN core_organisation o ON o.id = p.organisation_id
WHERE p.person_id = %(person)s AND o.slug = %(slug)s AND p.active
""",
    person="bigint",
    slug="text",
)
_MEMBER = Prepared(
    f"""
SELECT {_columns(Member, "m")} FROM core_member m
WHERE m.organisation_id = %(organisation)s AND m.membership_id = %(membership)s
""",
    organisation="bigint",
    membership="bigint",
)


def session_data(key: str) -> str | None:
    """What is kept of a session that has not ended."""
    found = _SESSION.fetch({"key": key, "now": timezone.now()})
    return str(found[0][0]) if found else None


def person_of(person_id: int) -> Person | None:
    found = _PERSON.fetch({"person": person_id})
    return _made(Person, found[0]) if found else None


def enter(person_id: int, slug: str) -> tuple[Organisation, int] | None:
    """The organisation in which the person has a place, and the id of their membership. To the
    database its door is open with the same question, for as long as the transaction lasts."""
    found = _ENTERED.fetch({"person": person_id, "slug": slug})
    if not found:
        return None
    _, membership_id, *row = found[0]
    return _made(Organisation, row), membership_id


def member_of(organisation: Organisation, membership_id: int) -> Member:
    """Inside the organisation's door."""
    asked = {"organisation": organisation.id, "membership": membership_id}
    (row,) = _MEMBER.fetch(asked)
    return _made(Member, row)


def _made(model: type[Found], row: Any) -> Found:
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, row)
