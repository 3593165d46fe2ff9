from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0005_brand_invitation"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="retired_at",
            field=models.DateTimeField(null=True),
        )
        for name in ("line", "team", "tag")
    ]
