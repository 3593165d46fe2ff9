"""Replies: written in the click's transaction, sent by a worker, exactly once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.models import Member
from care.core.text import MAX_MESSAGE, typed
from inbox import clocks
from inbox.actions.acting import by, tell, touch
from inbox.actions.attach import check_files, chosen_files, give_to_message
from inbox.actions.elsewhere import sends_elsewhere
from inbox.actions.keys import lock_key
from inbox.actions.place import own, put
from inbox.actions.public import check_private_data
from inbox.actions.settle import settle_what_was_shown
from inbox.actions.state import change_state
from inbox.events import Kind
from inbox.models import Attachment, Case, Message, Outbox, Thread
from inbox.models.cases import UNSETTLED, State
from inbox.models.channels import Health
from inbox.models.desk import Pen
from inbox.models.messages import Direction, MessageKind, Visibility
from inbox.networks.capabilities import allowed, capabilities_of
from routing.policy import house

# What becomes of the case after the reply.
Then = Literal["wait", "stay"]
# What it is for. An invitation to write in private and the last public word are no turns of ours.
Purpose = Literal["answer", "invite", "close"]
LONGEST_SCHEDULE = timedelta(days=90)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class CheckedReply:
    text: str
    visibility: str
    answers: Message
    acknowledges: bool = False
    purpose: Purpose = "answer"
    leaves_at: datetime | None = None
    """None: as soon as it can."""
    files: tuple[Attachment, ...] = ()


def check_reply(
    *,
    member: Member,
    case: Case,
    text: str,
    visibility: str,
    answers: Message | None = None,
    idempotency_key: str,
    acknowledges: bool = False,
    purpose: Purpose = "answer",
    leaves_at: datetime | None = None,
    anyway: str = "",
    files: Sequence[int] = (),
) -> CheckedReply:
    """What will be sent: to the newest message of the customer that this visibility can answer,
    unless `answers` names another. The text is counted as the network counts it; private data in
    public is asked about, unless `anyway` says so (see `inbox.actions.public`). `files`: which of
    the member's draft go with it."""
    if not _KEY.fullmatch(idempotency_key):
        raise Refused(_("The reply carries no usable key. Reload the page and send it again."))
    text = typed(text, limit=MAX_MESSAGE)
    sent_already = Message.objects.filter(
        case=case, outbox_rows__idempotency_key=idempotency_key
    ).first()
    if sent_already is not None:
        return CheckedReply(text, visibility, sent_already)
    told = (acknowledges, purpose, leaves_at)
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. Reopen it before you answer."))
    if case.channel.health == Health.DEAD:
        raise Refused(
            _("%(channel)s is disconnected: nothing can be sent until an admin connects it again.")
            % {"channel": case.channel.name}
        )
    _check_length(case, text, visibility)
    answered = _answered(case, visibility, answers)
    _check_window(case, visibility, leaves_at)
    if leaves_at is not None:
        check_leaves_at(leaves_at)
    chosen = chosen_files(member=member, case=case, pen=Pen.REPLY, ids=files)
    check_files(case=case, visibility=visibility, chosen=chosen)
    if visibility == Visibility.PUBLIC:
        check_private_data(case=case, text=text, anyway=anyway)
    return CheckedReply(text, visibility, answered, *told, files=chosen)


def check_leaves_at(leaves_at: datetime) -> None:
    now = timezone.now()
    if leaves_at <= now:
        raise Refused(_("The time to send has passed. Choose one that lies ahead."))
    if leaves_at > now + LONGEST_SCHEDULE:
        raise Refused(_("That is more than 90 days away. Choose an earlier time."))


def _check_window(case: Case, visibility: str, leaves_at: datetime | None) -> None:
    """From the customer's newest message there, whichever of them is answered."""
    network = allowed(capabilities_of(case.channel.network), case.channel.limits)
    if visibility not in network.window_hours:
        return
    heard = Message.objects.filter(case=case, direction=Direction.IN, visibility=visibility)
    newest = heard.aggregate(newest=Max("sent_at"))["newest"]
    if newest is not None and network.is_over(visibility, newest, leaves_at or timezone.now()):
        raise Refused(
            _(
                "%(network)s lets us answer only within %(hours)s h of the customer's last message."
                " They have to write again first."
            )
            % {"network": network.label, "hours": network.window_hours.get(visibility, 0)}
        )


def _check_length(case: Case, text: str, visibility: str) -> None:
    network = allowed(capabilities_of(case.channel.network), case.channel.limits)
    if visibility not in network.visibilities:
        raise Refused(
            _("%(network)s has no such kind of message. Choose public or private.")
            % {"network": network.label}
        )
    left = network.left(text, visibility)
    if left < 0:
        raise Refused(
            _("The reply is %(over)s characters too long for %(network)s. Shorten it.")
            % {"over": -left, "network": network.label}
        )


def _answered(case: Case, visibility: str, answers: Message | None) -> Message:
    if answers is not None:
        if answers.case_id != case.id or answers.external_id is None:
            raise Refused(_("The message you answer is not in this case. Reload the page."))
        if answers.deleted_at is not None:
            raise Refused(_("The message you answer was deleted by its author. Answer another."))
        return answers
    heard = Message.objects.filter(case=case, direction=Direction.IN, visibility=visibility)
    newest = heard.filter(deleted_at__isnull=True).order_by("-sent_at", "-id").first()
    if newest is None:
        raise Refused(_nothing_to_answer(visibility, was_there=heard.exists()))
    return newest


