from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing


class Thanks(models.Model):
    """A partner was thanked for a date: one mail, once."""

    showing = models.OneToOneField(
        Showing, on_delete=models.CASCADE, related_name="thanks", primary_key=True, verbose_name="date"
    )
    sent_at = models.DateTimeField("envoyé le")
    to = models.EmailField("adresse")

    objects = models.Manager["Thanks"]()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "to": Retention("savoir à qui le merci est parti", "3 ans", Term("sent_at", timedelta(days=3 * 365))),
    }

    class Meta:
        ordering = ("-sent_at", "pk")
        verbose_name = "merci"
        verbose_name_plural = "mercis"

    def __str__(self) -> str:
        return f"merci, {self.showing_id}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> "LetterQuerySet":
        """Those of the association whose daily work one does, and of the partner where one holds a post. Readers read
        settled figures: a letter has those of the day."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(partner__association__in=Association.objects.run_by(user))
            | models.Q(partner__in=user.coordinator_posts.filter(ended_at=None).values("structure"))
        )


class Letter(models.Model):
    """The season of one partner, as it was told to them: what they gave, who came, what was said.

    ``content`` is what was written that day (`letters.Told`): a letter does not change once it has left.
    """

    partner = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="letters", verbose_name="partenaire")
    season = models.PositiveSmallIntegerField("saison qui commence en")
    note = models.TextField("mot de l'équipe", max_length=1500, blank=True)
    content = models.JSONField("contenu", default=dict)
    sent_at = models.DateTimeField("envoyée le")
    sent_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="envoyée par"
    )
    to = models.EmailField("adresse")

    objects = LetterQuerySet.as_manager()

    belongs_to: ClassVar[str] = "partner__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "to": Retention("savoir à qui la lettre est partie", "3 ans", Term("sent_at", timedelta(days=3 * 365))),
        "sent_by": Retention("savoir qui l'a envoyée", "3 ans", Term("sent_at", timedelta(days=3 * 365))),
    }

    class Meta:
        ordering = ("-season", "partner")
        verbose_name = "lettre de saison"
        verbose_name_plural = "lettres de saison"
        constraints = (models.UniqueConstraint(fields=["partner", "season"], name="impressions_one_letter_a_season"),)

    def __str__(self) -> str:
        return f"{self.partner}, saison {self.season}"
