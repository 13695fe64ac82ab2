from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention
from pontdesarts.ui import words

from .agreement import Agreement, Party, kept


class Promise(models.Model):
    """What a party promises: so many places, meetings or euros, before the end of the convention or a day said."""

    class Kind(models.TextChoices):
        SEATS = "seats", "places"
        MEETINGS = "meetings", "rencontres"
        MONEY = "money", "euros"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="promises", verbose_name="convention"
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="promises", verbose_name="promis par")
    kind = models.CharField("quoi", max_length=8, choices=Kind.choices)
    number = models.PositiveIntegerField("combien")
    due_on = models.DateField("avant le", null=True, blank=True)
    detail = models.CharField("précision", max_length=160, blank=True)

    belongs_to: ClassVar[str] = "agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("agreement", "pk")
        verbose_name = "promesse"
        verbose_name_plural = "promesses"

    def __str__(self) -> str:
        return self.said

    def counted(self, number: int) -> str:
        """« 200 places », « 1 rencontre », « 3 000 euros »."""
        one = {"seats": "place", "meetings": "rencontre", "money": "euro"}[self.kind]
        return words.counted(number, one)

    @property
    def said(self) -> str:
        return self.counted(self.number) + (f" ({self.detail})" if self.detail else "")

    @property
    def is_counted_alone(self) -> bool:
        """Places are: the product knows those that were offered and booked."""
        return self.kind == self.Kind.SEATS


class Delivery(models.Model):
    """A part of a promise that was held: a meeting, a payment."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="deliveries", verbose_name="promesse")
    number = models.PositiveIntegerField("combien")
    happened_on = models.DateField("le")
    note = models.CharField("précision", max_length=160, blank=True)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    _KEPT = kept("rendre compte de ce qui a été tenu", "promise__agreement__")
    belongs_to: ClassVar[str] = "promise__agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {"note": _KEPT, "noted_by": _KEPT}

    class Meta:
        ordering = ("promise", "happened_on", "pk")
        verbose_name = "part tenue d'une promesse"
        verbose_name_plural = "parts tenues des promesses"

    def __str__(self) -> str:
        return f"{self.number}, {self.happened_on}"
