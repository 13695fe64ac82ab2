from datetime import timedelta
from typing import ClassVar

from django.db import models

from pontdesarts.journal.retention import Retention, Term

from .placed import Placed
from .structure import Stage, Structure

UNDONE_WITHIN = timedelta(days=30)


class StageChange(models.Model):
    """The structure entered a stage of its life. Facts with their dates, never corrected: a mistake is a new change."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="stage_changes", verbose_name="structure"
    )
    stage = models.CharField("étape", max_length=14, choices=Stage.choices)
    entered_at = models.DateTimeField("depuis le")
    reason = models.CharField("raison", max_length=200, blank=True)

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "reason": Retention("dire pourquoi", "tant que la structure est dans le réseau"),
    }

    class Meta:
        ordering = ("structure", "-entered_at", "-pk")
        verbose_name = "changement d'étape"
        verbose_name_plural = "changements d'étape"

    def __str__(self) -> str:
        return f"{self.structure}, {self.get_stage_display()}"


class Site(Placed):
    """Another address of the same structure: it books as one, it receives in several places."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="sites", verbose_name="structure")
    name = models.CharField("nom", max_length=160)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    external_ids = models.JSONField(default=dict, blank=True)

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nommer le site : ce n'est pas une personne", "tant qu'il sert", of_a_person=False),
        "address": Retention("venir", "tant qu'il sert"),
        "phone": Retention("joindre le site", "tant qu'il sert"),
    }

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "site"
        verbose_name_plural = "sites"

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two entries were one structure. ``moved`` tells which rows changed hands, to give them back in the 30 days."""

    kept = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="merges", verbose_name="gardée")
    gone = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="fusionnée")
    merged_at = models.DateTimeField("fusionnées le")
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    # {"kept": {field: value before}, "rows": [[app.model, field, [pk, …]], …]}
    moved = models.JSONField(null=True)

    belongs_to: ClassVar[str] = "kept__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "moved": Retention("pouvoir défaire la fusion", "30 jours", Term("merged_at", UNDONE_WITHIN)),
    }

    class Meta:
        ordering = ("-merged_at", "-pk")
        verbose_name = "fusion"
        verbose_name_plural = "fusions"
        constraints = (models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="network_merge_of_two"),)

    def __str__(self) -> str:
        return f"{self.gone} dans {self.kept}"


class Distinct(models.Model):
    """Somebody looked at two entries that resemble each other, and said that they are not the same structure."""

    one = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="l'une")
    other = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+", verbose_name="l'autre")
    said_at = models.DateTimeField("dit le")

    belongs_to: ClassVar[str] = "one__association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-said_at", "-pk")
        verbose_name = "fiches distinctes"
        verbose_name_plural = "fiches distinctes"
        constraints = (
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="network_distinct_are_two"),
            models.UniqueConstraint(fields=["one", "other"], name="network_distinct_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.one} n'est pas {self.other}"
