from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.territory.sorting import sort_key

from .placed import Placed
from .structure import Structure


class VenueQuerySet(models.QuerySet["Venue"]):
    def visible_to(self, user: User | AnonymousUser) -> "VenueQuerySet":
        """The venues of the associations where the person works or holds a post."""
        return self.filter(
            Q(association__in=Association.objects.staffed_by(user))
            | Q(association__structures__in=Structure.objects.held_by(user))
        ).distinct()


class Venue(Placed):
    """A place where one goes. Access facts are yes, no, or unknown: unknown is not absent, and is shown as unknown."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="venues", verbose_name="association"
    )
    partner = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="venues", null=True, blank=True, verbose_name="partenaire"
    )
    name = models.CharField("nom", max_length=160)
    sort_name = sort_key("name")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    capacity = models.PositiveIntegerField("jauge", null=True, blank=True)

    steps = models.PositiveSmallIntegerField("marches à monter", null=True, blank=True)
    lift = models.BooleanField("ascenseur", null=True, blank=True)
    wheelchair_places = models.PositiveSmallIntegerField("emplacements pour fauteuil roulant", null=True, blank=True)
    loop = models.BooleanField("boucle magnétique", null=True, blank=True)
    lsf = models.BooleanField("accueil en langue des signes", null=True, blank=True)
    audio_description = models.BooleanField("audiodescription", null=True, blank=True)
    calm_room = models.BooleanField("espace calme", null=True, blank=True)

    transport = models.TextField("comment venir", blank=True, max_length=600)
    last_departure = models.CharField("dernier départ pour rentrer", max_length=160, blank=True)
    desk_instructions = models.TextField("à l'arrivée", blank=True, max_length=600)
    # the same place in somebody else's programme
    external_ids = models.JSONField(default=dict, blank=True)

    objects = VenueQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nommer le lieu : ce n'est pas une personne", "tant que le lieu sert", of_a_person=False),
        "address": Retention("venir", "tant que le lieu sert"),
        "phone": Retention("joindre le lieu", "tant que le lieu sert"),
    }

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = "lieu"
        verbose_name_plural = "lieux"

    def __str__(self) -> str:
        return self.name
