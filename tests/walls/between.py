"""What goes between the lines in the organisation in which everything has happened."""

from __future__ import annotations

from django.utils import timezone

from inbox.access import case_to_change
from inbox.actions.collect import check_tick, do_tick
from inbox.actions.known import Named, do_named
from inbox.actions.problem import do_problem_note
from inbox.actions.proposal import do_propose
from inbox.actions.tag import do_tag
from inbox.models import Case, Problem
from inbox.models.lines import ProposalKind
from routing.models import ReturnReason, Topic, TopicItem
from tests.cast import Cast, tag


def report(cast: Cast, first: Case, canary: str) -> int:
    """A known problem with a note that its case has yet to hear of."""
    case = case_to_change(cast.anna, first.id)
    do_named(member=cast.anna, case=case, named=Named(title=canary))
    problem = Problem.objects.get()
    do_problem_note(member=cast.tess, problem=problem, text=f"It is the firmware. {canary}")
    return problem.id


def propose(cast: Cast, second: Case, canary: str) -> None:
    do_propose(
        member=cast.anna,
        case=case_to_change(cast.anna, second.id),
        kind=ProposalKind.DRAFT,
        text=f"Please restart it. {canary}",
        at=timezone.now(),
    )


def collect(cast: Cast, first: Case, canary: str) -> dict[str, int]:
    """A topic of the case, with a ticked step; the ids that routes of its settings name."""
    topic = Topic.objects.create(tag=tag("billing"), question=f"Please tell us: {canary}")
    step = TopicItem.objects.create(topic=topic, words=f"Looked at it {canary}")
    case = case_to_change(cast.anna, first.id)
    do_tag(member=cast.anna, case=case, tag=tag("billing"))
    item = check_tick(member=cast.anna, case=case, item_id=step.id)
    do_tick(member=cast.anna, case=case, item=item, on=True)
    return {"item_id": step.id, "reason_id": ReturnReason.objects.earliest("position").id}
