from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention


class Reminder(models.Model):
    """A referent was reminded, the week that begins on ``week`` (a Monday), of outings that nobody told of.

    The unique row is the guard: one mail a week at most, whatever the jobs do.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="compte")
    week = models.DateField("semaine du")
    sent_at = models.DateTimeField("envoyé le")

    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("ne pas rappeler deux fois la même semaine", "60 jours"),
    }

    class Meta:
        ordering = ("-week", "pk")
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        constraints = (models.UniqueConstraint(fields=["user", "week"], name="bookings_one_reminder_a_week"),)

    def __str__(self) -> str:
        return f"{self.user_id}, {self.week}"
