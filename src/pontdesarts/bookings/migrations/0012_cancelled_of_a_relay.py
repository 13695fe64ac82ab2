from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is built; they do not write to it, cancellations do."""

    atomic = False
    dependencies = [("bookings", "0011_held_of_a_date")]

    operations = [
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", False)),
                fields=["relay", "-cancelled_at"],
                name="bookings_cancelled_of_a_relay",
            ),
        ),
    ]
