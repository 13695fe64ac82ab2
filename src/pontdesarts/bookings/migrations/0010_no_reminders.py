from django.db import migrations


class Migration(migrations.Migration):
    """Who was asked for news is kept by `outings` now: its migration copies these rows before they go."""

    dependencies = [("bookings", "0009_excused_holds")]

    operations = [migrations.DeleteModel(name="Reminder")]
