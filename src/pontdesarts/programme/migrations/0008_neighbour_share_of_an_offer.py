from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programme", "0007_wheelchair_hours_of_an_offer")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="neighbour_share",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="part ouverte aux voisins (%)"),
        ),
        AddConstraintNotValid(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=Q(neighbour_share=None) | Q(neighbour_share__lte=100),
                name="programme_offer_neighbour_share_is_a_percent",
                violation_error_message="Une part va de 0 à 100 %.",
            ),
        ),
    ]
