from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Read the rows under a light lock, in a transaction of its own."""

    dependencies = [("programme", "0005_ways_to_give")]

    operations = [
        ValidateConstraint("allotment", "programme_allotment_neighbours_never_oversold"),
        ValidateConstraint("offer", "programme_offer_share_is_a_percent"),
    ]
