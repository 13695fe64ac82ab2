from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

# absences count for a year, and so does what was said about them
KEPT = timedelta(days=365)


class CallQuerySet(models.QuerySet["Call"]):
    def last_of_each(self) -> "CallQuerySet":
        """The last call of each relay: the one that says what happens next."""
        return self.order_by("relay_id", "-called_at", "-pk").distinct("relay_id")

    def past_their_term(self, at: datetime) -> "CallQuerySet":
        return self.filter(called_at__lt=Call.personal_data["note"].before(at))


class Call(models.Model):
    """The team called a relay whose people did not come, and wrote what was said. What follows is decided by whoever
    called, never by a job."""

    class Decision(models.TextChoices):
        NOTHING = "nothing", "rien de plus : c'est compris"
        AGAIN = "again", "en reparler un autre jour"
        SUSPENSION = "suspension", "suspendre les réservations jusqu'à une date"

    relay = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="relais")
    called_at = models.DateTimeField("appelé le")
    called_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="compte")
    called_by_label = models.CharField("appelé par", max_length=200)
    note = models.CharField("ce qui s'est dit", max_length=400, blank=True)
    decision = models.CharField("suite", max_length=10, choices=Decision.choices)
    again_on = models.DateField("en reparler le", null=True, blank=True)

    objects = CallQuerySet.as_manager()

    belongs_to: ClassVar[str] = "relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "called_by": Retention("savoir qui a appelé le relais", "un an", Term("called_at", KEPT)),
        "called_by_label": Retention("savoir qui a appelé le relais", "un an", Term("called_at", KEPT)),
        "note": Retention(
            "se souvenir de ce que le relais a expliqué, sans nommer personne", "un an", Term("called_at", KEPT)
        ),
    }

    class Meta:
        ordering = ("-called_at", "-pk")
        verbose_name = "appel à un relais"
        verbose_name_plural = "appels aux relais"
        constraints = (
            models.CheckConstraint(
                condition=Q(decision="again", again_on__isnull=False) | (~Q(decision="again") & Q(again_on=None)),
                name="outings_talk_again_on_a_day",
            ),
        )
        indexes = (models.Index(fields=["relay", "-called_at"], name="outings_calls_of_a_relay"),)

    def __str__(self) -> str:
        return f"{self.relay_id}, {self.get_decision_display()}"
