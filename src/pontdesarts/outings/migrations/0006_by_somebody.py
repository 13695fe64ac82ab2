from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is left of personal data is found, and erased, without reading the whole table."""

    atomic = False
    dependencies = [("outings", "0005_team")]

    operations = [
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(
                condition=models.Q(
                    ("said_by__isnull", False), models.Q(("said_by_label", ""), _negated=True), _connector="OR"
                ),
                fields=["said_at"],
                name="outings_claims_by_somebody",
            ),
        ),
    ]
