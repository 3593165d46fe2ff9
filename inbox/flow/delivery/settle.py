"""A reply that is on the network: its message takes the network's id, its clocks end."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import clocks, events
from inbox.actions.before import put_back_after_doubt, show_last_words
from inbox.actions.turns import wake_next
from inbox.events import Actor, Fact, Kind
from inbox.flow.delivery import doubt
from inbox.flow.delivery.stop import stop
from inbox.flow.revise import apply_early, inherit
from inbox.models import Case, Message, Outbox
from inbox.models.messages import SendState
from inbox.networks.items import Sent


def settle_sent(organisation_id: int, outbox_id: int, sent: Sent) -> None:
    """Needs the organisation's door and the channel's lane. Does nothing the second time."""
    row = Outbox.objects.select_related("message", "channel").get(id=outbox_id)
    message = row.message
    sent = _usable(row, sent)
    case = Case.objects.select_for_update().get(id=message.case_id)  # case before its rows
    was = Outbox.objects.values_list("state", flat=True).get(id=outbox_id)
    changed = (
        Outbox.objects.filter(id=outbox_id)
        .exclude(state=SendState.SENT)
        .update(
            state=SendState.SENT,
            sent_at=Now(),
            next_attempt_at=None,
            leased_until=None,
            lease_token=None,
            look_at=None,
            last_error="",
        )
    )
    if not changed and message.external_id is not None:
        return
    natives = _take_id(message, sent)
    if not changed and not natives:  # its id had gone to a twin, and comes back
        clocks.follow(case, now=timezone.now())
        return
    actor = Actor(member_id=message.member_id)
    # What had counted as a reply that was written on the network is this one.
    told = {"message": message.id} | ({"instead": natives} if natives else {})
    events.record([Fact(case.id, Kind.REPLY_SENT, sent.sent_at, actor, told)])
    if was == SendState.UNKNOWN or row.sent_anew:
        put_back_after_doubt(case)
    if row.scheduled_for is not None:
        show_last_words(case)  # it was not said before
    clocks.follow(case, now=timezone.now())
    wake_next(case.id)
    apply_early(organisation_id, message.channel_id, [(message.kind, sent.external_id)])


def _usable(row: Outbox, sent: Sent) -> Sent:
    """A webhook may call a reply by the name of what it answers, or all of them alike. Such a name
    is taken; ours will do, and the reply has arrived all the same. A network that makes ids of its
    own gives none twice: there another reply has it by mistake, see `_take_id`."""
    message = row.message
    taken = Q(direction="in")
    network = doubt.capabilities(row)
    if network is not None and network.pushed:
        taken |= Q(member__isnull=False)
    holders = Message.objects.filter(
        taken, channel_id=message.channel_id, kind=message.kind, external_id=sent.external_id
    ).exclude(id=message.id)
    return replace(sent, external_id=row.idempotency_key) if holders.exists() else sent


def _take_id(message: Message, sent: Sent) -> list[int]:
    """An echo that was stored as a native reply before we could know better gives way; a reply of
    ours with the same words, which took this id for its own, is looked for again. Gives the ids of
    the native replies that went."""
    holders = Message.objects.filter(
        channel_id=message.channel_id,
        kind=message.kind,
        external_id=sent.external_id,
        direction="out",
    ).exclude(id=message.id)
    natives = holders.filter(member__isnull=True)
    gone = list(natives.values_list("id", flat=True))
    inherit(message, natives)
    natives.delete()
    robbed = list(holders.values_list("id", flat=True))
    holders.update(external_id=None)
    message.external_id = sent.external_id
    message.sent_at = sent.sent_at
    message.url = sent.url[:500]
    message.save(update_fields=["external_id", "sent_at", "url", "text", "edited_at", "deleted_at"])
    for row in Outbox.objects.select_related("message", "channel").filter(message__in=robbed):
        # What had proved that this one arrived was another's post: it is in doubt again.
        stop(row, SendState.UNKNOWN, _twin(), only_if=Q(state=SendState.SENT))
    return gone


def _twin() -> str:
    return _("What was taken for this reply on the network was another one with the same words.")
