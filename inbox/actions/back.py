"""The way back to first line: by the tag that sends a case back, whatever it is called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.actions.tag import check_tag, do_tag
from inbox.models import Case, Tagging
from routing.engine import Route
from routing.models import Tag
from routing.policy import house


def way_back(case: Case) -> Tag | None:
    """The tag that sends the case back from where it is: the one that undoes the tag with which it
    came here, else the one that leads least far back. None: no route leads back."""
    rules = house()
    here = rules.teams[case.team_id].line_number
    live = set(
        Tagging.objects.filter(case=case, undone_at__isnull=True).values_list("tag_id", flat=True)
    )

    def fitness(route: Route) -> tuple[bool, int, int]:
        far = here - rules.teams[route.team_id].line_number
        return (route.opposite_tag_id not in live, far, route.tag_id)

    routes = [
        route
        for route in rules.policy.routes.values()
        if route.returns and rules.teams[route.team_id].line_number < here
    ]
    if not routes:
        return None
    return Tag.objects.get(id=min(routes, key=fitness).tag_id)


def check_way_back(*, member: Member, case: Case) -> Tag:
    tag = way_back(case)
    if tag is None:
        raise Refused(
            _("No tag sends a case back from here. An admin can set one up in the settings.")
        )
    check_tag(member=member, case=case, tag=tag)
    return tag


def do_bring_back(*, member: Member, case: Case) -> bool:
    """All the way to the front line: what answers first line's question answers that of the lines
    between, too. Gives whether it went."""
    rules = house()
    went = False
    for _line in rules.teams:
        tag = way_back(case) if _is_further(case) else None
        if tag is None:
            break
        do_tag(member=member, case=case, tag=tag)
        went = True
    return went


def _is_further(case: Case) -> bool:
    rules = house()
    return rules.teams[case.team_id].line_id != rules.front_line_id
