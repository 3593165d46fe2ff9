"""SLA policies in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from routing.actions.sla import TARGETS, Targets
from routing.engine.spans import say_span
from routing.models import Line
from routing.pages import names as words
from routing.pages.names import PRIORITIES, Names, listed
from routing.pages.sla_form import LABELS


def condition_words(part: Mapping[str, Any], names: Names) -> str:
    match part["kind"]:
        case "priority_is":
            found = [str(PRIORITIES[one]) for one in part["priorities"]]
            return _("its priority is %(words)s") % {"words": listed(found)}
        case "network_is":
            found = [names.networks.get(one, one) for one in part["networks"]]
            return _("it came in on %(channels)s") % {"channels": listed(found)}
        case "team_is":
            found = [names.team(one) for one in part["team_ids"]]
            return _("it is with %(teams)s") % {"teams": listed(found)}
        case "customer_field_is":
            found = [words.yes_or_no(one) for one in part["values"]]
            name = names.fields.get(part["slug"], part["slug"])
            return _("the customer's “%(field)s” is %(words)s") % {
                "field": name,
                "words": listed(found),
            }
        case _:
            return words.condition_words(part, names)


def target_words(targets: Targets, lines: Mapping[int, Line]) -> list[tuple[str, str]]:
    """What is asked for, and in what time; only what is asked for."""
    found = [
        (str(LABELS[name]), say_span(seconds))
        for name in TARGETS
        if (seconds := getattr(targets, name)) is not None
    ]
    found += [
        (
            _("On %(line)s at most") % {"line": lines[line_id].name},
            say_span(seconds) if seconds else _("as long as it takes"),
        )
        for line_id, seconds in targets.lines.items()
        if line_id in lines
    ]
    if targets.turns is not None:
        found.append((_("Replies at most"), str(targets.turns)))
    return found
