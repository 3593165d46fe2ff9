from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantModel


class OfCase(TenantModel):
    """A fact of a case, with what every report may be narrowed to.

    Ids are plain numbers: facts are computed from events, which point at rows of their own
    organisation, and are replaced by the thousand.
    """

    case_id = models.BigIntegerField()
    brand_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    network = models.CharField(max_length=30)
    priority = models.CharField(max_length=8)

    class Meta(TenantModel.Meta):
        abstract = True


# What every report may be narrowed to. An index that carries it, and what a figure is made of,
# answers without the table: a year's rows are read in their own order, and nothing else of them.
NARROWED = ("brand_id", "channel_id", "network", "priority")
PLACE = ("team_id", "line_id")


def once(name: str) -> list[models.BaseConstraint]:
    """The folder: a case's rows are replaced. Drill-down: a case's rows in order."""
    fields = ["organisation", "case_id", "number"]
    return [models.UniqueConstraint(fields=fields, name=name)]
