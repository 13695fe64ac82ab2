from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is built."""

    atomic = False
    dependencies = [("bookings", "0003_asks")]

    operations = [
        AddIndexConcurrently(
            model_name='booking',
            index=models.Index(condition=models.Q(('booked_for__isnull', False)), fields=['booked_for'], name='bookings_for_a_colleague'),
        ),
    ]
