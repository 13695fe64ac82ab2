from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention


class Kind(models.TextChoices):
    """With whom a convention is made: each has its own template."""

    RELAY = "relay", "avec un relais"
    PARTNER = "partner", "avec un partenaire"
    COMMUNE = "commune", "avec une commune"
    OTHER = "other", "autre"


class Template(models.Model):
    """One version of the text that conventions begin with. Never changed: another text is another version."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="agreement_templates", verbose_name="association"
    )
    kind = models.CharField("pour une convention", max_length=8, choices=Kind.choices)
    version = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte", max_length=30_000)
    published_at = models.DateTimeField("publié le")
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="publié par"
    )

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "published_by": Retention("savoir qui a écrit cette version", "tant que son compte est ouvert"),
    }

    class Meta:
        ordering = ("association", "kind", "-version")
        verbose_name = "modèle de convention"
        verbose_name_plural = "modèles de convention"
        constraints = (
            models.UniqueConstraint(fields=["association", "kind", "version"], name="agreements_versions_in_order"),
        )

    def __str__(self) -> str:
        return f"« {self.get_kind_display()} », version {self.version}"
