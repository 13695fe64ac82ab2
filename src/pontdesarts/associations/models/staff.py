from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.journal.retention import Retention, Term

from .association import Association


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    def current(self) -> "StaffRoleQuerySet":
        return self.filter(ended_at=None)

    def of_the_team(self) -> "StaffRoleQuerySet":
        """The current ones that do the daily work: neither volunteers at the programme nor readers."""
        return self.current().filter(role__in=StaffRole.DAILY_WORK)

    def visible_to(self, user: User | AnonymousUser) -> "StaffRoleQuerySet":
        """The roles held in the associations where the person holds one."""
        return self.filter(association__in=Association.objects.staffed_by(user))


class StaffRole(models.Model):
    """A person works or volunteers for an association. A fact with a beginning and an end, not a flag."""

    class Role(models.TextChoices):
        DIRECTION = "direction", "direction"
        TEAM = "team", "équipe"
        PROGRAMMER = "programmer", "bénévole à la programmation"
        READER = "reader", "lecture seule"

    DAILY_WORK = (Role.DIRECTION, Role.TEAM)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles", verbose_name="compte")
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="roles", verbose_name="association"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    since = models.DateTimeField("depuis le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    objects = StaffRoleQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "user": Retention(
            "savoir qui peut quoi", "2 ans après la fin du rôle", Term("ended_at", timedelta(days=2 * 365))
        ),
    }

    class Meta:
        ordering = ("association", "user", "pk")
        verbose_name = "rôle dans l'association"
        verbose_name_plural = "rôles dans l'association"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "association"],
                condition=models.Q(ended_at=None),
                name="associations_one_current_role",
                violation_error_message="Cette personne a déjà un rôle dans l'association.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def does_daily_work(self) -> bool:
        return self.role in self.DAILY_WORK
