"""What people do about a reply that waits, failed, or may or may not have arrived."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.access import MAX_ID
from inbox.actions.acting import by, tell, touch
from inbox.actions.before import put_back_before, show_last_words
from inbox.actions.draft import keep_words
from inbox.actions.reply import wait_for_the_customer
from inbox.actions.turns import wake_next
from inbox.events import Kind
from inbox.models import Case, Message, Outbox
from inbox.models.channels import Health
from inbox.models.messages import SendState

STUCK = (SendState.FAILED, SendState.UNKNOWN)


def reply_in(case: Case, message_id: int) -> Outbox:
    """Http404 when the case has no such reply. Needs the case's row lock: what people do about a
    reply happens one after another."""
    found = None
    if 0 < message_id <= MAX_ID:
        found = (
            Outbox.objects.select_related("message", "channel")
            .filter(message_id=message_id, message__case=case)
            .first()
        )
    if found is None:
        raise Http404
    return found


def check_again(*, member: Member, row: Outbox) -> None:
    _check_stuck(row)
    if row.channel.health == Health.DEAD:
        raise Refused(
            _("%(channel)s is disconnected: nothing can be sent until an admin connects it again.")
            % {"channel": row.channel.name}
        )


def do_again(*, member: Member, case: Case, row: Outbox) -> None:
    """A new attempt with the same key. Of a reply that may have arrived, the first attempt is
    still looked for: whichever comes to light, it was sent."""
    _move(
        row,
        state=SendState.QUEUED,
        next_attempt_at=Now(),
        look_at=None,
        looks=0,
        sent_anew=False,
        again_at=Now(),
        last_error="",
    )
    now = timezone.now()
    tell(case, Kind.REPLY_AGAIN, now, by(member), message=row.message_id, after=str(row.state))
    touch(case, by(member), now)
    wait_for_the_customer(member, case, now)
    clocks.follow(case, now=now)
    bell.ring("connectors.send_due")


def check_discard(*, member: Member, row: Outbox) -> None:
    _check_stuck(row)


def do_discard(*, member: Member, case: Case, row: Outbox) -> None:
    """It stays readable for colleagues, and is not sent any more."""
    _move(row, state=SendState.DISCARDED, look_at=None)
    now = timezone.now()
    tell(case, Kind.REPLY_DISCARDED, now, by(member), message=row.message_id, after=str(row.state))
    touch(case, by(member), now)
    show_last_words(case)
    clocks.follow(case, now=now)


def check_take_back(*, member: Member, row: Outbox) -> None:
    if was_taken_back(row):
        return
    waits = row.state == SendState.QUEUED and row.attempts == 0
    held_until = row.scheduled_for or row.undo_until
    if not waits or held_until is None or held_until <= timezone.now():
        raise Refused(_("It is too late to take this reply back: it has left, or is just leaving."))


def do_take_back(*, member: Member, case: Case, row: Outbox, keep: bool = True) -> Message:
    """The reply as if it had never been written; its text is the member's draft, unless it shall
    not be kept. Twice is once."""
    message: Message = row.message
    if was_taken_back(row):
        return message
    taken = Outbox.objects.filter(
        Q(undo_until__gt=Now()) | Q(scheduled_for__gt=Now()),
        id=row.id,
        state=SendState.QUEUED,
        attempts=0,
    ).update(state=SendState.DISCARDED, next_attempt_at=None)
    if not taken:
        raise Refused(_("It is too late to take this reply back: it has left, or is just leaving."))
    now = timezone.now()
    tell(case, Kind.REPLY_DISCARDED, now, by(member), message=message.id, after="queued")
    if case.asked_private_at == message.sent_at:
        case.asked_private_at = None
        case.save(update_fields=["asked_private_at"])
    put_back_before(case, message, at=now, actor=by(member))
    show_last_words(case)
    clocks.follow(case, now=now)
    wake_next(case.id)
    if keep:
        keep_words(member=member, case=case, message=message)
    return message


def was_taken_back(row: Outbox) -> bool:
    return row.state == SendState.DISCARDED and row.attempts == 0


def _check_stuck(row: Outbox) -> None:
    if row.state in STUCK:
        return
    raise Refused(
        {
            SendState.QUEUED: _("This reply is on its way already; somebody was faster."),
            SendState.SENDING: _("This reply is on its way already; somebody was faster."),
            SendState.SENT: _("This reply has been sent meanwhile."),
            SendState.DISCARDED: _("This reply was discarded meanwhile."),
        }[SendState(row.state)]
    )


def _move(row: Outbox, **values: object) -> None:
    """A worker that settles the reply at this very moment wins."""
    if not Outbox.objects.filter(id=row.id, state=row.state).update(**values):
        row.refresh_from_db(fields=["state"])
        _check_stuck(row)
        raise Refused(_("Somebody was faster. Look at the reply again."))
