"""The product's side of connector tests: organisations with channels on the running network."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from care.core.models import Member
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from connectors.actions import check_connect, do_connect
from inbox.actions.reply import check_reply, do_reply
from inbox.models import Case, Channel, Message, Outbox, Stream
from routing.models import Brand, Engagement
from routing.setup import do_create_member, do_create_organisation
from tests.connectors.network import Network


class Desk:
    def __init__(self, slug: str) -> None:
        self.organisation = do_create_organisation(name=slug.title(), slug=slug)
        self.id = self.organisation.id
        with self.open():
            # What is sent is sent at once.
            Engagement.objects.update(undo_seconds=0)
            self.agent: Member = do_create_member(
                organisation=self.organisation,
                email=f"agent@{slug}.example",
                name="Ada Agent",
                password=None,
                role=Role.AGENT,
                teams=[],
            )

    def open(self) -> Any:
        return organisation_door(self.id)

    def connect(self, network: Network, handle: str, *, url: str = "") -> int:
        token = {"token": network.account(handle)["token"]}
        where = url or network.url
        account = check_connect(network="simulated", credentials=token, base_url=network.url)
        with self.open():
            return do_connect(
                brand_id=Brand.objects.get().id,
                network="simulated",
                credentials=token,
                account=account,
                base_url=where,
                history_until=None,
            )

    def channel(self, channel_id: int) -> Channel:
        with self.open():
            return Channel.objects.get(id=channel_id)

    def streams(self, channel_id: int) -> dict[str, Stream]:
        with self.open():
            return {row.kind: row for row in Stream.objects.filter(channel_id=channel_id)}

    def stored(self, channel_id: int) -> list[str]:
        """The network's ids of the channel's messages, in the order in which they were written."""
        with self.open():
            rows = Message.objects.filter(channel_id=channel_id).order_by("sent_at", "id")
            return [row.external_id or "" for row in rows]

    def reply(self, text: str, *, visibility: str = "public", case: Case | None = None) -> int:
        """The id of the outbox row of an agent's answer to the newest case."""
        with self.open():
            case = case or Case.objects.select_related("channel").order_by("-id")[0]
            key = uuid.uuid4().hex
            checked = check_reply(
                member=self.agent,
                case=case,
                text=text,
                visibility=visibility,
                idempotency_key=key,
            )
            message = do_reply(member=self.agent, case=case, reply=checked, idempotency_key=key)
            return int(Outbox.objects.get(message=message).id)

    def outbox(self, outbox_id: int) -> Outbox:
        with self.open():
            return Outbox.objects.select_related("message").get(id=outbox_id)


def make_everything_due(desk: Desk) -> None:
    """Lets the time pass that streams and replies would wait."""
    with desk.open(), connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_stream SET next_poll_at = now()")
        cursor.execute(
            "UPDATE inbox_outbox SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL"
        )
        cursor.execute("UPDATE inbox_outbox SET look_at = now() WHERE look_at IS NOT NULL")


def four_at_once(act: Callable[[], object]) -> None:
    """In four threads with connections of their own; raises what any of them raised."""

    def with_own_connection() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(with_own_connection) for _ in range(4)]:
            done.result(timeout=60)
