"""Verbs on cases. Each parses, locks the case through its door, and calls the verb that the desk
calls; it answers with the case as it is then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api.fields import Body, Nothing
from care.core.api.views import ApiView
from care.core.errors import CareError
from care.core.models import Member
from care.core.tokens import WRITE
from inbox.access import case_to_change
from inbox.actions import assign as assigning
from inbox.actions import state as settling
from inbox.actions.fields import check_field, do_field
from inbox.actions.friction import do_friction
from inbox.api import bodies, shapes
from inbox.api.described import one
from inbox.api.whole import shown
from inbox.models import Case
from routing.models import Tag

Method = TypeVar("Method", bound=Callable[..., Response])
_REFUSED = "The verb refuses: `detail` says why."


def verb(summary: str, body: type[Body] = Nothing) -> Callable[[Method], Method]:
    """Describes a verb that answers with the case."""
    described: Callable[[Method], Method] = extend_schema(
        operation_id=f"cases_{summary.partition(' ')[0].lower()}",
        summary=summary,
        request=None if body is Nothing else body,
        responses=one(shapes.CaseShape, _409=_REFUSED, _415="Send JSON.", _422=_REFUSED),
        tags=["verbs"],
    )
    return described


class Verb(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
    body: ClassVar[type[Body]] = Nothing

    def act(self, case: Case, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def done(self, request: Request, case_id: int) -> Response:
        case = case_to_change(self.member, case_id)
        self.act(case, self.body.of(request))
        return Response(shown(self.caller, case_id))


def tag_named(name: str) -> Tag:
    """By slug, or by name however it is cased. 404 when it is not here."""
    tags = Tag.objects.order_by("id")
    found = tags.filter(slug=name).first() or tags.filter(name__iexact=name.strip()).first()
    if found is None:
        raise CareError(_("There is no such tag here. Look at tags/."), code="not_found")
    return found


class Assign(Verb):
    body = bodies.AssignBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        to = Member.objects.select_related("membership").filter(id=data["member"]).first()
        if to is None:
            raise Http404
        assigning.check_assign(member=self.member, case=case, to=to)
        assigning.do_assign(member=self.member, case=case, to=to)

    @verb("Assign it to a colleague", bodies.AssignBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Take(Verb):
    def act(self, case: Case, data: dict[str, Any]) -> None:
        assigning.check_take(member=self.member, case=case)
        assigning.do_take(member=self.member, case=case)

    @verb("Take it yourself")
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Release(Verb):
    def act(self, case: Case, data: dict[str, Any]) -> None:
        assigning.check_release(member=self.member, case=case)
        assigning.do_release(member=self.member, case=case)

    @verb("Release it into the queue")
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Resolve(Verb):
    def act(self, case: Case, data: dict[str, Any]) -> None:
        settling.check_resolve(member=self.member, case=case)
        settling.do_resolve(member=self.member, case=case)

    @verb("Resolve it")
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Reopen(Verb):
    def act(self, case: Case, data: dict[str, Any]) -> None:
        settling.check_reopen(member=self.member, case=case)
        settling.do_reopen(member=self.member, case=case)

    @verb("Reopen it")
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Snooze(Verb):
    body = bodies.SnoozeBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        settling.check_snooze(member=self.member, case=case, until=data["until"])
        settling.do_snooze(member=self.member, case=case, until=data["until"])

    @verb("Snooze it until a time", bodies.SnoozeBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Dismiss(Verb):
    body = bodies.DismissBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        settling.check_dismiss(member=self.member, case=case, reason=data["reason"])
        settling.do_dismiss(member=self.member, case=case, reason=data["reason"])

    @verb("Dismiss it: no answer needed", bodies.DismissBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class SetField(Verb):
    body = bodies.FieldBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        named = {name: data[name] for name in ("of", "slug", "value")}
        wanted = check_field(member=self.member, case=case, **named)
        do_field(member=self.member, case=case, wanted=wanted)

    @verb("Fill in a custom field, of the case or of its customer", bodies.FieldBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Friction(Verb):
    body = bodies.FrictionBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        do_friction(member=self.member, case=case, marked=data["marked"])

    @verb("Mark that something of ours made it harder, or take the mark off", bodies.FrictionBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)


class Prioritise(Verb):
    body = bodies.PriorityBody

    def act(self, case: Case, data: dict[str, Any]) -> None:
        settling.check_priority(member=self.member, case=case, priority=data["priority"])
        settling.do_priority(member=self.member, case=case, priority=data["priority"])

    @verb("Prioritise it", bodies.PriorityBody)
    def post(self, request: Request, case_id: int) -> Response:
        return self.done(request, case_id)
