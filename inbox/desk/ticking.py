"""The clocks of a case as its page tells them: which clock, whose target, whose hours, and what
holds it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.clocks.spoken import AIM
from inbox.desk import words
from inbox.models.cases import State
from inbox.models.clocks import ClockKind
from inbox.selectors.cards import CaseFact, ClockFact


def clocks_of(case: CaseFact, now: datetime) -> tuple[words.Chip, ...]:
    return tuple(_chip(clock, case, now) for clock in case.clocks)


def aim_of(case: CaseFact) -> int:
    """How many turns of ours the case should take; its policy says, else the product."""
    aims = (clock.target_turns for clock in case.clocks if clock.kind == ClockKind.TURNS)
    return next((aim for aim in aims if aim is not None), AIM)


def _chip(clock: ClockFact, case: CaseFact, now: datetime) -> words.Chip:
    label = str(ClockKind(clock.kind).label)
    if clock.kind == ClockKind.TURNS:
        return _count(clock, label)
    if clock.paused_at is not None:
        return _held(clock, case, label)
    if clock.due_at is None:
        told = _("%(clock)s: never due, because the hours that count never come.")
        return _still(label, "calm", _("never due"), told % {"clock": label}, clock)
    title = _("%(clock)s: due %(time)s.") % {"clock": label, "time": full_time(clock.due_at)}
    return words.plain_chip(
        clock.due_at,
        clock.target_seconds,
        now,
        words.speech(),
        label=label,
        title=_with_whose(title, clock),
    )


def _count(clock: ClockFact, label: str) -> words.Chip:
    told = {"count": clock.turns, "aim": clock.target_turns}
    is_over = clock.due_at is not None
    title = _("%(count)s so far, the aim is %(aim)s. It stops no reply.") % told
    return _still(
        label, "soon" if is_over else "calm", _("%(count)s of %(aim)s") % told, title, clock
    )


def _held(clock: ClockFact, case: CaseFact, label: str) -> words.Chip:
    assert clock.paused_at is not None
    told = {"clock": label, "time": full_time(clock.paused_at)}
    if case.state == State.WAITING:
        title = _("%(clock)s: held since %(time)s, because we wait for the customer.") % told
    else:
        title = _("%(clock)s: held since %(time)s, because the case sleeps.") % told
    return _still(label, "held", _("held"), title, clock)


def _still(label: str, level: str, said: str, title: str, clock: ClockFact) -> words.Chip:
    """One that does not tick."""
    return words.Chip(label, level, said, "", _with_whose(title, clock), 0)


def _with_whose(title: str, clock: ClockFact) -> str:
    if clock.policy is None:
        whose = _("The network's own limit: every hour counts, also at night.")
    elif clock.calendar is None:
        whose = _("Policy “%(policy)s”; every hour counts.") % {"policy": clock.policy}
    else:
        told = {"policy": clock.policy, "calendar": clock.calendar}
        whose = _("Policy “%(policy)s”, in the hours of “%(calendar)s”.") % told
    return f"{title} {whose}"
