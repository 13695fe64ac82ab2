from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention

from .. import rules
from .draw import Draw
from .wish import Wish


class RoundQuerySet(models.QuerySet["Round"]):
    def to_draw(self) -> "RoundQuerySet":
        """Not drawn yet, of a draw that still runs."""
        return self.filter(drawn_at=None, draw__cancelled_at=None, draw__rest_opened_at=None)

    def due(self, at: datetime) -> "RoundQuerySet":
        """Those whose planned moment has come."""
        return self.to_draw().filter(draws_at__lte=at).order_by("draws_at", "pk")

    def open_first(self, at: datetime) -> "RoundQuerySet":
        """First rounds in which wishes may be made."""
        return self.to_draw().filter(number=1, opens_at__lte=at, closes_at__gt=at).order_by("opens_at", "pk")


class Round(models.Model):
    """One window of wishes, then one draw. Its secret is sealed until then; its ``commitment`` is published at once.

    ``closed_list`` and ``result`` are all that the draw was made from and all that came out, as `rules` writes them:
    whoever has them and ``seed`` can make the draw again. They name no relay: public numbers only.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="rounds", verbose_name="tirage")
    number = models.PositiveSmallIntegerField("tour")
    opens_at = models.DateTimeField("vœux à partir du")
    closes_at = models.DateTimeField("vœux jusqu'au")
    draws_at = models.DateTimeField("tirage prévu le")
    commitment = models.CharField("empreinte de la graine", max_length=64)
    secret_sealed = models.BinaryField("graine (chiffrée)")
    seed = models.CharField("graine", max_length=64, blank=True)
    drawn_at = models.DateTimeField("tiré le", null=True, blank=True)
    closed_list = models.JSONField("liste close", default=dict, blank=True)
    digest = models.CharField("empreinte de la liste close", max_length=64, blank=True)
    result = models.JSONField("résultat", default=dict, blank=True)

    objects = RoundQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("draw", "number", "pk")
        verbose_name = "tour"
        verbose_name_plural = "tours"
        constraints = (
            models.UniqueConstraint(fields=["draw", "number"], name="draws_round_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at"), closes_at__lte=F("draws_at")),
                name="draws_round_in_order",
                violation_error_message="Les vœux s'ouvrent, se ferment, puis on tire.",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | Q(drawn_at__isnull=False) & ~Q(seed=""),
                name="draws_seed_secret_until_drawn",
            ),
        )
        indexes = (models.Index(fields=["draws_at"], condition=Q(drawn_at=None), name="draws_round_due"),)

    def __str__(self) -> str:
        return f"{self.draw}, tour {self.number}"

    def is_open(self, at: datetime) -> bool:
        """Wishes may be made."""
        return self.opens_at <= at < self.closes_at and self.drawn_at is None

    @property
    def record(self) -> dict[str, Any]:
        """What is published once it is drawn: enough to make the draw again."""
        return {
            "round": self.number,
            "commitment": self.commitment,
            "seed": self.seed,
            "digest": self.digest,
            "input": self.closed_list,
            "result": self.result,
        }


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def met(self) -> "OutcomeQuerySet":
        return self.filter(booking__isnull=False)


class Outcome(models.Model):
    """What became of a wish in a round. ``rank`` is the choice that it was then, ``turn`` the pass that settled it,
    ``left`` the places that the lot had left at that moment."""

    class Reason(models.TextChoices):
        GIVEN = rules.Reason.GIVEN.value, "reçu"
        FEWER = rules.Reason.FEWER.value, "reçu en partie"
        FULL = rules.Reason.FULL.value, "déjà complet"
        WHEELCHAIR = rules.Reason.WHEELCHAIR.value, "plus de place pour fauteuil roulant"
        NEIGHBOURS = rules.Reason.NEIGHBOURS.value, "part des voisins déjà prise"
        SHARE = rules.Reason.SHARE.value, "le relais a déjà sa part de cette sortie"
        LIMIT = rules.Reason.LIMIT.value, "le relais a déjà reçu autant de vœux que possible"
        SUSPENDED = rules.Reason.SUSPENDED.value, "relais suspendu"
        CALLED_OFF = rules.Reason.CALLED_OFF.value, "date annulée ou retirée"
        MOVED = rules.Reason.MOVED.value, "date déplacée après la fin des vœux"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="outcomes", verbose_name="tour")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="outcomes", verbose_name="vœu")
    rank = models.PositiveSmallIntegerField("rang")
    reason = models.CharField("raison", max_length=10, choices=Reason.choices)
    places = models.PositiveSmallIntegerField("places reçues", default=0)
    turn = models.PositiveSmallIntegerField("passage", default=0)
    left = models.PositiveIntegerField("places qui restaient", default=0)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="outcome", verbose_name="réservation"
    )

    objects = OutcomeQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("round", "wish", "pk")
        verbose_name = "issue d'un vœu"
        verbose_name_plural = "issues des vœux"
        constraints = (
            models.UniqueConstraint(fields=["round", "wish"], name="draws_outcome_once"),
            models.CheckConstraint(
                condition=Q(reason__in=("given", "fewer"), places__gte=1, booking__isnull=False)
                | ~Q(reason__in=("given", "fewer")) & Q(places=0, booking=None),
                name="draws_outcome_of_places",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.places} places"
