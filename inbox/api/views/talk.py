"""What is put into a case: notes, tags, replies, and the three of them at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api.views import ApiView
from care.core.errors import Refused
from care.core.tokens import READ, WRITE
from inbox.access import case_to_change
from inbox.actions import hand_over as handing
from inbox.actions import note as noting
from inbox.actions import reply as replying
from inbox.actions import tag as tagging
from inbox.actions.answer import After, check_after, do_answer
from inbox.actions.public import WHATEVER
from inbox.api import bodies, shapes
from inbox.api.described import nothing, one
from inbox.api.views.cases import CasePart, read_part
from inbox.api.views.verbs import Verb, tag_named, verb
from inbox.api.whole import PARTS
from inbox.models import Case, Message, Outbox, Tagging
from inbox.models.messages import Direction
from inbox.selectors.about import signed

_REFUSED = "The verb refuses: `detail` says why."
_BOTH: Mapping[str, str] = {"GET": READ, "POST": WRITE}
_USABLE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_GIVEN = re.compile(r"[\x21-\x7e]{8,255}")


def idempotency_key(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "minLength": 8, "maxLength": 255, "pattern": "^[!-~]{8,255}$"},
        OpenApiParameter.HEADER,
        required=required,
        description="Made by you, one for each thing you send: the same key again does nothing a"
        " second time.",
    )


def key_of(request: Request, *, required: bool) -> str:
    """The key as it is stored: itself, or a digest where it would not fit."""
    given = request.headers.get("Idempotency-Key", "")
    if not given and not required:
        return ""
    if not _GIVEN.fullmatch(given):
        said = _("Send a header Idempotency-Key of 8 to 255 printable ASCII characters.")
        raise ValidationError({"Idempotency-Key": [said]})
    return given if _USABLE.fullmatch(given) else hashlib.sha256(given.encode()).hexdigest()


def _shown(part: str, case_id: int, row_id: int) -> Any:
    return PARTS[part].shape(PARTS[part].rows(case_id).get(id=row_id)).data


class CaseNotes(CasePart):
    scopes: ClassVar[Mapping[str, str]] = _BOTH
    part = "notes"

    @read_part("notes", "The notes on a case")
    def get(self, request: Request, case_id: int) -> Response:
        return super().get(request, case_id)

    @extend_schema(
        operation_id="cases_note",
        summary="Write a note",
        parameters=[idempotency_key(required=False)],
        request=bodies.NoteBody,
        responses=one(shapes.NoteShape, status=201, _415="Send JSON.", _422=_REFUSED),
        tags=["verbs"],
    )
    def post(self, request: Request, case_id: int) -> Response:
        case = case_to_change(self.member, case_id)
        data = bodies.NoteBody.of(request)
        text = noting.check_note(member=self.member, case=case, text=data["text"])
        key = key_of(request, required=False)
        note = noting.do_note(member=self.member, case=case, text=text, idempotency_key=key)
        return Response(_shown("notes", case_id, note.id), status=201)


class CaseTags(CasePart):
    scopes: ClassVar[Mapping[str, str]] = _BOTH
    part = "tags"

    @read_part("tags", "Every application of a tag to a case")
    def get(self, request: Request, case_id: int) -> Response:
        return super().get(request, case_id)

    @extend_schema(
        operation_id="cases_tag",
        summary="Put a tag on",
        description="Anew even if it was on; a tag that hands over moves the case.",
        request=bodies.TagBody,
        responses=one(shapes.TaggingShape, status=201, _415="Send JSON.", _422=_REFUSED),
        tags=["verbs"],
    )
    def post(self, request: Request, case_id: int) -> Response:
        case = case_to_change(self.member, case_id)
        data = bodies.TagBody.of(request)
        tag = tag_named(data["name"])
        why = tagging.check_tag(member=self.member, case=case, tag=tag, why=data["why"])
        applied = tagging.do_tag(member=self.member, case=case, tag=tag, why=why)
        return Response(_shown("tags", case_id, applied.id), status=201)


class CaseTag(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"DELETE": WRITE}

    @extend_schema(
        operation_id="cases_untag",
        summary="Take a tag off",
        description="Undoing a hand-over that nobody took up brings the case back.",
        request=None,
        responses=nothing(_422=_REFUSED),
        tags=["verbs"],
    )
    def delete(self, request: Request, case_id: int, tag: str) -> Response:
        case = case_to_change(self.member, case_id)
        on = Tagging.objects.filter(case=case, tag__slug=tag, undone_at__isnull=True).first()
        if on is None:
            raise Http404
        tagging.check_untag(member=self.member, case=case, tagging=on)
        tagging.do_untag(member=self.member, case=case, tagging=on)
        return Response(status=204)


class CaseReplies(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    @extend_schema(
        operation_id="cases_reply",
        summary="Reply to the customer",
        description="The reply is on its way when this answers; `sending` of the message says how"
        " far. The same key with the same words is the same reply, and answers 200.",
        parameters=[idempotency_key(required=True)],
        request=bodies.ReplyBody,
        responses=one(
            shapes.MessageShape,
            status=201,
            _409="The key was used for another reply.",
            _415="Send JSON.",
            _422=_REFUSED,
        )
        | {200: shapes.MessageShape},
        tags=["verbs"],
    )
    def post(self, request: Request, case_id: int) -> Response:
        case = case_to_change(self.member, case_id)
        key = key_of(request, required=True)
        data = bodies.ReplyBody.of(request)
        again = Outbox.objects.filter(idempotency_key=key).exists()
        text = data["text"]
        if data["signature"]:
            text = signed(text, case=case, member=self.member)
        checked = replying.check_reply(
            member=self.member,
            case=case,
            text=text,
            visibility=data["visibility"],
            answers=_answered(case, data["in_reply_to"], data["visibility"]),
            idempotency_key=key,
            acknowledges=data["acknowledges"],
            leaves_at=data["scheduled_for"],
            anyway=WHATEVER if data["private_data"] else "",
        )
        after = After(data["then"], data["until"])
        check_after(member=self.member, case=case, reply=checked, after=after)
        message = do_answer(
            member=self.member, case=case, reply=checked, idempotency_key=key, after=after
        )
        said = _shown("messages", case_id, message.id)
        return Response(said, status=200 if again else 201)


def _answered(case: Case, named: int | str | None, visibility: str) -> Message | None:
    """404 for a message that is not in this case."""
    if named is None:
        return None
    here = Message.objects.filter(case=case)
    by = {"id": named} if isinstance(named, int) else {"external_id": named}
    found = here.filter(**by).order_by("id").first()
    if found is None:
        raise Http404
    if found.direction != Direction.IN or found.visibility != visibility:
        raise Refused(
            _("This message is not the customer's, or not %(visibility)s. Answer another one.")
            % {"visibility": visibility}
        )
    return found


class HandOver(Verb):
    body = bodies.HandOverBody

    @extend_schema(parameters=[idempotency_key(required=False)])
    @verb("Hand over: acknowledge, note and tag at once", bodies.HandOverBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)

    def act(self, case: Case, data: dict[str, Any]) -> None:
        key = key_of(self.request, required=bool(data["acknowledgement"].strip()))
        checked = handing.check_hand_over(
            member=self.member,
            case=case,
            note=data["note"],
            tag=tag_named(data["tag"]),
            acknowledgement=data["acknowledgement"],
            visibility=data["visibility"],
            idempotency_key=key,
            anyway=WHATEVER if data["private_data"] else "",
        )
        handing.do_hand_over(member=self.member, case=case, hand_over=checked, idempotency_key=key)
