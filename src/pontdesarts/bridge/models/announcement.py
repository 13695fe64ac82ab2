from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Audience, Stage, Structure
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.territory.models import Commune
from pontdesarts.territory.rules import Point

KEPT = timedelta(days=2 * 365)


class Side(models.TextChoices):
    """Who speaks: a partner offers, a relay needs."""

    OFFER = "offer", "proposition d'un partenaire"
    NEED = "need", "besoin d'un relais"


class Kind(models.TextChoices):
    """What else a venue offers than seats, and what else a relay looks for."""

    PRICE = "price", "tarif réduit"
    BACKSTAGE = "backstage", "visite des coulisses"
    WORKSHOP = "workshop", "atelier"
    MEETING = "meeting", "rencontre avec des artistes"
    TRAINING = "training", "formation d'équipe"
    PROJECT = "project", "projet à construire"
    OTHER = "other", "autre chose"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def listed(self, day: date) -> "AnnouncementQuerySet":
        """Neither withdrawn nor past its last day, of a structure that still stands and has not left the network."""
        standing = self.filter(withdrawn_at=None, until__gte=day, structure__merged_into=None)
        return standing.exclude(structure__stage=Stage.LAPSED)

    def visible_to(self, user: User | AnonymousUser) -> "AnnouncementQuerySet":
        """Everything for the team; one's own; what the partners of one's network offer, or its relays need."""
        if not user.is_authenticated:
            return self.none()
        held = Structure.objects.held_by(user)
        return self.filter(
            Q(structure__association__in=Association.objects.staffed_by(user))
            | Q(structure__in=held)
            | Q(side=Side.OFFER, structure__association__in=_associations(held.relays()))
            | Q(side=Side.NEED, structure__association__in=_associations(held.partners()))
        )

    def visible_from(self, structure: Structure) -> "AnnouncementQuerySet":
        """What is read by the link of one structure: its own, and the other side of its network."""
        seen = Q(structure=structure)
        here = Q(structure__association=structure.association_id)
        if structure.is_relay:
            seen |= here & Q(side=Side.OFFER)
        if structure.is_partner:
            seen |= here & Q(side=Side.NEED)
        return self.filter(seen)


def _associations(structures: models.QuerySet[Structure]) -> models.QuerySet[Structure, object]:
    return structures.order_by().values("association")


class Announcement(models.Model):
    """What a partner offers besides seats, or what a relay looks for, until a day."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="announcements", verbose_name="structure"
    )
    side = models.CharField("sens", max_length=5, choices=Side.choices)
    kind = models.CharField("ce que c'est", max_length=10, choices=Kind.choices)
    title = models.CharField("titre", max_length=120)
    text = models.TextField("en quelques mots", max_length=2000)
    discipline = models.CharField("discipline", max_length=20, choices=Discipline.choices, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=50, choices=Audience.choices), verbose_name="publics", default=list, blank=True
    )
    first_day = models.DateField("à partir du", null=True, blank=True)
    last_day = models.DateField("jusqu'au", null=True, blank=True)
    people = models.PositiveIntegerField("combien de personnes", null=True, blank=True)
    place = models.CharField("lieu", max_length=160, blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="commune"
    )
    conditions = models.TextField("conditions", max_length=600, blank=True)
    until = models.DateField("reste sur la passerelle jusqu'au")
    published_at = models.DateTimeField("publiée le")
    written_at = models.DateTimeField("écrite le")
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    _KEPT = Retention("dire ce qui est proposé ou cherché", "2 ans", Term("written_at", KEPT))
    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {"text": _KEPT, "conditions": _KEPT}

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = "annonce de la passerelle"
        verbose_name_plural = "annonces de la passerelle"
        indexes = (models.Index(fields=["side", "until"], name="bridge_listed", condition=Q(withdrawn_at=None)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(first_day__lte=models.F("last_day")),
                name="bridge_days_in_order",
                violation_error_message="Le dernier jour vient avant le premier.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_offer(self) -> bool:
        return self.side == Side.OFFER

    @property
    def town(self) -> Point | None:
        """The centre of its commune, or of its structure's: all that is said of where a relay to protect is."""
        commune = self.commune or self.structure.commune
        return commune.centre if commune else None

    @property
    def point(self) -> Point | None:
        """The centre of its commune when it says one, else where the structure stands."""
        if self.commune and self.commune.latitude is not None and self.commune.longitude is not None:
            return Point(self.commune.latitude, self.commune.longitude)
        found = self.structure.point
        return Point(*found) if found else None

    def is_listed(self, day: date) -> bool:
        return self.withdrawn_at is None and self.until >= day
