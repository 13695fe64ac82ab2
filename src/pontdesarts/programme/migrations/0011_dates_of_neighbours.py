from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is built."""

    atomic = False
    dependencies = [("programme", "0010_a_share_in_words")]

    operations = [
        AddIndexConcurrently(
            model_name="allotment",
            index=models.Index(
                condition=models.Q(("neighbour_taken__gt", 0)),
                fields=["showing"],
                name="programme_allotment_neighbours",
            ),
        ),
    ]