def _nothing_to_answer(visibility: str, *, was_there: bool) -> str:
    private = visibility == Visibility.PRIVATE
    if was_there and private:
        return _("The customer deleted what they wrote in private: there is nothing to answer.")
    if was_there:
        return _("The customer deleted what they wrote in public: there is nothing to answer.")
    if private:
        return _("The customer has not written in private yet. Answer in public, and invite them.")
    return _("The customer has not written in public. Answer in private.")


def do_reply(
    *,
    member: Member,
    case: Case,
    reply: CheckedReply,
    idempotency_key: str,
    then: Then = "wait",
) -> Message:
    """The reply on its way. The same key again is the same reply: nothing happens twice."""
    lock_key(idempotency_key)
    before = (
        Outbox.objects.select_related("message").filter(idempotency_key=idempotency_key).first()
    )
    if before is not None:
        known = (before.message.case_id, before.message.text, before.message.visibility)
        if known != (case.id, reply.text, reply.visibility):
            raise Refused(
                _(
                    "This form was sent already with another text."
                    " Reload the page, then send again."
                ),
                code="key_reused",
            )
        same: Message = before.message
        return same
    now = timezone.now()
    stood: dict[str, str] = {"was": str(case.state)}
    if case.snoozed_until is not None:
        stood["until"] = case.snoozed_until.isoformat()
    if case.settled_at is not None:
        stood["settled"] = case.settled_at.isoformat()
    _speak(member, case, now)
    message = _write(member, case, reply, now)
    _send(message, idempotency_key, reply.leaves_at)
    tell(case, Kind.REPLY_QUEUED, now, by(member), **_what(message, reply), **stood)
    if not reply.acknowledges and reply.purpose == "answer":
        settle_what_was_shown(case, now)
    touch(case, by(member), now)
    if then == "wait":
        wait_for_the_customer(member, case, now)
    clocks.follow(case, now=now)
    return message


def _what(message: Message, reply: CheckedReply) -> dict[str, Any]:
    """Of the reply, for its event: only what is out of the ordinary is said."""
    said: dict[str, Any] = {"message": message.id, "visibility": reply.visibility}
    if reply.acknowledges:
        said["acknowledges"] = True
    if reply.purpose != "answer":
        said["purpose"] = reply.purpose
    if reply.leaves_at is not None:
        said["leaves_at"] = reply.leaves_at.isoformat()
    if sends_elsewhere(reply.text):
        said["elsewhere"] = True
    return said


def _send(message: Message, key: str, leaves_at: datetime | None) -> None:
    """What everybody can read may be taken back for some seconds; nothing leaves before. One that
    leaves later is found by the sweep when its time has come."""
    if leaves_at is not None:
        Outbox.objects.create(
            message=message,
            channel_id=message.channel_id,
            idempotency_key=key,
            next_attempt_at=leaves_at,
            scheduled_for=leaves_at,
        )
        return
    seconds = house().undo_seconds if message.visibility == Visibility.PUBLIC else 0
    # The database's clock decides what is due, whatever ours says.
    due = Now() + timedelta(seconds=seconds)
    Outbox.objects.create(
        message=message,
        channel_id=message.channel_id,
        idempotency_key=key,
        next_attempt_at=due,
        undo_until=due if seconds else None,
    )
    bell.ring("connectors.send_due", after=seconds)


def wait_for_the_customer(member: Member, case: Case, at: datetime) -> None:
    if case.state in {State.OPEN, State.SNOOZED} and _may_wait(member, case):
        change_state(case, State.WAITING, at=at, actor=by(member))


def _may_wait(member: Member, case: Case) -> bool:
    """A word of the owner to the customer does not take a case out of another line's queue."""
    rules = house()
    on_front_line = rules.teams[case.team_id].line_id == rules.front_line_id
    return on_front_line or case.assignee_id == member.id


def _speak(member: Member, case: Case, now: datetime) -> None:
    """On the front line whoever answers a case that nobody has takes it, and speaks for it."""
    rules = house()
    if rules.teams[case.team_id].line_id != rules.front_line_id:
        return
    if case.assignee_id is None:
        put(case, team_id=case.team_id, assignee_id=member.id, at=now, actor=by(member))
    if case.owner_id is None:
        own(case, owner_id=member.id, at=now, actor=by(member))


def _write(member: Member, case: Case, reply: CheckedReply, now: datetime) -> Message:
    answered = reply.answers
    message = Message.objects.create(
        case=case,
        channel_id=answered.channel_id,
        thread=Thread(id=answered.thread_id, organisation_id=case.organisation_id),
        kind=MessageKind(answered.kind),
        parent_external_id=answered.external_id,
        direction=Direction.OUT,
        visibility=reply.visibility,
        member=member,
        text=reply.text,
        sent_at=now,
        acknowledges=reply.acknowledges,
    )
    give_to_message(reply.files, message)
    if reply.leaves_at is not None:
        return message  # not said yet
    case.last_message_at = now
    case.snippet = " ".join(reply.text.split())[:200]
    case.last_visibility = reply.visibility
    case.save(update_fields=["last_message_at", "snippet", "last_visibility"])
    return message
