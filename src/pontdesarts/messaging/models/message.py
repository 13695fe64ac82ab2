from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from pontdesarts.journal.retention import PLATFORM, Retention, Term

KEPT_DAYS = 30


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def expired(self, at: datetime) -> "MessageQuerySet":
        """Those whose text is no longer needed: 30 days after they were written."""
        return self.filter(created_at__lt=Message.personal_data["to"].before(at))


class Message(models.Model):
    """One mail to one address. Not sent yet, sent, or failed for good: each says when."""

    kind = models.CharField("sorte", max_length=60)
    to = models.EmailField("adresse")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    failed_at = models.DateTimeField("échoué le", null=True, blank=True)
    error = models.CharField("erreur", max_length=300, blank=True)
    # of the job that wrote it, begun again or not: see `running`
    once = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = MessageQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "to": Retention("envoyer le courriel", "30 jours", Term("created_at", timedelta(days=KEPT_DAYS))),
        "text": Retention("envoyer le courriel", "30 jours", Term("created_at", timedelta(days=KEPT_DAYS))),
        "html": Retention("envoyer le courriel", "30 jours", Term("created_at", timedelta(days=KEPT_DAYS))),
        "subject": Retention("envoyer le courriel", "30 jours", Term("created_at", timedelta(days=KEPT_DAYS))),
    }

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["created_at"], name="messaging_message_age"),)
        verbose_name = "courriel"
        verbose_name_plural = "courriels"

    def __str__(self) -> str:
        return f"{self.kind} ({self.pk})"


class Attachment(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=80)
    content = models.BinaryField("contenu")

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention(
            "nommer la pièce jointe",
            "30 jours, avec le courriel",
            Term("message__created_at", timedelta(days=KEPT_DAYS)),
        ),
        "content": Retention(
            "envoyer le courriel", "30 jours, avec le courriel", Term("message__created_at", timedelta(days=KEPT_DAYS))
        ),
    }

    class Meta:
        ordering = ("pk",)
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"

    def __str__(self) -> str:
        return self.name
