from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.membership.rules import season_said
from pontdesarts.network.models import Contact, Structure


class PresentationQuerySet(models.QuerySet["Presentation"]):
    def published(self) -> "PresentationQuerySet":
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def visible_to(self, user: User | AnonymousUser) -> "PresentationQuerySet":
        """All those of the associations where the person works and of the partners that they represent; the published
        ones of the associations of their relays."""
        if not user.is_authenticated:
            return self.none()
        referent_of = user.referent_posts.filter(ended_at=None).values("structure__association")
        return self.filter(
            Q(partner__association__in=Association.objects.staffed_by(user))
            | Q(partner__in=user.coordinator_posts.filter(ended_at=None).values("structure"))
            | Q(partner__association__in=referent_of, published_at__isnull=False, withdrawn_at=None)
        )


class Presentation(models.Model):
    """A partner and its season on one page (« fiche saison »). A draft, then published, perhaps withdrawn: each says
    when. The dates themselves come from the offers of the season, whenever the page is read."""

    partner = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="presentations", verbose_name="partenaire"
    )
    # the year of its September
    season = models.PositiveSmallIntegerField("saison")
    programme = models.TextField("la saison en quelques lignes", max_length=1200, blank=True)
    actions = models.TextField("pour vos publics", max_length=1200, blank=True)
    prices = models.TextField("tarifs", max_length=600, blank=True)
    coming = models.TextField("comment venir", max_length=600, blank=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="à qui s'adresser"
    )
    # they said yes to being named on a page and a paper that travel
    contact_agrees = models.BooleanField("la personne est d'accord pour être nommée", default=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="copie de"
    )
    created_at = models.DateTimeField("commencée le")
    changed_at = models.DateTimeField("changée le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = PresentationQuerySet.as_manager()

    belongs_to: ClassVar[str] = "partner__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "contact": Retention("dire à qui s'adresser, avec son accord", "tant que le contact est gardé"),
    }

    class Meta:
        ordering = ("-season", "partner", "pk")
        verbose_name = "fiche saison"
        verbose_name_plural = "fiches saison"
        constraints = (
            models.UniqueConstraint(fields=["partner", "season"], name="presentations_one_a_season"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(published_at__isnull=False),
                name="presentations_withdrawn_once_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner}, {self.season_said}"

    @property
    def season_said(self) -> str:
        return season_said(self.season)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def state_said(self) -> str:
        if self.withdrawn_at:
            return "retirée"
        return "publiée" if self.published_at else "brouillon"
