"""The composer: who would read the reply, how long it may be, what was typed before an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.models.cases import UNSETTLED
from inbox.models.channels import Health
from inbox.networks.capabilities import Capabilities, UnknownNetwork, allowed, capabilities_of
from inbox.networks.items import Visibility
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue, ChannelFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form that was refused, so that no word is lost."""

    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused form of the case page. `form` is its name; `notice`: none of its own fields."""

    form: str
    error: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    value: str
    label: str
    icon: str
    send: str
    title: str
    limit: int
    checked: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class Composer:
    tab: str
    key: str
    note_key: str
    closed: str
    """Why no reply can be sent now."""
    broken: bool
    """It is the channel that stands in the way."""
    placeholder: str
    counter: str
    left: str
    ways: tuple[Way, ...]
    reply: Typed
    note: Typed


def new_key() -> str:
    return uuid4().hex


def composer_of(
    case: CaseFact, timeline: Timeline, catalogue: Catalogue, refusal: Refusal | None
) -> Composer:
    channel = catalogue.channels.get(case.channel_id)
    values = refusal.values if refusal else {}
    reply = _typed("reply", refusal)
    ways, counter, left = _ways(timeline, channel, values.get("visibility", ""), reply.text)
    key = values.get("idempotency_key", "") if refusal and refusal.form == "reply" else ""
    note_key = values.get("idempotency_key", "") if refusal and refusal.form == "note" else ""
    further = catalogue.line_of(case.team_id) > catalogue.first_line
    return Composer(
        tab=_tab(refusal, case, further=further),
        key=key or new_key(),
        note_key=note_key or new_key(),
        closed=_closed(case, channel),
        broken=channel is not None and channel.health == Health.DEAD,
        placeholder=_("Answer %(name)s…") % {"name": words.first_name(case.customer)},
        counter=counter,
        left=left,
        ways=ways,
        reply=reply,
        note=_typed("note", refusal),
    )


def _tab(refusal: Refusal | None, case: CaseFact, *, further: bool) -> str:
    """Further lines write notes; first line writes to the customer."""
    if refusal is not None and refusal.form in {"reply", "note"}:
        return refusal.form
    return "note" if further or case.state not in UNSETTLED else "reply"


def _typed(form: str, refusal: Refusal | None) -> Typed:
    if refusal is None or refusal.form != form:
        return Typed()
    return Typed(refusal.values.get("text", ""), refusal.error)


def _closed(case: CaseFact, channel: ChannelFact | None) -> str:
    if channel is not None and channel.health == Health.DEAD:
        return _(
            "%(channel)s is disconnected: nothing can be sent until an admin connects it again."
        ) % {"channel": channel.name}
    if case.state not in UNSETTLED:
        return _("This case is done. Reopen it before you answer.")
    return ""


def _ways(
    timeline: Timeline, channel: ChannelFact | None, asked: str, text: str
) -> tuple[tuple[Way, ...], str, str]:
    limits = limits_of(channel)
    if limits is None or channel is None:
        return (), "characters", ""
    heard: dict[str, bool] = {"public": False, "private": False}
    gone = dict(heard)
    for said in timeline.messages:
        if said.inbound:
            there = heard if said.deleted_at is None else gone
            there["private" if said.private else "public"] = True
    last = timeline.last_inbound
    best = "private" if last is not None and last.private else "public"
    chosen = asked if asked in limits.visibilities else best
    if not heard.get(chosen):
        chosen = best
    ways = tuple(_way(v, limits, channel, chosen, heard[v], gone[v]) for v in limits.visibilities)
    here: Visibility = "private" if chosen == "private" else "public"
    left = limits.left(text, here) if here in limits.visibilities else 0
    return ways, limits.counter, words.characters_left(left)


def _way(
    visibility: Visibility,
    limits: Capabilities,
    channel: ChannelFact,
    chosen: str,
    open_: bool,
    gone: bool,
) -> Way:
    private = visibility == "private"
    told = {"handle": channel.handle}
    return Way(
        value=visibility,
        label=_("Private") if private else _("Public"),
        icon="lock" if private else "globe",
        send=_("Reply privately as %(handle)s") % told
        if private
        else _("Reply publicly as %(handle)s") % told,
        title="" if open_ else _closed_way(private=private, gone=gone),
        limit=limits.max_length[visibility],
        checked=visibility == chosen,
        disabled=not open_,
    )


def _closed_way(*, private: bool, gone: bool) -> str:
    if gone:
        return _("The customer deleted what they wrote here.")
    if private:
        return _("The customer has not written in private yet.")
    return _("The customer has not written in public.")


def limits_of(channel: ChannelFact | None) -> Capabilities | None:
    try:
        return allowed(capabilities_of(channel.network), channel.limits) if channel else None
    except UnknownNetwork:
        return None
