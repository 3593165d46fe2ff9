"""Mails of notices, and what waited for a member when their shift began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_zone")]

    operations = [
        migrations.AddField(
            model_name="member", name="mail_after", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="member", name="greeted_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("mail_notices", True)),
                fields=["mail_after"],
                name="core_member_mail",
            ),
        ),
    ]
