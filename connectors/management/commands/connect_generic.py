from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from care.core.errors import Refused
from care.core.models import Organisation
from care.core.tenancy import organisation_door
from connectors.actions import check_connect, do_connect
from connectors.networks.generic.capabilities import CAPABILITIES
from connectors.networks.generic.signing import new_secret
from inbox.flow.ingest.channels import brand_of
from inbox.networks.items import Author
from routing.models import Brand


class Command(BaseCommand):
    help = (
        "Make a channel that another system feeds by the API. Its replies are fetched by the API, "
        "or delivered to a webhook, whose secret is shown once, here. Again: changes the webhook, "
        "and makes a new secret."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="the organisation's slug")
        parser.add_argument("handle", help="what the other system calls the account that answers")
        parser.add_argument("--name", default="", help="what people here call a new channel")
        parser.add_argument("--brand", help="a brand's slug; the oldest if left out")
        parser.add_argument("--webhook", default="", metavar="URL", help="where replies go")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        secret = new_secret() if options["webhook"] else ""
        credentials = {
            "handle": options["handle"],
            "webhook_url": options["webhook"],
            "webhook_secret": secret,
        }
        network = CAPABILITIES.network
        try:
            account = check_connect(network=network, credentials=credentials)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        try:
            with organisation_door(organisation.id):
                channel_id = do_connect(
                    brand_id=self._brand(options["brand"], account).id,
                    network=network,
                    credentials=credentials,
                    account=account,
                    name=options["name"],
                )
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"Channel {channel_id}: push to /api/v1/channels/{channel_id}/messages/.")
        if secret:
            self.stdout.write(f"Secret of the webhook, not shown again: {secret}")

    def _brand(self, slug: str | None, account: Author) -> Brand:
        brands = Brand.objects.order_by("id")
        if slug:
            found = brands.filter(slug=slug).first()
        else:
            found = brand_of(CAPABILITIES.network, account.external_id) or brands.first()
        if found is None:
            raise CommandError(f"There is no brand “{slug}” here.")
        return found
