from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.programme.models import Showing

from . import rules


class Reception(models.Model):
    """The door of one date: one row, on which those who write wait for one another. Ended: whoever was not read did
    not come, by the door's word; it may be opened again."""

    showing = models.OneToOneField(
        Showing, on_delete=models.CASCADE, related_name="reception", verbose_name="date", primary_key=True
    )
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    objects = models.Manager["Reception"]()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("showing",)
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def __str__(self) -> str:
        return f"accueil {self.pk}"

    @staticmethod
    def locked(showing: Showing) -> "Reception":
        """That of the date, made if need be, ours until the transaction ends."""
        Reception.objects.bulk_create([Reception(showing=showing)], ignore_conflicts=True)
        return Reception.objects.select_for_update(of=("self",)).get(showing=showing)


class ScanQuerySet(models.QuerySet["Scan"]):
    def entries(self) -> list[rules.Entry]:
        return [scan.entry for scan in self if scan.undoes is None]

    def undone(self) -> list[UUID]:
        return [scan.undoes for scan in self if scan.undoes is not None]


class Scan(models.Model):
    """What one telephone read or was told at the door, or took back. Never changed, never removed: the evening is the
    set of them. ``id`` is made on the telephone: the same one sent twice is one.

    ``booking`` is ``None`` when the code is of another date, or of nothing that we know: it is kept as it was said.
    ``undoes`` names an entry, which may not have come yet. ``offset_ms`` is what the telephone must add to its clock
    to read ours, as it estimated it; ``None`` when it never could.
    """

    id = models.UUIDField("numéro", primary_key=True, editable=False)
    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="scans", verbose_name="date")
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="scans", verbose_name="réservation"
    )
    code = models.CharField("code", max_length=12, blank=True)
    ordinal = models.PositiveSmallIntegerField("papier numéro", default=0)
    people = models.PositiveSmallIntegerField("personnes", default=0)
    beyond = models.PositiveSmallIntegerField("dont en plus des places", default=0)
    undoes = models.UUIDField("annule", null=True, blank=True)
    device = models.UUIDField("téléphone", null=True, blank=True)
    device_at = models.DateTimeField("à l'heure du téléphone")
    offset_ms = models.BigIntegerField("écart de son horloge (ms)", null=True, blank=True)
    received_at = models.DateTimeField("reçu le")

    objects = ScanQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "device": Retention(
            "comparer ce que deux téléphones ont lu",
            "30 jours ; un numéro au hasard, par soirée",
            Term("received_at", rules.DEVICES_KEPT),
        ),
    }

    class Meta:
        ordering = ("showing", "device_at", "pk")
        verbose_name = "entrée lue"
        verbose_name_plural = "entrées lues"
        constraints = (
            models.CheckConstraint(
                condition=Q(undoes=None, people__gt=0, people__lte=rules.MOST_PEOPLE, beyond__lte=F("people"))
                & ~Q(code="")
                | Q(undoes__isnull=False, people=0, beyond=0, code="", ordinal=0),
                name="doors_scan_enters_or_undoes",
            ),
        )
        indexes = (
            models.Index(fields=["received_at"], condition=Q(device__isnull=False), name="doors_scans_of_devices"),
        )

    def __str__(self) -> str:
        return f"{self.code or self.undoes} ({self.people})"

    @property
    def at(self) -> datetime:
        """Our time, as well as the telephone knew it. It follows from what it sent, never from when that came."""
        return self.device_at + timedelta(milliseconds=self.offset_ms or 0)

    @property
    def entry(self) -> rules.Entry:
        return rules.Entry(self.id, self.code, self.people, self.at, self.ordinal, self.beyond)
