"""Why cases are given back, and what has to be known of cases with a tag."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.wall import Wall

# name, what it does, the question, must more be said
START = [
    ("Need information", "asks", "", True),
    ("Not ours", "nothing", "", False),
    ("Known problem", "problem", "", False),
    ("Duplicate", "nothing", "", False),
    ("Other", "nothing", "", True),
]


def start(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The reasons that a new organisation starts with, for those that are there already."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_organisation ORDER BY id")
        for (organisation_id,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.executemany(
                "INSERT INTO routing_returnreason"
                " (organisation_id, name, does, question, needs_words, position)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    (organisation_id, *reason, position)
                    for position, reason in enumerate(START, start=1)
                ],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


def organisation() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=care.core.tenancy.door.current_organisation_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="core.organisation",
    )


def row(
    to: str, related_name: str = "+", **more: bool
) -> care.core.tenancy.models.TenantForeignKey:
    return care.core.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name=related_name,
        to=to,
        **more,
    )


OPTIONS = {
    "abstract": False,
    "base_manager_name": "objects",
    "default_manager_name": "objects",
}


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0006_retiring"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnReason",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing more"),
                            ("asks", "It asks the customer something"),
                            ("problem", "It names the known problem"),
                        ],
                        default="nothing",
                        max_length=8,
                    ),
                ),
                ("question", models.TextField(blank=True, default="")),
                ("needs_words", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.TextField(blank=True, default="")),
                ("organisation", organisation()),
                ("tag", row("routing.tag", "topics")),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="TopicItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("words", models.CharField(blank=True, default="", max_length=200)),
                ("needed", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
                ("field", row("routing.customfield", blank=True, null=True)),
                ("organisation", organisation()),
                ("topic", row("routing.topic", "items")),
            ],
            options=OPTIONS,
        ),
        migrations.AddIndex(
            model_name="returnreason",
            index=models.Index(
                fields=["organisation", "position"], name="routing_returnreason_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                fields=("organisation", "tag"), name="routing_topic_tag"
            ),
        ),
        migrations.AddIndex(
            model_name="topicitem",
            index=models.Index(
                fields=["organisation", "topic", "position"], name="routing_topicitem_order"
            ),
        ),
        Wall("ReturnReason"),
        Wall("Topic"),
        Wall("TopicItem"),
        migrations.RunPython(start, migrations.RunPython.noop),
    ]
