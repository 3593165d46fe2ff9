"""What the API says about rows. Ids of rows are numbers; what a network calls its own is text."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from care.core.file_links import link_to
from inbox.models import Outbox
from inbox.models.attachments import FileState
from inbox.models.bulk import BulkVerb, JobState, Outcome
from inbox.models.cases import Actionability, Priority, State
from inbox.models.channels import Health
from inbox.models.messages import Direction, MessageKind, SendState, Visibility
from inbox.models.notes import NotePurpose
from routing.models.fields import FieldKind, FieldOf


class Shape(serializers.Serializer[Any]):
    """Only ever shown."""


class BrandShape(Shape):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


class TeamShape(Shape):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


class TagShape(Shape):
    slug = serializers.CharField()
    name = serializers.CharField()


class MemberShape(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")


class ChannelBrief(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    network = serializers.CharField()


class CustomerBrief(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")


class OwnFields(serializers.DictField):
    """Values of custom fields, by their slugs; null where none was ever given."""

    def __init__(self) -> None:
        super().__init__(allow_null=True, read_only=True, help_text="Custom fields by their slugs.")


class CaseShape(Shape):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    actionability = serializers.ChoiceField(choices=Actionability.choices)
    brand = BrandShape()
    channel = ChannelBrief()
    customer = CustomerBrief()
    team = TeamShape()
    owner = MemberShape(allow_null=True, help_text="Speaks to the customer until it is resolved.")
    assignee = MemberShape(allow_null=True, help_text="Works on it now.")
    tags = TagShape(many=True, source="tags_on")
    opened_at = serializers.DateTimeField()
    looked_at = serializers.DateTimeField(allow_null=True)
    last_message_at = serializers.DateTimeField()
    last_inbound_at = serializers.DateTimeField(allow_null=True)
    unanswered_since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="The nearest running clock.")
    snoozed_until = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    thanked_at = serializers.DateTimeField(allow_null=True)
    asked_private_at = serializers.DateTimeField(
        allow_null=True, help_text="The customer was asked to write in private, and has not yet."
    )
    last_visibility = serializers.ChoiceField(choices=Visibility.choices)
    snippet = serializers.CharField(help_text="How the newest message begins.")
    language = serializers.CharField(
        help_text="Of the customer's newest message that speaks one clearly; empty: none did."
    )
    friction_at = serializers.DateTimeField(
        allow_null=True, help_text="Something of ours made it harder than it had to be."
    )
    # The class takes its fields out of its body: `fields` here hides no attribute of it.
    fields = OwnFields()  # type: ignore[assignment]


class AuthorShape(Shape):
    handle = serializers.CharField()
    name = serializers.CharField(source="display_name")


class SendShape(Shape):
    """How a reply of ours is on its way."""

    state = serializers.ChoiceField(choices=SendState.choices)
    attempts = serializers.IntegerField()
    last_error = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    scheduled_for = serializers.DateTimeField(
        allow_null=True, help_text="It was written to leave then."
    )


class FileShape(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=["picture", "video", "audio", "file"])
    mime = serializers.CharField(
        help_text="Told by its bytes; empty until it is here.", allow_blank=True
    )
    size = serializers.IntegerField()
    alt = serializers.CharField(help_text="What it shows.", allow_blank=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=FileState.choices)
    url = serializers.SerializerMethodField(
        help_text="Where it can be fetched for a day, without a token; empty while it is not here."
    )

    def get_url(self, row: Any) -> str:
        return link_to(row.organisation_id, row.id) if row.stored else ""


def files_of(owner: Any) -> list[Any]:
    """Of a message or note whose files were asked for with it."""
    rows = sorted(owner.attachments.all(), key=lambda row: (row.position, row.id))
    return list(FileShape(rows, many=True).data)


class MessageShape(Shape):
    id = serializers.IntegerField()
    external_id = serializers.CharField(
        allow_null=True, help_text="The network's; null until it has accepted a reply."
    )
    kind = serializers.ChoiceField(choices=MessageKind.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    author = AuthorShape(source="identity", allow_null=True, help_text="Null: the brand.")
    member = MemberShape(allow_null=True, help_text="Who of us wrote it, in Care.")
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    in_reply_to = serializers.CharField(source="parent_external_id", allow_null=True)
    conversation = serializers.CharField(source="thread.conversation", allow_null=True)
    url = serializers.CharField()
    quiet = serializers.BooleanField(help_text="Asks for no answer.")
    acknowledges = serializers.BooleanField(help_text="Ours, and not the answer yet.")
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)
    files = serializers.SerializerMethodField()
    sending = serializers.SerializerMethodField()

    @extend_schema_field(FileShape(many=True))
    def get_files(self, message: Any) -> list[Any]:
        return files_of(message)

    @extend_schema_field(SendShape(allow_null=True))
    def get_sending(self, message: Any) -> Any:
        rows: list[Outbox] = list(message.outbox_rows.all())
        return SendShape(rows[0]).data if rows else None


class NoteShape(Shape):
    id = serializers.IntegerField()
    member = MemberShape()
    purpose = serializers.ChoiceField(choices=NotePurpose.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    files = serializers.SerializerMethodField()

    @extend_schema_field(FileShape(many=True))
    def get_files(self, note: Any) -> list[Any]:
        return files_of(note)


class TaggingShape(Shape):
    """One application of a tag."""

    id = serializers.IntegerField()
    tag = TagShape()
    member = MemberShape(allow_null=True)
    rule = serializers.IntegerField(source="rule_id", allow_null=True)
    why = serializers.CharField()
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class LegShape(Shape):
    """One stay of a case with a team and an assignee."""

    id = serializers.IntegerField()
    team = TeamShape()
    line = serializers.IntegerField(source="line.number")
    assignee = MemberShape(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class EventShape(Shape):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    member = serializers.IntegerField(source="member_id", allow_null=True)
    rule = serializers.IntegerField(source="rule_id", allow_null=True)
    data = serializers.DictField(  # type: ignore[assignment]  # a field, taken out by the class
        help_text="Ids, words of a fixed set, and figures."
    )


class FurtherShape(Shape):
    """Addresses of what follows; null where all of it is embedded."""

    messages = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    tags = serializers.CharField(allow_null=True)
    legs = serializers.CharField(allow_null=True)
    events = serializers.CharField(allow_null=True)


class WholeCaseShape(CaseShape):
    messages = MessageShape(many=True, help_text="Oldest first, like every list of a case.")
    notes = NoteShape(many=True)
    taggings = TaggingShape(many=True, help_text="Every application of a tag, undone ones too.")
    legs = LegShape(many=True)
    events = EventShape(many=True)
    next = FurtherShape()


class IdentityShape(Shape):
    network = serializers.CharField()
    handle = serializers.CharField()
    name = serializers.CharField(source="display_name")
    profile = serializers.DictField(allow_null=True)


class CustomerShape(CustomerBrief):
    first_seen_at = serializers.DateTimeField()
    identities = IdentityShape(many=True)

    fields = OwnFields()  # type: ignore[assignment]


class MergeShape(Shape):
    """Another customer that was made one with this one, and can be parted again."""

    id = serializers.IntegerField()
    gone = serializers.CharField(source="gone.display_name")
    member = MemberShape()
    at = serializers.DateTimeField()


class WholeCustomerShape(CustomerShape):
    merges = MergeShape(many=True, source="merges_open")


class FieldShape(Shape):
    """A custom field that is asked for."""

    of = serializers.ChoiceField(choices=FieldOf.choices)
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=FieldKind.choices)
    choices = serializers.ListField(child=serializers.CharField())


class ChannelShape(ChannelBrief):
    handle = serializers.CharField()
    brand = BrandShape()
    health = serializers.ChoiceField(choices=Health.choices)
    health_note = serializers.CharField()
    pushed = serializers.BooleanField(
        help_text="Its messages are pushed in by this API, not fetched by Care."
    )


class QueueShape(Shape):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField(source="queue_name")
    team = serializers.CharField(source="name")
    line = serializers.IntegerField(source="line.number")
    open = serializers.IntegerField(source="open_cases")
    late = serializers.IntegerField(source="late_cases")


class LineShape(Shape):
    number = serializers.IntegerField()
    name = serializers.CharField()


class WholeTeamShape(TeamShape):
    line = LineShape()
    members = MemberShape(many=True, source="people")


class WholeTagShape(TagShape):
    id = serializers.IntegerField()
    colour = serializers.IntegerField()
    moves_to = serializers.CharField(
        source="route_team", allow_null=True, help_text="Slug of the team it moves a case to."
    )


class BulkCountsShape(Shape):
    waiting = serializers.IntegerField(default=0)
    done = serializers.IntegerField(default=0)
    refused = serializers.IntegerField(default=0)
    skipped = serializers.IntegerField(default=0, help_text="There was nothing to do in them.")
    undone = serializers.IntegerField(default=0)


class BulkItemShape(Shape):
    case = serializers.IntegerField(source="case_id")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    detail = serializers.CharField(source="said")


class BulkShape(Shape):
    id = serializers.IntegerField()
    verb = serializers.ChoiceField(choices=BulkVerb.choices)
    state = serializers.ChoiceField(choices=JobState.choices)
    why = serializers.CharField(help_text="It was stopped, if this is not empty.")
    at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    total = serializers.IntegerField()
    undoes = serializers.IntegerField(allow_null=True)
    counts = BulkCountsShape()
    not_done = BulkItemShape(many=True, help_text="At most 200, of cases that are seen.")


class RuleShape(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    enabled = serializers.BooleanField()
    stop = serializers.BooleanField()
    conditions = serializers.ListField(child=serializers.JSONField())
    actions = serializers.ListField(child=serializers.JSONField())


class SlaPolicyShape(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_default = serializers.BooleanField(help_text="The last one, for everything else.")
    enabled = serializers.BooleanField()
    conditions = serializers.ListField(child=serializers.JSONField())
    calendar = serializers.IntegerField(
        source="calendar_id", allow_null=True, help_text="Null: that of the case's brand."
    )
    first_response_seconds = serializers.IntegerField(allow_null=True)
    first_useful_seconds = serializers.IntegerField(allow_null=True)
    next_response_seconds = serializers.IntegerField(allow_null=True)
    resolution_seconds = serializers.IntegerField(allow_null=True)
    turns = serializers.IntegerField(allow_null=True)
    tell_leaders = serializers.BooleanField()
    line_seconds = serializers.DictField(
        child=serializers.IntegerField(), help_text="By line; a missing one as the last policy has."
    )
    version = serializers.IntegerField()


class CalendarShape(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    since = serializers.DateTimeField(source="says.valid_from", help_text="Of this version.")
    zone = serializers.CharField(source="says.zone")
    week = serializers.ListField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.IntegerField())),
        source="says.week",
        help_text="Seven days, Monday first: spans in minutes of the day.",
    )
    country = serializers.CharField(source="says.country", help_text="Closed on its holidays.")
    subdivision = serializers.CharField(source="says.subdivision")
    days = serializers.DictField(
        child=serializers.JSONField(), source="says.days", help_text="Own days, over all else."
    )
