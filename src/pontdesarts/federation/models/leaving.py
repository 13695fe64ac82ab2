from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import Role
from pontdesarts.journal.retention import Retention, Term

KEPT = timedelta(days=7)


class ArchiveQuerySet(models.QuerySet["Archive"]):
    def visible_to(self, user: User) -> "ArchiveQuerySet":
        """An archive holds everything: the direction alone may take it away."""
        directed = user.staff_roles.current().filter(role=Role.DIRECTION)
        return self.filter(association__in=directed.values("association"))

    def kept(self, at: datetime) -> "ArchiveQuerySet":
        """Made, and not erased yet."""
        return self.filter(made_at__isnull=False, asked_at__gt=at - KEPT)


class Archive(models.Model):
    """All the data of one association in one file, made by a job. Its content is erased after 7 days."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="archives", verbose_name="association"
    )
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="par")
    asked_at = models.DateTimeField("demandée le")
    made_at = models.DateTimeField("faite le", null=True, blank=True)
    stored = models.CharField("fichier", max_length=120, blank=True)
    size = models.PositiveBigIntegerField("taille en octets", default=0)
    digest = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    # how many of each model, by its label
    counts = models.JSONField("nombres", default=dict)

    objects = ArchiveQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "asked_by": Retention("savoir qui a demandé l'archive", "7 jours", Term("asked_at", KEPT)),
        "stored": Retention("emporter les données", "7 jours", Term("asked_at", KEPT)),
    }

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "archive"
        verbose_name_plural = "archives"
        constraints = (
            models.UniqueConstraint(
                fields=["association"], condition=models.Q(made_at=None), name="federation_one_archive_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.association}, {self.asked_at:%d/%m/%Y}"


class Departure(models.Model):
    """The association left the platform. Nobody of it enters any more; what has a term is erased in its time."""

    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, related_name="departure", verbose_name="association", primary_key=True
    )
    left_at = models.DateTimeField("sortie le")
    reason = models.CharField("raison", max_length=200)
    # of the archive with which it left
    digest = models.CharField("empreinte de l'archive", max_length=64)

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "reason": Retention("savoir pourquoi", "tant que l'association n'est pas revenue"),
    }

    class Meta:
        ordering = ("-left_at", "association")
        verbose_name = "départ"
        verbose_name_plural = "départs"

    def __str__(self) -> str:
        return f"{self.association}, sortie le {self.left_at:%d/%m/%Y}"
