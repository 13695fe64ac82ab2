from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import IN_FULL, Showing

from .. import pickup, rules
from .party import OfParty, people_are_places


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User | AnonymousUser) -> "BookingQuerySet":
        """The bookings of one's relays, and those of the associations where one works. Never a venue's account:
        it reads its list, which says nothing of the relay."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(relay__in=_relays_of(user, Association.objects.staffed_by(user)))

    def editable_by(self, user: User | AnonymousUser) -> "BookingQuerySet":
        """Those that one may change: of one's relays, or of one's association unless one only reads."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(relay__in=_relays_of(user, Association.objects.filter(pk__in=roles.values("association"))))

    def held(self) -> "BookingQuerySet":
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def upcoming(self, at: datetime) -> "BookingQuerySet":
        return self.filter(
            Q(showing__offer__open_dated=False, showing__starts_at__gt=at)
            | Q(showing__offer__open_dated=True, showing__ends_at__gt=at)
        )

    def past(self, at: datetime) -> "BookingQuerySet":
        return self.filter(
            Q(showing__offer__open_dated=False, showing__starts_at__lte=at)
            | Q(showing__offer__open_dated=True, showing__ends_at__lte=at)
            | Q(showing__offer__open_dated=True, showing__ends_at=None)
        )

    def with_showing(self) -> "BookingQuerySet":
        """With all that rules, pages and papers read of the date, its offer, its places and the relay."""
        return self.select_related("relay__relay", "relay__association", *(f"showing__{name}" for name in IN_FULL))

    def unreported(self, at: datetime) -> "BookingQuerySet":
        """Held, past, and nobody has said who came. Unknown, which no timer ever turns into anything."""
        return self.held().past(at).filter(told_at=None)

    def with_pickup_name(self) -> "BookingQuerySet":
        return self.exclude(pickup_sealed=None)


def _relays_of(user: User, associations: AssociationQuerySet) -> list[int]:
    """The keys themselves, by a query of its own: PostgreSQL knows then how few of the bookings they are, and goes by
    the index. Inside one query it expects most of them, and reads ten million rows."""
    relays = Structure.objects.filter(Q(pk__in=Structure.objects.served_by(user)) | Q(association__in=associations))
    return list(relays.relays().order_by("pk").values_list("pk", flat=True))


class Booking(OfParty):
    """A relay holds ``places`` places of a showing. Held until cancelled; changed by operations only.

    ``code`` is what is printed on the voucher, said on the phone and found on the venue's list. ``came`` is how many
    were there, as the relay tells: ``None`` is unknown, which is not nobody.
    """

    code = models.CharField("code", max_length=12, unique=True)
    # the form's own number: the same form sent twice is one booking
    request_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="bookings", verbose_name="date")
    # `bookings_of_a_relay` begins with it: one index less to write
    relay = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="bookings", db_index=False, verbose_name="relais"
    )
    booked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="bookings", verbose_name="réservé par"
    )
    # the referent who goes, when a colleague or the team books
    booked_for = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name="pour"
    )
    booked_at = models.DateTimeField("réservé le")
    # counted in what is kept for relays of priority areas
    priority = models.BooleanField("relais d'un quartier prioritaire", default=False, editable=False)
    pickup_sealed = models.BinaryField("nom de retrait (chiffré)", null=True, blank=True)

    changed_at = models.DateTimeField("modifié le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_late = models.BooleanField("annulé après la clôture", default=False)
    cancelled_by_venue = models.BooleanField("date annulée par le lieu", default=False)
    cancel_reason = models.CharField("raison", max_length=200, blank=True)
    # who came: settled by `outings`, out of what several people say
    came = models.PositiveSmallIntegerField("venus", null=True, blank=True)
    excused = models.BooleanField("absents, prévenu", default=False)
    told_at = models.DateTimeField("retour donné le", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    belongs_to: ClassVar[str] = "relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "pickup_sealed": Retention(
            "donner un nom à l'accueil quand le lieu l'exige",
            "7 jours après la sortie au plus, chiffré",
            Term(Coalesce("showing__ends_at", "showing__starts_at"), rules.PICKUP_KEPT),
        ),
        "booked_by": Retention(
            "savoir qui a réservé", "3 ans", Term("booked_at", timedelta(days=3 * 365), along="relay")
        ),
        "booked_for": Retention(
            "savoir qui accompagne, pour lui écrire", "3 ans", Term("booked_at", timedelta(days=3 * 365), along="relay")
        ),
    }

    class Meta:
        ordering = ("-booked_at", "-pk")
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        constraints = (
            *people_are_places("bookings"),
            models.CheckConstraint(
                condition=Q(came=None, told_at=None)
                | Q(came__isnull=False, came__lte=F("places"), told_at__isnull=False),
                name="bookings_came_among_places",
                violation_error_message="Il ne peut pas être venu plus de personnes que de places réservées.",
            ),
            models.CheckConstraint(condition=Q(excused=False) | Q(came=0), name="bookings_excused_did_not_come"),
        )
        indexes = (
            models.Index(fields=["relay", "-booked_at"], name="bookings_of_a_relay"),
            # counts the parties and the places of many dates without their rows, which are all over the table
            models.Index(
                fields=["showing"],
                include=["id", "relay", "places"],
                condition=Q(cancelled_at=None),
                name="bookings_held_of_a_date",
            ),
            # few, and not written by a booking
            models.Index(
                fields=["relay", "-cancelled_at"],
                condition=Q(cancelled_at__isnull=False),
                name="bookings_cancelled_of_a_relay",
            ),
            # few as well, and what calls for a call: of ten years, not read to find those of one
            models.Index(
                fields=["relay"],
                include=["showing", "told_at"],
                condition=Q(cancelled_at=None, came=0, excused=False),
                name="bookings_nobody_came",
            ),
            models.Index(fields=["booked_for"], condition=Q(booked_for__isnull=False), name="bookings_for_a_colleague"),
            # few, for a week: found without reading the others
            models.Index(fields=["showing"], condition=Q(pickup_sealed__isnull=False), name="bookings_with_a_name"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def fewer(self) -> range:
        """The numbers between nobody and everybody."""
        return range(1, self.places)

    @property
    def state(self) -> rules.State:
        """What became of it, once the outing is behind: `unknown` until somebody says."""
        return rules.state(self.came, self.places, excused=self.excused)

    @property
    def who_came(self) -> str:
        """The state in words: « venus tous », « 3 sur 4 », « on ne sait pas encore »."""
        return rules.came_in_words(self.came, self.places, excused=self.excused)

    @property
    def pickup_name(self) -> str:
        """The name to give at the desk, or ``""`` when none was asked or it has been erased."""
        return pickup.unseal(bytes(self.pickup_sealed)) if self.pickup_sealed else ""
