"""Files that came with a form: checked before they are written anywhere, then the member's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from care.core.errors import Refused
from care.core.requests import MemberRequest
from care.core.sniffing import HEAD
from inbox.access import case_beside
from inbox.actions.attach import check_attach, do_attach, do_describe, keep
from inbox.desk import posted
from inbox.models import Case

Open = Callable[[], AbstractContextManager[None]]


def attach(request: MemberRequest, case_id: int, pen: str, upload: Any, door: Open) -> int:
    """`door` opens what the rows stand behind; reading pictures and writing files need none."""
    head = upload.read(HEAD)
    upload.seek(0)
    with door():
        case = case_beside(request.member, case_id)
        check_attach(member=request.member, case=case, pen=pen, head=head, size=upload.size or 0)
    kept = keep(
        organisation_id=request.organisation.id,
        pen=pen,
        content=upload.read(),
        name=upload.name or "",
    )
    with door():
        case = case_beside(request.member, case_id)
        return do_attach(member=request.member, case=case, pen=pen, kept=kept).id


def attach_all(request: MemberRequest, case_id: int, pen: str, door: Open) -> tuple[int, ...]:
    """What was taken before one is refused stays."""
    given = request.FILES.getlist("files")
    taken = []
    for upload in given:
        try:
            taken.append(attach(request, case_id, pen, upload, door))
        except Refused as refused:
            if len(given) == 1:
                raise
            raise Refused(f"{upload.name}: {refused.sentence}", code=refused.code) from refused
    return tuple(taken)


def sent_with(request: MemberRequest, case: Case, pen: str) -> tuple[int, ...]:
    """The files that the form is sent with: those that stood on the page, and those that somebody
    without a script chose and sent at once. The latter are the only ones that are written inside
    of a page's transaction; should it fail, the sweep finds them."""
    do_describe(member=request.member, case=case, pen=pen, alts=posted.alts(request.POST))
    chosen = attach_all(request, case.id, pen, nullcontext)
    return (*posted.file_ids(request.POST), *chosen)
