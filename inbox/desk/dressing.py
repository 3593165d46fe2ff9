"""What goes along with a reply: its greeting, its signature, and the steps of a macro.

The form sends the greeting and the signature as they were shown, so that the customer gets what
the agent saw, whatever an admin changes meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from care.core.models import Member
from inbox.desk.answers import Chosen
from inbox.models.messages import SendState
from inbox.selectors.about import said_fields
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.timeline import Timeline
from routing.engine.dress import dressed, signature
from routing.engine.filling import About, fill
from routing.engine.macros import Step, step_of
from routing.shelf import StepWords
from routing.words import step_icon, step_says


@dataclass(frozen=True, slots=True)
class Chip:
    """A step of a macro that is done with the send, unless it is taken off."""

    key: str
    icon: str
    says: str


@dataclass(frozen=True, slots=True)
class Dressing:
    greeting: str
    """Empty: none, or it was said already."""
    greeting_on: bool
    signature: str
    signature_on: bool
    chips: tuple[Chip, ...]
    answer: str
    """The id of the canned answer that stands in the composer."""
    warning: str
    """What is missing in it."""

    def around(self, text: str) -> str:
        """What the customer would get."""
        return dressed(
            text,
            greeting=self.greeting if self.greeting_on else "",
            signature=self.signature if self.signature_on else "",
        )


def dressing_of(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    member: Member,
    *,
    posted: QueryDict | None,
    chosen: Chosen | None = None,
    plain: bool = False,
) -> Dressing:
    """`posted`: the reply's form, where it is shown anew; `chosen`: the canned answer that stands
    in it; `plain`: it is no first word, but asks into private or ends in public."""
    about = about_fact(case, catalogue, member)
    values = about.values()
    greeting = ""
    if case.greeting and not plain and not _spoke_already(timeline):
        filled = fill(case.greeting, values)
        # A greeting that lacks its name is none.
        greeting = "" if filled.missing else " ".join(filled.text.split())
    return Dressing(
        greeting=greeting,
        greeting_on=posted is None or "greeting" in posted,
        signature=signature(case.signature_style, values).text,
        signature_on=posted is None or "signature" in posted,
        chips=chips_of(_keys(posted, chosen), catalogue),
        answer=str(chosen.answer.id) if chosen else posted.get("answer", "") if posted else "",
        warning=chosen.warning if chosen else "",
    )


def _keys(posted: QueryDict | None, chosen: Chosen | None) -> list[str]:
    if chosen is not None:
        return chosen.keys
    return posted.getlist("do") if posted is not None else []


def about_fact(case: CaseFact, catalogue: Catalogue, member: Member) -> About:
    channel = catalogue.channels.get(case.channel_id)
    return About(
        customer=case.customer,
        handle=case.handle_on(channel.network) if channel else "",
        agent=member.display_name,
        initials=member.initials,
        brand=case.brand,
        channel=channel.handle if channel else "",
        case_id=case.id,
        fields=said_fields(case.customer_fields),
    )


def chips_of(keys: list[str], catalogue: Catalogue) -> tuple[Chip, ...]:
    steps = filter(None, map(step_of, dict.fromkeys(keys)))
    said = (StepWords(step, _named(step, catalogue)) for step in steps)
    return tuple(Chip(one.key, step_icon(one), step_says(one)) for one in said if one.name)


def _named(step: Step, catalogue: Catalogue) -> str:
    if step.kind in ("add_tag", "remove_tag"):
        tag = catalogue.tags.get(step.row_id)
        return tag.name if tag else ""
    if step.kind == "move_to_team":
        team = catalogue.teams.get(step.row_id)
        return team.name if team else ""
    return step.value


def _spoke_already(timeline: Timeline) -> bool:
    """Somebody of ours has spoken in this case, or it is too long to tell."""
    given_up = {SendState.DISCARDED, SendState.FAILED}
    return timeline.cut or any(
        not said.inbound and not said.context and said.send_state not in given_up
        for said in timeline.messages
    )
