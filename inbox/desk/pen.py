"""The composer: who would read the reply, how long it may be, what was typed before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.elsewhere import sends_elsewhere
from inbox.clocks.spoken import Spoken, next_turn
from inbox.desk import words
from inbox.desk.files import Attaching, attaching_note, attaching_reply
from inbox.desk.links import CaseLinks
from inbox.desk.offered import Offered, offered_of
from inbox.desk.purposes import Prompt, can_invite, prompt_of
from inbox.desk.snoozes import SnoozeChoice, snoozes
from inbox.desk.ticking import aim_of
from inbox.desk.ways import Way, limits_of, ways_of
from inbox.models.cases import UNSETTLED
from inbox.models.channels import Health
from inbox.models.messages import SendState
from inbox.networks.items import Visibility
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue, ChannelFact
from inbox.selectors.drafts import DraftFact, PenFact
from inbox.selectors.files import FileFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form that was refused, or stands in the member's draft: no word is lost."""

    text: str = ""
    error: str = ""
    kept: bool = False
    """It is the draft as the server has it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused form of the case page. `form` is its name; `notice`: none of its own fields.
    `seal` is set where the same form is taken when it says `anyway`."""

    form: str
    error: str
    values: dict[str, str] = field(default_factory=dict)
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    words: str
    over: bool


@dataclass(frozen=True, slots=True)
class Composer:
    tab: str
    key: str
    note_key: str
    closed: str
    """Why no reply can be sent now."""
    broken: bool
    """It is the channel that stands in the way."""
    hint: str
    """Why one of the ways is closed, where the network closed it."""
    placeholder: str
    counter: str
    left: str
    ways: tuple[Way, ...]
    reply: Typed
    note: Typed
    draft: str
    seen: int
    """The newest answer on the page: a later one of somebody else is said before sending."""
    offered: Offered | None
    """Words that came back with the case."""
    prompt: Prompt | None
    """It writes something of a fixed kind instead of an answer."""
    invite: str
    """Address of the composer that asks the customer to write in private."""
    turn: Turn
    elsewhere: bool
    acknowledges: bool
    seal: str
    in_private: bool
    """What is too private for the public can be said in private."""
    snoozes: tuple[SnoozeChoice, ...]
    then: str
    preset: str
    leaves_at: str
    earliest: str
    zone: str
    reply_files: Attaching
    note_files: Attaching


def added(begun: DraftFact | None, words: str, *, acknowledges: bool = False) -> Refusal:
    """Prepared words behind those that stand in the composer already."""
    typed = {"text": words}
    if begun is not None:
        stands = words in begun.text
        typed["text"] = begun.text if stands else f"{begun.text}\n\n{words}"
        typed["visibility"] = begun.visibility
    if acknowledges:
        typed["acknowledges"] = "1"
    return Refusal("reply", "", typed)


def new_key() -> str:
    return uuid4().hex


def composer_of(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    to: CaseLinks,
    pen: PenFact,
    *,
    purpose: str,
    refusal: Refusal | None,
    around: Callable[[str], str] = str,
    now: datetime,
) -> Composer:
    """`around`: a reply with its greeting and signature, which count too."""
    channel = catalogue.channels.get(case.channel_id)
    values = refusal.values if refusal and refusal.form == "reply" else {}
    asked = values.get("visibility", "") or _way_of(pen.drafts.get("reply"))
    prompt = prompt_of(values.get("purpose") or purpose, case, to, channel)
    ways = ways_of(timeline, channel, "public" if prompt else asked, now)
    reply = _typed("reply", refusal, None if prompt else pen.drafts.get("reply"))
    if prompt is not None:
        ways = tuple(replace(w, send=prompt.send) for w in ways if w.value == "public")
        reply = reply if reply.text else Typed(prompt.text)
    offered = None if prompt else offered_of(case, catalogue, to, own=reply.text)
    if offered is not None and not reply.text:
        # As a draft is: what nobody changed needs not be kept once more.
        reply = Typed(offered.text, reply.error, kept=True)
    limits = limits_of(channel)
    here: Visibility = "private" if _is_checked(ways, "private") else "public"
    left = limits.left(around(reply.text), here) if limits and here in limits.visibilities else None
    note_key = values_of("note", refusal).get("idempotency_key", "")
    further = catalogue.line_of(case.team_id) > catalogue.first_line
    closed = _closed(case, channel, ways)
    return Composer(
        tab="reply" if prompt or offered else _tab(refusal, case, pen, further=further),
        key=values.get("idempotency_key", "") or new_key(),
        note_key=note_key or new_key(),
        closed=closed,
        broken=channel is not None and channel.health == Health.DEAD,
        hint="" if closed else next((way.title for way in ways if way.over), ""),
        placeholder=_("Answer %(name)s…") % {"name": words.first_name(case.customer)},
        counter=limits.counter if limits else "characters",
        left="" if left is None else words.characters_left(left),
        ways=ways,
        reply=reply,
        note=_typed("note", refusal, pen.drafts.get("note")),
        draft=to.draft,
        seen=max((said.id for said in timeline.messages if not said.inbound), default=0),
        offered=offered,
        prompt=prompt,
        invite=to.pen("invite") if not prompt and can_invite(case, ways) else "",
        turn=_turn(case, timeline, now),
        elsewhere=sends_elsewhere(reply.text) if reply.text else False,
        acknowledges=values.get("acknowledges") == "1",
        seal=refusal.seal if refusal and refusal.form == "reply" else "",
        in_private=any(way.value == "private" and not way.disabled for way in ways),
        snoozes=snoozes(now),
        then=values.get("then", ""),
        preset=values.get("preset", ""),
        leaves_at=values.get("leaves_at", ""),
        earliest=timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"),
        zone=timezone.get_current_timezone_name(),
        reply_files=attaching_reply(
            _files(pen, "reply"), to, limits, _file_error(refusal, "reply")
        ),
        note_files=attaching_note(_files(pen, "note"), to, _file_error(refusal, "note")),
    )


