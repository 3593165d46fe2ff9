"""Who else has the case before them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.models import Member
from care.core.presence import Here
from inbox.desk import words

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Person:
    face: words.Face
    says: str
    types: bool


@dataclass(frozen=True, slots=True)
class People:
    shown: tuple[Person, ...]
    says: str
    """Of the first; whoever types comes first."""
    more: int


def people_of(others: Sequence[Here]) -> People:
    named = {member.id: member for member in Member.objects.filter(id__in=_ids(others))}
    known = [one for one in others if one.member_id in named]
    known.sort(key=lambda one: (not one.pen, one.member_id))
    shown = tuple(_person(named[one.member_id], one.pen) for one in known[:SHOWN])
    says = shown[0].says if shown else ""
    return People(shown, says, more=len(known) - len(shown))


def _ids(others: Sequence[Here]) -> list[int]:
    return [one.member_id for one in others]


def _person(member: Member, pen: str) -> Person:
    face = words.Face(member.display_name, member.initials, member.id % words.HUES)
    forms = {
        "reply": _("%(name)s is typing a reply"),
        "note": _("%(name)s is writing a note"),
        "": _("%(name)s is looking"),
    }
    return Person(face, forms[pen] % {"name": words.first_name(face.name)}, types=bool(pen))
