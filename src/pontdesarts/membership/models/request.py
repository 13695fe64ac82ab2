from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Audience, PartnerKind, RelayKind, Structure
from pontdesarts.territory.models import Commune

KEPT = timedelta(days=365)
# an address that nobody confirms was perhaps not theirs to give
UNCONFIRMED_KEPT = timedelta(days=7)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> "JoinRequestQuerySet":
        """For the teams that do the daily work, and a visit: a request names a person. Nobody reads it before its
        address is confirmed."""
        return self.exclude(confirmed_at=None).filter(association__in=Association.objects.confided_to(user))

    def to_answer(self) -> "JoinRequestQuerySet":
        """Confirmed, and neither accepted nor refused."""
        return self.filter(confirmed_at__isnull=False, outcome="")


class JoinRequest(models.Model):
    """Somebody asks that their structure joins the network. No account, no structure until the team accepts."""

    class Wish(models.TextChoices):
        RELAY = "relay", "relais : nous accompagnons des personnes"
        PARTNER = "partner", "partenaire : nous proposons des sorties"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="join_requests", verbose_name="association"
    )
    wish = models.CharField("pour être", max_length=7, choices=Wish.choices)
    name = models.CharField("nom de la structure", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune")
    # a `RelayKind` or a `PartnerKind`, by the wish
    kind = models.CharField("type", max_length=20)
    audiences = ArrayField(
        models.CharField(max_length=50, choices=Audience.choices),
        verbose_name="publics reçus",
        default=list,
        blank=True,
    )
    person = models.CharField("prénom et nom", max_length=120)
    email = models.EmailField("adresse électronique professionnelle")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    why = models.TextField("ce qui vous amène", max_length=1000)
    asked_at = models.DateTimeField("envoyée le")
    confirmed_at = models.DateTimeField("adresse confirmée le", null=True, blank=True)

    question = models.TextField("question de l'équipe", max_length=1000, blank=True)
    question_at = models.DateTimeField("question posée le", null=True, blank=True)
    reply = models.TextField("réponse", max_length=2000, blank=True)
    replied_at = models.DateTimeField("réponse reçue le", null=True, blank=True)

    outcome = models.CharField("suite", max_length=8, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField("décidée le", null=True, blank=True)
    reason = models.TextField("raison", max_length=1000, blank=True)
    structure = models.ForeignKey(
        Structure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name="devenue",
    )

    objects = JoinRequestQuerySet.as_manager()

    _KEPT = Retention("répondre à la demande", "un an après l'envoi", Term("asked_at", KEPT))
    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {
        "name": Retention("nommer la structure : ce n'est pas une personne", "un an après l'envoi", of_a_person=False),
        "person": _KEPT,
        "email": _KEPT,
        "phone": _KEPT,
        "why": _KEPT,
        "question": _KEPT,
        "reply": _KEPT,
        "reason": _KEPT,
    }

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "demande pour rejoindre"
        verbose_name_plural = "demandes pour rejoindre"
        indexes = (
            models.Index(fields=["association", "outcome", "confirmed_at"], name="membership_requests_to_answer"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="", answered_at=None) | ~models.Q(outcome="") & ~models.Q(answered_at=None),
                name="membership_answered_with_a_date",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def kind_said(self) -> str:
        kinds: dict[str, str] = dict(RelayKind.choices) | dict(PartnerKind.choices)
        own = dict(RelayKind.choices if self.wish == self.Wish.RELAY else PartnerKind.choices)
        return own.get(self.kind) or kinds.get(self.kind, "")

    @property
    def audiences_said(self) -> list[str]:
        return [str(Audience(audience).label) for audience in self.audiences]

    @property
    def waits_for_reply(self) -> bool:
        """The team asked something, and nothing came since."""
        return self.question_at is not None and (self.replied_at is None or self.replied_at < self.question_at)

    @property
    def is_open(self) -> bool:
        return self.outcome == ""

    def is_confirmed_by(self, at: datetime) -> bool:
        return self.confirmed_at is not None and self.confirmed_at <= at
