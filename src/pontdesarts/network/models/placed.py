from django.db import models

from pontdesarts.territory.models import Commune


class Placed(models.Model):
    """Something that has an address. Latitude and longitude are WGS84 degrees, known together or not at all."""

    address = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="commune"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude: its own, else the centre of its commune, else unknown."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        if self.commune and self.commune.latitude is not None and self.commune.longitude is not None:
            return self.commune.latitude, self.commune.longitude
        return None
