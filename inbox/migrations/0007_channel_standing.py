"""Whether a channel was disconnected by a person, and when one that nobody polls is checked."""

from django.db import migrations, models

from care.core.tenancy.dispatch import DueWork


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_late_and_early")]

    operations = [
        migrations.AddField(
            model_name="channel", name="disconnected_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="channel", name="check_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="channel",
            name="checks",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="channel",
            index=models.Index(
                condition=models.Q(("check_at__isnull", False)),
                fields=["check_at"],
                name="inbox_channel_check",
            ),
        ),
        DueWork(
            "care_due_checks",
            table="inbox_channel",
            columns=["check_at"],
            due="check_at <= statement_timestamp()",
            order="check_at",
        ),
    ]
