from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid5

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

from .release import Release

KEPT = timedelta(days=90)


_ONE_TAP = UUID("3d1c7f4e-6d0b-4a52-9a0c-5a8f0b7a2c11")


class AlertQuerySet(models.QuerySet["Alert"]):
    def expired(self, at: datetime) -> "AlertQuerySet":
        return self.filter(sent_at__lt=Alert.personal_data["user"].before(at))


class Alert(models.Model):
    """A referent was told of a release, and why they were."""

    class Why(models.TextChoices):
        SEARCH = "search", "elle répond à une recherche que vous gardez"
        VENUE = "venue", "votre relais est déjà venu dans ce lieu"
        TASTE = "taste", "votre relais est déjà sorti près de chez vous voir quelque chose du même domaine"

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="last_minute_alerts", verbose_name="personne prévenue"
    )
    relay = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="relais")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="alerts", verbose_name="libération")
    sent_at = models.DateTimeField("envoyée le")
    why = models.CharField("raison", max_length=8, choices=Why.choices)
    objects = AlertQuerySet.as_manager()

    belongs_to: ClassVar[str] = "relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention(
            "ne pas écrire plus de 3 fois par semaine, ni toujours aux mêmes", "90 jours", Term("sent_at", KEPT)
        ),
    }

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "alerte de dernière minute"
        verbose_name_plural = "alertes de dernière minute"
        constraints = (models.UniqueConstraint(fields=["release", "user"], name="last_minute_alerted_once"),)
        indexes = (models.Index(fields=["user", "-sent_at"], name="last_minute_alerts_of_one"),)

    def __str__(self) -> str:
        return f"{self.user}, {self.sent_at:%d/%m/%Y %H:%M}"

    @property
    def one_tap(self) -> UUID:
        """The number of the one booking that the mail can make."""
        return uuid5(_ONE_TAP, str(self.pk))


class Quiet(models.Model):
    """This person wants no alert. Whoever has no such row may be told."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="last_minute_quiet", verbose_name="compte"
    )
    since = models.DateTimeField("depuis le")

    belongs_to: ClassVar[str] = "user"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("ne plus lui écrire", "jusqu'à ce que la personne change d'avis, ou ferme son compte"),
    }

    class Meta:
        ordering = ("user",)
        verbose_name = "refus des alertes de dernière minute"
        verbose_name_plural = "refus des alertes de dernière minute"

    def __str__(self) -> str:
        return str(self.user)
