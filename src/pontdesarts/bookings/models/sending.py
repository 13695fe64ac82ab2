from typing import ClassVar

from django.db import models

from pontdesarts.journal.retention import Retention
from pontdesarts.programme.models import Showing


class ListSending(models.Model):
    """The venue was sent its list: once at closing, once more just before. The pair is unique: never twice."""

    class Moment(models.TextChoices):
        CLOSING = "closing", "à la clôture"
        FRESH = "fresh", "à jour, avant la date"

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="list_sendings", verbose_name="date")
    moment = models.CharField("moment", max_length=8, choices=Moment.choices)
    sent_at = models.DateTimeField("envoyée le")
    to = models.EmailField("adresse", blank=True)
    places = models.PositiveIntegerField("places sur la liste")

    personal_data: ClassVar[dict[str, Retention]] = {
        "to": Retention("prouver que la billetterie a reçu sa liste", "3 ans"),
    }

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "envoi de la liste"
        verbose_name_plural = "envois de la liste"
        constraints = (models.UniqueConstraint(fields=["showing", "moment"], name="bookings_list_sent_once"),)

    def __str__(self) -> str:
        return f"{self.showing}, {self.get_moment_display()}"
