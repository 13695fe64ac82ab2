from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("messaging", "0002_jobs_are_looked_for"),)

    operations = (
        migrations.AddField(
            model_name="message",
            name="once",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
    )
