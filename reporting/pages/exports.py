"""Files of reports: asked for, listed, handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.files import opened
from care.core.pages.gate import MAX_ID, see_other, show
from care.core.requests import MemberRequest
from reporting.handing.exports import KEPT, check_export, do_export, do_forget, exports_of
from reporting.models.handed import Making
from reporting.pages.asked import Asked
from reporting.pages.views import frame_of

MOST = 50
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_POST
def ask(request: MemberRequest, organisation: str) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("report", "query", "form", "section")}
    try:
        wanted = check_export(member=request.member, organisation=request.organisation, **said)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        do_export(member=request.member, wanted=wanted)
        messages.success(request, _("The file is being written. You find it here."))
    return see_other(request, "reports:exports")


@require_safe
def files(request: MemberRequest, organisation: str) -> HttpResponse:
    """Asked by the page itself, only the list."""
    rows = list(exports_of(request.member)[:MOST])
    context: dict[str, Any] = {
        "files": rows,
        "writing": any(row.state == Making.WAITING for row in rows),
        "days": KEPT.days,
    }
    if request.headers.get("HX-Request"):
        return show(request, "reports/_files.html", context)
    return show(request, "reports/files.html", frame_of(Asked(request)) | context)


@require_safe
def file(request: MemberRequest, organisation: str, export_id: int) -> FileResponse:
    """To whoever asked for it: it holds what they may see."""
    mine = exports_of(request.member).filter(state=Making.DONE)
    row = mine.filter(id=export_id).first() if 0 < export_id <= MAX_ID else None
    if row is None:
        raise Http404
    try:
        content = opened(row.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=_TYPES[row.form])
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def remove(request: MemberRequest, organisation: str, export_id: int) -> HttpResponse:
    mine = exports_of(request.member).exclude(state=Making.WAITING)
    found = mine.filter(id=export_id if 0 < export_id <= MAX_ID else 0)
    if not do_forget(found):
        raise Http404
    messages.success(request, _("The file is removed."))
    return see_other(request, "reports:exports")
