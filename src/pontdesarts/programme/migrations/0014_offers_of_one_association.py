from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of the search serves lists and home pages as well, which look at withdrawn offers too."""

    atomic = False
    dependencies = [("programme", "0013_a_quarter_in_full")]

    operations = [
        AddIndexConcurrently(
            model_name="offer",
            index=models.Index(
                fields=["association"],
                include=["id", "open_dated", "booking_needed", "published_at", "withdrawn_at"],
                name="programme_offer_of_one",
            ),
        ),
        RemoveIndexConcurrently(model_name="offer", name="programme_offer_published"),
    ]
