from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.messaging import numbers
from pontdesarts.messaging.models import Text

NEXT_DAY = Term("booking__showing__starts_at", timedelta(days=1))


class PhoneQuerySet(models.QuerySet["Phone"]):
    def known(self) -> "PhoneQuerySet":
        """Whose number has not been erased."""
        return self.filter(erased_at=None)

    def to_text(self, at: datetime) -> "PhoneQuerySet":
        """Whose outing is ahead, and that were not written to yet: the rules say which of them now."""
        return self.to_come(at).filter(texted_at=None)

    def to_come(self, at: datetime) -> "PhoneQuerySet":
        """Whose outing is ahead, and stands."""
        return self.known().filter(
            booking__cancelled_at=None, booking__showing__cancelled_at=None, booking__showing__starts_at__gt=at
        )

    def with_outing(self) -> "PhoneQuerySet":
        return self.select_related(
            "text",
            "booking__relay__association",
            "booking__relay__relay",
            "booking__showing__venue__commune",
            "booking__showing__allotment",
            "booking__showing__offer__association",
            "booking__showing__offer__venue__commune",
        )


class Phone(models.Model):
    """A number of somebody who goes, given by the referent with their consent, for the texts of this outing only.

    It answers for ``people`` of the booking; ``comes`` is how many of them come, once somebody has said so by the link
    of the text. The number is erased the day after the outing, or when the outing is off and that has been told; the
    row stays a month more, so that the link still says a true sentence.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="phones", verbose_name="réservation")
    sealed = models.BinaryField("numéro (chiffré)", null=True)
    digest = models.CharField("empreinte du numéro", max_length=64, blank=True)
    people = models.PositiveSmallIntegerField("personnes")
    given_at = models.DateTimeField("accord donné le")
    # the text of the day before; `texted_at` also when none could leave
    text = models.ForeignKey(
        Text, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="SMS de la veille"
    )
    texted_at = models.DateTimeField("SMS de la veille le", null=True, blank=True)
    comes = models.PositiveSmallIntegerField("viennent", null=True, blank=True)
    answered_at = models.DateTimeField("a prévenu le", null=True, blank=True)
    erased_at = models.DateTimeField("numéro effacé le", null=True, blank=True)

    objects = PhoneQuerySet.as_manager()

    belongs_to: ClassVar[str] = "booking__relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "sealed": Retention(
            "rappeler la sortie par SMS à qui l'a accepté",
            "le lendemain de la sortie, ou dès son annulation, chiffré",
            NEXT_DAY,
        ),
        "digest": Retention("ne pas écrire deux fois au même numéro", "avec le numéro", NEXT_DAY),
    }

    class Meta:
        ordering = ("pk",)
        verbose_name = "téléphone d'une sortie"
        verbose_name_plural = "téléphones d'une sortie"
        constraints = (
            models.UniqueConstraint(fields=["booking", "digest"], condition=~Q(digest=""), name="outings_number_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="outings_number_of_people"),
            models.CheckConstraint(condition=Q(comes=None) | Q(comes__lte=F("people")), name="outings_come_of_people"),
            models.CheckConstraint(
                condition=Q(erased_at=None, sealed__isnull=False) | Q(erased_at__isnull=False, sealed=None, digest=""),
                name="outings_number_until_erased",
            ),
        )
        indexes = (models.Index(fields=["booking"], condition=Q(erased_at=None), name="outings_numbers_known"),)

    def __str__(self) -> str:
        return f"téléphone {self.pk}"

    @property
    def number(self) -> str:
        """The number, or ``""`` once it has been erased."""
        return numbers.unseal(self.sealed)

    @property
    def masked(self) -> str:
        """Enough for whoever gave it: « 06 .. .. .. 78 »."""
        return numbers.masked(self.number)

    @property
    def expected(self) -> int:
        """How many of its people come, as far as anybody said."""
        return self.people if self.comes is None else self.comes
