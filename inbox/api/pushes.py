"""The body of a push, in the schema of the corpus, and what is answered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from inbox.api.shapes import FileShape, Shape, files_of
from inbox.flow.ingest.pushed import (
    DUPLICATE,
    FILE_KINDS,
    IGNORED,
    MOST,
    MOST_FILES,
    REJECTED,
    STORED,
)
from inbox.models.messages import Visibility

_MESSAGE: dict[str, Any] = {
    "type": "object",
    "required": ["external_id", "text"],
    "properties": {
        "external_id": {"type": "string", "minLength": 1, "maxLength": 300},
        "author": {
            "type": "string",
            "maxLength": 300,
            "description": "The customer's id in your system; needed when inbound.",
        },
        "author_name": {"type": "string", "maxLength": 200},
        "inbound": {
            "type": "boolean",
            "default": True,
            "description": "False: the brand said it, outside Care.",
        },
        "created_at": {"type": "string", "format": "date-time", "nullable": True},
        "text": {"type": "string", "maxLength": 50000},
        "in_reply_to": {
            "type": "string",
            "nullable": True,
            "description": "external_id of the parent.",
        },
        "visibility": {"type": "string", "enum": ["public", "private"], "default": "public"},
        "conversation": {
            "type": "string",
            "nullable": True,
            "description": "Key of the private conversation; needed when private.",
        },
        "url": {"type": "string", "maxLength": 500},
        "files": {
            "type": "array",
            "maxItems": MOST_FILES,
            "items": {
                "type": "object",
                "required": ["url"],
                "properties": {
                    "url": {"type": "string", "maxLength": 2000},
                    "kind": {"type": "string", "enum": list(FILE_KINDS), "default": "file"},
                    "name": {"type": "string", "maxLength": 200},
                    "alt": {"type": "string", "maxLength": 1500},
                },
            },
            "description": "Fetched from there by Care soon after.",
        },
    },
}
_MESSAGES = {"type": "array", "items": _MESSAGE, "maxItems": MOST}
_CONVERSATION: dict[str, Any] = {
    "type": "object",
    "required": ["messages"],
    "properties": {
        "conversation_id": {"type": "string"},
        "context": {**_MESSAGE, "nullable": True},
        "messages": _MESSAGES,
    },
}
PUSH_BODY = {
    "application/json": {
        "oneOf": [
            {"type": "object", "required": ["messages"], "properties": {"messages": _MESSAGES}},
            {
                "type": "object",
                "required": ["conversations"],
                "properties": {"conversations": {"type": "array", "items": _CONVERSATION}},
            },
        ]
    }
}


def messages_of(body: Any) -> list[Any]:
    """The messages of a body in their order, at most MOST of them."""
    if not isinstance(body, dict) or set(body) not in ({"messages"}, {"conversations"}):
        said = _("Send an object with either `messages` or `conversations`.")
        raise ValidationError([said])
    if "messages" in body:
        found = _list(body["messages"], "messages")
    else:
        talks = _list(body["conversations"], "conversations")
        found = [message for talk in talks for message in _of_conversation(talk)]
    if len(found) > MOST:
        said = _("At most %(most)s messages at once; there are %(count)s.")
        raise ValidationError([said % {"most": MOST, "count": len(found)}])
    return found


def _of_conversation(talk: Any) -> list[Any]:
    if not isinstance(talk, dict):
        raise ValidationError({"conversations": [_("A conversation is a JSON object.")]})
    context = [talk["context"]] if talk.get("context") else []
    messages = [*context, *_list(talk.get("messages"), "conversations.messages")]
    key = talk.get("conversation_id")
    # A private message of a conversation belongs to it if it names no other.
    return [
        {"conversation": key, **message} if isinstance(message, dict) and key else message
        for message in messages
    ]


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError({name: [_("This is a list.")]})
    return value


class OutcomeShape(Shape):
    external_id = serializers.CharField(allow_null=True)
    result = serializers.ChoiceField(choices=[STORED, DUPLICATE, IGNORED, REJECTED])
    reason = serializers.CharField()
    case = serializers.IntegerField(source="case_id", allow_null=True)


class CountsShape(Shape):
    stored = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    ignored = serializers.IntegerField()
    rejected = serializers.IntegerField()


class PushedShape(Shape):
    results = OutcomeShape(many=True)
    counts = CountsShape()


class ReadyShape(Shape):
    """A reply for the other side."""

    id = serializers.IntegerField(source="message_id")
    key = serializers.CharField(
        source="idempotency_key", help_text="The same whenever this reply is fetched."
    )
    case = serializers.IntegerField(source="message.case_id")
    text = serializers.CharField(source="message.text")
    visibility = serializers.ChoiceField(choices=Visibility.choices, source="message.visibility")
    in_reply_to = serializers.CharField(source="message.parent_external_id", allow_null=True)
    conversation = serializers.CharField(source="message.thread.conversation", allow_null=True)
    written_at = serializers.DateTimeField(source="message.sent_at")
    files = serializers.SerializerMethodField()

    @extend_schema_field(FileShape(many=True))
    def get_files(self, row: Any) -> list[Any]:
        return files_of(row.message)
