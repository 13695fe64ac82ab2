from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.programme.models import Showing

from .. import moments

SEASON = Term("showing__starts_at", moments.season_over)


class ImpressionQuerySet(models.QuerySet["Impression"]):
    def visible_to(self, user: User | AnonymousUser) -> "ImpressionQuerySet":
        """Those of the offers of one's association: its team reads them before anybody else."""
        return self.filter(showing__offer__association__in=Association.objects.staffed_by(user))

    def to_moderate(self) -> "ImpressionQuerySet":
        """With words that nobody has read yet, or a voice that nobody has written down."""
        return self.filter(moderated_at=None).exclude(line="", voice=None)

    def published(self) -> "ImpressionQuerySet":
        return self.filter(published=True)


class Impression(models.Model):
    """What people felt, as the referent tells: a face, a line, or a voice note. Never a name: the page says so, and the
    team reads before anybody else.

    ``booking`` is unlinked at the end of the season, once read: what remains is the show and the words. ``text`` is
    what the team publishes: the line, or the voice written down, without what could tell who.
    """

    class Mood(models.TextChoices):
        HAPPY = "happy", "content"
        MIXED = "mixed", "partagé"
        SAD = "sad", "déçu"

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="impressions", verbose_name="date")
    booking = models.OneToOneField(
        Booking, on_delete=models.SET_NULL, null=True, related_name="impression", verbose_name="réservation"
    )
    mood = models.CharField("ressenti", max_length=6, choices=Mood.choices, blank=True)
    line = models.CharField("ce qui a été dit", max_length=400, blank=True)
    said_at = models.DateTimeField("dit le")

    text = models.CharField("texte publié", max_length=400, blank=True)
    published = models.BooleanField("publié", default=False)
    moderated_at = models.DateTimeField("relu le", null=True, blank=True)
    moderated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="relu par"
    )

    objects = ImpressionQuerySet.as_manager()

    belongs_to: ClassVar[str] = "showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "booking": Retention("demander une précision au relais", "délié à la fin de la saison, une fois relu", SEASON),
        "line": Retention(
            "dire aux lieux ce que les spectateurs ont pensé",
            "jusqu'à la fin de la saison ; reste le texte relu",
            SEASON,
        ),
        "text": Retention(
            "dire aux lieux ce que les spectateurs ont pensé, sans nom",
            "5 ans",
            Term("said_at", timedelta(days=5 * 365)),
        ),
        "moderated_by": Retention("savoir qui a relu", "3 ans", Term("moderated_at", timedelta(days=3 * 365))),
    }

    class Meta:
        ordering = ("-said_at", "-pk")
        verbose_name = "impression"
        verbose_name_plural = "impressions"
        indexes = (models.Index(fields=["said_at"], condition=models.Q(moderated_at=None), name="outings_to_moderate"),)

    def __str__(self) -> str:
        return f"{self.get_mood_display()}, {self.showing_id}"


class Voice(models.Model):
    """A voice note, until the team has written it down: then it is erased."""

    impression = models.OneToOneField(
        Impression, on_delete=models.CASCADE, related_name="voice", primary_key=True, verbose_name="impression"
    )
    content_type = models.CharField("type", max_length=80)
    content = models.BinaryField("son")
    recorded_at = models.DateTimeField("enregistré le")

    belongs_to: ClassVar[str] = "impression__showing__offer__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "content": Retention(
            "écrire ce qui a été dit",
            "jusqu'à sa transcription, 60 jours au plus",
            Term("recorded_at", timedelta(days=60)),
        ),
    }

    class Meta:
        ordering = ("-recorded_at", "pk")
        verbose_name = "note vocale"
        verbose_name_plural = "notes vocales"

    def __str__(self) -> str:
        return f"note vocale {self.pk}"
