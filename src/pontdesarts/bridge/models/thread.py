from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import holder_of
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

from .. import rules
from .announcement import Announcement

KEPT = timedelta(days=2 * 365)


class Speaker(models.TextChoices):
    PARTNER = "partner", "le partenaire"
    RELAY = "relay", "le relais"
    TEAM = "team", "l'équipe"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User | AnonymousUser) -> "ThreadQuerySet":
        """Those of the associations that are confided to the person, and of the structures where they hold a post."""
        if not user.is_authenticated:
            return self.none()
        held = Structure.objects.held_by(user)
        return self.filter(
            Q(partner__association__in=Association.objects.confided_to(user).order_by())
            | Q(partner__in=held)
            | Q(relay__in=held)
        )

    def open(self) -> "ThreadQuerySet":
        return self.filter(closed_at=None)

    def silent(self, at: datetime) -> "ThreadQuerySet":
        """`rules.is_silent`, as a query."""
        return self.open().filter(held=None, spoke_at__lte=at - rules.SILENT_AFTER)

    def waiting_for(self, speaker: Speaker) -> "ThreadQuerySet":
        """The other side, or the team, spoke last."""
        return self.open().filter(held=None).exclude(last_speaker=speaker)


class Thread(models.Model):
    """A partner and a relay put in touch: what they say to each other, and what came of it."""

    partner = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="threads_as_partner", verbose_name="partenaire"
    )
    relay = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="threads_as_relay", verbose_name="relais"
    )
    offer = models.ForeignKey(
        Announcement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="proposition"
    )
    need = models.ForeignKey(
        Announcement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="besoin"
    )
    subject = models.CharField("objet", max_length=120)
    opened_at = models.DateTimeField("ouverte le")
    opened_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ouverte par"
    )
    spoke_at = models.DateTimeField("dernier mot le")
    last_speaker = models.CharField("dernier mot de", max_length=7, choices=Speaker.choices)
    # from then on the partner reads the relay's name: at once, or when a relay to protect has spoken itself
    relay_named_at = models.DateTimeField("relais nommé le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    # None: nobody said yet
    held = models.BooleanField("a eu lieu", null=True, blank=True)
    held_on = models.DateField("a eu lieu le", null=True, blank=True)
    people = models.PositiveIntegerField("personnes venues", null=True, blank=True)
    came_of_it = models.TextField("ce qui en est sorti", max_length=1000, blank=True)
    told_at = models.DateTimeField("suite notée le", null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    _KEPT = Term("spoke_at", KEPT)
    belongs_to: ClassVar[str] = "partner__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "opened_by": Retention("savoir qui met en relation", "2 ans après le dernier mot", _KEPT),
        "came_of_it": Retention("savoir ce que donne une mise en relation", "2 ans après le dernier mot", _KEPT),
    }

    class Meta:
        ordering = ("-spoke_at", "-pk")
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        indexes = (models.Index(fields=["spoke_at"], name="bridge_open_threads", condition=Q(closed_at=None)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(held__isnull=True, told_at=None) | Q(held__isnull=False, told_at__isnull=False),
                name="bridge_outcome_with_its_date",
            ),
            models.CheckConstraint(condition=Q(held=True) | Q(held_on=None, people=None), name="bridge_held_on_a_day"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def name_for_partner(self) -> str:
        """What the partner reads of the relay: its name, once it may."""
        return self.relay.name if self.relay_named_at else "Un relais de l'association"

    def is_silent(self, at: datetime) -> bool:
        told = self.held is not None
        return rules.is_silent(self.spoke_at, closed=self.closed_at is not None, told=told, at=at)


class ThreadMessage(models.Model):
    """One message of a thread, read by both sides and by the team."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages", verbose_name="fil")
    speaker = models.CharField("de la part de", max_length=7, choices=Speaker.choices)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="écrit par"
    )
    author_label = models.CharField("signature", max_length=200)
    text = models.TextField("message", max_length=3000)
    written_at = models.DateTimeField("écrit le")

    _KEPT = Retention("s'entendre entre deux structures", "2 ans", Term("written_at", KEPT))
    belongs_to: ClassVar[str] = "thread__partner__association"
    personal_data: ClassVar[dict[str, Retention]] = {"author": _KEPT, "author_label": _KEPT, "text": _KEPT}

    class Meta:
        ordering = ("written_at", "pk")
        verbose_name = "message de la passerelle"
        verbose_name_plural = "messages de la passerelle"

    def __str__(self) -> str:
        return f"{self.author_label}, {self.thread}"

    @property
    def said_by(self) -> str:
        """Whoever wrote, as the other side reads it: not how they came in."""
        return holder_of(self.author_label)
