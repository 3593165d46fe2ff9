"""Settings: who changed what, and when."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from care.core.models import AuditEntry, Member
from care.core.pages.audit_words import line_of
from care.core.pages.gate import MAX_ID, admin_only, show
from care.core.requests import MemberRequest

SHOWN = 50
OPERATOR = "operator"
# What a line is about: the first word of its subject.
KIND = Func(F("subject"), Value(" "), Value(1), function="split_part", output_field=CharField())


@require_safe
@admin_only
def audit(request: MemberRequest, organisation: str) -> HttpResponse:
    """`before` is the id that the next page begins under: lines come while somebody reads."""
    who, kind = request.GET.get("who", ""), request.GET.get("kind", "")
    before = _number(request.GET.get("before", ""))
    found = _narrowed(who, kind)
    last = AuditEntry.objects.filter(id=before).first() if before else None
    if last is not None:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    entries = list(found.order_by("-at", "-id")[: SHOWN + 1])
    more, entries = len(entries) > SHOWN, entries[:SHOWN]
    names = dict(Member.objects.values_list("id", "display_name"))
    context = {
        "lines": [line_of(entry, names) for entry in entries],
        "people": sorted(names.items(), key=lambda one: one[1].casefold()),
        "kinds": _kinds(),
        "who": who,
        "kind": kind,
        "first": last is None,
        "next": _query(who, kind, entries[-1].id) if more else "",
    }
    return show(request, "settings/audit.html", context)


def _narrowed(who: str, kind: str) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.all()
    if who == OPERATOR:
        found = found.filter(member__isnull=True)
    elif who:
        found = found.filter(member_id=_number(who) or 0)
    if kind:
        found = found.annotate(kind=KIND).filter(kind=kind.replace("\x00", ""))
    return found


def _kinds() -> list[str]:
    kinds = AuditEntry.objects.annotate(kind=KIND).order_by("kind")
    return list(kinds.values_list("kind", flat=True).distinct())


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if 0 < number <= MAX_ID else None


def _query(who: str, kind: str, before: int) -> str:
    given = {"who": who, "kind": kind, "before": str(before)}
    return urlencode({name: value for name, value in given.items() if value})


app_name = "audit"

urlpatterns = [path("", audit, name="list")]
