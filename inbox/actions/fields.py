"""Values of the organisation's own fields, on a case or on its customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, tell, touch
from inbox.actions.recount import recount_cases_of
from inbox.events import Kind
from inbox.models import Case, Customer
from routing.engine import field_values
from routing.models import CustomField
from routing.models.fields import FieldOf


@dataclass(frozen=True, slots=True)
class Wanted:
    field: CustomField
    value: field_values.Value


def check_field(*, member: Member, case: Case, of: str, slug: str, value: str | bool) -> Wanted:
    """The value as it will be stored; none for an empty one."""
    field = CustomField.objects.filter(of=of, slug=slug, retired_at__isnull=True).first()
    if field is None:
        raise Refused(_("This field is asked for no more. Reload the page."))
    kind: field_values.Kind = field.kind  # type: ignore[assignment]
    read = field_values.read_value(field_values.Field(field.name, kind, field.choices), value)
    if isinstance(read, field_values.Refusal):
        raise Refused(read.said_in(_))
    return Wanted(field, read)


def do_field(*, member: Member, case: Case, wanted: Wanted) -> None:
    """Needs the case's row lock: while it is held the customer is made one with no other."""
    field = wanted.field
    holder: Case | Customer = case
    if field.of == FieldOf.CUSTOMER:
        holder = Customer.objects.select_for_update(no_key=True).get(id=case.customer_id)
    values = dict(holder.fields or {})
    if values.get(field.slug) == wanted.value:
        return
    if wanted.value is None:
        del values[field.slug]
    else:
        values[field.slug] = wanted.value
    holder.fields = values
    holder.save(update_fields=["fields"])
    now = timezone.now()
    # The value is the customer's matter, and events outlive its erasure.
    tell(case, Kind.FIELD_CHANGED, now, by(member), field=field.id, of=field.of, slug=field.slug)
    touch(case, by(member), now)
    if field.of == FieldOf.CUSTOMER:
        clocks.follow(case, now=now)
        recount_cases_of(case.customer_id, but=case.id)
