from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from care.core.models import Organisation
from care.core.tenancy import organisation_door
from inbox.flow.ingest import Receipt, receive
from inbox.flow.ingest.channels import open_channel
from inbox.flow.ingest.corpus import NETWORK, CorpusError, conversations
from inbox.models import Channel
from inbox.models.channels import Health
from inbox.networks.items import IncomingItem
from routing.models import Brand


class Command(BaseCommand):
    help = (
        "Load a file of conversations through the same door as a network's messages. What is "
        "there already is not stored twice, so the command may be repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, help="the organisation's slug")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        by_brand: dict[str, list[IncomingItem]] = defaultdict(list)
        try:
            for conversation in conversations(options["file"]):
                by_brand[conversation.brand].extend(conversation.items)
        except (OSError, CorpusError) as error:
            raise CommandError(str(error)) from None
        started, receipt = time.monotonic(), Receipt()
        for brand, items in by_brand.items():
            channel_id = self._channel(organisation.id, brand)
            items.sort(key=lambda item: item.sent_at)
            receipt += receive(
                organisation_id=organisation.id,
                channel_id=channel_id,
                stream_id=None,
                items=items,
                cursor_after=None,
            )
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{receipt.stored} stored, {receipt.duplicate} there already, {receipt.parked} parked"
            f" in {seconds:.1f} s ({receipt.stored / max(seconds, 0.001):.0f} a second)."
        )

    def _channel(self, organisation_id: int, brand: str) -> int:
        with organisation_door(organisation_id):
            face, _ = Brand.objects.get_or_create(
                slug=slugify(brand)[:60] or "brand", defaults={"name": brand}
            )
            channel_id = open_channel(
                brand_id=face.id,
                network=NETWORK,
                name=brand,
                handle=brand,
                account_id=brand,
                kinds=(),
            )
            # Verbs look at a channel's health before they write a reply that could never leave.
            Channel.objects.filter(id=channel_id).update(
                health=Health.DEAD, health_note="Loaded from a file: nothing can be sent."
            )
            return channel_id
