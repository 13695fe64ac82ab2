from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: User | AnonymousUser) -> "PublicationQuerySet":
        """Those of the associations where one works, readers among them: elected members, funders."""
        return self.filter(association__in=Association.objects.staffed_by(user))


class Publication(models.Model):
    """The figures of a quarter, settled for good: what may leave the house, and nothing else.

    Every export reads these rows. They never change: two exports are equal, or are of quarters that have no day in
    common, and no difference tells of anybody. What is learnt afterwards shows on the team's pages only.

    ``lines`` holds one object a line: ``table``, ``key``, ``label``, ``offered`` (``None`` without meaning), and for
    each measure of `publishing.MEASURES` the number, or ``None`` where it is hidden.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="publications", verbose_name="association"
    )
    first = models.DateField("du")
    last = models.DateField("au")
    made_at = models.DateTimeField("arrêté le")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="arrêté par")
    known_rate = models.FloatField("taux de retour", null=True)
    lines = models.JSONField("chiffres", default=list)

    objects = PublicationQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "made_by": Retention("savoir qui a arrêté les chiffres", "3 ans", Term("made_at", timedelta(days=3 * 365))),
    }

    class Meta:
        ordering = ("-first", "pk")
        verbose_name = "arrêté des chiffres"
        verbose_name_plural = "arrêtés des chiffres"
        constraints = (
            models.UniqueConstraint(fields=["association", "first"], name="statistics_one_publication_a_quarter"),
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="statistics_publication_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.association}, {self.first:%d/%m/%Y}"

    def line(self, table: str, key: str) -> dict[str, Any] | None:
        """The line of a table; ``None`` when nothing happened there."""
        return next((line for line in self.lines if (line["table"], line["key"]) == (table, key)), None)

    def table(self, name: str) -> list[dict[str, Any]]:
        """The lines of a table: months as they come, the others by their names."""
        lines = [line for line in self.lines if line["table"] == name]
        return sorted(lines, key=lambda line: line["key"] if name == "month" else line["label"])
