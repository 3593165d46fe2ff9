"""An open case page says how long somebody worked in it."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from care.core.requests import MemberRequest
from inbox.access import case_for, went_into
from inbox.actions.touch_time import do_touch_time
from inbox.desk.forms import TouchForm
from inbox.models import Case


@require_POST
def touch(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """Nobody waits for the answer, so there is none, also to what makes no sense."""
    case = _case(request, case_id)
    form = TouchForm(request.POST)
    if form.is_valid():
        seconds, ago = (form.cleaned_data[name] for name in ("seconds", "ago"))
        since = timedelta(milliseconds=ago)
        do_touch_time(member=request.member, case=case, seconds=seconds, ago=since)
    return HttpResponse(status=204)


def _case(request: MemberRequest, case_id: int) -> Case:
    """That which it went into, if it did while somebody worked in it."""
    try:
        return case_for(request.member, case_id)
    except Http404:
        into = went_into(request.member, case_id)
        if into is None:
            raise
        return case_for(request.member, into)
