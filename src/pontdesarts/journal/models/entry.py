from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..retention import PLATFORM, Retention, Term
from ..verbs import Verb

KEPT = Term("at", timedelta(days=3 * 365), along="pk")


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, *subjects: models.Model) -> "EntryQuerySet":
        """The entries of one thing, or of several shown together (a showing with its bookings), newest first."""
        wanted = models.Q()
        for subject in subjects:
            wanted |= models.Q(subject_type=ContentType.objects.get_for_model(subject), subject_id=str(subject.pk))
        return self.filter(wanted).order_by("-at", "-pk") if subjects else self.none()

    def for_outsiders(self) -> "EntryQuerySet":
        """Without what the team does for itself."""
        return self.exclude(verb__in=[verb.name for verb in Verb.registry.values() if verb.inside])


class Entry(models.Model):
    """One line of the journal. Written by `journal.operations.record` only, never changed."""

    at = models.DateTimeField("quand")
    verb = models.CharField("verbe", max_length=60)
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="compte",
    )
    by_label = models.CharField("par", max_length=200)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.CharField(max_length=40)
    subject = GenericForeignKey("subject_type", "subject_id")
    data = models.JSONField("précisions", default=dict)

    objects = EntryQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "by_user": Retention("savoir qui a fait quoi", "3 ans", KEPT),
        "by_label": Retention("savoir qui a fait quoi", "3 ans", KEPT),
        "data": Retention(
            "nommer les professionnels dont la fonction change ; jamais une personne aidée", "3 ans", KEPT
        ),
    }

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["subject_type", "subject_id", "-at"], name="journal_entry_subject"),)
        verbose_name = "ligne du journal"
        verbose_name_plural = "lignes du journal"

    def __str__(self) -> str:
        return f"{self.by_label} {self.sentence}"

    @property
    def sentence(self) -> str:
        """What was done, in words. A verb or a detail that the code no longer knows shows as its name."""
        verb = Verb.registry.get(self.verb)
        return verb.sentence.format_map(_Known(self.data)) if verb else self.verb


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
