from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_living_desk")]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="private_invitation",
            field=models.CharField(blank=True, db_default="", default="", max_length=240),
        ),
        migrations.AddField(
            model_name="brand",
            name="public_close",
            field=models.CharField(blank=True, db_default="", default="", max_length=240),
        ),
    ]
