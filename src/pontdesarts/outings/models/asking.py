from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.messaging.models import Text


class AskedQuerySet(models.QuerySet["Asked"]):
    def lately(self, at: datetime) -> "AskedQuerySet":
        """In the thirty days before ``at``: what the cap counts."""
        return self.filter(sent_at__gt=at - timedelta(days=30), sent_at__lte=at)

    def who_came(self) -> "AskedQuerySet":
        """Those that ask who came: of the day, of the week."""
        return self.filter(kind__in=(Asked.Kind.DAY, Asked.Kind.WEEK))


class Asked(models.Model):
    """Somebody was written to about their outings: what for, for which day, week, month or quarter.

    The unique row is the guard: one mail of a kind for a period, whatever the jobs do; the cap counts the rows.
    ``text`` is the SMS that asked of one ``booking`` and awaits its answer, if it was asked so.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "rappel avant la sortie"
        DAY = "day", "qui est venu ?"
        WEEK = "week", "rappel de la semaine"
        STATEMENT = "statement", "relevé de ce qui manque"
        QUARTER = "quarter", "piqûre de rappel"
        VERSIONS = "versions", "versions différentes"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="compte")
    kind = models.CharField("sorte", max_length=10, choices=Kind.choices)
    period = models.DateField("période qui commence le")
    sent_at = models.DateTimeField("envoyé le")

    text = models.OneToOneField(
        Text, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked", verbose_name="SMS"
    )
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="réservation"
    )
    # how to answer is said once, to whoever answers something else
    explained_at = models.DateTimeField("expliqué le", null=True, blank=True, editable=False)

    objects = AskedQuerySet.as_manager()

    belongs_to: ClassVar[str] = "user"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention(
            "ne pas écrire deux fois, ni trop souvent", "120 jours", Term("sent_at", timedelta(days=120))
        ),
    }

    class Meta:
        ordering = ("-sent_at", "pk")
        verbose_name = "demande de nouvelles"
        verbose_name_plural = "demandes de nouvelles"
        constraints = (models.UniqueConstraint(fields=["user", "kind", "period"], name="outings_asked_once"),)
        indexes = (models.Index(fields=["sent_at"], name="outings_asked_age"),)

    def __str__(self) -> str:
        return f"{self.user_id}, {self.kind}, {self.period}"
