"""Marks on the time axes: a list and a small form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.pages.gate import MAX_ID, see_other, show
from care.core.requests import MemberRequest
from reporting.marks import MOST, check_mark, do_mark, do_remove_mark
from reporting.models import TimeMark
from reporting.models.marks import MarkKind
from reporting.pages.asked import Asked
from reporting.pages.gate import leads_only
from reporting.pages.views import frame_of

BLANK = {"kind": "outage", "at": "", "label": ""}
TYPED_TIME = "%Y-%m-%dT%H:%M"


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def marks(request: MemberRequest, organisation: str) -> HttpResponse:
    said, error = BLANK | {"at": timezone.localtime().strftime(TYPED_TIME)}, ""
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in BLANK}
        try:
            mark = check_mark(**said)
        except Refused as refused:
            error = refused.sentence
        else:
            do_mark(by=request.member, mark=mark)
            messages.success(request, _("The mark stands on the time axes now."))
            return see_other(request, "reports:marks")
    context = frame_of(Asked(request)) | {
        "marks": TimeMark.objects.select_related("member").order_by("-at", "-id")[:MOST],
        "kinds": MarkKind.choices,
        "said": said,
        "error": error,
    }
    return show(request, "reports/marks.html", context, status=422 if error else 200)


@require_POST
@leads_only
def remove(request: MemberRequest, organisation: str, mark_id: int) -> HttpResponse:
    mark = TimeMark.objects.filter(id=mark_id).first() if 0 < mark_id <= MAX_ID else None
    if mark is None:
        raise Http404
    do_remove_mark(by=request.member, mark=mark)
    messages.success(request, _("The mark is taken off."))
    return see_other(request, "reports:marks")
