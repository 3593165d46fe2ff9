"""Notices of time that runs out and of replies that did not leave, and the mail that tells them."""

from django.db import migrations, models

from care.core.tenancy.dispatch import DueWork, Told


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("routing", "0004_living_desk"),
        ("inbox", "0012_view_columns"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock", name="warned_at", field=models.DateTimeField(null=True)
        ),
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
                    (
                        "reply_stopped",
                        "Your planned reply did not leave: the customer wrote first",
                    ),
                    ("soon_late", "A case of yours is soon late"),
                    ("problem_news", "News of a known problem of your case"),
                ],
                max_length=14,
            ),
        ),
        Told("routing_engagement", columns=["soon_late_minutes"]),
        Told("inbox_notice", columns=["member_id", "at", "read_at", "mailed_at"]),
        # The longest span that an organisation may call soon is a day.
        DueWork(
            "care_soon_late",
            table="inbox_clock",
            columns=["due_at", "breached_at", "ended_at", "warned_at"],
            due="due_at <= statement_timestamp() + interval '1 day' AND breached_at IS NULL"
            " AND ended_at IS NULL AND warned_at IS NULL"
            " AND due_at <= statement_timestamp() + (SELECT e.soon_late_minutes * interval '1 minute'"
            " FROM routing_engagement e WHERE e.organisation_id = inbox_clock.organisation_id)",
            order="due_at",
        ),
        DueWork(
            "care_due_notices",
            table="core_member",
            columns=["mail_notices", "mail_after"],
            due="mail_notices AND (mail_after IS NULL OR mail_after <= statement_timestamp())"
            " AND EXISTS (SELECT FROM inbox_notice n"
            " WHERE n.organisation_id = core_member.organisation_id"
            " AND n.member_id = core_member.id AND n.read_at IS NULL AND n.mailed_at IS NULL"
            " AND n.at <= statement_timestamp() - interval '5 minutes'"
            " AND n.at > statement_timestamp() - interval '1 day')",
            order="mail_after NULLS FIRST",
        ),
    ]
