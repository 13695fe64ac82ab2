from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention
from pontdesarts.network.models import Venue

from .. import rules
from .offer import Offer, seen_by

# what booking, its rules and its papers read of a date
IN_FULL = (
    "allotment",
    "venue__commune",
    "offer__association",
    "offer__venue__commune",
    "offer__partner__partner",
)


class ShowingQuerySet(models.QuerySet["Showing"]):
    def visible_to(self, user: User | AnonymousUser) -> "ShowingQuerySet":
        return self.filter(seen_by(user, "offer__")) if user.is_authenticated else self.none()

    def editable_by(self, user: User | AnonymousUser) -> "ShowingQuerySet":
        return self.filter(offer__in=Offer.objects.editable_by(user))

    def held(self) -> "ShowingQuerySet":
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def upcoming(self, at: datetime) -> "ShowingQuerySet":
        """Held, and not over: a dated one has not begun, an open-dated one has not ended."""
        return self.held().filter(
            Q(offer__open_dated=False, starts_at__gt=at) | Q(offer__open_dated=True, ends_at__gt=at)
        )

    def open_for_booking(self, at: datetime) -> "ShowingQuerySet":
        """Upcoming, published, with an allotment whose booking is open."""
        return self.upcoming(at).filter(
            Q(allotment__closes_at__gt=at) | Q(allotment__late_until__gt=at),
            offer__published_at__lte=at,
            offer__withdrawn_at=None,
            allotment__opens_at__lte=at,
        )

    def with_places_left(self, places: int = 1) -> "ShowingQuerySet":
        return self.filter(allotment__taken__lte=F("allotment__places") - places)

    def in_full(self) -> "ShowingQuerySet":
        """With its places, its offer, and who proposes it where: all that a booking and its papers read."""
        return self.select_related(*IN_FULL)


