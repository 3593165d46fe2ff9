"""A reply and what becomes of the case after it, in one stroke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, tell
from inbox.actions.reply import CheckedReply, Then, do_reply
from inbox.actions.state import check_snooze, do_resolve, do_snooze
from inbox.events import Kind
from inbox.models import Case, Message, Outbox
from inbox.models.cases import UNSETTLED
from inbox.models.messages import Visibility

AfterReply = Literal["wait", "stay", "resolve", "snooze"]


@dataclass(frozen=True, slots=True)
class After:
    then: AfterReply = "wait"
    until: datetime | None = None
    """When a snoozed case comes back."""


def check_after(*, member: Member, case: Case, reply: CheckedReply, after: After) -> None:
    """Beside `check_reply`: everything is checked before anything is written."""
    if reply.purpose == "invite" and (after.then != "wait" or reply.leaves_at is not None):
        raise Refused(_("An invitation is sent at once, and the case waits for the customer."))
    if after.then == "resolve" and reply.leaves_at is not None:
        raise Refused(
            _("A reply that leaves later answers nothing yet. Resolve the case once it has left.")
        )
    if after.then == "snooze" and case.state in UNSETTLED:
        if after.until is None:
            raise Refused(_("Choose when the case shall come back."))
        check_snooze(member=member, case=case, until=after.until)


def check_invite(*, member: Member, case: Case, reply: CheckedReply) -> None:
    """A public invitation to write in private."""
    if reply.visibility != Visibility.PUBLIC:
        raise Refused(_("The customer writes in private already: answer them there."))


def do_answer(
    *, member: Member, case: Case, reply: CheckedReply, idempotency_key: str, after: After
) -> Message:
    """The same key again is the same stroke: nothing happens twice."""
    again = Outbox.objects.filter(idempotency_key=idempotency_key).exists()
    then: Then = "wait" if after.then == "wait" else "stay"
    message = do_reply(
        member=member, case=case, reply=reply, idempotency_key=idempotency_key, then=then
    )
    if again:
        return message
    at = message.sent_at
    if reply.purpose == "invite":
        _remember_the_invitation(member, case, at)
    if after.then == "resolve":
        do_resolve(member=member, case=case, at=at)
    elif after.then == "snooze" and after.until is not None:
        do_snooze(member=member, case=case, until=after.until, at=at)
    return message


def _remember_the_invitation(member: Member, case: Case, at: datetime) -> None:
    case.asked_private_at = at
    case.save(update_fields=["asked_private_at"])
    tell(case, Kind.ASKED_PRIVATE, at, by(member))


def do_acknowledgement(*, member: Member, case: Case, message: Message, value: bool) -> None:
    """Is this reply of ours only an acknowledgement? Needs the case's row lock."""
    if message.acknowledges == value:
        return
    message.acknowledges = value
    message.save(update_fields=["acknowledges"])
    told = {"message": message.id, "acknowledges": value}
    now = timezone.now()
    tell(case, Kind.ACKNOWLEDGEMENT_SET, now, by(member), **told)
    clocks.follow(case, now=now)
