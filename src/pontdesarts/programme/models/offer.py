from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations import rules as terms_rules
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.network.models import Structure, Venue

from ..disciplines import Discipline, family_of, icon_of
from .source import Source


class VoucherMode(models.TextChoices):
    """What is exchanged at the desk."""

    NAME_LIST = "name_list", "liste à l'accueil : on dit son code ou son nom"
    VOUCHER = "voucher", "contremarque à présenter"
    CODE = "code", "code à dire à l'accueil"
    COLLECTED_TICKETS = "collected_tickets", "billets à retirer auparavant"


class BookingMode(models.TextChoices):
    """How places are given: to whoever books, by somebody who says yes, by a draw among wishes."""

    DIRECT = "direct", "réservation directe"
    ON_REQUEST = "on_request", "sur demande"
    DRAW = "draw", "tirage au sort"


class NextDoor(models.TextChoices):
    """Where the offer stands with other associations."""

    HOME = "home", "pour son association"
    PROPOSED = "proposed", "proposée aux voisins"
    OPEN = "open", "ouverte aux voisins"


class AccessFeature(models.TextChoices):
    """What the showing itself offers, beyond the venue."""

    WHEELCHAIR = "wheelchair", "accessible en fauteuil roulant"
    LOOP = "loop", "boucle magnétique"
    LSF = "lsf", "langue des signes"
    AUDIO_DESCRIPTION = "audio_description", "audiodescription"
    SURTITLES = "surtitles", "surtitrage"
    RELAXED = "relaxed", "séance adaptée, on peut bouger et sortir"
    CALM = "calm", "espace calme"
    EASY_READ = "easy_read", "documents faciles à lire"


def seen_by(user: User, prefix: str = "") -> Q:
    """The condition of `OfferQuerySet.visible_to`; ``prefix`` is the way to the offer (``offer__`` from a date), so
    that many dates are filtered by the one join that they need anyway."""
    return seen_at_home(user, prefix) | seen_from_next_door(user, prefix)


def seen_at_home(user: User, prefix: str = "") -> Q:
    """What the person sees of the associations and partners where they hold a post."""
    referent_of = user.referent_posts.filter(ended_at=None).values("structure__association")
    coordinator_of = user.coordinator_posts.filter(ended_at=None).values("structure")
    return (
        Q(**{f"{prefix}association__in": Association.objects.staffed_by(user)})
        | Q(**{f"{prefix}partner__in": coordinator_of})
        | Q(**{f"{prefix}association__in": referent_of}) & _published(prefix)
    )


def seen_from_next_door(user: User, prefix: str) -> Q:
    """Published and open to neighbours: for those who book or help to, in any association. Never for a partner, who
    has no outing to look for. The two posts are asked once a query, not once a row."""
    books = Exists(user.referent_posts.filter(ended_at=None)) | Exists(user.staff_roles.filter(ended_at=None))
    return open_to_neighbours(prefix) & Q(books)


def open_to_neighbours(prefix: str = "") -> Q:
    return Q(**{f"{prefix}neighbours_allowed_at__isnull": False}) & _published(prefix)


def _published(prefix: str) -> Q:
    return Q(**{f"{prefix}published_at__isnull": False, f"{prefix}withdrawn_at": None})


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User | AnonymousUser) -> "OfferQuerySet":
        """What the person may look at: published offers of the associations of their posts; every offer of the
        associations where they work; every offer of the partners that they represent; what any association opens to
        its neighbours, for referents and staff."""
        return self.filter(seen_by(user)) if user.is_authenticated else self.none()

    def editable_by(self, user: User | AnonymousUser) -> "OfferQuerySet":
        """What the person may change: offers of their associations (unless they only read), of their partners.

        By keys, each from a query of its own: with a subquery on each side of « or », PostgreSQL reads all offers.
        """
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.filter(ended_at=None).exclude(role="reader").order_by("pk")
        posts = user.coordinator_posts.filter(ended_at=None).order_by("pk")
        return self.filter(
            Q(association__in=list(roles.values_list("association", flat=True)))
            | Q(partner__in=list(posts.values_list("structure", flat=True)))
        )

    def open_to_neighbours(self) -> "OfferQuerySet":
        """Published, and any association of the network may book it within the share of the neighbours."""
        return self.filter(open_to_neighbours())

    def proposed_to_neighbours(self) -> "OfferQuerySet":
        """Proposed, and the association has not answered."""
        return self.filter(neighbours_proposed_at__isnull=False, neighbours_allowed_at=None, withdrawn_at=None)

    def published(self) -> "OfferQuerySet":
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def drafts(self) -> "OfferQuerySet":
        return self.filter(published_at=None, withdrawn_at=None)


