from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Customer(TenantModel):
    """The person behind one or more identities."""

    display_name = models.CharField(max_length=200)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    # By the slug of a CustomField of customers: a text, a number, true or false.
    fields = models.JSONField(null=True)
    # A person found that both are one: everything is with that one now.
    merged_into = TenantForeignKey("inbox.Customer", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.display_name


class Identity(TenantModel):
    """A customer's account on one network. Keyed by the network's own id: handles change hands."""

    customer = TenantForeignKey("inbox.Customer", related_name="identities")
    network = models.CharField(max_length=30)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    display_name = models.CharField(max_length=200, blank=True, default="")
    # What the network tells about the account: numbers and short texts, see `Profile`.
    profile = models.JSONField(null=True)
    profile_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Ingest: upsert of a page's authors.
            models.UniqueConstraint(
                fields=["organisation", "network", "external_id"], name="inbox_identity_account"
            )
        ]
        indexes = [
            # Case page: the identities of one customer.
            models.Index(fields=["organisation", "customer"], name="inbox_identity_customer"),
        ]


class CustomerMerge(TenantModel):
    """That a person made two customers one, and what it moved, so that it can be undone."""

    survivor = TenantForeignKey("inbox.Customer", related_name="+")
    gone = TenantForeignKey("inbox.Customer", related_name="+")
    member = TenantForeignKey("core.Member", related_name="+")
    at = models.DateTimeField()
    # {"identities": [ids], "cases": [ids]}: what belonged to `gone`.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # Customer pane: the merges that can be undone.
            models.Index(
                fields=["organisation", "survivor"],
                condition=models.Q(undone_at__isnull=True),
                name="inbox_customermerge_open",
            ),
        ]
