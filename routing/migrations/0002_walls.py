from django.db import migrations

from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("core", "0002_floor_and_walls")]

    operations = [
        Wall("Brand"),
        Wall("BrandSight"),
        Wall("Line"),
        Wall("Team"),
        Wall("TeamMember"),
        Wall("Tag"),
        Wall("TagRoute"),
        Wall("Engagement"),
        Wall("Rule"),
        Wall("SlaPolicy"),
        Wall("LineTarget"),
    ]
