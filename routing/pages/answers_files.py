"""Canned answers into a file, and out of one after a test run."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from care.core.errors import Refused
from care.core.pages.gate import see_other, show
from care.core.requests import MemberRequest
from routing.actions.answers_csv import (
    COLUMNS,
    MAX_CHARACTERS,
    Line,
    check_import,
    do_import,
    table_of,
)
from routing.shelf import seen_by


@require_safe
def export(request: MemberRequest, organisation: str) -> HttpResponse:
    table = table_of(seen_by(request.member).order_by("shortcut", "id"), member=request.member)
    # Spreadsheets take a file for UTF-8 when it begins so.
    response = HttpResponse(f"\ufeff{table}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="answers-{organisation}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: MemberRequest, organisation: str) -> HttpResponse:
    """The first post shows what would happen; the second, with the same table, does it."""
    if request.method != "POST":
        return _show(request, "")
    try:
        table = _table(request)
        lines = check_import(member=request.member, table=table)
    except Refused as refused:
        return _show(request, request.POST.get("table", ""), refused=refused.sentence, status=422)
    if request.POST.get("sure") != "yes":
        return _show(request, table, lines=lines)
    written = do_import(member=request.member, lines=lines)
    said = ngettext("%(count)s answer was written.", "%(count)s answers were written.", written)
    messages.success(request, said % {"count": written})
    return see_other(request, "answers:list")


def _table(request: MemberRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None or not hasattr(sent, "read"):
        return request.POST.get("table", "")
    if (sent.size or 0) > MAX_CHARACTERS * 4:
        raise Refused(_("The file is too large. Split it, and bring its parts in one by one."))
    raw: bytes = sent.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets of Western Europe write.
        return raw.decode("cp1252", errors="replace")


def _show(
    request: MemberRequest,
    table: str,
    *,
    lines: tuple[Line, ...] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    writes = [line for line in lines or () if line.outcome in ("add", "change")]
    context = {
        "table": table,
        "lines": lines,
        "counts": {
            outcome: sum(1 for line in lines or () if line.outcome == outcome)
            for outcome in ("add", "change", "same", "refuse")
        },
        "writes": len(writes),
        "refused": refused,
        "columns": COLUMNS,
    }
    return show(request, "settings/answers_import.html", context, status=status)
