"""Custom fields: what an organisation wants to know of its customers and cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    check_seen,
    differences,
    fingerprint,
    free_slug,
    number,
    one_at_a_time,
    one_step,
    told,
)
from routing.models import CustomField
from routing.models.fields import FieldKind, FieldOf

MAX_NAME: Final = 80
MAX_FIELDS: Final = 50
MAX_CHOICES: Final = 100
MAX_CHOICE: Final = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    kind: str
    choices: tuple[str, ...]


def fields_of(of: str) -> list[CustomField]:
    """In use, in their order."""
    return list(CustomField.objects.filter(of=of, retired_at=None).order_by("position", "id"))


def seen_of(field: CustomField) -> str:
    return fingerprint(field.name, field.choices, field.retired_at)


def check_add_field(*, of: str, name: str, kind: str, choices: Sequence[str]) -> Wanted:
    one_at_a_time()
    if of not in FieldOf.values or kind not in FieldKind.values:
        raise Refused(_("The form was damaged on its way. Fill it in again."))
    if len(fields_of(of)) >= MAX_FIELDS:
        raise Refused(_("%(count)s fields are all that fit. Retire some.") % {"count": MAX_FIELDS})
    return Wanted(_free_name(of, name, 0), kind, _choices(kind, choices))


def check_change_field(
    *, field: CustomField, name: str, choices: Sequence[str], seen: str
) -> Wanted:
    """The kind stays: values of another kind stand there already."""
    one_at_a_time()
    field.refresh_from_db()
    wanted = Wanted(_free_name(field.of, name, field.id), field.kind, _choices(field.kind, choices))
    check_seen(seen=seen, now=seen_of(field), subject=f"field {field.id}")
    return wanted


def _free_name(of: str, name: str, own_id: int) -> str:
    name = typed(name, limit=MAX_NAME)
    if CustomField.objects.filter(of=of, name__iexact=name).exclude(id=own_id).exists():
        raise Refused(
            _("There is a field “%(name)s” already, in use or retired. Choose another name.")
            % {"name": name}
        )
    return name


def _choices(kind: str, choices: Sequence[str]) -> tuple[str, ...]:
    if kind != FieldKind.CHOICE:
        return ()
    words = tuple(dict.fromkeys(typed(word, limit=MAX_CHOICE) for word in choices if word.strip()))
    if len(words) < 2:
        raise Refused(_("Write at least two words to choose from, one a line."))
    if len(words) > MAX_CHOICES:
        raise Refused(_("%(count)s choices are all that fit.") % {"count": MAX_CHOICES})
    return words


def do_add_field(*, by: Member, of: str, wanted: Wanted) -> CustomField:
    here = CustomField.objects.filter(of=of)
    slugs = set(here.values_list("slug", flat=True))
    field = CustomField.objects.create(
        of=of,
        name=wanted.name,
        slug=free_slug(wanted.name, slugs, otherwise="field"),
        kind=wanted.kind,
        choices=list(wanted.choices),
        position=here.count() + 1,
    )
    data = {"of": of, "name": field.name, "kind": field.kind, "choices": field.choices}
    told(by=by, verb="field.add", subject=f"field {field.id}", data=data)
    return field


def do_change_field(*, by: Member, field: CustomField, wanted: Wanted) -> None:
    """A word that is no choice any more stays where it was chosen."""
    was = {"name": field.name, "choices": field.choices}
    field.name, field.choices = wanted.name, list(wanted.choices)
    field.save(update_fields=["name", "choices"])
    data = differences(was, {"name": field.name, "choices": field.choices})
    told(by=by, verb="field.change", subject=f"field {field.id}", data=data)


def do_move_field(*, by: Member, field: CustomField, up: bool) -> None:
    one_at_a_time()
    step = one_step([one.id for one in fields_of(field.of)], field.id, up=up)
    if step is None:
        return
    number(CustomField.objects.all(), step.ids)
    data = {"name": field.name, "position": list(step.places)}
    told(by=by, verb="field.move", subject=f"field {field.id}", data=data)


def do_retire_field(*, by: Member, field: CustomField) -> None:
    one_at_a_time()
    CustomField.objects.filter(id=field.id).update(retired_at=timezone.now())
    told(by=by, verb="field.retire", subject=f"field {field.id}", data={"name": field.name})


def do_revive_field(*, by: Member, field: CustomField) -> None:
    """Does nothing when it is in use."""
    one_at_a_time()
    last, retired = len(fields_of(field.of)) + 1, CustomField.objects.exclude(retired_at=None)
    if retired.filter(id=field.id).update(retired_at=None, position=last):
        told(by=by, verb="field.revive", subject=f"field {field.id}", data={"name": field.name})
