"""A second sender is warned: did somebody else answer since the composer was opened?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.models import Case, Message
from inbox.models.messages import Direction, SendState


class AnsweredMeanwhile(Refused):
    """Asked once: the page that says so has seen that answer."""

    code = "answered_meanwhile"


@dataclass(frozen=True, slots=True)
class Answer:
    id: int
    member_id: int | None
    """None: given on the network itself."""
    name: str


def others_since(answers: Iterable[Answer], *, seen: int, member_id: int) -> Answer | None:
    """The newest answer of somebody else that the sender's page did not show."""
    news = [one for one in answers if one.id > seen and one.member_id != member_id]
    return max(news, key=lambda one: one.id, default=None)


def check_nobody_answered(*, member: Member, case: Case, seen: int | None) -> None:
    """`seen`: the newest answer that stood on the page; None where no page was looked at. Needs
    the case's row lock."""
    if seen is None:
        return
    found = (
        Message.objects.filter(case=case, direction=Direction.OUT, id__gt=seen)
        .exclude(outbox_rows__state=SendState.DISCARDED)
        .values_list("id", "member_id", "member__display_name")
    )
    answers = (Answer(id_, who, name or "") for id_, who, name in found)
    newest = others_since(answers, seen=seen, member_id=member.id)
    if newest is None:
        return
    name = newest.name or _("Somebody, on the network itself,")
    raise AnsweredMeanwhile(
        _("%(name)s answered since you began. Read it; send again if yours is still needed.")
        % {"name": name}
    )
