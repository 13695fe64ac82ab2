from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from . import rules

_BOOKED = Q(picks__booking__isnull=False, picks__booking__cancelled_at=None)
# a place of a waiting list, or a request, that became a booking since
_CAME = Q(picks__ask__booking__isnull=False, picks__ask__booking__cancelled_at=None)


class PermanenceQuerySet(models.QuerySet["Permanence"]):
    def visible_to(self, user: User | AnonymousUser) -> "PermanenceQuerySet":
        """Those of one's relays, and of the relays of the associations where one works."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user))
            | Q(relay__association__in=Association.objects.staffed_by(user))
        )

    def editable_by(self, user: User | AnonymousUser) -> "PermanenceQuerySet":
        """Those that one may hold: of one's relays, of one's association unless one only reads."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user)) | Q(relay__association__in=roles.values("association"))
        )

    def open(self) -> "PermanenceQuerySet":
        return self.filter(closed_at=None)

    def forgotten_open(self, at: datetime) -> "PermanenceQuerySet":
        return self.open().filter(opened_at__lte=at - rules.OPEN_FOR)

    def with_figures(self) -> "PermanenceQuerySet":
        """With ``choices``, how many picks came, of how many ``people``, and ``booked``, the places they hold today."""
        return self.annotate(
            choices=Count("picks"),
            people=Count("picks__person", distinct=True),
            booked=Coalesce(Sum("picks__booking__places", filter=_BOOKED), 0)
            + Coalesce(Sum("picks__ask__booking__places", filter=_CAME), 0),
        )


class Permanence(models.Model):
    """People come, one after the other, and choose outings on one tablet. Open until ``closed_at``.

    ``criteria`` is the address of the search page after its question mark: what was looked for on that day. Nobody's
    name is here: a person is a number, known as somebody to the relay alone.
    """

    # the form's own number: the same form sent twice opens one permanence
    request_id = models.UUIDField(unique=True, editable=False)
    relay = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="permanences", verbose_name="relais")
    opened_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="ouverte par"
    )
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)
    criteria = models.CharField("filtres", max_length=1000, blank=True)

    objects = PermanenceQuerySet.as_manager()

    belongs_to: ClassVar[str] = "relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "opened_by": Retention("savoir qui a tenu la permanence", "3 ans", Term("opened_at", rules.PROFESSIONALS_KEPT)),
    }

    class Meta:
        ordering = ("-opened_at", "-pk")
        verbose_name = "permanence"
        verbose_name_plural = "permanences"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="permanences_closed_after_opened"
            ),
        )
        indexes = (models.Index(fields=["relay", "-opened_at"], name="permanences_of_a_relay"),)

    def __str__(self) -> str:
        return f"{self.relay}, {self.opened_at:%d/%m/%Y}"


class PickQuerySet(models.QuerySet["Pick"]):
    def received(self) -> "PickQuerySet":
        """In the order of the people, then of their choices; with what a page says of each."""
        return self.select_related(
            "booking", "ask__booking", "showing__allotment", "showing__venue", "showing__offer__venue"
        ).order_by("person", "received_at", "pk")

    def figures(self) -> dict[str, int]:
        """How many ``people`` chose, and the ``places`` that they hold today."""
        booked = Sum("booking__places", filter=Q(booking__cancelled_at=None))
        came = Sum("ask__booking__places", filter=Q(ask__booking__cancelled_at=None))
        return self.aggregate(people=Count("person", distinct=True), places=Coalesce(booked, 0) + Coalesce(came, 0))

    def held(self) -> "PickQuerySet":
        """Those that hold places today."""
        return self.filter(booking__isnull=False, booking__cancelled_at=None)


class Pick(models.Model):
    """One person chose one date; ``outcome`` and ``sentence`` are what they were answered.

    ``request_id`` is made on the device: the same pick sent twice, or from two tabs, is one pick and one booking.
    ``said`` tells whether what came again under that number is the same thing.
    """

    class Outcome(models.TextChoices):
        BOOKED = "booked", "réservé"
        WAITING = "waiting", "en liste d'attente"
        ASKED = "asked", "demandé"
        REFUSED = "refused", "refusé"
        WITHDRAWN = "withdrawn", "retiré"

    permanence = models.ForeignKey(
        Permanence, on_delete=models.CASCADE, related_name="picks", verbose_name="permanence"
    )
    request_id = models.UUIDField(unique=True, editable=False)
    said = models.CharField(max_length=64, editable=False)
    # the third to sit at the tablet is 3; nothing thirty days later
    person = models.PositiveSmallIntegerField("personne", null=True)
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="+", verbose_name="date")
    places = models.PositiveSmallIntegerField("places")
    outcome = models.CharField("issue", max_length=10, choices=Outcome.choices)
    sentence = models.CharField("réponse", max_length=300)
    next_step = models.CharField("que faire", max_length=300, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="pick", verbose_name="réservation"
    )
    ask = models.OneToOneField(
        Ask, on_delete=models.SET_NULL, null=True, blank=True, related_name="pick", verbose_name="demande"
    )
    received_at = models.DateTimeField("reçu le")

    objects = PickQuerySet.as_manager()

    belongs_to: ClassVar[str] = "permanence__relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "person": Retention(
            "remettre à chaque personne ce qu'elle a choisi : un numéro, jamais un nom",
            "30 jours",
            Term("received_at", rules.PEOPLE_KEPT),
        ),
    }

    class Meta:
        ordering = ("permanence", "person", "received_at", "pk")
        verbose_name = "choix"
        verbose_name_plural = "choix"
        constraints = (
            models.CheckConstraint(condition=~Q(outcome="booked") | Q(ask=None), name="permanences_booked_is_no_ask"),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.showing_id}"
