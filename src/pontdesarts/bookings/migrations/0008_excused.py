from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A column with a constant default, which rewrites no row; the constraint reads them in the next migration."""

    dependencies = [("bookings", "0007_waiting")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="excused",
            field=models.BooleanField(default=False, verbose_name="absents, prévenu"),
        ),
        AddConstraintNotValid(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=Q(("excused", False), ("came", 0), _connector="OR"), name="bookings_excused_did_not_come"
            ),
        ),
    ]
