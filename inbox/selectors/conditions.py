"""Conditions of saved views: from an allow-list, as values that can be stored, to a filter. Pure.

A view is a list of groups; a case is in it when all conditions of any group hold. What cannot be
read (a field of a newer release, a damaged row) fits no case: a view never shows more than it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from care.core.times import midnight
from inbox.models import Tagging
from inbox.models.cases import UNSETTLED, Actionability, Priority, State
from inbox.selectors.own_fields import own_field
from routing.engine import UNKNOWN

# field → column; the values are ids, or `me` and `none` where a member is meant.
IDS = {"channel": "channel_id", "brand": "brand_id", "team": "team_id", "line": "team__line_id"}
PEOPLE = {"owner": "owner_id", "assignee": "assignee_id"}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "state": tuple(State.values),
    "priority": tuple(Priority.values),
    "actionability": tuple(Actionability.values),
}
TAGS = ("tag", "no_tag")
HOURS = "unanswered_hours"
DATES = {
    "opened_after": "opened_at__gte",
    "opened_before": "opened_at__lt",
    "message_after": "last_message_at__gte",
    "message_before": "last_message_at__lt",
}
LANGUAGE = "language"
FIELDS = (*CHOICES, *TAGS, *IDS, *PEOPLE, LANGUAGE, HOURS, *DATES)

MOST_GROUPS, MOST_VALUES, MOST_HOURS = 5, 50, 24 * 365
# Not an empty list: the ORM would refuse to put a query that can find nothing into another.
NOTHING = Q(pk=0)


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    values: tuple[str, ...]
    """Any of them; of `no_tag`, none of them."""


Group = tuple[Condition, ...]


def dump(groups: Iterable[Group]) -> list[list[list[Any]]]:
    return [[[one.field, list(one.values)] for one in group] for group in groups]


def load(raw: Any) -> tuple[Group, ...]:
    """What `dump` wrote. What is damaged becomes a condition that nothing fits."""
    if not isinstance(raw, list):
        return ()
    return tuple(
        tuple(_condition(one) for one in group) if isinstance(group, list) else (_BROKEN,)
        for group in raw[:MOST_GROUPS]
    )


_BROKEN = Condition("", ())


def _condition(raw: Any) -> Condition:
    match raw:
        case [str() as field, list() as values] if values and all(
            isinstance(value, str) for value in values
        ):
            return Condition(field, tuple(values[:MOST_VALUES]))
    return _BROKEN


def filter_of(groups: Iterable[Group], *, member_id: int, now: datetime) -> Q:
    """A group that names no state means cases that are not done."""
    found = [_all(group, member_id, now) for group in groups]
    if not found:
        return Q(state__in=UNSETTLED)
    whole = found[0]
    for more in found[1:]:
        whole |= more
    return whole


def is_of_the_unsettled(groups: Iterable[Group]) -> bool:
    """Its cases can be counted at no great cost: closed ones are not among them."""
    return all(
        set(one.values) <= set(UNSETTLED)
        for group in groups
        for one in group
        if one.field == "state"
    )


def _all(group: Group, member_id: int, now: datetime) -> Q:
    whole = Q() if any(one.field == "state" for one in group) else Q(state__in=UNSETTLED)
    for one in group:
        whole &= _one(one, member_id, now)
    return whole


def _one(condition: Condition, member_id: int, now: datetime) -> Q:
    field, values = condition.field, condition.values
    if field in CHOICES:
        return _any(field, [value for value in values if value in CHOICES[field]])
    if field in IDS:
        return _any(IDS[field], _ids(values))
    if field in PEOPLE:
        return _people(PEOPLE[field], values, member_id)
    if field in TAGS:
        return _tags(_ids(values), on=field == "tag")
    if field == HOURS and (hours := _number(values)):
        return Q(unanswered_since__lt=now - timedelta(hours=min(hours, MOST_HOURS)))
    if field in DATES and (day := _day(values)):
        return Q(**{DATES[field]: day})
    if field == LANGUAGE:
        return _any(field, ["" if value == UNKNOWN else value for value in values])
    return own_field(field, values) or NOTHING


def _tags(ids: list[int], *, on: bool) -> Q:
    if not ids:
        return NOTHING
    live = Tagging.objects.filter(case=OuterRef("pk"), tag__in=ids, undone_at__isnull=True)
    return Q(Exists(live)) if on else ~Q(Exists(live))


def _any(column: str, values: Sequence[str | int]) -> Q:
    return Q(**{f"{column}__in": values}) if values else NOTHING


def _ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if _is_number(value)]


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19


def _number(values: tuple[str, ...]) -> int:
    return int(values[0]) if len(values) == 1 and _is_number(values[0]) else 0


def _day(values: tuple[str, ...]) -> datetime | None:
    try:
        day = date.fromisoformat(values[0])
    except (ValueError, IndexError):
        return None
    return midnight(day)


def _people(column: str, values: tuple[str, ...], member_id: int) -> Q:
    ids = _ids(values) + ([member_id] if "me" in values else [])
    found = _any(column, ids)
    return found | Q(**{f"{column}__isnull": True}) if "none" in values else found
