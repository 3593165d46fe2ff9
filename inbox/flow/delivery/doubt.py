"""What helps when nobody knows whether a network has a reply, and when to try it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.flow.delivery import overdue
from inbox.models import Outbox
from inbox.networks.capabilities import Capabilities, UnknownNetwork, capabilities_of

# The network's memory of a key is not used up to its last moment.
MARGIN = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=1)


def wait() -> timedelta:
    """Between doubt and the first look, and between two looks."""
    return timedelta(seconds=settings.LOOK_AFTER_SECONDS)


def capabilities(row: Outbox) -> Capabilities | None:
    try:
        return capabilities_of(row.channel.network)
    except UnknownNetwork:
        return None


def first_look(row: Outbox, *, at_once: bool) -> timedelta | None:
    """From now; None: only a person can tell."""
    network = capabilities(row)
    if network is None or network.in_doubt == "ask":
        return None
    if at_once:
        return timedelta(0)
    if network.in_doubt == "same_key":
        if overdue.waited(row) is not None:
            return None
        # It is not looked for but tried again, for days if need be.
        return min(wait() * (1 << min(max(row.attempts - 1, 0), 10)), LONGEST_RETRY)
    return wait()


def key_is_remembered(row: Outbox) -> bool:
    """Sending it again is safe as far as the key goes. True where keys do not matter."""
    network = capabilities(row)
    if network is None or network.in_doubt != "same_key" or row.attempt_at is None:
        return True
    return timezone.now() < row.attempt_at + timedelta(seconds=network.key_seconds) - MARGIN


def too_late() -> str:
    return _("No answer came, and the network no longer remembers the attempt.")
