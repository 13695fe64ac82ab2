from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import IN_FULL, Showing

from .booking import Booking
from .party import OfParty, people_are_places


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: User | AnonymousUser) -> "AskQuerySet":
        """What one's relays ask for; what relays of one's association ask for, or anybody for its dates."""
        if not user.is_authenticated:
            return self.none()
        staffed = Association.objects.staffed_by(user)
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user))
            | Q(relay__association__in=staffed)
            | Q(showing__offer__association__in=staffed)
        )

    def editable_by(self, user: User | AnonymousUser) -> "AskQuerySet":
        """Those that one may accept, change or leave: of one's relays, of one's association unless one only reads."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user)) | Q(relay__association__in=roles.values("association"))
        )

    def open(self) -> "AskQuerySet":
        """Nobody has ended it: it waits, for places or for an answer."""
        return self.filter(ended_at=None)

    def upcoming(self, at: datetime) -> "AskQuerySet":
        """Whose date is ahead, or has not ended when it is a period."""
        ahead = Q(showing__offer__open_dated=False, showing__starts_at__gt=at)
        return self.filter(ahead | Q(showing__offer__open_dated=True, showing__ends_at__gt=at))

    def waiting(self) -> "AskQuerySet":
        """On a waiting list, in the order of their turn."""
        return self.open().filter(kind=Ask.Kind.WAITING).order_by("position", "pk")

    def requests(self) -> "AskQuerySet":
        """Waiting for the partner or the team to say yes, the oldest first."""
        return self.open().filter(kind=Ask.Kind.REQUEST).order_by("asked_at", "pk")

    def given_since(self, moment: datetime) -> "AskQuerySet":
        """Requests that were given all they asked, which the relay holds as it received it."""
        held = self.filter(booking__cancelled_at=None, booking__changed_at=None)
        return held.filter(kind=Ask.Kind.REQUEST, end=Ask.End.BOOKED, ended_at__gt=moment)

    def with_showing(self) -> "AskQuerySet":
        return self.select_related("relay__relay", "relay__association", *(f"showing__{name}" for name in IN_FULL))


class Ask(OfParty):
    """A relay asks for places of a date that it cannot simply take: it waits for some to come back, or for the partner
    or the team to say yes. Open until ``ended_at``.

    On a waiting list, turns go by ``position``. ``least`` is the smallest number of places that the relay would take.
    ``skips`` counts the times others went before because the party did not fit: past a limit nobody does any more, and
    places that come back are ``gathered`` for it. Gathered places count as taken.
    """

    class Kind(models.TextChoices):
        WAITING = "waiting", "liste d'attente"
        REQUEST = "request", "demande"

    class End(models.TextChoices):
        BOOKED = "booked", "places obtenues"
        LEFT = "left", "abandonnée par le relais"
        UNANSWERED = "unanswered", "sans réponse à nos propositions"
        REFUSED = "refused", "refusée"
        OVER = "over", "la date est arrivée"
        CALLED_OFF = "called_off", "date annulée"

    class Refusal(models.TextChoices):
        FULL = "full", "il n'y a plus de places"
        AUDIENCE = "audience", "la sortie ne convient pas à ce groupe"
        SHARED = "shared", "les places vont à d'autres relais, qui en ont eu moins"
        CONDITIONS = "conditions", "le lieu ne peut pas répondre aux besoins dits"
        OTHER = "other", "autre raison"

    kind = models.CharField("forme", max_length=8, choices=Kind.choices)
    request_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="asks", verbose_name="date")
    relay = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="asks", verbose_name="relais")
    asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="demandé par"
    )
    # the referent who goes, when a colleague or the team asks
    booked_for = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="pour"
    )
    asked_at = models.DateTimeField("demandé le")
    least = models.PositiveSmallIntegerField("au moins")
    pickup_sealed = models.BinaryField("nom de retrait (chiffré)", null=True, blank=True)

    position = models.PositiveIntegerField("rang", default=0)
    skips = models.PositiveSmallIntegerField("tours passés", default=0)
    gathered = models.PositiveSmallIntegerField("places mises de côté", default=0)
    gathered_wheelchair = models.PositiveSmallIntegerField("dont pour fauteuil roulant", default=0)
    unanswered = models.PositiveSmallIntegerField("propositions sans réponse", default=0)
    moved_at = models.DateTimeField("déplacée le", null=True, blank=True)
    moved_reason = models.CharField("raison du déplacement", max_length=200, blank=True)

    # a request: when whoever answers was told of it by mail, and reminded before the date closes
    told_at = models.DateTimeField("dite au partenaire le", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True, editable=False)

    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    end = models.CharField("issue", max_length=10, choices=End.choices, blank=True)
    refusal = models.CharField("raison du refus", max_length=10, choices=Refusal.choices, blank=True)
    answer = models.CharField("réponse", max_length=300, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="ask", verbose_name="réservation"
    )

    objects = AskQuerySet.as_manager()

    belongs_to: ClassVar[str] = "relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "pickup_sealed": Retention(
            "donner un nom à l'accueil quand le lieu l'exige",
            "jusqu'à la fin de la demande, chiffré",
            Term(Coalesce("showing__ends_at", "showing__starts_at"), timedelta()),
        ),
        "asked_by": Retention(
            "savoir qui a demandé, pour lui répondre", "3 ans", Term("asked_at", timedelta(days=3 * 365))
        ),
        "booked_for": Retention(
            "savoir qui accompagne, pour lui écrire", "3 ans", Term("asked_at", timedelta(days=3 * 365))
        ),
    }

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        constraints = (
            *people_are_places("bookings_ask"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=F("places")), name="bookings_ask_least"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""), name="bookings_ask_ended"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(gathered=0), name="bookings_ask_gathers_while_open"),
            models.CheckConstraint(
                condition=Q(gathered__lte=F("places"), gathered_wheelchair__lte=F("gathered")),
                name="bookings_ask_gathers_its_places",
            ),
            models.UniqueConstraint(
                fields=["showing", "relay", "kind"],
                condition=Q(ended_at=None),
                name="bookings_ask_once_a_relay",
                violation_error_message="Votre relais a déjà une demande pour cette date.",
            ),
        )
        indexes = (
            models.Index(fields=["showing", "position"], condition=Q(ended_at=None), name="bookings_ask_turns"),
            models.Index(fields=["relay", "-asked_at"], name="bookings_asks_of_a_relay"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.places} places"

    @property
    def sealed_name(self) -> bytes | None:
        """The name to give at the desk, encrypted, as the booking takes it over."""
        return bytes(self.pickup_sealed) if self.pickup_sealed else None


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def pending(self) -> "ProposalQuerySet":
        """Neither answered nor expired: its places count as taken."""
        return self.filter(answered_at=None)

    def due(self, at: datetime) -> "ProposalQuerySet":
        """Pending, and past the moment until which one could answer."""
        return self.pending().filter(expires_at__lte=at).order_by("expires_at", "pk")


class Proposal(models.Model):
    """``places`` are kept for a relay that asked, until it answers or ``expires_at``."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "acceptée"
        STAYED = "stayed", "refusée, le relais attend encore"
        PASSED = "passed", "refusée"
        EXPIRED = "expired", "sans réponse"
        WITHDRAWN = "withdrawn", "retirée"

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="proposals", verbose_name="demande")
    places = models.PositiveSmallIntegerField("places")
    wheelchair = models.PositiveSmallIntegerField("dont en fauteuil roulant", default=0)
    proposed_at = models.DateTimeField("proposée le")
    expires_at = models.DateTimeField("à accepter avant")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=10, choices=Answer.choices, blank=True)

    objects = ProposalQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-proposed_at", "-pk")
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        constraints = (
            models.UniqueConstraint(
                fields=["ask"], condition=Q(answered_at=None), name="bookings_one_pending_proposal"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="bookings_proposal_answered",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, wheelchair__lte=F("places")), name="bookings_proposal_of_places"
            ),
        )
        indexes = (models.Index(fields=["expires_at"], condition=Q(answered_at=None), name="bookings_proposal_due"),)

    def __str__(self) -> str:
        return f"{self.places} places, {self.expires_at:%d/%m/%Y %H:%M}"
