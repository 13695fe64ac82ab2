from django.db import migrations


class Migration(migrations.Migration):
    """PostgreSQL notifies under a lock of the whole server, held until what was written has reached the disk: bookings
    would be committed one after the other. Workers look for jobs each second instead (see the settings).
    """

    dependencies = (
        ("messaging", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    )

    operations = (
        migrations.RunSQL(
            "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
            "ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
        ),
    )
