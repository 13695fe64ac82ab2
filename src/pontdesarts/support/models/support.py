from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

from .. import rules

KEPT = timedelta(days=3 * 365)


def kept(purpose: str, since: str = "ended_at") -> Retention:
    return Retention(purpose, "3 ans après la fin de l'accompagnement", Term(since, KEPT))


class SupportQuerySet(models.QuerySet["Support"]):
    def visible_to(self, user: User | AnonymousUser) -> "SupportQuerySet":
        """Those of the associations that are confided to the person, and of the structures where they hold a post."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(structure__association__in=Association.objects.confided_to(user).order_by())
            | Q(structure__in=Structure.objects.held_by(user))
        )

    def open(self) -> "SupportQuerySet":
        return self.filter(ended_at=None)

    def asked(self) -> "SupportQuerySet":
        """Nobody answered yet."""
        return self.open().filter(accepted_at=None)


class Support(models.Model):
    """The association accompanies one team: its request, the diagnosis, the plan, the visits, the result.

    Where it is follows from its dates: `rules.state_of`.
    """

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="supports", verbose_name="relais")
    subject = models.CharField("objet", max_length=120)
    request = models.TextField("ce que l'équipe demande", max_length=2000)
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="demandé par"
    )
    accepted_at = models.DateTimeField("commencé le", null=True, blank=True)
    led_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="suivi par"
    )

    project_says = models.TextField("ce que le projet d'établissement dit de la culture", max_length=2000, blank=True)
    done_today = models.TextField("ce qui se fait déjà", max_length=2000, blank=True)
    obstacles = models.TextField("ce qui empêche", max_length=2000, blank=True)
    wishes = models.TextField("ce que l'équipe voudrait", max_length=2000, blank=True)
    diagnosed_at = models.DateTimeField("diagnostic écrit le", null=True, blank=True)

    # why it was not begun, or what came of it
    result = models.TextField("résultat", max_length=2000, blank=True)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    moved_at = models.DateTimeField("dernier changement le")

    objects = SupportQuerySet.as_manager()

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "asked_by": kept("répondre à qui demande"),
        "led_by": kept("savoir qui accompagne"),
        "request": kept("accompagner l'équipe"),
        "project_says": kept("accompagner l'équipe"),
        "done_today": kept("accompagner l'équipe"),
        "obstacles": kept("accompagner l'équipe"),
        "wishes": kept("accompagner l'équipe"),
        "result": kept("savoir ce que donne un accompagnement"),
    }

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "accompagnement"
        verbose_name_plural = "accompagnements"
        indexes = (models.Index(fields=["structure"], name="support_open", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        return f"{self.structure} : {self.subject}"

    @property
    def dates(self) -> rules.Dates:
        """With its steps: prefetch them for a list."""
        steps = [(step.due_on, step.done_at is not None) for step in self.steps.all()]
        return rules.Dates(
            asked_at=self.asked_at,
            accepted_at=self.accepted_at,
            diagnosed_at=self.diagnosed_at,
            ended_at=self.ended_at,
            moved_at=self.moved_at,
            steps=steps,
        )

    @property
    def state(self) -> rules.State:
        return rules.state_of(self.dates)


class Step(models.Model):
    """A step of the plan: what, who, by when."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="steps", verbose_name="accompagnement")
    what = models.CharField("quoi", max_length=200)
    who = models.CharField("qui", max_length=120, blank=True)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)

    belongs_to: ClassVar[str] = "support__structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {"who": kept("savoir qui fait quoi", "support__ended_at")}

    class Meta:
        ordering = ("support", models.F("due_on").asc(nulls_last=True), "pk")
        verbose_name = "étape du plan"
        verbose_name_plural = "étapes du plan"

    def __str__(self) -> str:
        return self.what


class Visit(models.Model):
    """Somebody of the association went there, and what they saw."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="visits", verbose_name="accompagnement")
    visited_on = models.DateField("le")
    who = models.CharField("qui est venu", max_length=120)
    seen = models.TextField("ce qui a été vu et dit", max_length=2000)
    noted_at = models.DateTimeField("notée le")

    belongs_to: ClassVar[str] = "support__structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "who": kept("savoir qui est venu", "support__ended_at"),
        "seen": kept("accompagner l'équipe", "support__ended_at"),
    }

    class Meta:
        ordering = ("-visited_on", "-pk")
        verbose_name = "visite"
        verbose_name_plural = "visites"

    def __str__(self) -> str:
        return f"{self.support.structure}, {self.visited_on}"
