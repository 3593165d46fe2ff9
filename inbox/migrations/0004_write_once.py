"""Events are facts: the product may add them, and never change or delete one."""

from django.db import migrations

from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("inbox", "0003_both_ways")]

    operations = [Wall("Event", write_once=True)]
