"""What programs find in the two organisations, and with which tokens they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from care.core.bulk import fetch
from care.core.models import ApiToken
from care.core.tenancy import organisation_door
from care.core.tokens import READ, digest_of, do_revoke_token
from inbox.access import case_to_change
from inbox.actions.reply import check_reply, do_reply
from inbox.flow.ingest.pushed import push
from inbox.models import Case, Channel, CustomerMerge, Message, Outbox
from routing.models import Tag, Team
from tests.api.conftest import feed
from tests.api.programs import Program, token_of
from tests.walls.life import Town
from tests.walls.routes import ABSENT_ID, MALFORMED_IDS, MALFORMED_SLUGS, Kind
from tests.walls.test_rows import TABLES


@dataclass(frozen=True, slots=True)
class Fed:
    """A town with a channel that another system feeds, and a reply in it that lies ready."""

    town: Town
    channel_id: int
    queue_id: int
    customer_id: int
    reply_id: int
    message_id: int
    """The customer's message on the first case, and what its network calls it."""
    external_id: str
    tag: str
    """A tag that no other organisation has."""
    other_customer_id: int
    merge_id: int


def feed_town(town: Town) -> Fed:
    with organisation_door(town.id):
        channel = Channel.objects.get(id=feed(f"forum-of-{town.slug}"))
        outcome = push(
            channel,
            [{"external_id": "fed-1", "author": "ann", "text": f"Where is it? {town.canary}"}],
        )[0]
        case = case_to_change(town.cast.anna, outcome.case_id or 0)
        reply_id = _ready_reply(town, case)
        first = Case.objects.get(id=town.case_id)
        message = Message.objects.filter(case=first, direction="in", visibility="public").latest(
            "id"
        )
        tag = Tag.objects.create(name=f"Only {town.slug}", slug=f"only-{town.slug}")
        return Fed(
            town=town,
            channel_id=channel.id,
            queue_id=Team.objects.get(slug=town.queue).id,
            customer_id=first.customer_id,
            reply_id=reply_id,
            message_id=message.id,
            external_id=message.external_id or "",
            tag=tag.slug,
            other_customer_id=case.customer_id,
            merge_id=CustomerMerge.objects.get(survivor=first.customer_id).id,
        )


def _ready_reply(town: Town, case: Case) -> int:
    key = f"ready-{town.slug}"
    reply = check_reply(
        member=town.cast.anna,
        case=case,
        text=f"On its way. {town.canary}",
        visibility="public",
        idempotency_key=key,
    )
    message = do_reply(member=town.cast.anna, case=case, reply=reply, idempotency_key=key)
    Outbox.objects.filter(message=message).update(next_attempt_at=None)
    return message.id


def api_kinds(own: Fed, foreign: Fed) -> dict[str, Kind]:
    """A new parameter in a route of the API: say here what it names."""

    def row(ours: int, theirs: int) -> Kind:
        return Kind(str(ours), str(theirs), MALFORMED_IDS, ABSENT_ID)

    return {
        "case_id": row(own.town.case_id, foreign.town.case_id),
        "channel_id": row(own.channel_id, foreign.channel_id),
        "queue_id": row(own.queue_id, foreign.queue_id),
        "customer_id": row(own.customer_id, foreign.customer_id),
        "reply_id": row(own.reply_id, foreign.reply_id),
        "job_id": row(own.town.job_id, foreign.town.job_id),
        "tag": Kind("praise", foreign.tag, MALFORMED_SLUGS, "no-such-tag"),
        "report": Kind("mine", None, MALFORMED_SLUGS, "no-such-report"),
    }


WITHOUT_A_BODY = (
    *("case_take", "case_release", "case_resolve", "case_reopen", "next"),
    *("bulk_cancel", "bulk_undo"),
)


def bodies(fed: Fed) -> dict[str, dict[str, Any]]:
    """A body that each verb takes, with ids of this organisation. A new verb: give it one."""
    return {
        "case_notes": {"text": "A note."},
        "case_tags": {"name": fed.tag},
        "case_replies": {
            "text": "We look into it.",
            "visibility": "public",
            "in_reply_to": fed.message_id,
        },
        "case_hand_over": {"note": "Please measure.", "tag": "second-line-support"},
        "case_assign": {"member": fed.town.cast.amir.id},
        "case_snooze": {"until": (timezone.now() + timedelta(hours=2)).isoformat()},
        "case_dismiss": {"reason": "spam"},
        "case_priority": {"priority": "high"},
        "case_fields": {"of": "customer", "slug": "contract", "value": "K-17"},
        "case_friction": {"marked": True},
        "customer_merge": {"customer": fed.other_customer_id},
        "customer_part": {"merge": fed.merge_id},
        "bulk": {"verb": "priority", "priority": "high", "cases": [fed.town.case_id]},
        "delivered": {"external_id": "there-1"},
        "push": {"messages": [{"external_id": "x-1", "author": "bob", "text": "Hello?"}]},
        **{name: {} for name in WITHOUT_A_BODY},
    }


def rows_of(town: Town) -> dict[str, str]:
    """A fingerprint of every table's rows of this organisation, in the open transaction."""
    with organisation_door(town.id):
        return {
            table: str(
                fetch(f"SELECT md5(string_agg(t::text, ' ' ORDER BY id)) FROM {table} t", [])
            )
            for table in TABLES
        }


def strangers(acme: Fed) -> Mapping[str, Program]:
    """Who brings nothing that opens a door."""
    cast = acme.town.cast
    revoked, expired = (token_of(cast, cast.anna) for _ in range(2))
    with cast.door():
        do_revoke_token(by=cast.admin, token=ApiToken.objects.get(digest=digest_of(revoked)))
    past = timezone.now() - timedelta(seconds=1)
    ApiToken.objects.filter(digest=digest_of(expired)).update(expires_at=past)
    return {
        "nobody": Program(None),
        "empty": Program(""),
        "unknown": Program("care_" + "x" * 43),
        "revoked": Program(revoked),
        "expired": Program(expired),
    }


def reader(acme: Fed) -> Program:
    return Program(token_of(acme.town.cast, acme.town.cast.anna, scopes=[READ]))
