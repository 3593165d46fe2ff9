"""Channels; what is pushed into them, and what is fetched from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api import paging
from care.core.api.views import ApiView
from care.core.errors import Refused
from care.core.tokens import PUSH
from inbox.access import MAX_ID
from inbox.api import bodies, shapes
from inbox.api.described import PAGED, many, one, pages_of
from inbox.api.pushes import PUSH_BODY, PushedShape, ReadyShape, messages_of
from inbox.api.sight import channels_of, one_of
from inbox.flow.delivery.fetched import delivered, lying_ready, offered
from inbox.flow.ingest.pushed import (
    DUPLICATE,
    IGNORED,
    REJECTED,
    STORED,
    check_open,
    push,
)
from inbox.models import Channel
from inbox.networks.capabilities import UnknownNetwork, capabilities_of


def _pushed(channel: Channel) -> bool:
    try:
        return capabilities_of(channel.network).pushed
    except UnknownNetwork:
        return False


def _seen(channel: Channel) -> dict[str, Any]:
    channel.pushed = _pushed(channel)  # type: ignore[attr-defined]
    said: dict[str, Any] = shapes.ChannelShape(channel).data
    return said


class Channels(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="channels_list",
        summary="The channels",
        parameters=PAGED,
        responses=pages_of(shapes.ChannelShape),
        tags=["channels"],
    )
    def get(self, request: Request) -> Response:
        channels = channels_of(self.caller)
        return paging.listed(request, channels, by=("id",), said=lambda rows: [*map(_seen, rows)])


class OneChannel(ApiView):
    @extend_schema(
        operation_id="channels_read",
        summary="A channel",
        responses=one(shapes.ChannelShape),
        tags=["channels"],
    )
    def get(self, request: Request, channel_id: int) -> Response:
        return Response(_seen(one_of(channels_of(self.caller), channel_id)))


class OfPushedChannel(ApiView):
    def channel(self, channel_id: int) -> Channel:
        found = one_of(channels_of(self.caller), channel_id)
        if not _pushed(found):
            raise Refused(
                _("Care fetches the messages of this channel itself. Use a channel that is fed.")
            )
        return found


class PushMessages(OfPushedChannel):
    scopes: ClassVar[Mapping[str, str]] = {"POST": PUSH}

    @extend_schema(
        operation_id="channels_push",
        summary="Push messages into a channel",
        description="At most 1,000 at once. Each is answered for, in the order given: stored,"
        " duplicate, ignored, or rejected with the reason. What is stored is stored when this"
        " answers; pushing it again does no harm.",
        request=PUSH_BODY,
        responses=one(
            PushedShape,
            _409="An admin disconnected this channel.",
            _415="Send JSON.",
            _422="This channel is not fed.",
        ),
        tags=["channels"],
    )
    def post(self, request: Request, channel_id: int) -> Response:
        channel = self.channel(channel_id)
        check_open(channel)
        outcomes = push(channel, messages_of(request.data))
        counts = Counter(outcome.result for outcome in outcomes)
        said = PushedShape(
            {
                "results": outcomes,
                "counts": {name: counts[name] for name in (STORED, DUPLICATE, IGNORED, REJECTED)},
            }
        )
        return Response(said.data)


class ReadyReplies(OfPushedChannel):
    scopes: ClassVar[Mapping[str, str]] = {"GET": PUSH}
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="channels_replies_list",
        summary="Replies that lie ready to be fetched, oldest first",
        description="Of a channel without a webhook. A reply is listed until it is told to be"
        " delivered; `key` is always the same for it.",
        parameters=PAGED,
        responses=one(
            pages_of(ReadyShape)[200],
            _409="An admin disconnected this channel.",
            _422="Not fed.",
        ),
        tags=["channels"],
    )
    def get(self, request: Request, channel_id: int) -> Response:
        channel = self.channel(channel_id)
        check_open(channel)
        return paging.listed(request, lying_ready(channel.id), by=("id",), said=many(ReadyShape))


class Delivered(OfPushedChannel):
    scopes: ClassVar[Mapping[str, str]] = {"POST": PUSH}

    @extend_schema(
        operation_id="channels_replies_delivered",
        summary="Say that a reply has arrived",
        request=bodies.DeliveredBody,
        responses=one(
            shapes.SendShape,
            _409="It was taken back, or delivered under another id; or the id is taken.",
            _415="Send JSON.",
            _422="Not fed.",
        ),
        tags=["channels"],
    )
    def post(self, request: Request, channel_id: int, reply_id: int) -> Response:
        channel = self.channel(channel_id)
        data = bodies.DeliveredBody.of(request)
        row = offered(channel.id, reply_id) if 0 < reply_id <= MAX_ID else None
        if row is None:
            raise Http404
        if not data["external_id"].isprintable():
            raise ValidationError({"external_id": [_("Use printable characters.")]})
        delivered(row, external_id=data["external_id"])
        row.refresh_from_db()
        return Response(shapes.SendShape(row).data)
