from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.territory.models import Commune

# an address that nobody confirms was perhaps not theirs to give
UNCONFIRMED_KEPT = timedelta(days=7)
# without a sign for so long, we ask whether they stay; without an answer, they are forgotten
SILENT = timedelta(days=3 * 365)
TO_ANSWER = timedelta(days=60)
KEPT_SAID = "tant que la personne reste ; sans signe depuis 3 ans, nous lui demandons, et effaçons 60 jours après"


class Interest(models.TextChoices):
    """What somebody would like to hear of, or to do. None obliges to anything."""

    NEWS = "news", "avoir des nouvelles"
    MEET = "meet", "venir à une rencontre, à une fête"
    GO_ALONG = "go_along", "accompagner une sortie"
    HELP = "help", "donner un coup de main"
    SKILLS = "skills", "partager un savoir-faire"
    TALK = "talk", "faire connaître l'association"


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def confirmed(self) -> "SupporterQuerySet":
        """Those who opened the link that was mailed to them: nobody counts nor is written to before."""
        return self.filter(confirmed_at__isnull=False)

    def silent(self, at: datetime) -> "SupporterQuerySet":
        """Without a sign for three years, and not asked yet whether they stay."""
        return self.confirmed().filter(last_sign_at__lt=at - SILENT, asked_again_at=None)


class Supporter(models.Model):
    """Somebody who stands by an association, without obligation. No account: a link, and they leave in one click."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="supporters", verbose_name="association"
    )
    name = models.CharField("prénom et nom", max_length=120)
    # in small letters: one person joins once
    email = models.EmailField("adresse électronique")
    commune = models.ForeignKey(
        Commune, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    interests = ArrayField(
        models.CharField(max_length=10, choices=Interest.choices), verbose_name="intérêts", default=list, blank=True
    )
    asked_at = models.DateTimeField("demande reçue le")
    confirmed_at = models.DateTimeField("adresse confirmée le", null=True, blank=True)
    last_sign_at = models.DateTimeField("dernier signe le")
    asked_again_at = models.DateTimeField("relance envoyée le", null=True, blank=True)

    objects = SupporterQuerySet.as_manager()

    _KEPT = Retention("écrire à la personne, lire ses idées", KEPT_SAID, Term("last_sign_at", SILENT + TO_ANSWER))
    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {"name": _KEPT, "email": _KEPT, "commune": _KEPT}

    class Meta:
        ordering = ("association", "name", "pk")
        verbose_name = "sympathisant"
        verbose_name_plural = "sympathisants"
        constraints = (models.UniqueConstraint(fields=["association", "email"], name="supporters_join_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        """How letters name the person, to be found again when they leave."""
        return f"supporter.{self.pk}"

    @property
    def interests_said(self) -> list[str]:
        return [str(Interest(each).label) for each in self.interests if each in Interest.values]
