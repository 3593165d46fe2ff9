"""Tags and tag routes. A tag keeps its slug for ever: when it is renamed, addresses of lists, saved
searches and programs that name it go on working."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    check_seen,
    differences,
    fingerprint,
    free_slug,
    one_at_a_time,
    told,
)
from routing.models import CannedAnswer, Rule, Tag, TagRoute, Team

MAX_NAME: Final = 80
MAX_TAGS: Final = 1_000
HUES: Final = 8


def seen_of(tag: Tag) -> str:
    return fingerprint(tag.name, tag.colour, tag.retired_at)


def check_tag_settings(*, tag: Tag | None, name: str, colour: int, seen: str = "") -> str:
    """The name as it will be stored. For a new tag `tag` is None."""
    one_at_a_time()
    name = typed(name, limit=MAX_NAME)
    if not 0 <= colour < HUES:
        raise Refused(_("Choose one of the colours."))
    others = Tag.objects.exclude(id=tag.id if tag else 0)
    same = others.filter(name__iexact=name).first()
    if same is not None and same.retired_at is not None:
        raise Refused(
            _("There was a tag “%(name)s”, and it is retired. Take it into use again, below.")
            % {"name": same.name}
        )
    if same is not None:
        raise Refused(
            _("There is a tag “%(name)s” already. Choose another name.") % {"name": same.name}
        )
    if tag is None and Tag.objects.filter(retired_at=None).count() >= MAX_TAGS:
        raise Refused(_("%(count)s tags are all that fit. Retire some.") % {"count": MAX_TAGS})
    if tag is not None:
        tag.refresh_from_db()
        check_seen(seen=seen, now=seen_of(tag), subject=f"tag {tag.id}")
    return name


def do_add_tag(*, by: Member, name: str, colour: int) -> Tag:
    slugs = set(Tag.objects.values_list("slug", flat=True))
    slug = free_slug(name, slugs, otherwise="tag", limit=80)
    tag = Tag.objects.create(name=name, slug=slug, colour=colour)
    data = {"name": name, "slug": slug, "colour": colour}
    told(by=by, verb="tag.add", subject=f"tag {tag.id}", data=data)
    return tag


def do_change_tag(*, by: Member, tag: Tag, name: str, colour: int) -> None:
    data = differences({"name": tag.name, "colour": tag.colour}, {"name": name, "colour": colour})
    tag.name, tag.colour = name, colour
    tag.save(update_fields=["name", "colour"])
    told(by=by, verb="tag.change", subject=f"tag {tag.id}", data=data)


def held_by(tag: Tag) -> list[str]:
    """What still needs the tag, in sentences."""
    own = TagRoute.objects.filter(tag=tag).exists()
    opposites = TagRoute.objects.filter(opposite=tag).values_list("tag__name", flat=True)
    rules = Rule.objects.filter(removed_at=None).order_by("position")
    by_route = _("The route of “%(tag)s” takes it off. Change it.")
    by_rule = _("The rule “%(rule)s” names it. Change the rule.")
    return [
        *([_("It is the tag of a route. Remove the route first.")] if own else []),
        *(by_route % {"tag": name} for name in opposites),
        *(
            by_rule % {"rule": rule.name}
            for rule in rules
            if tag.id in tags_in(rule.conditions) | tags_in(rule.actions)
        ),
        *_added_by_answers(tag),
    ]


def _added_by_answers(tag: Tag) -> list[str]:
    every = CannedAnswer.objects.values_list("actions", flat=True)
    answers = sum(tag.id in tags_in(actions) for actions in every)
    said = ngettext(
        "%(count)s canned answer adds it. Change it.",
        "%(count)s canned answers add it. Change them.",
        answers,
    )
    return [said % {"count": answers}] if answers else []


def tags_in(parts: list[dict[str, Any]]) -> set[int]:
    """The ids of the tags that conditions or actions name."""
    return {tag_id for part in parts for tag_id in (*part.get("tag_ids", ()), part.get("tag_id"))}


def check_retire_tag(*, tag: Tag) -> None:
    one_at_a_time()
    held = held_by(tag)
    if held:
        said = _("“%(tag)s” cannot be retired yet.") % {"tag": tag.name}
        raise Refused(" ".join([said, *held]))


def do_retire_tag(*, by: Member, tag: Tag) -> None:
    Tag.objects.filter(id=tag.id).update(retired_at=timezone.now())
    told(by=by, verb="tag.retire", subject=f"tag {tag.id}", data={"name": tag.name})


def do_revive_tag(*, by: Member, tag: Tag) -> None:
    """Does nothing when it is in use."""
    one_at_a_time()
    if Tag.objects.filter(id=tag.id).exclude(retired_at=None).update(retired_at=None):
        told(by=by, verb="tag.revive", subject=f"tag {tag.id}", data={"name": tag.name})


@dataclass(frozen=True, slots=True)
class WantedRoute:
    tag: Tag
    team: Team
    opposite: Tag | None
    returns: bool

    def about(self) -> dict[str, object]:
        return {
            "tag": self.tag.id,
            "team": self.team.id,
            "opposite": self.opposite.id if self.opposite else None,
            "returns": self.returns,
        }


def seen_route(route: TagRoute) -> str:
    return fingerprint(route.tag_id, route.team_id, route.opposite_id, route.returns)


def check_route(
    *,
    route: TagRoute | None,
    tag_id: int,
    team_id: int,
    opposite_id: int | None,
    returns: bool,
    seen: str = "",
) -> WantedRoute:
    """For a new route `route` is None."""
    one_at_a_time()
    tags = {tag.id: tag for tag in Tag.objects.filter(retired_at=None)}
    team = Team.objects.filter(id=team_id, retired_at=None).first()
    if tag_id not in tags or (opposite_id is not None and opposite_id not in tags):
        raise Refused(_("This tag is gone. Choose another one."))
    if team is None:
        raise Refused(_("This team is gone. Choose another one."))
    others = TagRoute.objects.exclude(id=route.id if route else 0).select_related("tag", "team")
    taken = others.filter(tag_id=tag_id).first()
    if taken is not None:
        raise Refused(
            _("“%(tag)s” already moves cases to %(team)s, and one tag can lead to one team only.")
            % {"tag": taken.tag.name, "team": taken.team.name}
        )
    if opposite_id == tag_id:
        raise Refused(_("A tag cannot take itself off. Choose another tag, or none."))
    if route is not None:
        route.refresh_from_db()
        check_seen(seen=seen, now=seen_route(route), subject=f"route {route.id}")
    return WantedRoute(tags[tag_id], team, tags[opposite_id] if opposite_id else None, returns)


def do_add_route(*, by: Member, wanted: WantedRoute) -> TagRoute:
    route = TagRoute.objects.create(
        tag=wanted.tag, team=wanted.team, opposite=wanted.opposite, returns=wanted.returns
    )
    told(by=by, verb="route.add", subject=f"route {route.id}", data=wanted.about())
    return route


def do_change_route(*, by: Member, route: TagRoute, wanted: WantedRoute) -> None:
    was = {
        "tag": route.tag_id,
        "team": route.team_id,
        "opposite": route.opposite_id,
        "returns": route.returns,
    }
    route.tag, route.team, route.opposite = wanted.tag, wanted.team, wanted.opposite
    route.returns = wanted.returns
    route.save(update_fields=["tag", "team", "opposite", "returns"])
    data = differences(was, wanted.about())
    told(by=by, verb="route.change", subject=f"route {route.id}", data=data)


def do_remove_route(*, by: Member, route: TagRoute) -> None:
    one_at_a_time()
    data = {"tag": route.tag_id, "team": route.team_id}
    subject = f"route {route.id}"
    TagRoute.objects.filter(id=route.id).delete()
    told(by=by, verb="route.remove", subject=subject, data=data)
