from django.db import migrations


def keep_the_guard(apps, schema_editor):
    """Whoever was reminded this week is not reminded again because the rows have moved."""
    Reminder, Asked = apps.get_model("bookings", "Reminder"), apps.get_model("outings", "Asked")
    Asked.objects.bulk_create(
        (
            Asked(user_id=row.user_id, kind="week", period=row.week, sent_at=row.sent_at)
            for row in Reminder.objects.order_by("pk").iterator()
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("outings", "0002_channels"),
        ("bookings", "0009_excused_holds"),
    ]
    run_before = [("bookings", "0010_no_reminders")]

    operations = [migrations.RunPython(keep_the_guard, migrations.RunPython.noop)]
