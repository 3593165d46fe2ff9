"""Fixed kinds of public words that the composer helps with: an invitation to write in private, and
the close of a complaint that was solved there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.desk.ways import Way, limits_of
from inbox.models.cases import UNSETTLED
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import ChannelFact


@dataclass(frozen=True, slots=True)
class Prompt:
    purpose: str
    icon: str
    says: str
    text: str
    send: str
    then: str
    """What becomes of the case with it."""
    back: str
    skip: str
    """Address at which it is left out; empty where going back is all there is."""


def can_invite(case: CaseFact, ways: tuple[Way, ...]) -> bool:
    """The network has private messages, the customer wrote in public only, and was not asked."""
    unheard = {way.value for way in ways if way.disabled and not way.over}
    heard = {way.value for way in ways if not way.disabled}
    return (
        "private" in unheard
        and "public" in heard
        and case.asked_private_at is None
        and case.state in UNSETTLED
    )


def prompt_of(
    purpose: str, case: CaseFact, to: CaseLinks, channel: ChannelFact | None
) -> Prompt | None:
    if channel is None or case.state not in UNSETTLED:
        return None
    told = {"name": words.first_name(case.customer), "handle": channel.handle}
    if purpose == "invite":
        return Prompt(
            purpose=purpose,
            icon="lock-open",
            says=_("Everybody reads this. The case then waits for %(name)s's private message.")
            % told,
            text=_invitation(case, channel, told),
            send=_("Invite publicly as %(handle)s") % told,
            then="wait",
            back=to.page,
            skip="",
        )
    if purpose == "close":
        return Prompt(
            purpose=purpose,
            icon="megaphone",
            says=_("Solved in private, but the last public word is a complaint. Close it there?"),
            text=case.public_close or _("Thank you for writing to us. Glad we could solve this!"),
            send=_("Close publicly and resolve"),
            then="resolve",
            back=to.page,
            skip=to.resolve,
        )
    return None


def _invitation(case: CaseFact, channel: ChannelFact, told: dict[str, str]) -> str:
    said = case.private_invitation or (
        _("Hi %(name)s, we would like to look into this with you. Please write to us in private.")
        % told
    )
    limits = limits_of(channel)
    if limits is None or not limits.private_link:
        return said
    link = limits.private_link.format(
        handle=quote(channel.handle.lstrip("@")), account=quote(channel.account_id)
    )
    return f"{said} {link}"
