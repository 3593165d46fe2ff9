"""A reply that has waited so long that it must not leave unseen: yesterday's answer may be wrong
today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.models import Outbox

LONGEST = timedelta(hours=24)


def too_long(moments: Iterable[datetime | None], now: datetime) -> timedelta | None:
    """How long it has been due, once that is too long. `moments` are those before which it could
    not leave; the last of them counts. Pure."""
    waited = now - max(moment for moment in moments if moment is not None)
    return waited if waited > LONGEST else None


def waited(row: Outbox) -> timedelta | None:
    """Of a reply that is not on the network as far as anybody knows; None when it may leave."""
    moments = (row.message.sent_at, row.undo_until, row.scheduled_for, row.again_at)
    return too_long(moments, timezone.now())


def sentence(waited: timedelta) -> str:
    return _("It waited %(hours)s h for the channel; read it again before you send it.") % {
        "hours": waited // timedelta(hours=1)
    }
