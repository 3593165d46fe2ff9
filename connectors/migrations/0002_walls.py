from django.db import migrations

from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_initial"), ("inbox", "0002_walls")]

    operations = [Wall("Account")]
