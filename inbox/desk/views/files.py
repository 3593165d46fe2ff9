"""Files: attached, described, removed, and handed out.

Handing out asks the database first and is done with it: what streams to a slow browser holds no
transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.file_links import linked
from care.core.files import opened
from care.core.network_pages import short_transaction, talks_to_network
from care.core.requests import MemberRequest
from care.core.sniffing import ENDINGS, SHOWN, UNKNOWN
from care.core.tenancy import organisation_door
from inbox.access import case_beside
from inbox.actions.attach import attached, do_describe, do_detach
from inbox.actions.draft import do_draft
from inbox.actions.fetching import check_fetch_again, do_fetch_again
from inbox.desk import posted
from inbox.desk.page import DeskPage
from inbox.desk.pen import Refusal
from inbox.desk.uploads import attach_all
from inbox.desk.views.answer import answer, see_other
from inbox.desk.views.verbs import Done, verb
from inbox.models import Attachment, Case
from inbox.selectors.files import file_for

SANDBOX = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'"
_FRAGMENT = "desk/pen/_files_fragment.html"


@require_safe
def file(request: MemberRequest, organisation: str, attachment_id: int) -> FileResponse:
    row = file_for(request.member, attachment_id)
    if row is None or not row.stored:
        raise Http404
    return _handed_out(row, inline="download" not in request.GET)


@require_safe
def preview(request: MemberRequest, organisation: str, attachment_id: int) -> FileResponse:
    """A small picture, made by us."""
    row = file_for(request.member, attachment_id)
    if row is None or not row.preview:
        raise Http404
    return _guarded(FileResponse(_bytes(row.preview), content_type="image/webp"))


@require_safe
def linked_file(request: HttpRequest, token: str) -> FileResponse:
    """For systems that a reply is delivered to, or that read by the API: whoever has the address
    has the file."""
    named = linked(token)
    if named is None:
        raise Http404
    with organisation_door(named[0]):
        row = Attachment.objects.filter(id=named[1], draft__isnull=True).first()
    if row is None or not row.stored:
        raise Http404
    return _handed_out(row, inline=False)


def _handed_out(row: Attachment, *, inline: bool) -> FileResponse:
    shown = inline and row.kind == "picture" and row.mime in SHOWN
    name = row.name or f"{row.kind}-{row.id}{ENDINGS.get(row.mime, '')}"
    response = FileResponse(_bytes(row.stored), content_type=row.mime if shown else UNKNOWN)
    disposition = content_disposition_header(not shown, name)
    if disposition:
        response["Content-Disposition"] = disposition
    return _guarded(response)


def _bytes(stored: str) -> IO[bytes]:
    try:
        return opened(stored)
    except FileNotFoundError:
        raise Http404 from None


def _guarded(response: FileResponse) -> FileResponse:
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_POST
@talks_to_network
def attach(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """Files beside what is being written, which is kept with them. Pictures take time and a
    storage may be far away: both happen outside of the transactions."""
    pen = request.POST.get("pen", "")
    with short_transaction(request):
        _keep_the_rest(request, case_beside(request.member, case_id), pen)
    said = "" if request.FILES.getlist("files") else _("Choose a file first.")
    try:
        attach_all(request, case_id, pen, partial(short_transaction, request))
    except Refused as refused:
        said = refused.sentence
    with short_transaction(request):
        return _shown(request, case_id, pen, said)


def _beside(request: MemberRequest, case_id: int, act: Callable[[Case, str], None]) -> HttpResponse:
    pen = request.POST.get("pen", "")
    case = case_beside(request.member, case_id)
    _keep_the_rest(request, case, pen)
    try:
        act(case, pen)
    except Refused as refused:
        return _shown(request, case_id, pen, refused.sentence)
    return _shown(request, case_id, pen, "")


@require_POST
def detach(
    request: MemberRequest, organisation: str, case_id: int, attachment_id: int
) -> HttpResponse:
    def act(case: Case, pen: str) -> None:
        row = attached(member=request.member, case=case, attachment_id=attachment_id)
        do_detach(member=request.member, case=case, row=row)

    return _beside(request, case_id, act)


@require_POST
def describe(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    return _beside(request, case_id, lambda case, pen: None)


def _keep_the_rest(request: MemberRequest, case: Case, pen: str) -> None:
    """The whole form comes along where no script is: its words and descriptions stay."""
    member = request.member
    do_describe(member=member, case=case, pen=pen, alts=posted.alts(request.POST))
    if "text" in request.POST and pen in {"reply", "note"}:
        do_draft(
            member=member,
            case=case,
            pen=pen,
            text=request.POST["text"],
            visibility=posted.visibility(request.POST),
        )


def _shown(request: MemberRequest, case_id: int, pen: str, error: str) -> HttpResponse:
    """For a script the list of what is attached; else the page of the case."""
    refusal = Refusal("files", error, {"pen": pen}) if error else None
    page = DeskPage(request, case_id=case_id, refusal=refusal)
    status = 422 if error else 200
    if request.headers.get("Care-Part") == "files":
        context = {"desk": page, "form": pen, "error": error}
        response = render(request, _FRAGMENT, context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response
    if error:
        return answer(request, page, status=status)
    return see_other(f"{page.links.case(case_id).page}#composer")


def fetch_again(
    request: MemberRequest, organisation: str, case_id: int, attachment_id: int
) -> HttpResponse:
    @verb("notice")
    def act(request: MemberRequest, case: Case) -> Done:
        row = check_fetch_again(member=request.member, case=case, attachment_id=attachment_id)
        do_fetch_again(member=request.member, case=case, row=row)
        return ""

    return act(request, organisation, case_id)
