from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pontdesarts.journal.retention import Retention, Term
from pontdesarts.programme.models import Showing


class ReleaseQuerySet(models.QuerySet["Release"]):
    def standing(self) -> "ReleaseQuerySet":
        """Not taken back yet."""
        return self.filter(ended_at=None)

    def due(self, at: datetime) -> "ReleaseQuerySet":
        """Standing, past their moment: booking is over, or the date began or was called off."""
        over = Q(showing__allotment__late_until__lte=at) | Q(showing__starts_at__lte=at)
        return self.standing().filter(over | Q(showing__cancelled_at__isnull=False))


class Release(models.Model):
    """Places of a date are freed at the last minute: by the venue or the team, or because some came back.

    ``before`` and ``after`` are the places of the allotment just before and just after, so that what was given in all
    can be told when the allotment says what is left of it. ``unused`` is what nobody had taken when it ended.
    """

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="releases", verbose_name="date")
    places = models.PositiveIntegerField("places libérées")
    wheelchair = models.PositiveSmallIntegerField("dont pour fauteuil roulant", default=0)
    before = models.PositiveIntegerField("places offertes avant")
    after = models.PositiveIntegerField("places offertes ensuite")
    released_at = models.DateTimeField("libérées le")
    released_by = models.CharField("libérées par", max_length=200)
    until = models.DateTimeField("à prendre avant")
    # places came back after closing: nobody decided
    automatic = models.BooleanField("d'elle-même", default=False)
    told_at = models.DateTimeField("relais prévenus le", null=True, blank=True)
    ended_at = models.DateTimeField("reprises le", null=True, blank=True)
    unused = models.PositiveIntegerField("places sans preneur", null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "released_by": Retention(
            "savoir qui a libéré des places", "3 ans", Term("released_at", timedelta(days=3 * 365))
        ),
    }

    class Meta:
        ordering = ("-released_at", "-pk")
        verbose_name = "libération de places"
        verbose_name_plural = "libérations de places"
        constraints = (
            models.CheckConstraint(condition=Q(places__gte=1), name="last_minute_release_of_places"),
            models.CheckConstraint(
                condition=Q(wheelchair__lte=F("places")), name="last_minute_release_wheelchair_among_places"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, unused=None) | Q(ended_at__isnull=False, unused__isnull=False),
                name="last_minute_release_ended",
            ),
        )
        indexes = (
            models.Index(fields=["showing", "-released_at"], name="last_minute_releases"),
            models.Index(fields=["showing"], condition=Q(ended_at=None), name="last_minute_standing"),
        )

    def __str__(self) -> str:
        return f"{self.places} places, {self.showing_id}"
