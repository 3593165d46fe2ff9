"""Facts of cases: what every report is a sum of."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0008_notices"),
        # The index of tags begins with the organisation: btree_gin is made there.
        ("inbox", "0008_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArrivalFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("message_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("stream_kind", models.CharField(max_length=12)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "Public"), ("private", "Private")], max_length=8
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ask", "Ask"), ("thanks", "Thanks"), ("noise", "Noise")],
                        max_length=6,
                    ),
                ),
                (
                    "actionability",
                    models.CharField(
                        choices=[
                            ("must_answer", "Must answer"),
                            ("worth_answering", "Worth answering"),
                            ("optional", "Optional"),
                            ("noise", "Noise"),
                        ],
                        max_length=16,
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organisation", "at"], name="reporting_arrivalfact_at")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"),
                        name="reporting_arrivalfact_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("customer_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("first_inbound_at", models.DateTimeField(null=True)),
                ("public", models.BooleanField()),
                (
                    "actionability",
                    models.CharField(
                        choices=[
                            ("must_answer", "Must answer"),
                            ("worth_answering", "Worth answering"),
                            ("optional", "Optional"),
                            ("noise", "Noise"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("waiting", "Waiting for the customer"),
                            ("snoozed", "Snoozed"),
                            ("resolved", "Resolved"),
                            ("dismissed", "Dismissed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("inbound", models.IntegerField()),
                ("replies", models.IntegerField()),
                ("turns", models.IntegerField()),
                ("first_response_at", models.DateTimeField(null=True)),
                ("first_response_seconds", models.IntegerField(null=True)),
                ("first_response_business", models.IntegerField(null=True)),
                ("first_response_member_id", models.BigIntegerField(null=True)),
                ("first_response_team_id", models.BigIntegerField(null=True)),
                ("first_response_line_id", models.BigIntegerField(null=True)),
                ("first_useful_at", models.DateTimeField(null=True)),
                ("first_useful_seconds", models.IntegerField(null=True)),
                ("first_useful_business", models.IntegerField(null=True)),
                ("first_useful_member_id", models.BigIntegerField(null=True)),
                ("first_useful_team_id", models.BigIntegerField(null=True)),
                ("first_useful_line_id", models.BigIntegerField(null=True)),
                ("unanswered_since", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolutions", models.IntegerField()),
                ("reopens", models.IntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("further_line_at", models.DateTimeField(null=True)),
                ("rounds", models.IntegerField()),
                ("held_seconds", models.IntegerField()),
                ("touch_seconds", models.IntegerField()),
                ("redirected", models.BooleanField()),
                ("public_close_at", models.DateTimeField(null=True)),
                ("went_private_at", models.DateTimeField(null=True)),
                ("friction", models.BooleanField()),
                ("history", models.BooleanField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["organisation", "opened_at"], name="reporting_casefact_opened"
                    ),
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", False)),
                        fields=["organisation", "resolved_at"],
                        name="reporting_casefact_resolved",
                    ),
                    models.Index(
                        condition=models.Q(("first_response_at__isnull", False)),
                        fields=["organisation", "first_response_at"],
                        name="reporting_casefact_response",
                    ),
                    models.Index(
                        condition=models.Q(("first_useful_at__isnull", False)),
                        fields=["organisation", "first_useful_at"],
                        name="reporting_casefact_useful",
                    ),
                    models.Index(
                        condition=models.Q(("unanswered_since__isnull", False)),
                        fields=["organisation", "unanswered_since"],
                        name="reporting_casefact_waits",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["organisation", "tags"], name="reporting_casefact_tags"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id"), name="reporting_casefact_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("policy_id", models.BigIntegerField(null=True)),
                ("line_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField(null=True)),
                ("target_seconds", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("breached_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("seconds", models.IntegerField(null=True)),
                ("met", models.BooleanField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organisation", "at"], name="reporting_clockfact_at")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"),
                        name="reporting_clockfact_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("line_number", models.IntegerField()),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seconds", models.IntegerField(null=True)),
                ("business_seconds", models.IntegerField(null=True)),
                ("open_seconds", models.IntegerField(null=True)),
                ("open_business", models.IntegerField(null=True)),
                ("touch_seconds", models.IntegerField()),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved"),
                            ("assigned", "Assigned"),
                            ("settled", "Settled"),
                            ("", "Goes On"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("return_reason_id", models.BigIntegerField(null=True)),
                ("undone", models.BooleanField()),
                ("by_tag_id", models.BigIntegerField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["organisation", "started_at"], name="reporting_legfact_began"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["organisation", "ended_at"],
                        name="reporting_legfact_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"), name="reporting_legfact_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("message_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("member_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "Public"), ("private", "Private")], max_length=8
                    ),
                ),
                ("starts_turn", models.BooleanField()),
                ("turn", models.IntegerField(null=True)),
                ("first", models.BooleanField()),
                ("useful_first", models.BooleanField()),
                ("answers", models.BooleanField()),
                ("waited_seconds", models.IntegerField(null=True)),
                ("waited_business", models.IntegerField(null=True)),
                ("acknowledges", models.BooleanField()),
                ("free", models.BooleanField()),
                ("redirects", models.BooleanField()),
                ("native", models.BooleanField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organisation", "at"], name="reporting_replyfact_at"),
                    models.Index(
                        fields=["organisation", "member_id", "at"], name="reporting_replyfact_of"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"),
                        name="reporting_replyfact_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpellFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("dismissed", "Dismissed"),
                            ("", "Goes On"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("member_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("turns", models.IntegerField()),
                ("seconds", models.IntegerField(null=True)),
                ("business_seconds", models.IntegerField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["organisation", "started_at"], name="reporting_spellfact_began"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["organisation", "ended_at"],
                        name="reporting_spellfact_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"),
                        name="reporting_spellfact_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StuckFold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("error", models.CharField(max_length=100)),
                ("tries", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id"), name="reporting_stuck_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TagFact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("brand_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("network", models.CharField(max_length=30)),
                ("priority", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("tag_id", models.BigIntegerField()),
                ("on_at", models.DateTimeField()),
                ("off_at", models.DateTimeField(null=True)),
                ("member_id", models.BigIntegerField(null=True)),
                ("rule_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("undone", models.BooleanField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organisation", "on_at"], name="reporting_tagfact_on"),
                    models.Index(
                        fields=["organisation", "tag_id", "on_at"], name="reporting_tagfact_of"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "case_id", "number"), name="reporting_tagfact_once"
                    )
                ],
            },
        ),
        Wall("CaseFact"),
        Wall("SpellFact"),
        Wall("LegFact"),
        Wall("ReplyFact"),
        Wall("ArrivalFact"),
        Wall("TagFact"),
        Wall("ClockFact"),
        Wall("StuckFold"),
    ]
