from __future__ import annotations

from django.db import models

from inbox.models.cases import Actionability
from inbox.models.messages import Visibility
from reporting.models.dims import NARROWED, PLACE, OfCase, once


class ReplyFact(OfCase):
    """One message of a human of ours to the customer."""

    number = models.IntegerField()
    message_id = models.BigIntegerField()
    at = models.DateTimeField()
    # Null: written on the network.
    member_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    visibility = models.CharField(max_length=8, choices=Visibility)
    # Parts of one answer are one turn; a free message is none (null).
    starts_turn = models.BooleanField()
    turn = models.IntegerField(null=True)
    # It was the first response, or the first useful answer, of the case.
    first = models.BooleanField()
    useful_first = models.BooleanField()
    # It ended a wait of the customer, of so long.
    answers = models.BooleanField()
    waited_seconds = models.IntegerField(null=True)
    waited_business = models.IntegerField(null=True)
    acknowledges = models.BooleanField()
    # An invitation to write in private, or the public close.
    free = models.BooleanField()
    # It sends the customer to mail, phone or a form.
    redirects = models.BooleanField()
    native = models.BooleanField()

    class Meta(OfCase.Meta):
        constraints = once("reporting_replyfact_once")
        indexes = [
            # Replies and waits by day, of everybody.
            models.Index(
                fields=["organisation", "at"],
                include=[
                    *("case_id", *NARROWED, *PLACE, "member_id", "starts_turn", "answers"),
                    *("waited_seconds", "waited_business"),
                ],
                name="reporting_replyfact_at",
            ),
            # And of one member: their own page.
            models.Index(fields=["organisation", "member_id", "at"], name="reporting_replyfact_of"),
        ]


class ArrivalFact(OfCase):
    """One message of the customer."""

    class Kind(models.TextChoices):
        ASK = "ask"
        THANKS = "thanks"
        NOISE = "noise"

    number = models.IntegerField()
    message_id = models.BigIntegerField()
    at = models.DateTimeField()
    stream_kind = models.CharField(max_length=12)
    visibility = models.CharField(max_length=8, choices=Visibility)
    kind = models.CharField(max_length=6, choices=Kind)
    # As the case was judged with it.
    actionability = models.CharField(max_length=16, choices=Actionability)
    # Where it came to.
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    # The next reply of a human.
    answered_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        constraints = once("reporting_arrivalfact_once")
        indexes = [
            # Arrivals by hour and day, noise by stream, staffing by line.
            models.Index(
                fields=["organisation", "at"],
                include=[
                    *(*NARROWED, *PLACE, "stream_kind", "visibility", "kind", "actionability"),
                    "answered_at",
                ],
                name="reporting_arrivalfact_at",
            ),
        ]
