"""Puts a case back to how it was, when the reply that changed it was taken back, or when the doubt
that opened it is over. What has happened to the case meanwhile stands."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Now
from django.utils import timezone

from inbox.actions.state import change_state
from inbox.events import SYSTEM, Actor, Kind
from inbox.models import Case, Event, Message, Outbox, Timer
from inbox.models.cases import State
from inbox.models.clocks import TimerKind
from inbox.models.messages import SendState

# What says nothing against the state that the case had.
_NO_MATTER = (
    Kind.REPLY_UNKNOWN,
    Kind.REPLY_AGAIN,
    Kind.REPLY_SENT,
    Kind.CLOCK_BREACHED,
    Kind.CLOCK_ENDED,
    Kind.TOUCHED,
)


def put_back_after_doubt(case: Case) -> None:
    """Needs the case's row lock; the caller brings the clocks in line."""
    opened = _last_change(case)
    if opened is None or opened.data.get("reason") != "not_sent":
        return
    since = Event.objects.filter(case=case, id__gt=opened.id).exclude(kind__in=_NO_MATTER)
    troubled = Outbox.objects.filter(
        message__case=case, state__in=(SendState.FAILED, SendState.UNKNOWN)
    )
    if not since.exists() and not troubled.exists():
        was = State(opened.data["from"])
        change_state(case, was, at=timezone.now(), actor=SYSTEM, why="sent_after_all")


def put_back_before(case: Case, message: Message, *, at: datetime, actor: Actor) -> None:
    """As it was before the click on "Reply". Needs the case's row lock; the caller brings the
    clocks in line."""
    clicked = Event.objects.filter(
        case=case, kind=Kind.REPLY_QUEUED, data__message=message.id
    ).first()
    changed = _last_change(case)
    if clicked is None or changed is None or changed.at != clicked.at:
        return
    was, until = State(clicked.data["was"]), clicked.data.get("until")
    if was != case.state:
        back_to(
            case,
            was,
            until=datetime.fromisoformat(until) if until else None,
            settled=clicked.data.get("settled"),
            at=at,
            actor=actor,
        )


def back_to(
    case: Case,
    was: State,
    *,
    until: datetime | None,
    settled: str | None,
    at: datetime,
    actor: Actor,
) -> None:
    """The state that the case had, if its snooze is not over. `settled`: its `settled_at` then.
    Needs the case's row lock; the caller brings the clocks in line."""
    if was == State.SNOOZED and (until is None or until <= at):
        was = State.OPEN
    was_settled = case.state in {State.RESOLVED, State.DISMISSED}
    change_state(case, was, at=at, actor=actor, why="taken_back")
    if was_settled:
        # It was settled by the same click: what the customer asked is not dealt with.
        case.settled_at = datetime.fromisoformat(settled) if settled else None
        case.save(update_fields=["settled_at"])
    if was == State.SNOOZED and until is not None:
        case.snoozed_until = until
        case.save(update_fields=["snoozed_until"])
        Timer.objects.update_or_create(case=case, kind=TimerKind.WAKE, defaults={"due_at": until})


def snippet_of(text: str) -> str:
    """What lists show of a message. One without words is a picture or another file."""
    return " ".join(text.split())[:200] or "📎"


def show_last_words(case: Case) -> None:
    """The list shows the newest message that is, or may be, on the network."""
    later = Outbox.objects.filter(
        message__case=case, state=SendState.QUEUED, scheduled_for__gt=Now()
    )
    newest = (
        Message.objects.filter(case=case, deleted_at__isnull=True)
        .exclude(outbox_rows__state=SendState.DISCARDED)
        .exclude(id__in=later.values("message_id"))
        .order_by("-sent_at", "-id")
        .first()
    )
    case.snippet = snippet_of(newest.text) if newest else ""
    if newest is not None:
        case.last_message_at = newest.sent_at
        case.last_visibility = newest.visibility
    case.save(update_fields=["last_message_at", "snippet", "last_visibility"])


def _last_change(case: Case) -> Event | None:
    return Event.objects.filter(case=case, kind=Kind.STATE_CHANGED).order_by("-id").first()
