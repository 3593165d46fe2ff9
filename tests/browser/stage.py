"""An organisation of the tests, connected to the running network."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.test import override_settings

from care.core import bell
from connectors.actions import check_connect, do_connect
from inbox.models import Case, Outbox, Stream
from routing.models import Brand
from tests.browser.product import Product
from tests.cast import Cast, hire
from tests.connectors.network import Network, wait_for

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    cast: Cast
    product: Product
    handle: str

    @property
    def root(self) -> str:
        return f"/{self.cast.organisation.slug}/desk/"

    @property
    def network(self) -> Network:
        """As it runs now: a test may have started it anew."""
        return self.product.network

    def email(self, name: str) -> str:
        return f"{name}@{self.cast.organisation.slug}.example"

    def hears(self, author: str, words: str, in_reply_to: str | None = None) -> str:
        """A customer posts to the organisation's account; the id of the post."""
        return self.network.customer_posts(author, f"@{self.handle} {words}", in_reply_to)

    def hears_in_private(self, author: str, words: str) -> str:
        return self.network.customer_writes(author, self.handle, words)

    def has_cases(self, number: int) -> None:
        """Waits until what customers wrote has come in as so many cases."""
        self.hurries()
        wait_for(lambda: self._cases() >= number, 20)

    def hurries(self) -> None:
        """Lets the time pass that streams and replies would wait."""
        with self.cast.door():
            Stream.objects.update(next_poll_at=Now())
            waiting = Outbox.objects.filter(next_attempt_at__isnull=False)
            waiting.update(next_attempt_at=Now())
            bell.ring("connectors.poll_due")

    def stops_listening(self) -> None:
        """Nobody polls for the organisation any more."""
        with self.cast.door():
            Stream.objects.update(next_poll_at=Now() + timedelta(days=1))

    def reply_is(self, state: str) -> None:
        """Waits until the last reply is."""

        def look() -> bool:
            with self.cast.door():
                return Outbox.objects.latest("id").state == state

        wait_for(look, 60)

    def _cases(self) -> int:
        with self.cast.door():
            return Case.objects.count()

    def said(self) -> list[Entry]:
        """What stands in the network's ledger from the organisation's account, oldest first."""
        return self.network.ledger(author=self.handle)

    def has_said(self, *words: str) -> None:
        """Waits for it: these texts, in this order, each once, and nothing else."""
        with suppress(AssertionError):
            wait_for(lambda: [entry["text"] for entry in self.said()] == [*words], 40)
        assert [entry["text"] for entry in self.said()] == [*words]


def build(product: Product, *, slug: str, url: str = "", handle: str = "") -> Stage:
    """`url` is where the channel finds the network, when that is not where it is."""
    network, handle = product.network, handle or slug
    return Stage(hire(slug, connect=lambda: connect(network, handle, url=url)), product, handle)


def connect(network: Network, handle: str, *, url: str = "") -> int:
    """The id of the channel. Needs the organisation's door."""
    token = {"token": network.account(handle)["token"]}
    with override_settings(TRUSTED_HOSTS=["127.0.0.1"]):
        account = check_connect(network="simulated", credentials=token, base_url=network.url)
    return do_connect(
        brand_id=Brand.objects.get().id,
        network="simulated",
        credentials=token,
        account=account,
        base_url=url or network.url,
        history_until=None,
    )
