from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from inbox.models.cases import Actionability, State
from reporting.models.dims import NARROWED, PLACE, OfCase, once


class CaseFact(OfCase):
    """What a case came to. A case that went into another has none: what happened in it counts in
    that one."""

    customer_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    first_inbound_at = models.DateTimeField(null=True)
    # The customer's first message was public.
    public = models.BooleanField()
    actionability = models.CharField(max_length=16, choices=Actionability)
    state = models.CharField(max_length=10, choices=State)
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    # Those that are on.
    tags = ArrayField(models.BigIntegerField(), default=list)
    # Messages of the customer, and human ones of ours.
    inbound = models.IntegerField()
    replies = models.IntegerField()
    turns = models.IntegerField()
    first_response_at = models.DateTimeField(null=True)
    first_response_seconds = models.IntegerField(null=True)
    first_response_business = models.IntegerField(null=True)
    # Who gave it, and where the case was then. The member is null where it was written on the
    # network.
    first_response_member_id = models.BigIntegerField(null=True)
    first_response_team_id = models.BigIntegerField(null=True)
    first_response_line_id = models.BigIntegerField(null=True)
    first_useful_at = models.DateTimeField(null=True)
    first_useful_seconds = models.IntegerField(null=True)
    first_useful_business = models.IntegerField(null=True)
    first_useful_member_id = models.BigIntegerField(null=True)
    first_useful_team_id = models.BigIntegerField(null=True)
    first_useful_line_id = models.BigIntegerField(null=True)
    # The oldest question that nobody answered, while the case is unsettled.
    unanswered_since = models.DateTimeField(null=True)
    # Last resolve, also of a case that was reopened since.
    resolved_at = models.DateTimeField(null=True)
    resolutions = models.IntegerField()
    reopens = models.IntegerField()
    # Null while it is unsettled.
    settled_at = models.DateTimeField(null=True)
    # The first leg on line 2 or further that was not taken back.
    further_line_at = models.DateTimeField(null=True)
    # How often a further line gave it back.
    rounds = models.IntegerField()
    # Assigned to a member and open, of the stretches that have ended.
    held_seconds = models.IntegerField()
    touch_seconds = models.IntegerField()
    # The customer was sent to mail, phone or a form.
    redirected = models.BooleanField()
    public_close_at = models.DateTimeField(null=True)
    went_private_at = models.DateTimeField(null=True)
    friction = models.BooleanField()
    # Fetched when its channel was connected: out of all numbers, and without other facts.
    history = models.BooleanField()

    class Meta(OfCase.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case_id"], name="reporting_casefact_once"
            )
        ]
        indexes = [
            # Cases by opening day: volume, second-line share, tag reports and tags together; the
            # weeks of a forecast.
            models.Index(
                fields=["organisation", "opened_at"],
                include=[
                    *(*NARROWED, *PLACE, "owner_id", "public", "further_line_at", "tags", "turns"),
                    *("touch_seconds", "held_seconds"),
                    *("first_useful_seconds", "first_useful_business"),
                ],
                condition=models.Q(history=False),
                name="reporting_casefact_opened",
            ),
            # Cases by their last resolve: turns and what made them many, in-channel resolution,
            # public close.
            models.Index(
                fields=["organisation", "resolved_at"],
                include=[
                    *(*NARROWED, *PLACE, "owner_id", "turns", "inbound", "rounds", "reopens"),
                    *("redirected", "friction", "public", "went_private_at", "public_close_at"),
                    "further_line_at",
                ],
                condition=models.Q(history=False, resolved_at__isnull=False, state="resolved"),
                name="reporting_casefact_resolved",
            ),
            # First responses by day.
            models.Index(
                fields=["organisation", "first_response_at"],
                include=[
                    *(*NARROWED, "first_response_team_id", "first_response_line_id"),
                    "first_response_member_id",
                    *("first_response_seconds", "first_response_business"),
                ],
                condition=models.Q(history=False, first_response_at__isnull=False),
                name="reporting_casefact_response",
            ),
            # First useful answers by day.
            models.Index(
                fields=["organisation", "first_useful_at"],
                include=[
                    *(*NARROWED, "first_useful_team_id", "first_useful_line_id"),
                    "first_useful_member_id",
                    *("first_useful_seconds", "first_useful_business"),
                ],
                condition=models.Q(history=False, first_useful_at__isnull=False),
                name="reporting_casefact_useful",
            ),
            # Must-answer cases that wait for an answer.
            models.Index(
                fields=["organisation", "unanswered_since"],
                condition=models.Q(unanswered_since__isnull=False),
                name="reporting_casefact_waits",
            ),
            # Every report that is narrowed to tags.
            GinIndex(fields=["organisation", "tags"], name="reporting_casefact_tags"),
        ]


class SpellFact(OfCase):
    """One stretch of a case being unsettled: opened or reopened, until resolved or dismissed."""

    class Outcome(models.TextChoices):
        RESOLVED = "resolved"
        DISMISSED = "dismissed"
        GOES_ON = ""

    number = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="")
    # Who settled it, and where it was then; while it goes on, where it is.
    member_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    # Human turns within it.
    turns = models.IntegerField()
    seconds = models.IntegerField(null=True)
    business_seconds = models.IntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        constraints = once("reporting_spellfact_once")
        indexes = [
            # Backlog: what had begun by then; and what begins by day.
            models.Index(
                fields=["organisation", "started_at"],
                include=[*NARROWED, *PLACE, "member_id", "ended_at"],
                name="reporting_spellfact_began",
            ),
            # Resolution, reopening and first contact by day.
            models.Index(
                fields=["organisation", "ended_at"],
                include=[
                    *(*NARROWED, *PLACE, "member_id", "outcome", "number", "turns"),
                    *("seconds", "business_seconds", "reopened_at"),
                ],
                condition=models.Q(ended_at__isnull=False),
                name="reporting_spellfact_ended",
            ),
        ]
