"""What customers and people of the cast do, and the facts that are made of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox.actions.assign import do_assign
from inbox.actions.tag import do_tag
from inbox.flow.delivery import SendRef
from inbox.flow.delivery.settle import settle_sent
from inbox.models import Outbox
from inbox.networks.items import Sent
from reporting.folder import fold_due
from reporting.models import (
    ArrivalFact,
    CaseFact,
    ClockFact,
    LegFact,
    ReplyFact,
    SpellFact,
    TagFact,
)
from tests.cast import Cast, tag
from tests.inbox.flow.feed import MONDAY
from tests.inbox.verbs import at, change, reply

TABLES = (CaseFact, SpellFact, LegFact, ReplyFact, ArrivalFact, TagFact, ClockFact)
Facts = dict[str, list[dict[str, Any]]]


def after(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def says(cast: Cast, text: str, *, minutes: float, **more: Any) -> None:
    """Anna answers, and the network takes it five seconds later."""
    with at(after(minutes)):
        ref = reply(cast, text, **more)
    arrives(cast, ref, minutes=minutes)


def arrives(cast: Cast, ref: SendRef, *, minutes: float) -> None:
    with at(after(minutes) + timedelta(seconds=5)), cast.door():
        sent = Sent(external_id=f"sent-{ref.outbox_id}", sent_at=after(minutes), url="")
        settle_sent(cast.id, ref.outbox_id, sent)
        assert Outbox.objects.get(id=ref.outbox_id).state == "sent"


def hands_over(cast: Cast, slug: str, *, minutes: float, **more: Any) -> None:
    with at(after(minutes)):
        with cast.door():
            label = tag(slug)
        change(cast, do_tag, tag=label, **more)


def takes(cast: Cast, *, minutes: float) -> None:
    with at(after(minutes)):
        change(cast, do_assign, member=cast.tess, to=cast.tess)


def facts(cast: Cast) -> Facts:
    """All rows of the organisation without their ids."""
    with cast.door():
        return {
            model._meta.db_table: [
                {name: value for name, value in row.items() if name != "id"}
                for row in model.objects.order_by("case_id", *_number(model)).values()
            ]
            for model in TABLES
        }


def _number(model: Any) -> list[str]:
    return [] if model is CaseFact else ["number"]


def folded(cast: Cast) -> Facts:
    fold_due(seconds=60)
    return facts(cast)
