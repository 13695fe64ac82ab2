from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Least

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure

from ..rules import OF_PARTNERS, Scope


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, user: User | AnonymousUser) -> "TokenQuerySet":
        """Those of the associations whose daily work the person does."""
        if not user.is_authenticated:
            return self.none()
        roles = user.staff_roles.of_the_team()
        return self.filter(association__in=roles.values("association"))

    def valid(self, at: datetime) -> "TokenQuerySet":
        """Neither withdrawn nor past its term."""
        return self.filter(withdrawn_at=None, expires_at__gt=at)


class Token(models.Model):
    """A program enters with it, for an association, or for one partner of it when ``partner`` is set.

    Only the digest of the secret is kept: whoever made the token read it once. ``last_used_on`` is a day, so that it
    is written once a day.
    """

    class Opens(models.TextChoices):
        PROGRAMME_READ = Scope.PROGRAMME_READ, "lire les offres, les dates et les places"
        BOOKINGS_READ = Scope.BOOKINGS_READ, "lire les réservations"
        BOOKINGS_WRITE = Scope.BOOKINGS_WRITE, "réserver, modifier et annuler pour les relais"
        CHECKIN_READ = Scope.CHECKIN_READ, "lire les listes d'accueil"
        CHECKIN_WRITE = Scope.CHECKIN_WRITE, "dire qui est venu"
        WEBHOOKS_WRITE = Scope.WEBHOOKS_WRITE, "être averti des réservations"

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="tokens", verbose_name="association"
    )
    partner = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="tokens", null=True, blank=True, verbose_name="partenaire"
    )
    name = models.CharField("nom du logiciel", max_length=80)
    scopes = ArrayField(models.CharField(max_length=20, choices=Opens.choices), verbose_name="droits")
    secret_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="créé par"
    )
    expires_at = models.DateTimeField("valable jusqu'au")
    last_used_on = models.DateField("dernier usage", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention(
            "reconnaître le logiciel : ce n'est pas une personne", "3 ans après son terme", of_a_person=False
        ),
        "created_by": Retention(
            "savoir qui a ouvert l'accès",
            "3 ans après son terme",
            Term(Least("withdrawn_at", "expires_at"), timedelta(days=3 * 365)),
        ),
    }

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "accès d'un logiciel"
        verbose_name_plural = "accès de logiciels"
        constraints = (
            models.CheckConstraint(
                condition=Q(partner=None) | Q(scopes__contained_by=sorted(OF_PARTNERS)),
                name="api_token_of_a_partner_sees_no_relay",
                violation_error_message="Le logiciel d'un partenaire ne lit ni n'écrit les réservations des relais.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> str:
        return str(self.partner or self.association)

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Opens(scope).label) for scope in self.scopes if scope in self.Opens.values]

    def opens(self, scope: Scope) -> bool:
        return scope in self.scopes

    def is_valid(self, at: datetime) -> bool:
        return self.withdrawn_at is None and at < self.expires_at
