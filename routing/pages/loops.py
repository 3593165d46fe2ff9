"""Tag routes in words, and the picture of the loops that they make between teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from routing.models import TagRoute, Team


@dataclass(frozen=True, slots=True)
class RouteSaid:
    does: str
    warning: str


@dataclass(frozen=True, slots=True)
class Loop:
    """There by the tags on top, back by those below. `back` empty: nothing brings a case back."""

    here: str
    there: str
    over: tuple[TagRoute, ...]
    back: tuple[TagRoute, ...]


def said_of(route: TagRoute, routes: Iterable[TagRoute]) -> RouteSaid:
    names = {"tag": route.tag.name, "team": route.team.name, "queue": route.team.queue_name}
    if route.returns:
        does = _(
            "“%(tag)s” brings a case back to %(team)s: to who asked, if they are on shift, else "
            "into the %(queue)s."
        )
    else:
        does = _("“%(tag)s” moves a case to %(team)s, into the %(queue)s.")
    sentence = does % names
    if route.opposite is not None:
        off = _("If “%(opposite)s” is on, it is taken off.")
        sentence = f"{sentence} {off % {'opposite': route.opposite.name}}"
    return RouteSaid(sentence, _warning(route, routes))


def _warning(route: TagRoute, routes: Iterable[TagRoute]) -> str:
    if route.returns or any(other.returns and _answers(other, route) for other in routes):
        return ""
    return _(
        "No tag brings these cases back: people there assign them by hand. Add a route that "
        "returns, with “%(tag)s” as the tag it takes off."
    ) % {"tag": route.tag.name}


def _answers(back: TagRoute, over: TagRoute) -> bool:
    return back.opposite_id == over.tag_id or over.opposite_id == back.tag_id


def loops_of(routes: Sequence[TagRoute], front: Team) -> list[Loop]:
    """One for each team that cases are moved to; they begin at the team that a return leads to, or
    at the front door."""
    loops = []
    over = [route for route in routes if not route.returns]
    for team_id in dict.fromkeys(route.team_id for route in over):
        there = [route for route in over if route.team_id == team_id]
        back = [
            route
            for route in routes
            if route.returns and any(_answers(route, one) for one in there)
        ]
        here = back[0].team if back else front
        loops.append(Loop(here.name, there[0].team.name, tuple(there), tuple(back)))
    return loops
