from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention, Term

KEPT = timedelta(days=3 * 365)


class FederationRole(models.Model):
    """A person works for the national body. By itself it shows nothing of an association: see `Visit`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="federation_roles", verbose_name="compte")
    since = models.DateTimeField("depuis le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    belongs_to: ClassVar[str] = "user"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention(
            "savoir qui peut ouvrir une visite", "2 ans après la fin du rôle", Term("ended_at", timedelta(days=2 * 365))
        ),
    }

    class Meta:
        ordering = ("user", "pk")
        verbose_name = "rôle à la fédération"
        verbose_name_plural = "rôles à la fédération"
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at=None), name="associations_one_federation_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, fédération"


class VisitQuerySet(models.QuerySet["Visit"]):
    def open(self) -> "VisitQuerySet":
        """Neither closed nor past their term, by the clock of the database: nothing has to run for a visit to end."""
        return self.filter(closed_at=None, until__gt=Now())


class Visit(models.Model):
    """Somebody of the federation reads an association for a while, and says why. It changes nothing there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits", verbose_name="compte")
    association = models.ForeignKey(
        "associations.Association", on_delete=models.CASCADE, related_name="visits", verbose_name="association"
    )
    reason = models.CharField("raison", max_length=200)
    opened_at = models.DateTimeField("ouverte le")
    until = models.DateTimeField("jusqu'à")
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("savoir qui a lu", "3 ans", Term("until", KEPT)),
        "reason": Retention("savoir pourquoi", "3 ans", Term("until", KEPT)),
    }

    class Meta:
        ordering = ("-opened_at", "-pk")
        verbose_name = "visite de la fédération"
        verbose_name_plural = "visites de la fédération"
        indexes = (models.Index(fields=["user", "until"], name="associations_visits_of_one"),)

    def __str__(self) -> str:
        return f"{self.user} chez {self.association}"
