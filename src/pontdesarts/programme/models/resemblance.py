from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention

from .offer import Offer


class ResemblanceQuerySet(models.QuerySet["Resemblance"]):
    def visible_to(self, user: User | AnonymousUser) -> "ResemblanceQuerySet":
        return self.filter(offer__in=Offer.objects.editable_by(user), other__in=Offer.objects.editable_by(user))

    def open(self) -> "ResemblanceQuerySet":
        """Nobody has said yet; and both still stand, one of them as a draft."""
        return self.filter(settled_at=None, offer__withdrawn_at=None, other__withdrawn_at=None).filter(
            Q(offer__published_at=None) | Q(other__published_at=None)
        )

    def about(self, offer: Offer) -> "ResemblanceQuerySet":
        return self.filter(Q(offer=offer) | Q(other=offer))


class Resemblance(models.Model):
    """Two offers that look like the same show: pointed out, until a human says whether they are.

    ``offer`` was imported when ``other`` was here already, or stands after it in the same file.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="resemblances", verbose_name="offre")
    other = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+", verbose_name="autre offre")
    found_at = models.DateTimeField("vue le")
    settled_at = models.DateTimeField("tranchée le", null=True, blank=True)
    same = models.BooleanField("la même sortie", null=True, blank=True)

    objects = ResemblanceQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-found_at", "pk")
        verbose_name = "ressemblance"
        verbose_name_plural = "ressemblances"
        constraints = (
            models.UniqueConstraint(fields=["offer", "other"], name="programme_resemblance_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, same=None) | Q(settled_at__isnull=False, same__isnull=False),
                name="programme_resemblance_settled_with_an_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer} / {self.other}"
