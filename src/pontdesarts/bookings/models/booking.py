from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from .. import pickup, rules


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User | AnonymousUser) -> "BookingQuerySet":
        """The bookings of one's relays, and those of the associations where one works. Never a venue's account:
        it reads its list, which says nothing of the relay."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user))
            | Q(relay__association__in=Association.objects.staffed_by(user))
        )

    def editable_by(self, user: User | AnonymousUser) -> "BookingQuerySet":
        """Those that one may change: of one's relays, or of one's association unless one only reads."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.filter(ended_at=None, role__in=("direction", "team"))
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user)) | Q(relay__association__in=roles.values("association"))
        )

    def held(self) -> "BookingQuerySet":
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def upcoming(self, at: datetime) -> "BookingQuerySet":
        return self.filter(
            Q(showing__offer__open_dated=False, showing__starts_at__gt=at)
            | Q(showing__offer__open_dated=True, showing__ends_at__gt=at)
        )

    def past(self, at: datetime) -> "BookingQuerySet":
        return self.exclude(pk__in=self.upcoming(at).values("pk"))

    def with_showing(self) -> "BookingQuerySet":
        """With all that rules, pages and papers read of the date, its offer, its places and the relay."""
        return self.select_related(
            "relay__relay",
            "relay__association",
            "showing__venue__commune",
            "showing__allotment",
            "showing__offer__association",
            "showing__offer__venue__commune",
            "showing__offer__partner__partner",
        )

    def with_pickup_name(self) -> "BookingQuerySet":
        return self.exclude(pickup_sealed=None)


class Booking(models.Model):
    """A relay holds ``places`` places of a showing. Held until cancelled; changed by operations only.

    ``code`` is what is printed on the voucher, said on the phone and found on the venue's list.
    """

    class Outing(models.TextChoices):
        ALONE = "alone", "sortie individuelle"
        FAMILY = "family", "sortie en famille"
        GROUP = "group", "sortie de groupe"

    class Need(models.TextChoices):
        LOOP = "loop", "boucle magnétique"
        LSF = "lsf", "langue des signes"
        CHILDCARE = "childcare", "garde d'enfant"
        TRANSPORT = "transport", "transport"

    code = models.CharField("code", max_length=12, unique=True)
    # the form's own number: the same form sent twice is one booking
    request_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="bookings", verbose_name="date")
    relay = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="bookings", verbose_name="relais")
    booked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="bookings", verbose_name="réservé par"
    )
    booked_at = models.DateTimeField("réservé le")

    places = models.PositiveSmallIntegerField("places")
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    under_6 = models.PositiveSmallIntegerField("enfants de 0 à 5 ans", default=0)
    from_6_to_11 = models.PositiveSmallIntegerField("enfants de 6 à 11 ans", default=0)
    from_12_to_17 = models.PositiveSmallIntegerField("jeunes de 12 à 17 ans", default=0)
    workers = models.PositiveSmallIntegerField("accompagnatrices et accompagnateurs", default=0)
    wheelchair = models.PositiveSmallIntegerField("dont en fauteuil roulant", default=0)
    outing = models.CharField("sortie", max_length=8, choices=Outing.choices)
    first_outing = models.BooleanField("première sortie", null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=12, choices=Need.choices), verbose_name="besoins", default=list, blank=True
    )
    pickup_sealed = models.BinaryField("nom de retrait (chiffré)", null=True, blank=True)

    changed_at = models.DateTimeField("modifié le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_late = models.BooleanField("annulé après la clôture", default=False)
    cancelled_by_venue = models.BooleanField("date annulée par le lieu", default=False)
    cancel_reason = models.CharField("raison", max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {
        "pickup_sealed": Retention(
            "donner un nom à l'accueil quand le lieu l'exige", "7 jours après la sortie au plus, chiffré"
        ),
        "booked_by": Retention("savoir qui a réservé", "3 ans"),
    }

    class Meta:
        ordering = ("-booked_at", "-pk")
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        constraints = (
            models.CheckConstraint(
                condition=Q(places=F("adults") + F("under_6") + F("from_6_to_11") + F("from_12_to_17") + F("workers"))
                & Q(places__gte=1),
                name="bookings_places_are_people",
            ),
            models.CheckConstraint(condition=Q(wheelchair__lte=F("places")), name="bookings_wheelchair_among_places"),
        )
        indexes = (
            models.Index(fields=["relay", "-booked_at"], name="bookings_of_a_relay"),
            models.Index(fields=["showing"], condition=Q(cancelled_at=None), name="bookings_held_of_showing"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def party(self) -> rules.Party:
        return rules.Party(
            adults=self.adults,
            under_6=self.under_6,
            from_6_to_11=self.from_6_to_11,
            from_12_to_17=self.from_12_to_17,
            workers=self.workers,
            wheelchair=self.wheelchair,
            outing=rules.Outing(self.outing),
            first_outing=self.first_outing,
            needs=frozenset(rules.Need(need) for need in self.needs),
        )

    def take_party(self, party: rules.Party) -> None:
        """Copy the numbers of a party into the columns; the operation saves them."""
        for name in ("adults", "under_6", "from_6_to_11", "from_12_to_17", "workers", "wheelchair", "first_outing"):
            setattr(self, name, getattr(party, name))
        self.places = party.places
        self.outing = party.outing.value
        self.needs = sorted(need.value for need in party.needs)

    @property
    def pickup_name(self) -> str:
        """The name to give at the desk, or ``""`` when none was asked or it has been erased."""
        return pickup.unseal(bytes(self.pickup_sealed)) if self.pickup_sealed else ""
