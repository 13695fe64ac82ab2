from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention
from pontdesarts.network.models import Structure

from .. import rules


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User | AnonymousUser) -> "MembershipQuerySet":
        return self.filter(structure__in=Structure.objects.visible_to(user))

    def current(self, season: int) -> "MembershipQuerySet":
        """Up to date for the season that begins in September of that year: agreed, and paid where a fee is asked."""
        return self.filter(season=season).up_to_date()

    def up_to_date(self) -> "MembershipQuerySet":
        return self.filter(Q(fee=0) | Q(paid_on__isnull=False), agreed_at__isnull=False)

    def declined(self) -> "MembershipQuerySet":
        """The structure said that it does not join that season."""
        return self.filter(declined_at__isnull=False)

    def holding(self, at: datetime) -> "MembershipQuerySet":
        """Those that count at that moment: of this season, or of the last during the weeks left to renew."""
        return self.filter(season__in=rules.seasons_that_count(at)).up_to_date()


class Membership(models.Model):
    """A structure is a member for one season. Proposed (a mail asks), agreed (it said yes) or declined, paid: each with
    its date.

    ``season`` is the year of its September. ``fee`` in euros, as asked that season.
    """

    class Means(models.TextChoices):
        TRANSFER = "virement", "virement"
        CHEQUE = "cheque", "chèque"
        CARD = "carte", "carte bancaire"
        CASH = "especes", "espèces"
        ORDER = "mandat", "mandat administratif"

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="memberships", verbose_name="structure"
    )
    season = models.PositiveSmallIntegerField("saison")
    fee = models.DecimalField("adhésion", max_digits=7, decimal_places=2, default=Decimal(0))
    proposed_at = models.DateTimeField("proposée le", null=True, blank=True)
    agreed_at = models.DateTimeField("acceptée le", null=True, blank=True)
    paid_on = models.DateField("réglée le", null=True, blank=True)
    means = models.CharField("moyen", max_length=8, choices=Means.choices, blank=True)
    declined_at = models.DateTimeField("déclinée le", null=True, blank=True)
    declined_because = models.CharField("raison", max_length=160, blank=True)

    objects = MembershipQuerySet.as_manager()

    belongs_to: ClassVar[str] = "structure__association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "declined_because": Retention("savoir pourquoi", "tant que la structure est dans le réseau"),
    }

    class Meta:
        ordering = ("-season", "structure", "pk")
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        constraints = (
            models.UniqueConstraint(fields=["structure", "season"], name="membership_once_a_season"),
            models.CheckConstraint(
                condition=Q(fee__gte=0),
                name="membership_fee_not_negative",
                violation_error_message="L'adhésion n'est pas négative.",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, means="") | Q(paid_on__isnull=False) & ~Q(means=""),
                name="membership_paid_by_some_means",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_because="") | Q(declined_at__isnull=False, agreed_at=None),
                name="membership_declined_or_agreed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure}, {rules.season_said(self.season)}"

    @property
    def season_said(self) -> str:
        return rules.season_said(self.season)

    @property
    def is_up_to_date(self) -> bool:
        return self.agreed_at is not None and (self.fee == 0 or self.paid_on is not None)

    @property
    def is_due(self) -> bool:
        """Agreed, and its fee is still awaited."""
        return self.agreed_at is not None and not self.is_up_to_date


class Campaign(models.Model):
    """The team proposes a season to all its relays at once. One per season: pressed again, it writes to those who
    joined since, and to nobody twice."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="renewals", verbose_name="association"
    )
    season = models.PositiveSmallIntegerField("saison")
    started_at = models.DateTimeField("commencée le")
    started_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="commencée par"
    )
    total = models.PositiveIntegerField("relais à qui écrire", default=0)
    written = models.PositiveIntegerField("relais à qui c'est écrit", default=0)
    unreachable = models.PositiveIntegerField("relais sans adresse", default=0)
    finished_at = models.DateTimeField("finie le", null=True, blank=True)

    objects = models.Manager["Campaign"]()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "started_by": Retention("savoir qui a lancé le renouvellement", "tant que son compte est ouvert"),
    }

    class Meta:
        ordering = ("-season", "-pk")
        verbose_name = "renouvellement des adhésions"
        verbose_name_plural = "renouvellements des adhésions"
        constraints = (
            models.UniqueConstraint(fields=["association", "season"], name="membership_one_campaign_a_season"),
            models.CheckConstraint(condition=Q(written__lte=F("total")), name="membership_written_at_most_to_all"),
        )

    def __str__(self) -> str:
        return f"{self.association}, {rules.season_said(self.season)}"


LINK_OPEN = timedelta(days=120)
