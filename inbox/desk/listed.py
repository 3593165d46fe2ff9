"""A list of cases outside of the desk, that looks like the desk's and leads into it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from markupsafe import Markup

from care.core.requests import MemberRequest
from inbox.access import visible_to
from inbox.desk.drawn import drawn
from inbox.desk.filters import UNFILTERED
from inbox.desk.links import Links, desk_root
from inbox.desk.listing import listing_of
from inbox.selectors.catalogue import catalogue_for
from inbox.selectors.places import Place
from inbox.selectors.queues import page_of
from inbox.selectors.saved import SavedFact

_NEWEST_FIRST = Place(saved=SavedFact(0, "", (), "newest", None, None))


def listed(request: MemberRequest, case_ids: Collection[int]) -> tuple[Markup, ...]:
    """The rows of these cases, as far as the member may see them; a page of the desk at most."""
    if not case_ids:
        return ()
    catalogue = catalogue_for(request.member, person_id=request.user.pk, counted=False)
    cases = visible_to(request.member).filter(id__in=case_ids)
    found = listing_of(
        page=page_of(cases, _NEWEST_FIRST),
        place=_NEWEST_FIRST,
        catalogue=catalogue,
        links=Links(desk_root(request.organisation.slug), None, ()),
        chosen=UNFILTERED,
        after="",
        current=None,
        now=timezone.now(),
    )
    return tuple(drawn(found.rows))
