from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.territory.sorting import sort_key
from pontdesarts.ui import words

from .placed import Placed


class StructureQuerySet(models.QuerySet["Structure"]):
    def visible_to(self, user: User | AnonymousUser) -> "StructureQuerySet":
        """The structures of the associations where the person works, and those where they hold a post."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(association__in=Association.objects.staffed_by(user)) | Q(pk__in=Structure.objects.held_by(user))
        )

    def held_by(self, user: User | AnonymousUser) -> "StructureQuerySet":
        """Where the person is a referent or a partner's coordinator today."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(pk__in=user.referent_posts.filter(ended_at=None).values("structure"))
            | Q(pk__in=user.coordinator_posts.filter(ended_at=None).values("structure"))
        )

    def served_by(self, user: User | AnonymousUser) -> "StructureQuerySet":
        """The relays for which the person books as their referent."""
        if not user.is_authenticated:
            return self.none()
        return self.relays().filter(pk__in=user.referent_posts.filter(ended_at=None).values("structure"))

    def relays(self) -> "StructureQuerySet":
        return self.filter(relay__isnull=False)

    def partners(self) -> "StructureQuerySet":
        return self.filter(partner__isnull=False)


class Structure(Placed):
    """A body of the network. What it does is told by its profiles: relay, partner, or both (a médiathèque)."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="structures", verbose_name="association"
    )
    name = models.CharField("nom", max_length=160)
    sort_name = sort_key("name")
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    website = models.URLField("site", blank=True)
    # counts the times its signed links were withdrawn: a link of an earlier count opens nothing
    link_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField("entrée le")

    objects = StructureQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention(
            "nommer la structure : ce n'est pas une personne", "tant qu'elle est dans le réseau", of_a_person=False
        ),
        "email": Retention("joindre la structure", "tant qu'elle est dans le réseau"),
        "phone": Retention("joindre la structure", "tant qu'elle est dans le réseau"),
        "address": Retention("venir, mesurer les distances", "tant qu'elle est dans le réseau"),
    }

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = "structure"
        verbose_name_plural = "structures"

    def __str__(self) -> str:
        return self.name

    @property
    def is_relay(self) -> bool:
        return hasattr(self, "relay")

    @property
    def is_partner(self) -> bool:
        return hasattr(self, "partner")

    @property
    def is_suspended(self) -> bool:
        """As a relay: it books no more."""
        return self.is_relay and self.relay.suspended_at is not None


class RelayKind(models.TextChoices):
    """The kinds of relays seen in the network. Never shown to a venue."""

    SOCIAL_CENTRE = "centre_social", "centre social ou espace de vie sociale"
    CCAS = "ccas", "centre communal d'action sociale (CCAS)"
    SHELTER = "hebergement", "hébergement d'urgence ou d'insertion (CHRS)"
    PENSION = "pension", "pension de famille"
    ASYLUM = "asile", "accueil de demandeurs d'asile (CADA, HUDA)"
    MISSION_LOCALE = "mission_locale", "mission locale"
    INSERTION = "insertion", "insertion par l'activité (PLIE, IAE)"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    ELDERLY = "ages", "personnes âgées (EHPAD, résidence autonomie)"
    ESAT = "esat", "établissement d'aide par le travail (ESAT)"
    DISABILITY = "handicap", "accompagnement du handicap (SAVS, SAMSAH)"
    DISABLED_CHILDREN = "handicap_enfance", "handicap de l'enfance (IME, ITEP)"
    CHILD_PROTECTION = "ase", "protection de l'enfance (ASE, MECS)"
    PREVENTION = "prevention", "club de prévention"
    HOSPITAL = "hopital", "hôpital, psychiatrie, groupe d'entraide mutuelle"
    ADDICTION = "addiction", "addictologie (CSAPA, CAARUD)"
    PRISON = "justice", "justice (SPIP, détention)"
    FOOD_AID = "aide_alimentaire", "aide alimentaire"
    NEIGHBOURHOOD = "quartier", "association de quartier"
    LITERACY = "alphabetisation", "alphabétisation, français langue étrangère"
    DEPARTMENT = "departement", "service social du département"
    OTHER = "autre", "autre"


class RelayProfile(models.Model):
    """The structure accompanies people and books for them."""

    structure = models.OneToOneField(
        Structure, on_delete=models.CASCADE, related_name="relay", verbose_name="structure", primary_key=True
    )
    kind = models.CharField("type de relais", max_length=20, choices=RelayKind.choices)
    priority_area = models.CharField("quartier prioritaire", max_length=10, blank=True)
    people_a_year = models.PositiveIntegerField("personnes accompagnées par an", null=True, blank=True)
    suspended_at = models.DateTimeField("suspendu le", null=True, blank=True)
    suspended_reason = models.CharField("raison", max_length=200, blank=True)
    # the day when it books again; a job lifts the suspension then
    suspended_until = models.DateField("réserve à nouveau le", null=True, blank=True)

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("structure",)
        verbose_name = "profil de relais"
        verbose_name_plural = "profils de relais"
        constraints = (
            models.CheckConstraint(
                condition=Q(suspended_until=None) | Q(suspended_at__isnull=False), name="network_until_while_suspended"
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure}, relais"

    @property
    def suspension(self) -> str:
        """What a suspended relay is told, in one sentence."""
        said = "Les réservations de votre relais sont suspendues"
        return f"{said} jusqu'au {words.french_date(self.suspended_until)}." if self.suspended_until else f"{said}."


class PartnerProfile(models.Model):
    """The structure offers culture, sport or leisure."""

    structure = models.OneToOneField(
        Structure, on_delete=models.CASCADE, related_name="partner", verbose_name="structure", primary_key=True
    )
    # where the list of each showing goes at closing; the structure's own address when empty
    list_email = models.EmailField("adresse de la billetterie", blank=True)
    names_required = models.BooleanField("la billetterie demande un nom de retrait", default=False)
    suspended_at = models.DateTimeField("suspendu le", null=True, blank=True)

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "list_email": Retention("envoyer la liste à la billetterie", "tant que le partenaire est dans le réseau"),
        "names_required": Retention(
            "un réglage, pas un nom", "tant que le partenaire est dans le réseau", of_a_person=False
        ),
    }

    class Meta:
        ordering = ("structure",)
        verbose_name = "profil de partenaire"
        verbose_name_plural = "profils de partenaires"

    def __str__(self) -> str:
        return f"{self.structure}, partenaire"
