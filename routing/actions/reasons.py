"""Why cases are given back without an answer: the list that the hand-over sheet offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    check_seen,
    differences,
    fingerprint,
    number,
    one_at_a_time,
    one_step,
    told,
)
from routing.models import ReturnReason
from routing.models.reasons import ReturnDoes

MAX_NAME: Final = 80
MAX_QUESTION: Final = 2_000
MAX_REASONS: Final = 50


@dataclass(frozen=True, slots=True)
class WantedReason:
    name: str
    does: str
    question: str
    needs_words: bool


def reasons_in_use() -> list[ReturnReason]:
    return list(ReturnReason.objects.filter(retired_at=None).order_by("position", "id"))


def seen_reason(reason: ReturnReason) -> str:
    return fingerprint(*_values(reason).values())


def _values(reason: ReturnReason | WantedReason) -> dict[str, object]:
    return {
        "name": reason.name,
        "does": str(reason.does),
        "question": reason.question,
        "needs_words": reason.needs_words,
    }


def check_reason(
    *,
    reason: ReturnReason | None,
    name: str,
    does: str,
    question: str,
    needs_words: bool,
    seen: str = "",
) -> WantedReason:
    """For a new reason `reason` is None."""
    one_at_a_time()
    name = " ".join(typed(name, limit=MAX_NAME).split())
    if does not in ReturnDoes.values:
        raise Refused(_("Choose what the reason does."))
    others = ReturnReason.objects.exclude(id=reason.id if reason else 0)
    if others.filter(name__iexact=name).exists():
        raise Refused(
            _("There is a reason “%(name)s” already, in use or retired. Choose another name.")
            % {"name": name}
        )
    if reason is None and len(reasons_in_use()) >= MAX_REASONS:
        raise Refused(
            _("%(count)s reasons are all that fit. Retire some.") % {"count": MAX_REASONS}
        )
    asks = does == ReturnDoes.ASKS and question.strip()
    wanted = WantedReason(
        name, does, typed(question, limit=MAX_QUESTION) if asks else "", needs_words
    )
    if reason is not None:
        reason.refresh_from_db()
        check_seen(seen=seen, now=seen_reason(reason), subject=f"reason {reason.id}")
    return wanted


def do_add_reason(*, by: Member, wanted: WantedReason) -> ReturnReason:
    reason = ReturnReason.objects.create(
        name=wanted.name,
        does=wanted.does,
        question=wanted.question,
        needs_words=wanted.needs_words,
        position=ReturnReason.objects.count() + 1,
    )
    _told(by, "reason.add", reason, _values(wanted))
    return reason


def do_change_reason(*, by: Member, reason: ReturnReason, wanted: WantedReason) -> None:
    data = differences(_values(reason), _values(wanted))
    reason.name, reason.does = wanted.name, wanted.does
    reason.question, reason.needs_words = wanted.question, wanted.needs_words
    reason.save(update_fields=["name", "does", "question", "needs_words"])
    _told(by, "reason.change", reason, data)


def do_move_reason(*, by: Member, reason: ReturnReason, up: bool) -> None:
    one_at_a_time()
    step = one_step([one.id for one in reasons_in_use()], reason.id, up=up)
    if step is None:
        return
    number(ReturnReason.objects.all(), step.ids)
    _told(by, "reason.move", reason, {"name": reason.name, "position": list(step.places)})


def check_retire_reason(*, reason: ReturnReason) -> None:
    one_at_a_time()
    if len(reasons_in_use()) == 1:
        raise Refused(
            _("“%(name)s” is the last reason: a case must be able to go back. Add another first.")
            % {"name": reason.name}
        )


def do_retire_reason(*, by: Member, reason: ReturnReason) -> None:
    ReturnReason.objects.filter(id=reason.id).update(retired_at=timezone.now())
    _told(by, "reason.retire", reason, {"name": reason.name})


def do_revive_reason(*, by: Member, reason: ReturnReason) -> None:
    """Does nothing when it is in use."""
    one_at_a_time()
    last = len(reasons_in_use()) + 1
    retired = ReturnReason.objects.filter(id=reason.id).exclude(retired_at=None)
    if retired.update(retired_at=None, position=last):
        _told(by, "reason.revive", reason, {"name": reason.name})


def _told(by: Member, verb: str, reason: ReturnReason, data: dict[str, object]) -> None:
    """No rule judges by reasons: workers need not read the policy anew."""
    told(by=by, verb=verb, subject=f"reason {reason.id}", data=data, policy=False)
