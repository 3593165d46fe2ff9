from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_mail_and_signin"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="zone",
            field=models.CharField(default="UTC", max_length=64),
        ),
    ]
