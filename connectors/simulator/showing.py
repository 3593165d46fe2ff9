"""Messages with their files, as a request's answer shows them: one look at the files of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.simulator.files import File
from connectors.simulator.media import of_messages
from connectors.simulator.records import Message
from connectors.simulator.routes import Call
from connectors.simulator.wire import message_json

Form = Callable[[Message, str, Sequence[File]], dict[str, Any]]


def one(call: Call, message: Message) -> dict[str, Any]:
    return several(call, [message])[0]


def several(
    call: Call, messages: Sequence[Message], form: Form = message_json
) -> list[dict[str, Any]]:
    files = of_messages(call.world.ledger, [message.seq for message in messages])
    origin = call.request.origin
    return [form(message, origin, files.get(message.seq, [])) for message in messages]