class Showing(models.Model):
    """One date of an offer; for an open-dated offer, its whole period."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="showings", verbose_name="offre")
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="showings",
        verbose_name="lieu, s'il n'est pas celui de l'offre",
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    # the source gave a day and no hour
    all_day = models.BooleanField("journée entière", default=False)
    external_id = models.CharField("identifiant chez la source", max_length=255, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l'annulation", max_length=200, blank=True)

    objects = ShowingQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = "date"
        verbose_name_plural = "dates"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="programme_showing_ends_after_it_starts",
                violation_error_message="La fin est avant le début.",
            ),
            models.UniqueConstraint(
                fields=["offer", "external_id"],
                condition=~Q(external_id=""),
                name="programme_showing_once_per_source",
            ),
        )
        indexes = (
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="programme_showing_held"),
            # tells which dates of an offer are to come, and where, without their rows
            models.Index(
                fields=["offer", "starts_at"],
                include=["id", "ends_at", "venue"],
                condition=Q(cancelled_at=None),
                name="programme_showing_of_an_offer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer}, {self.starts_at:%d/%m/%Y %H:%M}"

    @property
    def place(self) -> Venue | None:
        return self.venue or self.offer.venue

    def is_over(self, at: datetime) -> bool:
        """Nobody can set out for it any more."""
        if self.offer.open_dated and self.ends_at:
            return self.ends_at <= at
        return self.starts_at <= at


# the columns of an allotment that follow from the terms of its offer
KEPT = ("wheelchair_until", "priority_places", "priority_until", "neighbour_places")


class AllotmentQuerySet(models.QuerySet["Allotment"]):
    def taken_by_neighbours(self) -> "AllotmentQuerySet":
        """Where relays of other associations come. Few: an index of their own finds them."""
        return self.filter(neighbour_taken__gt=0).order_by("pk")


class Allotment(models.Model):
    """Contingent: the places given for one showing, and how many are taken.

    ``taken`` and its like move only through a conditional update (`bookings.places`); the constraints are the
    guarantee. A wheelchair place is one of the places.

    Until ``wheelchair_until`` the wheelchair places still free, and a companion's for each, are kept for them; until
    ``priority_until`` what is left of ``priority_places`` is kept for relays of priority areas. Relays of other
    associations take ``neighbour_places`` at most. ``late_until`` opens booking again after closing, at the last
    minute. ``stopped_at`` is set when the date is called off: nobody takes a place from then on.
    """

    showing = models.OneToOneField(
        Showing, on_delete=models.CASCADE, related_name="allotment", verbose_name="date", primary_key=True
    )
    places = models.PositiveIntegerField("places offertes")
    taken = models.PositiveIntegerField("places prises", default=0)
    wheelchair_places = models.PositiveSmallIntegerField("dont places pour fauteuil roulant", default=0)
    wheelchair_taken = models.PositiveSmallIntegerField("places pour fauteuil prises", default=0)
    most_per_booking = models.PositiveSmallIntegerField("places au plus par réservation", null=True, blank=True)
    opens_at = models.DateTimeField("réservation à partir du")
    closes_at = models.DateTimeField("réservation jusqu'au")
    wheelchair_until = models.DateTimeField("places pour fauteuil gardées jusqu'au", null=True, blank=True)
    priority_places = models.PositiveIntegerField("places gardées aux relais des quartiers prioritaires", default=0)
    priority_taken = models.PositiveIntegerField("places prises par les relais des quartiers prioritaires", default=0)
    priority_until = models.DateTimeField(
        "gardées aux relais des quartiers prioritaires jusqu'au", null=True, blank=True
    )
    neighbour_places = models.PositiveIntegerField("places au plus pour les voisins", default=0)
    neighbour_taken = models.PositiveIntegerField("places prises par les voisins", default=0)
    late_until = models.DateTimeField("dernière minute, jusqu'au", null=True, blank=True)
    stopped_at = models.DateTimeField("arrêté le", null=True, blank=True, editable=False)

    objects = AllotmentQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("showing",)
        verbose_name = "contingent"
        verbose_name_plural = "contingents"
        constraints = (
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")),
                name="programme_allotment_never_oversold",
                violation_error_message="Il y a moins de places que de places déjà réservées.",
            ),
            models.CheckConstraint(
                condition=Q(wheelchair_taken__lte=F("wheelchair_places")),
                name="programme_allotment_wheelchair_never_oversold",
                violation_error_message="Il y a moins de places pour fauteuil que de places déjà réservées.",
            ),
            models.CheckConstraint(
                condition=Q(wheelchair_places__lte=F("places")),
                name="programme_allotment_wheelchair_among_places",
                violation_error_message="Les places pour fauteuil comptent parmi les places offertes.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="programme_allotment_opens_before_it_closes",
                violation_error_message="La réservation se termine avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(neighbour_taken__lte=F("neighbour_places")),
                name="programme_allotment_neighbours_never_oversold",
                violation_error_message="Les voisins ont déjà pris plus de places que cela.",
            ),
        )
        indexes = (
            models.Index(fields=["closes_at"], name="programme_allotment_closing"),
            models.Index(fields=["showing"], condition=Q(neighbour_taken__gt=0), name="programme_allotment_neighbours"),
        )

    def __str__(self) -> str:
        return f"{self.places} places, {self.showing_id}"

    @property
    def left(self) -> int:
        return self.places - self.taken

    @property
    def neighbour_left(self) -> int:
        return max(0, self.neighbour_places - self.neighbour_taken)

    @property
    def wheelchair_left(self) -> int:
        return min(self.wheelchair_places - self.wheelchair_taken, self.left)

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at or self.is_late(at)

    def is_late(self, at: datetime) -> bool:
        """Closed, and open again for what was released at the last minute."""
        return self.late_until is not None and self.closes_at <= at < self.late_until

    def keep_shares(self) -> None:
        """Set what is kept, for whom and until when, from the terms of the offer; the operation saves `KEPT`."""
        offer, terms = self.showing.offer, self.showing.offer.terms
        until = rules.kept_until(self.showing.starts_at, terms.wheelchair_hours, opens_at=self.opens_at)
        self.wheelchair_until = until if self.wheelchair_places else None
        self.priority_until, self.priority_places = None, 0
        if terms.priority_hours:
            self.priority_until = self.opens_at + timedelta(hours=terms.priority_hours)
            # what is kept for wheelchairs is not kept for relays too: both promises hold together
            rest = max(0, self.places - 2 * self.wheelchair_places) if self.wheelchair_until else self.places
            self.priority_places = min(rules.share(self.places, terms.priority_share), rest)
        neighbours = rules.share(self.places, terms.neighbour_share) if offer.neighbours_allowed_at else 0
        self.neighbour_places = max(neighbours, self.neighbour_taken)

    def open_to(self, at: datetime, *, priority: bool = False, neighbour: bool = False) -> int:
        """Places that a party without a wheelchair may take now: what is kept for others is not there for it."""
        kept = self.kept_for_wheelchairs(at) + (0 if priority else self.kept_for_priority(at))
        free = max(0, self.left - kept)
        return min(free, max(0, self.neighbour_places - self.neighbour_taken)) if neighbour else free

    def kept_for_wheelchairs(self, at: datetime) -> int:
        """Places that a party without a wheelchair may not take yet: each wheelchair place, with a companion's."""
        if self.wheelchair_until is None or at >= self.wheelchair_until:
            return 0
        return min(2 * (self.wheelchair_places - self.wheelchair_taken), self.left)

    def kept_for_priority(self, at: datetime) -> int:
        """Places that a relay out of priority areas may not take yet."""
        if self.priority_until is None or at >= self.priority_until:
            return 0
        return max(0, min(self.priority_places - self.priority_taken, self.left))
