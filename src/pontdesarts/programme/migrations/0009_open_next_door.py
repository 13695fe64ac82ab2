from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Nobody waits: the rows are read under a light lock, the index is made beside those who book."""

    atomic = False
    dependencies = [("programme", "0008_neighbour_share_of_an_offer")]

    operations = [
        ValidateConstraint("offer", "programme_offer_neighbour_share_is_a_percent"),
        AddIndexConcurrently(
            model_name="offer",
            index=models.Index(
                fields=["association", "venue"],
                condition=Q(neighbours_allowed_at__isnull=False),
                name="programme_offer_open_next_door",
            ),
        ),
    ]
