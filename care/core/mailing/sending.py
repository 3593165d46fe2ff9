"""Sends the mails that are due. No transaction is open while a server is spoken to."""

from __future__ import annotations

import logging
import time

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import CareError
from care.core.mailing import outbox, smtp
from care.core.mailing.outbox import Claimed
from care.core.mailing.servers import server_for
from care.core.mailing.smtp import MailError

logger = logging.getLogger(__name__)

# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0


def send_due(*, seconds: float = TASK_SECONDS) -> int:
    """The number of mails tried. After `seconds` no further one is begun."""
    ends = time.monotonic() + seconds
    tried = 0
    while time.monotonic() < ends and (claimed := outbox.claim()) is not None:
        _try(claimed)
        tried += 1
    return tried


def _try(claimed: Claimed) -> None:
    row = claimed.row
    if row.useful_until < timezone.now():
        outbox.given_up(claimed, row.last_error or outbox.too_late())
        return
    try:
        server = server_for(row)
        if server is None:
            raise MailError(_("No mail server is set."), for_good=True)
        message_id = f"care-mail-{row.id}-{int(row.created_at.timestamp())}"
        subject, body = claimed.letter()
        smtp.send(server, to=row.to, subject=subject, body=body, message_id=message_id)
    except MailError as error:
        logger.warning("mail %s: not taken, for_good=%s", row.id, error.for_good)
        (outbox.given_up if error.for_good else outbox.again)(claimed, error.sentence)
    except CareError as error:
        # The password of the server cannot be opened; somebody may bring its key.
        logger.warning("mail %s: %s", row.id, error.code)
        outbox.again(claimed, error.sentence[:400])
    else:
        outbox.sent(claimed)
