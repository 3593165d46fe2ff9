"""Until when a member has told of the time they worked in cases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0015_clocks")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["organisation", "member", "at"],
                condition=models.Q(("kind", "touched")),
                name="inbox_event_touched",
            ),
        ),
    ]
