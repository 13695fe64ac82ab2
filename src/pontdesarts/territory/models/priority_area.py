from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from pontdesarts.journal.retention import PLATFORM, Retention

from .. import rules


class PriorityAreaQuerySet(models.QuerySet["PriorityArea"]):
    def in_force(self, on: date) -> "PriorityAreaQuerySet":
        """Those that hold on that day: the day picks the vintage."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def around(self, box: "rules.Box") -> "PriorityAreaQuerySet":
        """Those whose bounding box meets ``box``; areas without a geometry never do."""
        return self.filter(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)

    def of_commune(self, insee: str) -> "PriorityAreaQuerySet":
        return self.filter(insee_codes__contains=[insee])


class PriorityArea(models.Model):
    """A perimeter of the *politique de la ville*, of one vintage.

    ``geometry`` is WKB in WGS84, null when only the list of areas is known; then the box is null too. ``simplified``
    marks a perimeter drawn by hand or thinned: it vouches for its own communes only, with a wider border.
    """

    class Kind(models.TextChoices):
        QPV = "qpv", "quartier prioritaire de la politique de la ville"
        VEILLE = "veille", "quartier de veille active"

    kind = models.CharField("sorte", max_length=6, choices=Kind.choices)
    code = models.CharField("code", max_length=12)
    vintage = models.PositiveSmallIntegerField("millésime")
    name = models.CharField("nom", max_length=250)
    insee_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True, verbose_name="communes")
    departments = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name="départements")
    geometry = models.BinaryField("périmètre (WKB)", null=True, blank=True)
    west = models.FloatField("ouest", null=True, blank=True)
    south = models.FloatField("sud", null=True, blank=True)
    east = models.FloatField("est", null=True, blank=True)
    north = models.FloatField("nord", null=True, blank=True)
    valid_from = models.DateField("valable du")
    valid_to = models.DateField("valable jusqu'au", null=True, blank=True)
    simplified = models.BooleanField("simplifié", default=False)

    objects = PriorityAreaQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nom public d'un lieu, qui ne dit rien d'une personne", "sans limite", of_a_person=False),
    }

    class Meta:
        ordering = ("kind", "vintage", "code")
        indexes = (
            GinIndex(fields=["insee_codes"], name="territory_area_insee"),
            GinIndex(fields=["departments"], name="territory_area_department"),
        )
        constraints = (
            models.UniqueConstraint(fields=["kind", "code", "vintage"], name="territory_area_once_a_vintage"),
            models.CheckConstraint(
                condition=Q(geometry__isnull=True, west__isnull=True)
                | Q(
                    geometry__isnull=False,
                    west__isnull=False,
                    south__isnull=False,
                    east__isnull=False,
                    north__isnull=False,
                ),
                name="territory_area_box_with_geometry",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="territory_area_ends_after_it_begins",
            ),
        )
        verbose_name = "quartier prioritaire ou de veille"
        verbose_name_plural = "quartiers prioritaires et de veille"

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
