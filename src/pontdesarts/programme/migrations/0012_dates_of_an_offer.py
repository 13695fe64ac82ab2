from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the indexes are built; none of them is written by a booking."""

    atomic = False
    dependencies = [("programme", "0011_dates_of_neighbours")]

    operations = [
        AddIndexConcurrently(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["association", "published_at"],
                include=["id", "open_dated", "booking_needed"],
                name="programme_offer_published",
            ),
        ),
        AddIndexConcurrently(
            model_name="showing",
            index=models.Index(
                condition=models.Q(("cancelled_at", None)),
                fields=["offer", "starts_at"],
                include=["id", "ends_at", "venue"],
                name="programme_showing_of_an_offer",
            ),
        ),
    ]
