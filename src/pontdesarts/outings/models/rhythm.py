from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention

from .. import rules


def usual_order() -> list[str]:
    return [str(source) for source in rules.ORDER]


class Rhythm(models.Model):
    """How an association asks who came: when, how often, whom it trusts first. Defaults hold until a row is written.

    The compte rendu of 2009 asks for news each month or two, and a « piqûre de rappel » each quarter.
    """

    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, related_name="rhythm", primary_key=True, verbose_name="association"
    )
    ask_after_days = models.PositiveSmallIntegerField("demander qui est venu, jours après", default=1)
    statement_months = models.PositiveSmallIntegerField("relevé de ce qui manque, tous les … mois", default=1)
    quarterly = models.BooleanField("piqûre de rappel chaque trimestre", default=True)
    most_mails_a_month = models.PositiveSmallIntegerField("courriels au plus par mois et par personne", default=8)
    before_days = models.PositiveSmallIntegerField("rappel avant la sortie, jours avant", default=3)
    absences = models.PositiveSmallIntegerField("absences non prévenues avant d'appeler le relais", default=3)
    order = ArrayField(models.CharField(max_length=8), size=3, default=usual_order, verbose_name="qui croire d'abord")

    objects = models.Manager["Rhythm"]()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("association",)
        verbose_name = "rythme des retours"
        verbose_name_plural = "rythmes des retours"
        constraints = (
            models.CheckConstraint(
                condition=Q(statement_months__in=(0, 1, 2)), name="outings_statement_every_month_or_two"
            ),
        )

    def __str__(self) -> str:
        return f"{self.association}, rythme"

    @classmethod
    def of(cls, association: Association) -> "Rhythm":
        """The association's own, or the usual one, not written."""
        return cls.objects.filter(association=association).first() or cls(association=association)

    @property
    def sources(self) -> tuple[rules.Source, ...]:
        """Whom to believe first; a source that the row forgets goes last."""
        known = [rules.Source(name) for name in self.order if name in rules.ORDER]
        return tuple(dict.fromkeys([*known, *rules.ORDER]))
