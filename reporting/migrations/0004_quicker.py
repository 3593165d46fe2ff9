"""Reports read a year from indexes that carry what they count; and a stay says of itself whether
it brought a line a case, and what a round took. The folder says it of all stays there are, by and
by: every case that is with the facts is marked for it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_organisation ORDER BY id")
        for (organisation_id,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.execute(
                "INSERT INTO inbox_dirty (organisation_id, case_id, at)"
                " SELECT organisation_id, case_id, now() FROM reporting_casefact"
                " WHERE organisation_id = %s AND NOT history",
                [organisation_id],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("reporting", "0003_handed_out"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="arrivalfact",
            name="reporting_arrivalfact_at",
        ),
        migrations.RemoveIndex(
            model_name="casefact",
            name="reporting_casefact_opened",
        ),
        migrations.RemoveIndex(
            model_name="casefact",
            name="reporting_casefact_resolved",
        ),
        migrations.RemoveIndex(
            model_name="casefact",
            name="reporting_casefact_response",
        ),
        migrations.RemoveIndex(
            model_name="casefact",
            name="reporting_casefact_useful",
        ),
        migrations.RemoveIndex(
            model_name="clockfact",
            name="reporting_clockfact_at",
        ),
        migrations.RemoveIndex(
            model_name="legfact",
            name="reporting_legfact_began",
        ),
        migrations.RemoveIndex(
            model_name="legfact",
            name="reporting_legfact_ended",
        ),
        migrations.RemoveIndex(
            model_name="replyfact",
            name="reporting_replyfact_at",
        ),
        migrations.RemoveIndex(
            model_name="spellfact",
            name="reporting_spellfact_began",
        ),
        migrations.RemoveIndex(
            model_name="spellfact",
            name="reporting_spellfact_ended",
        ),
        migrations.RemoveIndex(
            model_name="tagfact",
            name="reporting_tagfact_on",
        ),
        migrations.AddField(
            model_name="legfact",
            name="acknowledged_business",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="acknowledged_seconds",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="back_business",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="back_seconds",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="came",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="legfact",
            name="returned",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="legfact",
            name="translated_seconds",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="waited_business",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="waited_seconds",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="worked_business",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="legfact",
            name="worked_seconds",
            field=models.IntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="arrivalfact",
            index=models.Index(
                fields=["organisation", "at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "stream_kind",
                    "visibility",
                    "kind",
                    "actionability",
                    "answered_at",
                ),
                name="reporting_arrivalfact_at",
            ),
        ),
        migrations.AddIndex(
            model_name="casefact",
            index=models.Index(
                condition=models.Q(("history", False)),
                fields=["organisation", "opened_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "owner_id",
                    "public",
                    "further_line_at",
                    "tags",
                    "turns",
                    "touch_seconds",
                    "held_seconds",
                    "first_useful_seconds",
                    "first_useful_business",
                ),
                name="reporting_casefact_opened",
            ),
        ),
        migrations.AddIndex(
            model_name="casefact",
            index=models.Index(
                condition=models.Q(
                    ("history", False), ("resolved_at__isnull", False), ("state", "resolved")
                ),
                fields=["organisation", "resolved_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "owner_id",
                    "turns",
                    "inbound",
                    "rounds",
                    "reopens",
                    "redirected",
                    "friction",
                    "public",
                    "went_private_at",
                    "public_close_at",
                    "further_line_at",
                ),
                name="reporting_casefact_resolved",
            ),
        ),
        migrations.AddIndex(
            model_name="casefact",
            index=models.Index(
                condition=models.Q(("first_response_at__isnull", False), ("history", False)),
                fields=["organisation", "first_response_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "first_response_team_id",
                    "first_response_line_id",
                    "first_response_member_id",
                    "first_response_seconds",
                    "first_response_business",
                ),
                name="reporting_casefact_response",
            ),
        ),
        migrations.AddIndex(
            model_name="casefact",
            index=models.Index(
                condition=models.Q(("first_useful_at__isnull", False), ("history", False)),
                fields=["organisation", "first_useful_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "first_useful_team_id",
                    "first_useful_line_id",
                    "first_useful_member_id",
                    "first_useful_seconds",
                    "first_useful_business",
                ),
                name="reporting_casefact_useful",
            ),
        ),
        migrations.AddIndex(
            model_name="clockfact",
            index=models.Index(
                fields=["organisation", "at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "member_id",
                    "kind",
                    "policy_id",
                    "met",
                ),
                name="reporting_clockfact_at",
            ),
        ),
        migrations.AddIndex(
            model_name="legfact",
            index=models.Index(
                condition=models.Q(("came", True)),
                fields=["organisation", "line_id", "started_at"],
                include=["brand_id"],
                name="reporting_legfact_came",
            ),
        ),
        migrations.AddIndex(
            model_name="legfact",
            index=models.Index(
                condition=models.Q(("undone", False)),
                fields=["organisation", "started_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "line_number",
                    "assignee_id",
                    "by_tag_id",
                    "came",
                    "case_id",
                    "ended_at",
                    "touch_seconds",
                    "open_business",
                ),
                name="reporting_legfact_began",
            ),
        ),
        migrations.AddIndex(
            model_name="legfact",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False), ("undone", False)),
                fields=["organisation", "ended_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "assignee_id",
                    "touch_seconds",
                    "seconds",
                    "business_seconds",
                    "open_seconds",
                    "open_business",
                ),
                name="reporting_legfact_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="legfact",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False), ("returned", True)),
                fields=["organisation", "ended_at"],
                include=[
                    "case_id",
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "assignee_id",
                    "return_reason_id",
                    "acknowledged_seconds",
                    "waited_seconds",
                    "worked_seconds",
                    "back_seconds",
                    "translated_seconds",
                ],
                name="reporting_legfact_returned",
            ),
        ),
        migrations.AddIndex(
            model_name="replyfact",
            index=models.Index(
                fields=["organisation", "at"],
                include=(
                    "case_id",
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "member_id",
                    "starts_turn",
                    "answers",
                    "waited_seconds",
                    "waited_business",
                ),
                name="reporting_replyfact_at",
            ),
        ),
        migrations.AddIndex(
            model_name="spellfact",
            index=models.Index(
                fields=["organisation", "started_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "member_id",
                    "ended_at",
                ),
                name="reporting_spellfact_began",
            ),
        ),
        migrations.AddIndex(
            model_name="spellfact",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["organisation", "ended_at"],
                include=(
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "member_id",
                    "outcome",
                    "number",
                    "turns",
                    "seconds",
                    "business_seconds",
                    "reopened_at",
                ),
                name="reporting_spellfact_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="tagfact",
            index=models.Index(
                condition=models.Q(("undone", False)),
                fields=["organisation", "on_at"],
                include=(
                    "case_id",
                    "brand_id",
                    "channel_id",
                    "network",
                    "priority",
                    "team_id",
                    "line_id",
                    "tag_id",
                    "member_id",
                    "rule_id",
                ),
                name="reporting_tagfact_on",
            ),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
