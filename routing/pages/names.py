"""Names of what rules speak of, and rules in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.engine import Decision
from routing.engine.decide import ActionabilityTo, Dismissal, Move, PriorityTo, TagOff, TagOn
from routing.languages import LANGUAGE_NAMES, languages_by_name
from routing.models import Brand, CustomField, Tag, Team
from routing.models.fields import FieldOf
from routing.questions import keeper

PRIORITIES: Final = {
    "urgent": gettext_lazy("urgent"),
    "high": gettext_lazy("high"),
    "normal": gettext_lazy("normal"),
    "low": gettext_lazy("low"),
}
ACTIONABILITIES: Final = {
    "must_answer": gettext_lazy("must answer"),
    "worth_answering": gettext_lazy("worth answering"),
    "optional": gettext_lazy("optional"),
    "noise": gettext_lazy("noise: no case is opened for it"),
}
REASONS: Final = {
    "no_answer_needed": gettext_lazy("no answer needed"),
    "spam": gettext_lazy("spam"),
    "abuse": gettext_lazy("abuse"),
    "not_for_us": gettext_lazy("not for us"),
    "duplicate": gettext_lazy("told twice"),
}
VISIBILITIES: Final = {
    "public": gettext_lazy("a public post"),
    "private": gettext_lazy("a private message"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


def _gone(what: str) -> str:
    return _("%(what)s (gone)") % {"what": what}


@dataclass(frozen=True, slots=True)
class Names:
    """By id, those in use; what is gone is called so."""

    tags: Mapping[int, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    channels: Mapping[int, str] = field(default_factory=dict)
    brands: Mapping[int, str] = field(default_factory=dict)
    # By its short name, those on which the organisation has a channel.
    networks: Mapping[str, str] = field(default_factory=dict)
    # Of customers, by slug; only if they were asked for.
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, *, with_fields: bool = False) -> Names:
        channels = keeper().channels()
        asked = CustomField.objects.filter(of=FieldOf.CUSTOMER, retired_at=None)
        tags = Tag.objects.filter(retired_at=None).order_by("name", "id")
        teams = Team.objects.filter(retired_at=None).order_by("line__number", "name")
        brands = Brand.objects.order_by("name", "id")
        return cls(
            tags=dict(tags.values_list("id", "name")),
            teams=dict(teams.values_list("id", "name")),
            channels={channel.id: channel.name for channel in channels},
            brands=dict(brands.values_list("id", "name")),
            networks={channel.network: channel.network_name for channel in channels},
            fields=dict(asked.order_by("position").values_list("slug", "name"))
            if with_fields
            else {},
        )

    def tag(self, tag_id: int) -> str:
        return self.tags.get(tag_id) or _gone(_("a tag"))

    def team(self, team_id: int) -> str:
        return self.teams.get(team_id) or _gone(_("a team"))

    def channel(self, channel_id: int) -> str:
        return self.channels.get(channel_id) or _gone(_("a channel"))

    def brand(self, brand_id: int) -> str:
        return self.brands.get(brand_id) or _gone(_("a brand"))


def languages() -> list[Choice]:
    """By their names, the unknown last."""
    return [Choice(code, name) for code, name in languages_by_name()]


def listed(words: Iterable[str]) -> str:
    """Quoted, with commas; a long list ends with how many more there are."""
    every = [f"“{word}”" for word in words]
    if len(every) > 6:
        more = _("%(count)s more") % {"count": len(every) - 5}
        every = [*every[:5], more]
    return ", ".join(every)


def yes_or_no(value: str | bool) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def condition_words(part: Mapping[str, Any], names: Names) -> str:
    match part["kind"]:
        case "words":
            return _("the message has one of %(words)s") % {"words": listed(part["any_of"])}
        case "all_words":
            return _("the message has all of %(words)s") % {"words": listed(part["all_of"])}
        case "not_words":
            return _("the message has none of %(words)s") % {"words": listed(part["none_of"])}
        case "channel_is":
            found = [
                names.channels.get(one) or _gone(_("a channel")) for one in part["channel_ids"]
            ]
            return _("it came in on %(channels)s") % {"channels": listed(found)}
        case "brand_is":
            found = [names.brand(one) for one in part["brand_ids"]]
            return _("it is for %(brands)s") % {"brands": listed(found)}
        case "visibility_is":
            return _("it is %(what)s") % {"what": VISIBILITIES[part["visibility"]]}
        case "language_is":
            found = [str(LANGUAGE_NAMES[code]) for code in part["languages"]]
            return _("its language is %(languages)s") % {"languages": listed(found)}
        case "has_tag":
            tags = listed(names.tag(one) for one in part["tag_ids"])
            return _("the case has one of %(tags)s") % {"tags": tags}
        case _:
            tags = listed(names.tag(one) for one in part["tag_ids"])
            return _("the case has none of %(tags)s") % {"tags": tags}


def action_words(part: Mapping[str, Any], names: Names) -> str:
    match part["kind"]:
        case "add_tag":
            return _("add the tag “%(tag)s”") % {"tag": names.tag(part["tag_id"])}
        case "move_to_team":
            return _("move it to %(team)s") % {"team": names.team(part["team_id"])}
        case "set_priority":
            return _("make it %(priority)s") % {"priority": PRIORITIES[part["priority"]]}
        case "set_actionability":
            what = ACTIONABILITIES[part["actionability"]]
            return _("call it “%(what)s”") % {"what": what}
        case _:
            return _("dismiss it: %(reason)s") % {"reason": REASONS[part["reason"]]}


def decision_words(decision: Decision, names: Names) -> str:
    match decision:
        case TagOn(tag_id=tag_id):
            return _("tag “%(tag)s”") % {"tag": names.tag(tag_id)}
        case TagOff(tag_id=tag_id):
            return _("takes off “%(tag)s”") % {"tag": names.tag(tag_id)}
        case Move(team_id=team_id):
            return _("to %(team)s") % {"team": names.team(team_id)}
        case PriorityTo(value=priority):
            return str(PRIORITIES[priority])
        case ActionabilityTo(value="noise"):
            return _("noise")
        case ActionabilityTo(value=actionability):
            return str(ACTIONABILITIES[actionability])
        case Dismissal(reason=reason):
            return _("dismissed: %(reason)s") % {"reason": REASONS[reason]}
