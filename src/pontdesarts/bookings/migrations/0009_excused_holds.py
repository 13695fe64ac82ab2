from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Read the rows under a light lock, in a transaction of its own."""

    dependencies = [("bookings", "0008_excused")]

    operations = [ValidateConstraint("booking", "bookings_excused_did_not_come")]
