from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.messaging.models import Mailing

KEPT = timedelta(days=2 * 365)


class SupporterLetterQuerySet(models.QuerySet["SupporterLetter"]):
    def visible_to(self, user: User | AnonymousUser) -> "SupporterLetterQuerySet":
        """For the teams that do the daily work: its lines name people."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(association__in=user.staff_roles.of_the_team().values("association"))


class SupporterLetter(models.Model):
    """A letter of an association to its supporters, or to those whom an interest brought."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="supporter_letters", verbose_name="association"
    )
    mailing = models.OneToOneField(
        Mailing, on_delete=models.CASCADE, related_name="supporter_letter", verbose_name="envoi"
    )
    chosen = models.CharField("destinataires", max_length=200)
    written_at = models.DateTimeField("écrite le")
    written_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="écrite par"
    )

    objects = SupporterLetterQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "written_by": Retention("savoir qui a écrit", "2 ans", Term("written_at", KEPT)),
    }

    class Meta:
        ordering = ("-written_at", "-pk")
        verbose_name = "lettre aux sympathisants"
        verbose_name_plural = "lettres aux sympathisants"

    def __str__(self) -> str:
        return str(self.mailing)
