"""Base of every model whose rows belong to one organisation."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact

from care.core.tenancy.door import current_organisation_id

Row = TypeVar("Row", bound="TenantModel", covariant=True)


class TenantManager(models.Manager[Row]):
    """Every query names its organisation literally: the first of three walls, and the one the
    planner can use (row security and composite keys are the others)."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(organisation_id=current_organisation_id())


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A foreign key between rows of one organisation.

    The constraint is (organisation_id, column) → (organisation_id, id), made in SQL by the `Wall`
    migration operation; joins carry the organisation too, so they use that key.
    """

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **kwargs: Any) -> None:
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        ours: Any = self.model._meta.get_field("organisation")
        theirs: Any = self.remote_field.model._meta.get_field("organisation")
        return Exact(Col(alias or "", theirs), Col(related_alias or "", ours))


class TenantModel(models.Model):
    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(
        "core.Organisation",
        on_delete=models.PROTECT,
        default=current_organisation_id,
        editable=False,
        db_index=False,
        related_name="+",
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
