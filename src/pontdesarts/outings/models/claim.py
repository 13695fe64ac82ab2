from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.programme.models import Showing

from .. import rules


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of_bookings(self) -> "ClaimQuerySet":
        return self.filter(booking__isnull=False)

    def of_dates(self) -> "ClaimQuerySet":
        """Counts of a whole date."""
        return self.filter(booking=None)

    def last_of_each(self) -> "ClaimQuerySet":
        """The last word of each source about each booking, and about the whole date: the one that counts."""
        return self.order_by("showing_id", "booking_id", "source", "-said_at", "-pk").distinct(
            "showing_id", "booking_id", "source"
        )


class Claim(models.Model):
    """Somebody says how many people came: of one booking, or of a whole date when ``booking`` is ``None``.

    Kept as it was said, more than the places if need be; the last of each source counts. ``came`` is ``None`` for « je
    ne sais pas encore », which also takes back what the source said before.
    """

    class Source(models.TextChoices):
        TEAM = rules.Source.TEAM, "l'équipe a tranché"
        DOOR = rules.Source.DOOR, "à l'entrée"
        VENUE = rules.Source.VENUE, "le lieu"
        REFERENT = rules.Source.REFERENT, "le relais"

    class Via(models.TextChoices):
        SCAN = "scan", "codes lus à l'entrée"
        COUNT = "count", "nombre donné par le lieu"
        PHOTO = "photo", "liste cochée, en photo"
        LINK = "link", "lien d'un courriel"
        PAGE = "page", "page du produit"
        PHONE = "phone", "dicté au téléphone"
        TEXT = "text", "SMS"
        PROGRAM = "program", "billetterie"

    class Reason(models.TextChoices):
        ILLNESS = "illness", "maladie"
        TRANSPORT = "transport", "transport"
        CHILDCARE = "childcare", "garde d'enfants"
        WEATHER = "weather", "météo"
        WORK = "work", "travail"
        DARED_NOT = "dared_not", "n'a pas osé"
        OTHER = "other", "autre raison"

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="claims", verbose_name="date")
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="claims", verbose_name="réservation"
    )
    source = models.CharField("source", max_length=8, choices=Source.choices)
    via = models.CharField("par", max_length=8, choices=Via.choices)
    came = models.PositiveIntegerField("venus", null=True, blank=True)
    excused = models.BooleanField("prévenu", default=False)
    reason = models.CharField("raison de l'absence", max_length=12, choices=Reason.choices, blank=True)
    said_at = models.DateTimeField("dit le")
    said_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="compte")
    said_by_label = models.CharField("dit par", max_length=200)

    objects = ClaimQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "said_by": Retention("savoir qui a dit qui est venu", "3 ans", Term("said_at", timedelta(days=3 * 365))),
        "said_by_label": Retention("savoir qui a dit qui est venu", "3 ans", Term("said_at", timedelta(days=3 * 365))),
    }

    class Meta:
        ordering = ("-said_at", "-pk")
        verbose_name = "retour de sortie"
        verbose_name_plural = "retours de sortie"
        constraints = (
            models.CheckConstraint(condition=Q(excused=False) | Q(came=0), name="outings_excused_did_not_come"),
        )
        indexes = (
            models.Index(fields=["showing", "booking", "source", "-said_at"], name="outings_claims_of_a_date"),
            # of whom it is still known who said them
            models.Index(
                fields=["said_at"],
                condition=Q(said_by__isnull=False) | ~Q(said_by_label=""),
                name="outings_claims_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_source_display()} : {self.came}"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User | AnonymousUser) -> "DisputeQuerySet":
        """Those of the dates of one's association: its team settles them."""
        return self.filter(showing__offer__association__in=Association.objects.staffed_by(user))


class Dispute(models.Model):
    """What is said of a booking, or of a whole date, does not fit. Opened and closed as words come in; the team reads
    and settles it."""

    class Kind(models.TextChoices):
        NUMBERS = "numbers", "les nombres diffèrent"
        MORE = "more", "plus de personnes que de places"
        CANCELLED = "cancelled", "venus avec une réservation annulée"
        COUNT = "count", "le compte du lieu ne tombe pas juste"

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="disputes", verbose_name="date")
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="disputes", verbose_name="réservation"
    )
    kind = models.CharField("ce qui ne va pas", max_length=10, choices=Kind.choices)
    since = models.DateTimeField("depuis le")
    asked_at = models.DateTimeField("demandé au relais le", null=True, blank=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = "désaccord"
        verbose_name_plural = "désaccords"
        constraints = (
            models.UniqueConstraint(fields=["booking"], condition=Q(booking__isnull=False), name="outings_one_dispute"),
            models.UniqueConstraint(fields=["showing"], condition=Q(booking=None), name="outings_one_dispute_of_date"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.showing_id}"
