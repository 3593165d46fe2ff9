"""Rules tried on the last messages: how many would have matched, which, and what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from care.core.requests import MemberRequest
from routing.actions.rules import Wording, rules_in_order
from routing.engine import (
    Facts,
    MessageArrived,
    Policy,
    Rule,
    explain,
    parse_actions,
    parse_conditions,
)
from routing.engine.trial import Tried, try_draft, with_draft
from routing.models import Rule as RuleRow
from routing.pages.names import Names, decision_words
from routing.policy import House, house
from routing.questions import Heard, keeper

LAST: Final = 1_000
SAMPLES: Final = 20
EACH: Final = 5
# Of a rule that is not stored yet.
NEW: Final = 0


@dataclass(frozen=True, slots=True)
class Sample:
    sign: str
    """new, gone, stopped or same."""
    author: str
    text: str
    at: datetime
    url: str
    does: tuple[str, ...]
    before: tuple[str, ...]
    stopped_by: str


@dataclass(frozen=True, slots=True)
class Trial:
    read: int
    matched: int
    stopped: int
    so_far: int
    newly: int
    no_longer: int
    changed: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Did:
    """What a rule does to the last messages."""

    count: int
    last: datetime | None


def facts_of(heard: Heard, team_id: int) -> Facts:
    """The message as if it opened a case: only the tags that were on before are taken along."""
    return Facts(
        trigger=MessageArrived(heard.text, heard.channel_id, heard.visibility),
        tag_ids=heard.tag_ids,
        team_id=team_id,
        priority="normal",
        actionability="must_answer",
        channel_id=heard.channel_id,
        brand_id=heard.brand_id,
    )


def read_rule(row_id: int, wording: Wording) -> Rule:
    return Rule(
        id=row_id,
        name=wording.name,
        conditions=parse_conditions(wording.conditions),
        actions=parse_actions(wording.actions),
        stop=wording.stop,
    )


def lately(request: MemberRequest) -> tuple[int, Mapping[int, Did]]:
    """How many messages were looked at, and what each rule does to them."""
    now = house()
    heard = keeper().heard(request.member, at_most=LAST)
    counts: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    for one in heard:
        for rule_id in explain(facts_of(one, now.front_team_id), now.policy).acted:
            counts[rule_id] += 1
            last[rule_id] = max(one.at, last.get(rule_id, one.at))
    return len(heard), {rule_id: Did(count, last[rule_id]) for rule_id, count in counts.items()}


def tried(request: MemberRequest, *, row: RuleRow | None, wording: Wording, names: Names) -> Trial:
    """`wording` must be sound. It is tried as if it were on."""
    now = house()
    heard = keeper().heard(request.member, at_most=LAST)
    draft = read_rule(row.id if row else NEW, wording)
    then = Policy(_with(draft, row, now), now.policy.routes)
    messages = (facts_of(one, now.front_team_id) for one in heard)
    found = list(
        zip(heard, try_draft(messages, now=now.policy, then=then, draft=draft.id), strict=True)
    )
    every = [one for _heard, one in found]
    return Trial(
        read=len(heard),
        matched=sum(one.acts for one in every),
        stopped=sum(one.stopped_by is not None for one in every),
        so_far=sum(one.acted_so_far for one in every),
        newly=sum(one.acts and not one.acted_so_far for one in every),
        no_longer=sum(one.acted_so_far and not one.acts for one in every),
        changed=sum(one.changes for one in every),
        samples=_samples(request, found, names),
    )


def _with(draft: Rule, row: RuleRow | None, now: House) -> tuple[Rule, ...]:
    """The rules that are on, with the draft in its row's place; a rule that is off has one too."""
    on = {rule.id: rule for rule in now.policy.rules}
    order = [one.id for one in rules_in_order() if one.id in on or (row and one.id == row.id)]
    return with_draft((on.get(rule_id, draft) for rule_id in order), draft)


def _sign(one: Tried) -> str:
    if one.stopped_by is not None:
        return "stopped"
    if one.acts:
        return "same" if one.acted_so_far else "new"
    return "gone" if one.acted_so_far else ""


def _samples(
    request: MemberRequest, found: Sequence[tuple[Heard, Tried]], names: Names
) -> tuple[Sample, ...]:
    """The newest of each sign, what is new first."""
    rules = {row.id: row.name for row in rules_in_order()}
    chosen: list[Sample] = []
    for sign in ("new", "gone", "stopped", "same"):
        of_sign = [pair for pair in found if _sign(pair[1]) == sign]
        most = EACH if sign != "same" else SAMPLES - len(chosen)
        chosen.extend(
            _sample(request, sign, heard, one, names, rules) for heard, one in of_sign[:most]
        )
    return tuple(chosen)


def _sample(
    request: MemberRequest,
    sign: str,
    heard: Heard,
    one: Tried,
    names: Names,
    rules: Mapping[int, str],
) -> Sample:
    return Sample(
        sign=sign,
        author=heard.author,
        text=" ".join(heard.text.split())[:280],
        at=heard.at,
        url=reverse("desk:case", args=(request.organisation.slug, heard.case_id)),
        does=tuple(decision_words(decision, names) for decision in one.then.decisions),
        before=_called(one.before, rules) if one.acts else (),
        stopped_by=rules.get(one.stopped_by, "") if one.stopped_by is not None else "",
    )


def _called(rule_ids: Iterable[int], rules: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(rules[rule_id] for rule_id in rule_ids if rule_id in rules)
