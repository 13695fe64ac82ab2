from typing import ClassVar

from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention, Term

from .supporter import KEPT_SAID, SILENT, TO_ANSWER, Supporter


class IdeaQuerySet(models.QuerySet["Idea"]):
    def to_read(self) -> "IdeaQuerySet":
        """Neither answered nor marked."""
        return self.filter(answered_at=None, mark="")


class Idea(models.Model):
    """What a supporter proposes. It goes with them when they leave."""

    class Mark(models.TextChoices):
        KEPT = "kept", "retenue"
        DONE = "done", "faite"
        NOT_NOW = "not_now", "pas pour l'instant"

    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, related_name="ideas", verbose_name="sympathisant"
    )
    text = models.TextField("idée", max_length=1500)
    sent_at = models.DateTimeField("envoyée le")
    mark = models.CharField("suite", max_length=7, choices=Mark.choices, blank=True)
    answer = models.TextField("réponse de l'équipe", max_length=1500, blank=True)
    answered_at = models.DateTimeField("réponse envoyée le", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="réponse de"
    )

    objects = IdeaQuerySet.as_manager()

    _KEPT = Retention("lire l'idée et y répondre", KEPT_SAID, Term("supporter__last_sign_at", SILENT + TO_ANSWER))
    belongs_to: ClassVar[str] = "supporter__association"
    personal_data: ClassVar[dict[str, Retention]] = {"text": _KEPT, "answer": _KEPT, "answered_by": _KEPT}

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = "idée"
        verbose_name_plural = "idées"

    def __str__(self) -> str:
        return self.text[:60]
