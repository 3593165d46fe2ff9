"""Messages that another system pushes in, in the schema of the corpus: each is answered for.

Nothing of an item is trusted: what cannot be stored as it is, is rejected with its reason, and the
others go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.moments import moment_of
from care.core.tenancy import current_organisation_id
from care.core.text import MAX_MESSAGE, MAX_NAME
from inbox.flow.ingest.receive import receive
from inbox.flow.lanes import lock_lane
from inbox.models import Channel, Message, ParkedItem
from inbox.networks.items import Author, IncomingItem, ItemKind, Media, Visibility

MOST: Final = 1_000
MOST_FILES: Final = 20
FILE_KINDS: Final = ("picture", "video", "audio", "file")
_LONGEST_ID: Final = 300
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_FILE = re.compile(r"https?://[^\s\x00-\x1f\x7f\ud800-\udfff]{1,1990}")
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+")

STORED: Final = "stored"
DUPLICATE: Final = "duplicate"
IGNORED: Final = "ignored"
REJECTED: Final = "rejected"

Key = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    external_id: str | None
    result: str
    reason: str = ""
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    case_id: int | None
    ours: bool
    """A reply that was written here."""


class Unusable(ValueError):
    """The item cannot be stored; the sentence says why."""


def check_open(channel: Channel) -> None:
    """What an admin disconnected stays quiet. A channel whose replies cannot leave because its
    access is gone goes on listening."""
    if channel.disconnected_at is None:
        return
    said = _(
        "%(channel)s was disconnected by an admin: nothing goes in or out until an admin connects"
        " it again."
    )
    raise Refused(said % {"channel": channel.name}, code="disconnected")


def push(channel: Channel, given: Sequence[Any]) -> list[Outcome]:
    """One outcome an item, in the order given. Needs the organisation's door.

    The channel's lane is held from the first look to the last, so what is told here is so when the
    transaction is committed."""
    lock_lane(channel.id)
    now = timezone.now()
    outcomes: list[Outcome | Key] = []
    fresh: dict[Key, IncomingItem] = {}
    for number, raw in enumerate(given):
        # What has no time of its own was said now, one after the other.
        usual = now - timedelta(milliseconds=len(given) - number)
        try:
            item = _item(raw, channel, usual)
        except Unusable as error:
            outcomes.append(Outcome(_id_of(raw), REJECTED, str(error)))
            continue
        key = (item.kind, item.external_id)
        if not item.text.strip() and not item.media:
            outcomes.append(Outcome(item.external_id, IGNORED, _("It has no text.")))
        elif key in fresh:
            outcomes.append(Outcome(item.external_id, DUPLICATE))
        else:
            fresh[key] = item
            outcomes.append(key)
    return _store(channel, fresh, outcomes)


def _store(
    channel: Channel, fresh: dict[Key, IncomingItem], outcomes: list[Outcome | Key]
) -> list[Outcome]:
    before = _stored(channel.id, fresh)
    receive(
        organisation_id=current_organisation_id(),
        channel_id=channel.id,
        stream_id=None,
        items=[item for key, item in fresh.items() if key not in before],
        cursor_after=None,
    )
    after = _stored(channel.id, fresh)
    parked = _parked(channel.id, [key for key in fresh if key not in after])
    told = []
    for outcome in outcomes:
        if isinstance(outcome, Outcome):
            told.append(outcome)
            continue
        known = after.get(outcome)
        if known is None:
            told.append(Outcome(outcome[1], REJECTED, parked.get(outcome, _("It was not stored."))))
        else:
            fine = DUPLICATE if outcome in before or known.ours else STORED
            told.append(Outcome(outcome[1], fine, case_id=known.case_id))
    return _cases_of_twins(told)


def _cases_of_twins(told: list[Outcome]) -> list[Outcome]:
    """An item that stood twice in one push is in the case of its first."""
    cases = {outcome.external_id: outcome.case_id for outcome in told if outcome.case_id}
    return [
        replace(outcome, case_id=cases.get(outcome.external_id))
        if outcome.result == DUPLICATE and outcome.case_id is None
        else outcome
        for outcome in told
    ]


def _stored(channel_id: int, keys: dict[Key, IncomingItem]) -> dict[Key, _Known]:
    rows = Message.objects.filter(
        channel=channel_id, kind__in=("post", "private"), external_id__in=[k[1] for k in keys]
    ).values_list("kind", "external_id", "case_id", "member_id")
    return {
        (kind, name): _Known(case, member is not None)  # type: ignore[misc]  # by the filter
        for kind, name, case, member in rows
    }


def _parked(channel_id: int, keys: list[Key]) -> dict[Key, str]:
    if not keys:
        return {}
    rows = ParkedItem.objects.filter(channel=channel_id, external_id__in=[key[1] for key in keys])
    return {(row.kind, row.external_id): row.reason for row in rows}  # type: ignore[misc]


def _item(raw: Any, channel: Channel, usual: datetime) -> IncomingItem:
    if not isinstance(raw, dict):
        raise Unusable(_("A message is a JSON object."))
    inbound = raw.get("inbound", True)
    if not isinstance(inbound, bool):
        raise Unusable(_("inbound is true for the customer's messages, false for the brand's."))
    visibility = _visibility(raw.get("visibility") or "public")
    conversation = _word(raw, "conversation", needed=visibility == "private")
    return IncomingItem(
        external_id=_word(raw, "external_id", needed=True) or "",
        kind="private" if visibility == "private" else "post",
        author=_author(raw, channel) if inbound else Author(channel.account_id, channel.handle),
        own=not inbound,
        text=_text(raw.get("text")),
        sent_at=_time(raw.get("created_at"), usual),
        in_reply_to=_word(raw, "in_reply_to"),
        conversation=conversation if visibility == "private" else None,
        visibility=visibility,
        url=_link(raw.get("url")),
        media=_files(raw.get("files")),
    )


def _files(value: Any) -> tuple[Media, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise Unusable(_("files is a list of at most %(most)s.") % {"most": MOST_FILES})
    return tuple(_file(one) for one in value)


def _file(given: Any) -> Media:
    where = given.get("url") if isinstance(given, dict) else None
    if not isinstance(where, str) or not _FILE.fullmatch(where):
        raise Unusable(_("A file has a url that begins with https://."))
    kind, words = given.get("kind", "file"), [given.get("name") or "", given.get("alt") or ""]
    if kind not in FILE_KINDS or not all(isinstance(one, str) for one in words):
        raise Unusable(
            _("A file's kind is one of %(kinds)s; its name and alt are text.")
            % {"kinds": ", ".join(FILE_KINDS)}
        )
    return Media(kind, where, alt=words[1], name=words[0])


def _visibility(value: Any) -> Visibility:
    if value == "public" or value == "private":
        visibility: Visibility = value
        return visibility
    raise Unusable(_("visibility is public or private."))


def _author(raw: dict[str, Any], channel: Channel) -> Author:
    """Two systems that push into two channels may call two people the same: an author's id is the
    channel's own."""
    who = _word(raw, "author", needed=True) or ""
    name = raw.get("author_name") or ""
    if not isinstance(name, str) or len(name) > MAX_NAME:
        raise Unusable(
            _("author_name is text of at most %(most)s characters.") % {"most": MAX_NAME}
        )
    return Author(f"{channel.account_id}/{who}", who, name)


def _word(raw: dict[str, Any], name: str, *, needed: bool = False) -> str | None:
    value = raw.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or _UNSTORABLE.search(value):
        raise Unusable(
            _("%(name)s is text of 1 to %(most)s printable characters.")
            % {"name": name, "most": _LONGEST_ID}
        )
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unusable(_("text is missing, or no text."))
    if len(value) > MAX_MESSAGE:
        raise Unusable(_("text has more than %(most)s characters.") % {"most": MAX_MESSAGE})
    return value


def _link(value: Any) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > 500 or not _LINK.fullmatch(value):
        raise Unusable(_("url is an address of at most 500 characters that begins with https://."))
    return value


def _time(value: Any, usual: datetime) -> datetime:
    if value is None:
        return usual
    at = moment_of(value) if isinstance(value, str) else None
    if at is not None and 1970 <= at.year <= 2200:
        return at
    raise Unusable(_("created_at is a time in ISO 8601, or null."))


def _id_of(raw: Any) -> str | None:
    """What the caller may know the item by, if it can be said back."""
    value = raw.get("external_id") if isinstance(raw, dict) else None
    if isinstance(value, str) and not _UNSTORABLE.search(value):
        return value[:_LONGEST_ID]
    return None
