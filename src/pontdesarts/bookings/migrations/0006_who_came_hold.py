from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Read the rows under a light lock, in a transaction of its own."""

    dependencies = [("bookings", "0005_who_came")]

    operations = [ValidateConstraint("booking", "bookings_came_among_places")]
