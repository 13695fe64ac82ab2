from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention

from .rules import MEASURES, Measure, Season

_SHARES = tuple(code for code, measure in MEASURES.items() if measure.is_share)


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User | AnonymousUser) -> "GoalQuerySet":
        """Those of the associations where one works, readers among them."""
        return self.filter(association__in=Association.objects.staffed_by(user))

    def of_season(self, season: Season) -> "GoalQuerySet":
        return self.filter(season=season.year)


class Goal(models.Model):
    """What an association set out to reach in a season: one of `rules.MEASURES`, and a number.

    What is counted is never written: it is read from the rows each time, so that a goal changes nothing of the past.
    """

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="goals", verbose_name="association"
    )
    season = models.PositiveSmallIntegerField("saison, par l'année de son mois de septembre")
    measure = models.CharField(
        "ce que l'on compte", max_length=20, choices=[(code, each.label) for code, each in MEASURES.items()]
    )
    target = models.PositiveIntegerField("nombre visé")
    axis = models.CharField("axe, avec vos mots", max_length=160)

    objects = GoalQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("season", "axis", "pk")
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        constraints = (
            models.UniqueConstraint(fields=["association", "season", "measure"], name="goals_once_a_season"),
            models.CheckConstraint(condition=Q(target__gt=0), name="goals_aim_at_something"),
            models.CheckConstraint(
                condition=~Q(measure__in=_SHARES) | Q(target__lte=100), name="goals_share_of_a_hundred"
            ),
        )

    def __str__(self) -> str:
        return f"{self.target}{' %' if self.definition.is_share else ''} : {self.definition.label}"

    @property
    def definition(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def when(self) -> Season:
        return Season(self.season)
