from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention
from pontdesarts.messaging import numbers


class Channel(models.Model):
    """How a referent wants to be asked who came. Without a row: by mail.

    ``link_epoch`` counts the times when they withdrew the links that they had been sent.
    """

    class By(models.TextChoices):
        MAIL = "mail", "par courriel"
        TEXT = "text", "par SMS"

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="+", primary_key=True, verbose_name="compte"
    )
    by = models.CharField("comment", max_length=4, choices=By.choices, default=By.MAIL)
    sealed = models.BinaryField("numéro (chiffré)", null=True, blank=True)
    link_epoch = models.PositiveIntegerField("liens retirés", default=0, editable=False)

    objects = models.Manager["Channel"]()

    belongs_to: ClassVar[str] = "user"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention("demander qui est venu de la façon choisie", "tant que le compte existe"),
        "sealed": Retention(
            "demander par SMS qui est venu, à qui l'a choisi",
            "jusqu'au retour au courriel ou à la fin du compte, chiffré",
        ),
    }

    class Meta:
        ordering = ("user",)
        verbose_name = "façon de demander"
        verbose_name_plural = "façons de demander"
        constraints = (
            models.CheckConstraint(
                condition=Q(by="text", sealed__isnull=False) | Q(by="mail", sealed=None),
                name="outings_number_while_asked_by_text",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}, {self.get_by_display()}"

    @property
    def number(self) -> str:
        """The number to text, or ``""``: by mail, or the key has changed."""
        return numbers.unseal(self.sealed)
