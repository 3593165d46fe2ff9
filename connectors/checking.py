"""Sees whether channels that nobody polls, and whose access was found gone, work again."""

from __future__ import annotations

import logging

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.registry import adapter_of
from connectors.safely import safely
from inbox.flow.ingest.checks import (
    CheckRef,
    ClaimedCheck,
    claim_check,
    due_checks,
    found_working,
)
from inbox.networks.capabilities import UnknownNetwork

logger = logging.getLogger(__name__)

AT_ONCE = 20


def check_due() -> int:
    """The number of channels that work again."""
    refs = due_checks(AT_ONCE)
    return sum(
        safely(_check, ref, log=logger, cannot="a channel cannot be checked") for ref in refs
    )


def _check(ref: CheckRef) -> bool:
    claimed = claim_check(ref)
    if claimed is None:
        return False
    try:
        works = _is_its_own(claimed)
    except (AdapterError, CareError, UnknownNetwork) as error:
        logger.info("channel %s: still no access: %s", ref.channel_id, type(error).__name__)
        return False
    if works:
        found_working(claimed)
        logger.info("channel %s: its access works again", ref.channel_id)
    return works


def _is_its_own(claimed: ClaimedCheck) -> bool:
    """What the button “Test” asks, outside any transaction."""
    adapter = adapter_of(claimed.network)
    with organisation_door(claimed.organisation_id):
        access = access_of(
            adapter, channel_id=claimed.channel_id, account_id=claimed.account_id, priority="send"
        )
    return adapter.identify(access).external_id == claimed.account_id