class Offer(models.Model):
    """Something to go to, in an association's catalogue. A draft, then published, perhaps withdrawn: each says when.

    Dated offers have showings; an open-dated one has a single showing from ``valid_from`` to ``valid_to``.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="offers", verbose_name="association"
    )
    partner = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="offers", null=True, blank=True, verbose_name="partenaire"
    )
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, related_name="offers", null=True, blank=True, verbose_name="lieu"
    )
    title = models.CharField("titre", max_length=140)
    discipline = models.CharField("discipline", max_length=20, choices=Discipline.choices, default=Discipline.OTHER)
    summary = models.TextField("résumé", max_length=2000, blank=True)
    falc_summary = models.TextField("résumé facile à lire", max_length=1000, blank=True)
    picture = models.ImageField("image", upload_to="offres/%Y/", blank=True)
    picture_credit = models.CharField("crédit de l'image", max_length=120, blank=True)
    age_from = models.PositiveSmallIntegerField("à partir de (ans)", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("jusqu'à (ans)", null=True, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    language_free = models.BooleanField("sans besoin de comprendre le français", default=False)
    outdoors = models.BooleanField("en plein air", default=False)
    access = ArrayField(
        models.CharField(max_length=20, choices=AccessFeature.choices),
        verbose_name="accessibilité",
        default=list,
        blank=True,
    )
    mediation = models.TextField("médiation proposée", max_length=600, blank=True)
    website = models.URLField("page du spectacle", max_length=400, blank=True)

    open_dated = models.BooleanField("sans date fixe", default=False)
    booking_needed = models.BooleanField("réservation nécessaire", default=True)
    voucher_mode = models.CharField(
        "à l'accueil", max_length=20, choices=VoucherMode.choices, default=VoucherMode.NAME_LIST
    )
    names_required = models.BooleanField("nom de retrait exigé", default=False)
    booking_mode = models.CharField(
        "attribution des places", max_length=10, choices=BookingMode.choices, default=BookingMode.DIRECT
    )
    # the partner or the team proposes it to the relays of other associations; the association says yes
    neighbours_proposed_at = models.DateTimeField("ouverture aux voisins proposée le", null=True, blank=True)
    neighbours_allowed_at = models.DateTimeField("ouverte aux voisins le", null=True, blank=True)

    closes_hours = models.PositiveSmallIntegerField("fin des réservations, heures avant", null=True, blank=True)
    most_alone = models.PositiveSmallIntegerField("places au plus, sortie individuelle", null=True, blank=True)
    most_family = models.PositiveSmallIntegerField("places au plus, sortie en famille", null=True, blank=True)
    most_group = models.PositiveSmallIntegerField("places au plus, sortie de groupe", null=True, blank=True)
    most_per_relay = models.PositiveSmallIntegerField("places au plus par relais", null=True, blank=True)
    priority_hours = models.PositiveSmallIntegerField(
        "heures d'avance aux relais des quartiers prioritaires", null=True, blank=True
    )
    priority_share = models.PositiveSmallIntegerField(
        "part gardée aux relais des quartiers prioritaires (%)", null=True, blank=True
    )
    wheelchair_hours = models.PositiveSmallIntegerField(
        "places pour fauteuil gardées jusqu'à, heures avant", null=True, blank=True
    )
    neighbour_share = models.PositiveSmallIntegerField("part ouverte aux voisins (%)", null=True, blank=True)

    created_at = models.DateTimeField("créée le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="copie de"
    )

    # counts the changes: a form opened on an earlier count is stale
    revision = models.PositiveIntegerField(default=0, editable=False)
    # made by the page that enters it: the same one twice is one draft
    request_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name="source"
    )
    external_id = models.CharField("identifiant chez la source", max_length=255, blank=True)
    # what the source said last, field by field: a value that a person changed since is theirs and stays
    imported = models.JSONField(default=dict, blank=True, editable=False)
    # the same show from two sources has the same key: pointed out, never merged
    title_key = models.CharField(max_length=160, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "offre"
        verbose_name_plural = "offres"
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(source__isnull=False),
                name="programme_offer_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=models.F("age_from")),
                name="programme_offer_ages_in_order",
                violation_error_message="L'âge le plus haut est plus petit que l'âge le plus bas.",
            ),
            models.CheckConstraint(
                condition=Q(priority_share=None) | Q(priority_share__lte=100),
                name="programme_offer_share_is_a_percent",
                violation_error_message="Une part va de 0 à 100 pour cent.",
            ),
            models.CheckConstraint(
                condition=Q(neighbour_share=None) | Q(neighbour_share__lte=100),
                name="programme_offer_neighbour_share_is_a_percent",
                violation_error_message="Une part va de 0 à 100 pour cent.",
            ),
        )
        indexes = (
            GinIndex(fields=["search"], name="programme_offer_search"),
            models.Index(fields=["association", "title_key"], name="programme_offer_same_show"),
            models.Index(
                fields=["association", "venue"],
                condition=Q(neighbours_allowed_at__isnull=False),
                name="programme_offer_open_next_door",
            ),
            # what pages read of an offer without its row: ten years of them are scattered over the whole table
            models.Index(
                fields=["association"],
                include=["id", "open_dated", "booking_needed", "published_at", "withdrawn_at"],
                name="programme_offer_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def own_terms(self) -> dict[str, int | None]:
        return {
            "closes_hours": self.closes_hours,
            "most_alone": self.most_alone,
            "most_family": self.most_family,
            "most_group": self.most_group,
            "most_per_relay": self.most_per_relay,
            "priority_hours": self.priority_hours,
            "priority_share": self.priority_share,
            "wheelchair_hours": self.wheelchair_hours,
            "neighbour_share": self.neighbour_share,
        }

    @property
    def terms(self) -> terms_rules.Terms:
        """National terms, changed by the association, changed by this offer."""
        return terms_rules.resolve(self.association.own_terms, self.own_terms)

    @property
    def next_door(self) -> NextDoor:
        if self.neighbours_allowed_at:
            return NextDoor.OPEN
        return NextDoor.PROPOSED if self.neighbours_proposed_at else NextDoor.HOME

    @property
    def icon(self) -> str:
        return icon_of(self.discipline)

    @property
    def family(self) -> str:
        return family_of(self.discipline)

    @property
    def access_labels(self) -> list[str]:
        return [str(AccessFeature(value).label) for value in self.access if value in AccessFeature.values]

    def is_published(self, at: datetime) -> bool:
        return self.published_at is not None and self.published_at <= at and self.withdrawn_at is None
