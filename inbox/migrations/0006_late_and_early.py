"""Every edit that was heard of before its message, and when a reply was last sent again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0005_living_desk")]

    operations = [
        migrations.RemoveConstraint(model_name="earlychange", name="inbox_earlychange_once"),
        migrations.AddConstraint(
            model_name="earlychange",
            constraint=models.UniqueConstraint(
                fields=("organisation", "channel", "kind", "external_id", "at"),
                name="inbox_earlychange_each",
            ),
        ),
        migrations.AddField(
            model_name="outbox", name="again_at", field=models.DateTimeField(null=True)
        ),
    ]
