from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.programme.models import IN_FULL, Offer, Showing

from .. import rules

if TYPE_CHECKING:
    from .round import Round


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: User | AnonymousUser) -> "DrawQuerySet":
        """The draws of the associations where one works or for whose relays one books; those of others when they give
        places of an offer that one may look at."""
        if not user.is_authenticated:
            return self.none()
        referent_of = user.referent_posts.filter(ended_at=None).values("structure__association")
        seen = Lot.objects.filter(showing__offer__in=Offer.objects.visible_to(user).values("pk")).values("draw")
        return self.filter(
            Q(association__in=Association.objects.staffed_by(user)) | Q(association__in=referent_of) | Q(pk__in=seen)
        )

    def run_by(self, user: User | AnonymousUser) -> "DrawQuerySet":
        """Those that one prepares and follows: of the associations whose daily work one does."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(association__in=roles.values("association"))

    def running(self) -> "DrawQuerySet":
        """Neither cancelled, nor over: what is left has not been opened to all."""
        return self.filter(cancelled_at=None, rest_opened_at=None)


class Draw(models.Model):
    """Scarce places of several dates, given by ranked wishes and a draw, in rounds. Its rules are published with it.

    ``most_outings`` wishes at most are met for one relay, all rounds together (0: no limit). ``rest_opens_at`` is when
    what no round has given will be booked directly; ``rest_opened_at``, when that was done.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="draws", verbose_name="association"
    )
    title = models.CharField("titre", max_length=120)
    base_tickets = models.PositiveSmallIntegerField("billets pour chaque relais", default=10)
    few_tickets = models.PositiveSmallIntegerField("billets de plus pour qui n'a rien reçu", default=6)
    few_step = models.PositiveSmallIntegerField("un de moins toutes les … places reçues", default=4)
    qpv_tickets = models.PositiveSmallIntegerField("billets de plus en quartier prioritaire", default=3)
    small_tickets = models.PositiveSmallIntegerField("billets de plus pour une petite structure", default=2)
    small_people = models.PositiveIntegerField("petite : moins de … personnes par an", default=100)
    first_tickets = models.PositiveSmallIntegerField("billets de plus pour des premières sorties", default=2)
    missed_tickets = models.PositiveSmallIntegerField(
        "billets de plus à qui les tours d'avant n'ont rien donné", default=5
    )
    most_outings = models.PositiveSmallIntegerField("vœux reçus au plus par relais", default=2)

    announced_at = models.DateTimeField("annoncé le")
    rest_opens_at = models.DateTimeField("ce qui reste, ouvert à tous le", null=True, blank=True)
    rest_opened_at = models.DateTimeField("ouvert à tous le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l'annulation", max_length=200, blank=True)

    objects = DrawQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-announced_at", "-pk")
        verbose_name = "tirage"
        verbose_name_plural = "tirages"
        constraints = (
            models.CheckConstraint(
                condition=Q(base_tickets__gte=1, few_step__gte=1),
                name="draws_every_relay_has_a_ticket",
                violation_error_message="Chaque relais a au moins un billet.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def weights(self) -> rules.Weights:
        return rules.Weights(
            base=self.base_tickets,
            few=self.few_tickets,
            few_step=self.few_step,
            qpv=self.qpv_tickets,
            small=self.small_tickets,
            small_people=self.small_people,
            first=self.first_tickets,
            missed=self.missed_tickets,
        )

    def take_weights(self, weights: rules.Weights) -> None:
        """Copy the rules of weight into the columns; the operation saves them."""
        self.base_tickets, self.few_tickets, self.few_step = weights.base, weights.few, weights.few_step
        self.qpv_tickets, self.first_tickets, self.missed_tickets = weights.qpv, weights.first, weights.missed
        self.small_tickets, self.small_people = weights.small, weights.small_people

    @property
    def is_running(self) -> bool:
        return self.cancelled_at is None and self.rest_opened_at is None

    @property
    def current(self) -> "Round":
        """The round that is coming, open, or was drawn last: there is always one."""
        rounds = list(self.rounds.all())
        return max(rounds, key=lambda round_: round_.number)


class LotQuerySet(models.QuerySet["Lot"]):
    def with_showing(self) -> "LotQuerySet":
        return self.select_related(*(f"showing__{name}" for name in IN_FULL))


class Lot(models.Model):
    """The places of one date that are put in a draw. ``out_at``: the date was called off; ``moved_at``: it moved, and
    is not drawn in a round whose wishes were closed by then."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="lots", verbose_name="tirage")
    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="lots", verbose_name="date")
    number = models.PositiveSmallIntegerField("numéro")
    places = models.PositiveIntegerField("places mises au tirage")
    moved_at = models.DateTimeField("déplacée le", null=True, blank=True)
    out_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = LotQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("draw", "number", "pk")
        verbose_name = "lot"
        verbose_name_plural = "lots"
        constraints = (
            models.UniqueConstraint(fields=["draw", "showing"], name="draws_lot_once_a_date"),
            models.CheckConstraint(condition=Q(places__gte=1), name="draws_lot_of_places"),
        )

    def __str__(self) -> str:
        return f"{self.places} places, {self.showing}"