def _files(pen: PenFact, of: str) -> tuple[FileFact, ...]:
    draft = pen.drafts.get(of)
    return draft.files if draft is not None else ()


def _file_error(refusal: Refusal | None, pen: str) -> str:
    """Of a file that was not taken; the reply or note itself was not sent yet."""
    if refusal is None or refusal.form != "files" or refusal.values.get("pen") != pen:
        return ""
    return refusal.error


def values_of(form: str, refusal: Refusal | None) -> dict[str, str]:
    return refusal.values if refusal is not None and refusal.form == form else {}


def _way_of(draft: DraftFact | None) -> str:
    return draft.visibility if draft is not None else ""


def _is_checked(ways: tuple[Way, ...], visibility: str) -> bool:
    return any(way.value == visibility and way.checked for way in ways)


def _tab(refusal: Refusal | None, case: CaseFact, pen: PenFact, *, further: bool) -> str:
    """Where something was begun; else further lines write notes, first line to the customer."""
    if refusal is not None and refusal.form in {"reply", "note"}:
        return refusal.form
    if refusal is not None and refusal.form == "files" and refusal.values.get("pen") == "note":
        return "note"
    if case.state not in UNSETTLED:
        return "note"
    if len(pen.drafts) == 1:
        return next(iter(pen.drafts))
    return "note" if further else "reply"


def _typed(form: str, refusal: Refusal | None, draft: DraftFact | None) -> Typed:
    if refusal is not None and refusal.form == form:
        return Typed(refusal.values.get("text", ""), refusal.error)
    return Typed(draft.text, kept=True) if draft is not None else Typed()


def _closed(case: CaseFact, channel: ChannelFact | None, ways: tuple[Way, ...]) -> str:
    if channel is not None and channel.health == Health.DEAD:
        return _(
            "%(channel)s is disconnected: nothing can be sent until an admin connects it again."
        ) % {"channel": channel.name}
    if case.state not in UNSETTLED:
        return _("This case is done. Reopen it before you answer.")
    if not ways:
        return _("This network is not known here: nothing can be sent to it.")
    if all(way.disabled for way in ways):
        return next((way.title for way in ways if way.over), ways[0].title)
    return ""


def _turn(case: CaseFact, timeline: Timeline, now: datetime) -> Turn:
    free = {
        event.data.get("message")
        for event in case.events
        if event.data.get("purpose") in {"invite", "close"}
    }
    given_up = {SendState.DISCARDED, SendState.FAILED}
    number = next_turn(
        (
            Spoken(said.at, said.inbound, said.id in free, said.acknowledges)
            for said in timeline.messages
            if not said.context and said.send_state not in given_up
        ),
        now=now,
    )
    aim = aim_of(case)
    told = {"number": number, "aim": aim}
    if number > aim:
        return Turn(_("Reply %(number)s, the aim is %(aim)s") % told, over=True)
    return Turn(_("Reply %(number)s of %(aim)s") % told, over=False)
