from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention


class Welcome(models.Model):
    """How an association lets structures in. Defaults hold until a row is written.

    What it asks before a relay books stands on the association's own row, which each booking has read already:
    ``needs_training``, ``needs_charter``, ``needs_membership``.
    """

    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, related_name="welcome", primary_key=True, verbose_name="association"
    )
    takes_requests = models.BooleanField("les demandes sont ouvertes au public", default=True)
    # euros for a season; 0: nothing is asked
    relay_fee = models.DecimalField(
        "adhésion d'un relais",
        max_digits=7,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0), "L'adhésion n'est pas négative.")],
    )
    partner_fee = models.DecimalField(
        "adhésion d'un partenaire",
        max_digits=7,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0), "L'adhésion n'est pas négative.")],
    )
    # when and where the next discovery coffee or workshop is, as a referent reads it
    next_training = models.CharField("prochain café découverte ou atelier", max_length=240, blank=True)

    objects = models.Manager["Welcome"]()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("association",)
        verbose_name = "accueil des structures"
        verbose_name_plural = "accueils des structures"
        constraints = (
            models.CheckConstraint(
                condition=Q(relay_fee__gte=0, partner_fee__gte=0),
                name="membership_fees_not_negative",
                violation_error_message="L'adhésion n'est pas négative.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.association}, accueil"

    @classmethod
    def of(cls, association: Association) -> "Welcome":
        """The association's own, or the usual one, not written."""
        return cls.objects.filter(association=association).first() or cls(association=association)
