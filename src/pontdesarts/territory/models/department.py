from typing import ClassVar

from django.db import models

from pontdesarts.journal.retention import PLATFORM, Retention


class Department(models.Model):
    """A département or an overseas collectivity. ``code`` is text: « 07 », « 2A », « 974 »."""

    class Zone(models.TextChoices):
        """The three calendars of the school holidays. Corsica and overseas have their own: no zone."""

        A = "A", "zone A"
        B = "B", "zone B"
        C = "C", "zone C"

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region_code = models.CharField("code de la région", max_length=3, blank=True)
    region_name = models.CharField("région", max_length=60, blank=True)
    zone = models.CharField("zone de vacances scolaires", max_length=1, choices=Zone.choices, blank=True)

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nom public d'un lieu, qui ne dit rien d'une personne", "sans limite", of_a_person=False),
        "region_name": Retention(
            "nom public d'un lieu, qui ne dit rien d'une personne", "sans limite", of_a_person=False
        ),
    }

    class Meta:
        ordering = ("code",)
        verbose_name = "département"
        verbose_name_plural = "départements"

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
