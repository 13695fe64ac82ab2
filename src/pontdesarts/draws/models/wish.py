from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings import pickup
from pontdesarts.bookings.models import OfParty, people_are_places
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import IN_FULL

from .draw import Draw, Lot


class EntrantQuerySet(models.QuerySet["Entrant"]):
    def visible_to(self, user: User | AnonymousUser) -> "EntrantQuerySet":
        """Of one's relays, and of the relays or the draws of one's association."""
        if not user.is_authenticated:
            return self.none()
        staffed = Association.objects.staffed_by(user)
        return self.filter(
            Q(relay__in=Structure.objects.served_by(user))
            | Q(relay__association__in=staffed)
            | Q(draw__association__in=staffed)
        )


class Entrant(models.Model):
    """A relay that takes part in a draw. ``number`` is how everybody else reads it: drawn at its first wish, known to
    it from then on, so that it finds itself in the published list."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entrants", verbose_name="tirage")
    relay = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="entrants", verbose_name="relais")
    number = models.PositiveIntegerField("numéro public")
    entered_at = models.DateTimeField("premier vœu le")

    objects = EntrantQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("draw", "number", "pk")
        verbose_name = "relais d'un tirage"
        verbose_name_plural = "relais d'un tirage"
        constraints = (
            models.UniqueConstraint(fields=["draw", "relay"], name="draws_entrant_once"),
            models.UniqueConstraint(fields=["draw", "number"], name="draws_entrant_number"),
        )

    def __str__(self) -> str:
        return f"relais n° {self.number}"


class WishQuerySet(models.QuerySet["Wish"]):
    def editable_by(self, user: User | AnonymousUser) -> "WishQuerySet":
        """Those that one may change or withdraw: of one's relays, of one's association unless one only reads."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(
            Q(entrant__relay__in=Structure.objects.served_by(user))
            | Q(entrant__relay__association__in=roles.values("association"))
        )

    def standing(self) -> "WishQuerySet":
        """Neither withdrawn nor met: it takes part in the next draw."""
        return self.filter(withdrawn_at=None).exclude(outcomes__booking__isnull=False)

    def ranked(self) -> "WishQuerySet":
        return self.order_by("rank", "pk")

    def with_lot(self) -> "WishQuerySet":
        return self.select_related(
            "entrant__draw__association",
            "entrant__relay__relay",
            "entrant__relay__association",
            *(f"lot__showing__{name}" for name in IN_FULL),
        )


class Wish(OfParty):
    """A relay would like places of a lot: its ``rank``-th choice, ``least`` places at least.

    Wishes that were not met stay for the next round. A wish that was withdrawn can be put back while wishes are open.
    """

    entrant = models.ForeignKey(Entrant, on_delete=models.CASCADE, related_name="wishes", verbose_name="relais")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="wishes", verbose_name="lot")
    rank = models.PositiveSmallIntegerField("rang")
    least = models.PositiveSmallIntegerField("au moins")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="fait par")
    made_at = models.DateTimeField("fait le")
    pickup_sealed = models.BinaryField("nom de retrait (chiffré)", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = WishQuerySet.as_manager()

    belongs_to: ClassVar[str] = "entrant__relay__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "pickup_sealed": Retention(
            "donner un nom à l'accueil quand le lieu l'exige",
            "jusqu'au tirage, ou au retrait du vœu, chiffré ; ensuite avec la réservation",
            Term(Coalesce("lot__showing__ends_at", "lot__showing__starts_at"), timedelta()),
        ),
        "made_by": Retention(
            "savoir qui a fait le vœu, pour lui répondre", "3 ans", Term("made_at", timedelta(days=3 * 365))
        ),
    }

    class Meta:
        ordering = ("entrant", "rank", "pk")
        verbose_name = "vœu"
        verbose_name_plural = "vœux"
        constraints = (
            *people_are_places("draws_wish"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=F("places")), name="draws_wish_least"),
            models.UniqueConstraint(fields=["entrant", "lot"], name="draws_wish_once_a_lot"),
            models.UniqueConstraint(
                fields=["entrant", "rank"], condition=Q(withdrawn_at=None), name="draws_wish_once_a_rank"
            ),
        )

    def __str__(self) -> str:
        return f"vœu {self.rank}, {self.places} places"

    @property
    def pickup_name(self) -> str:
        return pickup.unseal(bytes(self.pickup_sealed)) if self.pickup_sealed else ""
