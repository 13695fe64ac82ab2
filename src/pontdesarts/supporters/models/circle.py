from typing import ClassVar

from django.db import models

from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.messaging.operations.mailings import Family


class Circle(models.Model):
    """The collège de sympathisants of an association. Its public page is open from ``opened_at`` until ``closed_at``;
    those who joined stay when it closes."""

    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, related_name="circle", primary_key=True, verbose_name="association"
    )
    welcome = models.TextField("mot d'accueil", max_length=1500, blank=True)
    opened_at = models.DateTimeField("ouvert le", null=True, blank=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)

    objects = models.Manager["Circle"]()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("association",)
        verbose_name = "collège de sympathisants"
        verbose_name_plural = "collèges de sympathisants"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(opened_at__isnull=False),
                name="supporters_closed_once_opened",
            ),
        )

    def __str__(self) -> str:
        return f"{self.association}, sympathisants"

    @classmethod
    def of(cls, association: Association) -> "Circle":
        """The association's own, or a closed one that is not written."""
        return cls.objects.filter(association=association).first() or cls(association=association)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @staticmethod
    def family_of(association: Association) -> Family:
        """The letters that one leaves together."""
        return Family(f"supporters.{association.pk}", f"les lettres aux sympathisants de {association}")
