import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Bookings go on while the index is built. It takes the place of another one; one that a second began with goes."""

    atomic = False
    dependencies = [("network", "0001_initial"), ("bookings", "0010_no_reminders")]

    operations = [
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("cancelled_at", None)),
                fields=["showing"],
                include=["id", "relay", "places"],
                name="bookings_held_of_a_date",
            ),
        ),
        RemoveIndexConcurrently(model_name="booking", name="bookings_held_of_showing"),
        # as Django would alter it, the foreign key is checked again, row by row, and bookings wait
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS bookings_booking_relay_id_18151ed4",
                    "CREATE INDEX CONCURRENTLY bookings_booking_relay_id_18151ed4 ON bookings_booking (relay_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="booking",
                    name="relay",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="network.structure",
                        verbose_name="relais",
                    ),
                )
            ],
        ),
    ]
