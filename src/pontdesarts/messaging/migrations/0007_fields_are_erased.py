from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_mailings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailingline",
            name="fields",
            field=models.JSONField(blank=True, default=dict, null=True, verbose_name="champs"),
        ),
    ]
