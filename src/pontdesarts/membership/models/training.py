from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention


class Training(models.Model):
    """A person came to a discovery coffee or a workshop of an association, or was excused from it, with a reason.

    It is the person's, not the relay's: whoever changes structure keeps it, whoever comes new has to come.
    """

    class Kind(models.TextChoices):
        COFFEE = "coffee", "café découverte"
        WORKSHOP = "workshop", "atelier d'appropriation"
        WAIVED = "waived", "dispense"

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="trainings", verbose_name="association"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trainings", verbose_name="personne")
    kind = models.CharField("formation", max_length=8, choices=Kind.choices)
    held_on = models.DateField("le")
    reason = models.CharField("raison de la dispense", max_length=200, blank=True)
    noted_at = models.DateTimeField("notée le")

    objects = models.Manager["Training"]()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("savoir qui peut réserver", "tant que son compte est ouvert"),
        "reason": Retention("dire pourquoi la personne est dispensée", "tant que son compte est ouvert"),
    }

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = "formation suivie"
        verbose_name_plural = "formations suivies"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "association", "kind", "held_on"], name="membership_came_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(kind="waived") & Q(reason="") | Q(kind="waived") & ~Q(reason=""),
                name="membership_waived_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}"
