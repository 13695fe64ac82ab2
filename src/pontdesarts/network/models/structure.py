from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.territory.sorting import sort_key
from pontdesarts.ui import words

from .. import rules
from .placed import Placed

AREA_STATES = [("inside", "oui"), ("outside", "non"), ("unknown", "on ne peut pas dire")]


class Stage(models.TextChoices):
    """Where a structure is in its life in the network. It moves by `operations.move` only."""

    PROSPECT = "prospect", "à contacter"
    IN_DISCUSSION = "in_discussion", "en discussion"
    ONBOARDING = "onboarding", "en cours d'entrée"
    ACTIVE = "active", "active"
    DORMANT = "dormant", "en sommeil"
    LAPSED = "lapsed", "sortie du réseau"


class Audience(models.TextChoices):
    """Whom a structure receives: the vocabulary of data·inclusion v1 (Licence Ouverte)."""

    WORKING = "actifs", "personnes en activité"
    MINIMUM_INCOME = "beneficiaires-des-minimas-sociaux", "bénéficiaires des minima sociaux"
    JOB_SEEKERS = "demandeurs-emploi", "personnes en recherche d'emploi"
    STUDENTS = "etudiants", "étudiantes et étudiants"
    FAMILIES = "familles", "familles"
    WOMEN = "femmes", "femmes"
    YOUNG = "jeunes", "jeunes"
    DISABLED = "personnes-en-situation-de-handicap", "personnes en situation de handicap"
    EMERGENCY = "personnes-en-situation-durgence", "personnes en situation d'urgence"
    LEGAL = "personnes-en-situation-juridique-specifique", "personnes sous main de justice"
    EXILED = "personnes-exilees", "personnes exilées"
    PRIORITY_AREAS = "residents-qpv-frr", "habitantes et habitants des quartiers prioritaires"
    SENIORS = "seniors", "personnes âgées"
    EVERYBODY = "tous-publics", "tous les publics"


class StructureQuerySet(models.QuerySet["Structure"]):
    def visible_to(self, user: User | AnonymousUser) -> "StructureQuerySet":
        """The structures of the associations where the person works, and those where they hold a post.

        What was merged into another is seen on that other's page only.
        """
        if not user.is_authenticated:
            return self.none()
        return self.standing().filter(
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

    def standing(self) -> "StructureQuerySet":
        """Not merged into another."""
        return self.filter(merged_into=None)

    def of_link(self, pk: int, epoch: int) -> "Structure | None":
        """Among these, the one to which a link was mailed, or the one that it was merged into since. None where the
        link was withdrawn."""
        found = self.filter(pk=pk, link_epoch=epoch).first()
        if found is None:
            gone = Structure.objects.filter(pk=pk, link_epoch=epoch).exclude(merged_into=None).first()
            found = self.filter(pk=gone.survivor().pk).first() if gone else None
        return found

    def relays(self) -> "StructureQuerySet":
        return self.standing().filter(relay__isnull=False)

    def partners(self) -> "StructureQuerySet":
        return self.standing().filter(partner__isnull=False)


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

    stage = models.CharField("étape", max_length=14, choices=Stage.choices, default=Stage.ACTIVE)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=50, choices=Audience.choices),
        verbose_name="publics reçus",
        default=list,
        blank=True,
    )
    # a landlord of social housing, or tied to one; unknown is not no
    social_landlord = models.BooleanField("bailleur social ou lié à un bailleur", null=True, blank=True)
    # from 0 to 1, what the national address base thinks of its own answer; None when a person placed it
    point_score = models.FloatField("score de la position", null=True, blank=True)
    # where it stands among priority areas, as `placing.area_of` last said; computed again when its address changes
    area_state = models.CharField("en quartier prioritaire", max_length=7, choices=AREA_STATES, default="unknown")
    area_code = models.CharField("quartier prioritaire trouvé", max_length=10, blank=True)
    area_vintage = models.PositiveSmallIntegerField("millésime du périmètre", null=True, blank=True)
    # the same structure in the files of others: {source: identifier}
    external_ids = models.JSONField(default=dict, blank=True)
    # what it accepts that the public reads, by the names of `rules.SHOWABLE`; its name comes with any of them
    shown_publicly = ArrayField(
        models.CharField(max_length=20), verbose_name="montré au public", default=list, blank=True
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True, verbose_name="fusionnée dans"
    )

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
        indexes = (
            models.Index(fields=["association", "sort_name", "id"], name="network_structures_in_order"),
            models.Index(fields=["siret"], condition=~Q(siret=""), name="network_structures_by_siret"),
            models.Index(fields=["rna"], condition=~Q(rna=""), name="network_structures_by_rna"),
        )

    def __str__(self) -> str:
        return self.name

    def survivor(self) -> "Structure":
        """Itself, or the one that it was merged into, however many times: a query for each. Of a ring, that only an
        archive made by others brings, any."""
        kept, met = self, {self.pk}
        while kept.merged_into is not None and kept.merged_into_id not in met:
            kept = kept.merged_into
            met.add(kept.pk)
        return kept

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

    @property
    def barred(self) -> str:
        """Why, as a relay, it books nothing for now, in one sentence; empty when it may. One that sleeps may."""
        if self.stage == Stage.LAPSED:
            return "Votre relais est sorti du réseau et ne réserve plus."
        return self.relay.suspension if self.is_suspended else ""


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


SENSITIVE_KINDS = frozenset(RelayKind(kind) for kind in rules.SENSITIVE)


class PartnerKind(models.TextChoices):
    """What a partner is, as the associations count them."""

    THEATRE = "theatre", "théâtre, scène conventionnée"
    MUSIC = "musique", "salle de concert, orchestre, opéra"
    DANCE = "danse", "danse"
    CIRCUS = "cirque", "cirque, arts de la rue"
    CINEMA = "cinema", "cinéma"
    MUSEUM = "musee", "musée, centre d'art"
    HERITAGE = "patrimoine", "patrimoine, monument"
    LIBRARY = "mediatheque", "médiathèque, bibliothèque"
    FESTIVAL = "festival", "festival"
    SPORT = "sport", "club ou équipement sportif"
    LEISURE = "loisirs", "base ou parc de loisirs"
    ECOLOGY = "ecologie", "nature, écologie"
    SCIENCE = "sciences", "sciences et techniques"
    COMPANY = "compagnie", "compagnie, artiste"
    TOWN = "commune", "service culturel d'une commune"
    OTHER = "autre", "autre"


class PartnerProfile(models.Model):
    """The structure offers culture, sport or leisure."""

    structure = models.OneToOneField(
        Structure, on_delete=models.CASCADE, related_name="partner", verbose_name="structure", primary_key=True
    )
    kind = models.CharField("type de partenaire", max_length=12, choices=PartnerKind.choices, default=PartnerKind.OTHER)
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
