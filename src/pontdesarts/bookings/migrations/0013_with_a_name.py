from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is left of personal data is found, and erased, without reading the whole table."""

    atomic = False
    dependencies = [("bookings", "0012_cancelled_of_a_relay")]

    operations = [
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("pickup_sealed__isnull", False)), fields=["showing"], name="bookings_with_a_name"
            ),
        ),
    ]
