"""Items that were put aside, tried once more by a person, or given up."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import MAX_ID, in_sight_of
from inbox.flow.ingest.parking import is_whole
from inbox.flow.ingest.receive import receive
from inbox.flow.lanes import lock_lane
from inbox.models import Channel, ParkedItem
from inbox.networks.items import Author, IncomingItem
from inbox.networks.readers import MISREAD, reader_of


def parked_for(member: Member, parked_id: int) -> ParkedItem:
    """The item with its row locked, its channel's lane before it: whoever takes a page in parks
    from there. Http404 when it is absent, foreign or out of sight."""
    if not 0 < parked_id <= MAX_ID:
        raise Http404
    seen = Channel.objects.filter(in_sight_of(member)).values("id")
    items = ParkedItem.objects.filter(id=parked_id, channel_id__in=seen)
    channel_id = items.values_list("channel_id", flat=True).first()
    if channel_id is None:
        raise Http404
    lock_lane(channel_id)
    found = items.select_for_update().first()
    if found is None:
        raise Http404
    return found


def can_be_tried(parked: ParkedItem) -> bool:
    """Care could read it and only its storing failed, or there is somebody to read it again."""
    return item_of(parked) is not None or reader_of(parked.channel.network) is not None


def item_of(parked: ParkedItem) -> IncomingItem | None:
    """As it came; None for what the network's adapter could make nothing of, which is kept raw."""
    kept = parked.item
    try:
        return IncomingItem(
            external_id=kept["external_id"],
            kind=parked.kind,  # type: ignore[arg-type]
            author=Author(kept["author"], kept["handle"], kept.get("display_name") or ""),
            own=bool(kept["own"]),
            text=kept["text"],
            sent_at=datetime.fromisoformat(kept["sent_at"]),
            in_reply_to=kept["in_reply_to"],
            conversation=kept["conversation"],
            visibility=kept["visibility"],
            url=kept.get("url") or "",
        )
    except (KeyError, TypeError, ValueError):
        return None


def read_again(parked: ParkedItem) -> IncomingItem | None:
    """By its network's adapter, which may have learnt to since. None when it still cannot, and
    for what was too large to be kept whole: half a message must not pass for one."""
    read = reader_of(parked.channel.network)
    if read is None or not isinstance(parked.item, dict) or not is_whole(parked.item):
        return None
    try:
        return read(parked.item, parked.kind, parked.channel.account_id)  # type: ignore[arg-type]
    except MISREAD:
        return None


def check_store(*, member: Member, parked: ParkedItem) -> IncomingItem:
    item = item_of(parked) or read_again(parked)
    if item is None:
        raise Refused(
            _(
                "Care cannot read this item as the network gave it. Try again with a newer version"
                " of Care, or discard it."
            )
        )
    return item


def do_store(*, member: Member, parked: ParkedItem, item: IncomingItem) -> None:
    """Takes the item in like any other. Refused, with the reason of this time on the item, when it
    still cannot be stored: the caller must not roll that back."""
    receipt = receive(
        organisation_id=current_organisation_id(),
        channel_id=parked.channel_id,
        stream_id=None,
        items=[item],
        cursor_after=None,
    )
    if receipt.parked:
        parked.refresh_from_db()
        raise Refused(_("It still cannot be stored: %(reason)s") % {"reason": parked.reason})
    _done(member, "parked.store", parked)


def do_discard(*, member: Member, parked: ParkedItem) -> None:
    _done(member, "parked.discard", parked)


def _done(member: Member, verb: str, parked: ParkedItem) -> None:
    subject = f"parked {parked.id}"
    data = {"channel": parked.channel_id, "kind": parked.kind, "tries": parked.tries}
    parked.delete()
    audit.note(member, verb, subject, **data)
