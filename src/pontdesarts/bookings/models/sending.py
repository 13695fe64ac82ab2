from datetime import timedelta
from typing import ClassVar

from django.db import models

from pontdesarts.journal.retention import Retention, Term
from pontdesarts.messaging.models import Message
from pontdesarts.programme.models import Showing


class ListSendingQuerySet(models.QuerySet["ListSending"]):
    def with_message(self) -> "ListSendingQuerySet":
        """Those whose mail is still kept with what was attached to it."""
        return self.exclude(message=None)


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
    # what was attached is erased with the pick-up names that it says
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="courriel"
    )

    objects = ListSendingQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "to": Retention(
            "prouver que la billetterie a reçu sa liste", "3 ans", Term("sent_at", timedelta(days=3 * 365))
        ),
    }

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "envoi de la liste"
        verbose_name_plural = "envois de la liste"
        constraints = (models.UniqueConstraint(fields=["showing", "moment"], name="bookings_list_sent_once"),)

    def __str__(self) -> str:
        return f"{self.showing}, {self.get_moment_display()}"
