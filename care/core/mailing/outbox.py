"""Mails on their way: written with what they tell of, claimed by a worker, tried until they are
sent, refused for good, or of no use any more. One that was sent by a worker that died at once is
sent again: two mails are better than none."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.mailing.letters import Letter
from care.core.models import Mail, Person
from care.core.models.mail import MailState
from care.core.secrets import seal, unseal

BELL = "core.send_mails"
# Longer than a server may take; see `smtp.TALK_SECONDS`.
LEASE = timedelta(seconds=120)
# Seconds before each further attempt; the last of them for all that follow.
WAITS = (30, 120, 600, 1_800, 3_600, 10_800)


@dataclass(frozen=True, slots=True)
class Claimed:
    row: Mail
    lease_token: uuid.UUID

    def letter(self) -> Letter:
        """Raises CareError when no key opens it."""
        subject, body = json.loads(unseal(self.row.sealed))
        return subject, body


def do_post(
    *,
    kind: str,
    to: str,
    subject: str,
    body: str,
    useful_seconds: float,
    person: Person | None = None,
    organisation_id: int | None = None,
) -> Mail:
    """`kind` is a word of ours. It leaves after the open transaction; after `useful_seconds` it is
    given up."""
    now = timezone.now()
    mail = Mail.objects.create(
        organisation_id=organisation_id,
        person=person,
        kind=kind,
        to=to,
        sealed=seal(json.dumps([subject, body])),
        next_attempt_at=now,
        useful_until=now + timedelta(seconds=useful_seconds),
    )
    bell.ring(BELL)
    return mail


@transaction.atomic
def claim() -> Claimed | None:
    """The mail that waits longest, ours until its lease is over."""
    row = (
        Mail.objects.select_for_update(skip_locked=True)
        .filter(next_attempt_at__lte=Now())
        .order_by("next_attempt_at")
        .first()
    )
    if row is None:
        return None
    token = uuid.uuid4()
    row.state, row.lease_token = MailState.SENDING, token
    row.attempts += 1
    row.next_attempt_at = timezone.now() + LEASE
    row.save(update_fields=["state", "lease_token", "attempts", "next_attempt_at"])
    return Claimed(row, token)


def sent(claimed: Claimed) -> None:
    _settle(claimed, MailState.SENT, "")


def given_up(claimed: Claimed, sentence: str) -> None:
    _settle(claimed, MailState.GIVEN_UP, sentence)


def _settle(claimed: Claimed, state: MailState, sentence: str) -> None:
    _ours(claimed).update(
        state=state,
        last_error=sentence,
        sealed="",
        next_attempt_at=None,
        lease_token=None,
        settled_at=Now(),
    )


def again(claimed: Claimed, sentence: str) -> None:
    """Later; and what else waits for the same server waits too, so that one that is away does not
    hold up the mails of others."""
    row = claimed.row
    wait = timedelta(seconds=WAITS[min(row.attempts, len(WAITS)) - 1])
    if timezone.now() + wait > row.useful_until:
        given_up(claimed, sentence)
        return
    _ours(claimed).update(
        state=MailState.QUEUED,
        last_error=sentence,
        next_attempt_at=Now() + wait,
        lease_token=None,
    )
    same = {"organisation_id": row.organisation_id} if row.organisation_id else {}
    waiting = Mail.objects.filter(state=MailState.QUEUED, **same)
    if not same:
        waiting = waiting.filter(organisation__isnull=True)
    waiting.filter(next_attempt_at__lte=Now()).update(
        next_attempt_at=Greatest(F("next_attempt_at"), Now() + timedelta(seconds=WAITS[0]))
    )


def _ours(claimed: Claimed) -> QuerySet[Mail]:
    return Mail.objects.filter(id=claimed.row.id, lease_token=claimed.lease_token)


def too_late() -> str:
    return str(_("It was of no use any more when it could have been sent."))
