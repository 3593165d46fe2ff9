"""What people do in the tests of verbs: a customer writes, members act, the network answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from care.core.models import Member
from care.core.tenancy import organisation_door
from inbox.access import case_to_change
from inbox.actions.assign import check_take, do_take
from inbox.actions.hand_over import check_hand_over, do_hand_over
from inbox.actions.reply import Then, check_reply, do_reply
from inbox.flow import delivery
from inbox.flow.ingest import receive
from inbox.models import Case, Message, Tagging
from inbox.networks.items import Author, IncomingItem, Sent
from tests.cast import Cast, tag


def customer_writes(
    cast: Cast,
    text: str,
    *,
    external_id: str | None = None,
    answers: str | None = None,
    at: datetime | None = None,
    customer: str = "carol",
    conversation: str | None = None,
) -> str:
    """The id that the network gave the message."""
    external_id = external_id or uuid.uuid4().hex
    item = IncomingItem(
        external_id=external_id,
        kind="private" if conversation else "post",
        author=Author(customer, customer),
        own=False,
        text=text,
        sent_at=at or timezone.now(),
        in_reply_to=answers,
        conversation=conversation,
        visibility="private" if conversation else "public",
    )
    receipt = receive(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        items=[item],
        cursor_after=None,
    )
    assert receipt.stored == 1
    return external_id


@contextmanager
def changing(cast: Cast, member: Member) -> Iterator[Case]:
    """The organisation's one case, locked for this member."""
    with organisation_door(cast.id):
        yield case_to_change(member, Case.objects.get(merged_into=None).id)


def the_case(cast: Cast) -> Case:
    with organisation_door(cast.id):
        return Case.objects.select_related("team__line", "owner", "assignee").get(merged_into=None)


def hand_over(
    cast: Cast, member: Member, slug: str, *, note: str, acknowledge: str = "", key: str = ""
) -> None:
    key = key or uuid.uuid4().hex
    with changing(cast, member) as case:
        checked = check_hand_over(
            member=member,
            case=case,
            note=note,
            tag=tag(slug),
            acknowledgement=acknowledge,
            idempotency_key=key,
        )
        do_hand_over(member=member, case=case, hand_over=checked, idempotency_key=key)


def take(cast: Cast, member: Member) -> None:
    with changing(cast, member) as case:
        check_take(member=member, case=case)
        do_take(member=member, case=case)


def reply(
    cast: Cast,
    member: Member,
    text: str,
    *,
    key: str = "",
    then: Then = "wait",
    visibility: str = "public",
) -> Message:
    key = key or uuid.uuid4().hex
    with changing(cast, member) as case:
        checked = check_reply(
            member=member, case=case, text=text, visibility=visibility, idempotency_key=key
        )
        return do_reply(member=member, case=case, reply=checked, idempotency_key=key, then=then)


def network_accepts() -> list[str]:
    """Everything due is sent; the texts, in the order in which they left."""
    sent = []
    for ref in delivery.due_sends(50):
        claimed = delivery.claim_send(ref, 60)
        if claimed is not None:
            sent.append(claimed.reply.text)
            delivery.accepted(
                claimed, Sent(f"net-{claimed.outbox_id}", timezone.now(), "https://net.example/1")
            )
    return sent


def tags_on(cast: Cast) -> set[str]:
    with organisation_door(cast.id):
        live = Tagging.objects.filter(undone_at__isnull=True)
        return set(live.values_list("tag__slug", flat=True))
