from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Relays to call about absences are found without reading all that they booked in ten years."""

    atomic = False
    dependencies = [("bookings", "0013_with_a_name")]

    operations = [
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("came", 0), ("cancelled_at", None), ("excused", False)),
                fields=["relay"],
                include=["showing", "told_at"],
                name="bookings_nobody_came",
            ),
        ),
    ]
