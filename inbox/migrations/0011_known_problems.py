"""Known problems, answers to confirm, ticked steps, and why a case was given back."""

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.dispatch import DueWork
from care.core.tenancy.wall import Wall


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
STATES = [("open", "Open"), ("solved", "Solved")]


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0010_attachments"),
        ("routing", "0007_topics"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "Mentioned you"),
                    ("assigned", "Gave you a case"),
                    ("came_back", "Sent your case back"),
                    ("customer_wrote", "Your customer wrote while the case is elsewhere"),
                    ("watched", "Something happened in a case you watch"),
                    ("woken", "A snoozed case woke up"),
                    ("send_failed", "A reply of yours did not arrive"),
                    ("problem_news", "News of a known problem of your case"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="leg", name="reason", field=row("routing.returnreason", null=True)
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                ("state", models.CharField(choices=STATES, default="open", max_length=6)),
                ("opened_at", models.DateTimeField()),
                ("solved_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("keeper", row("core.member")),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="ProblemEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("noted", "Technical note"),
                            ("solved", "Solved"),
                            ("reopened", "Opened again"),
                            ("renamed", "Renamed"),
                            ("kept", "Given to somebody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(null=True)),
                ("text", models.TextField(blank=True, default="")),
                ("member", row("core.member")),
                ("organisation", organisation()),
                ("problem", row("inbox.problem", "entries")),
            ],
            options=OPTIONS,
        ),
        Wall("Problem"),
        Wall("ProblemEntry", write_once=True),
        migrations.AddField(
            model_name="problem", name="note", field=row("inbox.problementry", null=True)
        ),
        migrations.AddField(
            model_name="note", name="problem_entry", field=row("inbox.problementry", null=True)
        ),
        migrations.CreateModel(
            name="ProblemLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("told_state", models.CharField(choices=STATES, default="open", max_length=6)),
                ("due_at", models.DateTimeField(null=True)),
                ("case", row("inbox.case", "problem_links")),
                ("member", row("core.member")),
                ("organisation", organisation()),
                ("problem", row("inbox.problem", "links")),
                ("told", row("inbox.problementry", null=True)),
                ("undone_by", row("core.member", null=True)),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draft", "Draft answer"),
                            ("question", "Question for the customer"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_text", models.TextField(blank=True, default="")),
                ("settled_at", models.DateTimeField(null=True)),
                ("case", row("inbox.case", "proposals")),
                ("confirmed_by", row("core.member", null=True)),
                ("member", row("core.member")),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("case", row("inbox.case", "ticks")),
                ("item", row("routing.topicitem")),
                ("member", row("core.member")),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                fields=["organisation", "state", "-opened_at"], name="inbox_problem_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="problementry",
            constraint=models.UniqueConstraint(
                fields=("organisation", "problem", "version"), name="inbox_problementry_version"
            ),
        ),
        migrations.AddIndex(
            model_name="problementry",
            index=models.Index(
                fields=["organisation", "problem", "-at"], name="inbox_problementry_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="problemlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("organisation", "case"),
                name="inbox_problemlink_one",
            ),
        ),
        migrations.AddIndex(
            model_name="problemlink",
            index=models.Index(
                condition=models.Q(("undone_at__isnull", True)),
                fields=["organisation", "problem", "-id"],
                name="inbox_problemlink_cases",
            ),
        ),
        migrations.AddIndex(
            model_name="problemlink",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="inbox_problemlink_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("organisation", "case", "kind"),
                name="inbox_proposal_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="tick",
            constraint=models.UniqueConstraint(
                fields=("organisation", "case", "item"), name="inbox_tick_once"
            ),
        ),
        Wall("Problem"),
        Wall("ProblemLink"),
        Wall("Proposal"),
        Wall("Tick"),
        Wall("Leg"),
        Wall("Note"),
        DueWork(
            "care_due_problems",
            table="inbox_problemlink",
            columns=["due_at"],
            due="due_at <= statement_timestamp()",
            order="due_at",
        ),
    ]
