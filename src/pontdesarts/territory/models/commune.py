from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from pontdesarts.journal.retention import PLATFORM, Retention

from .. import rules
from .department import Department

# « hay les roses » finds « L'Haÿ-les-Roses »
_ARTICLES = ("", "l ", "le ", "la ", "les ")


def _named(folded: str, lookup: str) -> Q:
    wanted = Q()
    for article in _ARTICLES:
        wanted |= Q(**{f"folded__{lookup}": article + folded})
    return wanted


class CommuneQuerySet(models.QuerySet["Commune"]):
    def matching(self, text: str) -> "CommuneQuerySet":
        """Communes whose name, with or without its article, or postal code begins with ``text``, largest first.

        A department or a postal code beside the name narrows (« saint-denis 93 »). Digits alone are the beginning of a
        postal code, from two digits on. Nothing typed finds nothing.
        """
        typed = rules.read_place(text)
        if typed.whole.isdecimal():
            return self._with_postal_prefix(typed.whole).by_population()
        if not typed.whole:
            return self.none()
        narrowed = _named(typed.name, "startswith")
        if typed.department:
            narrowed &= Q(department=typed.department)
        if typed.code:
            narrowed &= Q(postal_codes__contains=[typed.code]) | Q(insee=typed.code)
        # « Paris 15 » begins the name of an arrondissement as well
        return self.filter(narrowed | _named(typed.whole, "startswith")).by_population()

    def named(self, folded: str) -> "CommuneQuerySet":
        """Communes of exactly that folded name; its article may be missing."""
        return self.filter(_named(folded, "exact"))

    def with_postal_code(self, code: str) -> "CommuneQuerySet":
        return self.filter(postal_codes__contains=[code])

    def by_population(self) -> "CommuneQuerySet":
        return self.order_by(F("population").desc(nulls_last=True), "insee")

    def _with_postal_prefix(self, digits: str) -> "CommuneQuerySet":
        if not 2 <= len(digits) <= 5:
            return self.none()
        if len(digits) == 5:
            return self.with_postal_code(digits)
        # 35 000 short texts are read in a few milliseconds; a thousand codes looked for in each row took a second
        codes = Func(F("postal_codes"), Value(" "), function="array_to_string", output_field=models.CharField())
        return self.alias(codes=codes).filter(Q(codes__startswith=digits) | Q(codes__contains=f" {digits}"))


class Commune(models.Model):
    """A commune, or an arrondissement of Paris, Lyon or Marseille (then ``parent`` is the city).

    ``insee`` is text: « 07019 », « 2A004 ». Latitude and longitude are those of the centre, in WGS84 degrees; both are
    null where no open source gives them. ``folded`` is the name as `rules.fold` writes it.
    """

    insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="arrondissements",
        verbose_name="ville de l'arrondissement",
    )
    postal_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True, verbose_name="codes postaux")
    population = models.PositiveIntegerField("population", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    folded = models.CharField("nom replié", max_length=80, db_index=True)

    objects = CommuneQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nom public d'un lieu, qui ne dit rien d'une personne", "sans limite", of_a_person=False),
    }

    class Meta:
        ordering = ("folded", "insee")
        indexes = (GinIndex(fields=["postal_codes"], name="territory_commune_postal"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="territory_commune_centre_whole",
            ),
        )
        verbose_name = "commune"
        verbose_name_plural = "communes"

    def __str__(self) -> str:
        return f"{self.name} ({self.department_id})"

    @property
    def label(self) -> str:
        """As the suggestions show it and `communes.resolve_commune` reads it back: « Valenton (94460) »."""
        return f"{self.name} ({self.postal_codes[0] if len(self.postal_codes) == 1 else self.department_id})"

    @property
    def centre(self) -> rules.Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return rules.Point(self.latitude, self.longitude)


class Outline(models.Model):
    """The simplified contour of a commune, for maps: a GeoJSON geometry of a few kilobytes.

    Apart from `Commune`, so that a list of communes never reads contours.
    """

    commune = models.OneToOneField(
        Commune, on_delete=models.CASCADE, primary_key=True, related_name="outline", verbose_name="commune"
    )
    geometry = models.JSONField("contour (GeoJSON)")

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("commune",)
        verbose_name = "contour de commune"
        verbose_name_plural = "contours de communes"

    def __str__(self) -> str:
        return self.commune_id
