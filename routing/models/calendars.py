"""When people work: the hours in which clocks count."""

from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Calendar(TenantModel):
    """Working hours. Brands and policies choose one; the default one counts for those that do
    not."""

    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    # Offered no more; clocks that were counted by it keep it.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_default=True),
                name="routing_calendar_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(TenantModel):
    """What a calendar says from a moment on. The past keeps the hours it had, so that what was
    counted then is counted the same again."""

    calendar = TenantForeignKey("routing.Calendar", related_name="versions")
    # The first one's: the epoch.
    valid_from = models.DateTimeField()
    zone = models.CharField(max_length=64)
    # Seven lists, Monday first, of [start, end] in minutes of the day, 0 to 1440.
    week = models.JSONField()
    # Of whose public holidays it is closed, as the `holidays` package names it; empty: of none.
    country = models.CharField(max_length=3, blank=True, default="")
    subdivision = models.CharField(max_length=16, blank=True, default="")
    # By hand, over week and holidays: {"2026-12-24": {"name": "…", "spans": [[540, 720]]}}.
    days = models.JSONField(default=dict)
    # Null: what an organisation started with.
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # `routing.policy.house` and the calendar's page: its versions in order.
            models.UniqueConstraint(
                fields=["organisation", "calendar", "valid_from"],
                name="routing_calendarversion_once",
            )
        ]


class CalendarChoice(TenantModel):
    """By which calendar a brand works from a moment on, so that what was counted before is counted
    the same again. Begins with the first change: who never changed has no rows."""

    # Null: which one is the organisation's default.
    brand = TenantForeignKey("routing.Brand", null=True, related_name="+")
    # Null: the default one.
    calendar = TenantForeignKey("routing.Calendar", null=True, related_name="+")
    # The first one's: the epoch.
    valid_from = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # `routing.policy.house`: all there are, in order.
            models.UniqueConstraint(
                fields=["organisation", "brand", "valid_from"],
                name="routing_calendarchoice_once",
                nulls_distinct=False,
            )
        ]
