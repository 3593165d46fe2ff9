"""A search whose first page is full counts on for a shorter while."""

from importlib import import_module

from django.db import migrations

# What is the same stays written down once.
sample = import_module("inbox.migrations.0017_search_sample")

# A statement that is being asked ends before the time is looked at: of a phrase that is one of
# 4,000 messages, and with 120 ms to count it was the one question that came late.
LONG, SHORT = "interval '120 ms'", "interval '80 ms'"

before = sample.now
now = sample.columns.care_search(
    arguments=sample.columns.ARGUMENTS, body=sample.BODY.replace(LONG, SHORT)
)
now.declare = sample.DECLARE


class Migration(migrations.Migration):
    dependencies = [("inbox", "0017_search_sample")]

    operations = [
        # Its owner may replace it, the schema's may only take it away first.
        migrations.RunSQL(before.backwards(), before.forwards()),
        migrations.RunSQL(now.forwards(), now.backwards()),
    ]
