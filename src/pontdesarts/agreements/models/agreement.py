from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.retention import Retention, Term
from pontdesarts.network.models import Structure
from pontdesarts.territory.models import Commune

from .. import rules
from .template import Kind, Template

# after that time nobody may sue about a contract (code civil, article 2224)
OVER_KEPT = timedelta(days=5 * 365)


def since_the_end(path: str) -> Cast:
    """The last day of the convention, as a moment that terms are counted from."""
    return Cast(f"{path}ends_on", models.DateTimeField())


def kept(purpose: str, path: str) -> Retention:
    """What proves a convention is kept five years after its last day; ``path`` leads to it from the model."""
    return Retention(purpose, "5 ans après le dernier jour de la convention", Term(since_the_end(path), OVER_KEPT))


class Stage(models.TextChoices):
    """Where a convention stands. It moves by operations only; each move is a `Step`."""

    PROPOSED = "proposed", "proposée"
    DISCUSSED = "discussed", "en discussion"
    AGREED = "agreed", "accord trouvé"
    SENT = "sent", "à signer"
    SIGNED = "signed", "signée"
    ENDED = "ended", "terminée"
    DENOUNCED = "denounced", "dénoncée"
    DROPPED = "dropped", "sans suite"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User | AnonymousUser) -> "AgreementQuerySet":
        """Those of the associations whose daily work one does or that one visits for the federation, and those of the
        structures where one holds a post."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(association__in=Association.objects.run_by(user).order_by())
            | Q(association__in=user.visits.open().values("association"))
            | Q(pk__in=Party.objects.filter(structure__in=Structure.objects.held_by(user)).values("agreement"))
        )

    def to_sign(self) -> "AgreementQuerySet":
        return self.filter(stage=Stage.SENT)

    def in_talks(self) -> "AgreementQuerySet":
        return self.filter(stage__in=(Stage.PROPOSED, Stage.DISCUSSED, Stage.AGREED))

    def running(self, day: date) -> "AgreementQuerySet":
        return self.filter(stage=Stage.SIGNED, starts_on__lte=day, ends_on__gte=day)

    def ending(self, day: date) -> "AgreementQuerySet":
        """Signed, over within 90 days, and nothing proposed to follow."""
        soon = self.filter(stage=Stage.SIGNED, ends_on__range=(day, day + rules.RENEW_WITHIN))
        return soon.filter(renewed_by=None)

    def over(self, day: date) -> "AgreementQuerySet":
        return self.filter(Q(stage__in=sorted(rules.OVER)) | Q(stage=Stage.SIGNED, ends_on__lt=day))


class Agreement(models.Model):
    """What the association and its parties promise one another for a time.

    ``text`` is being written, with its fields; what is signed is a `Version` of it, which never changes.
    """

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="agreements", verbose_name="association"
    )
    kind = models.CharField("sorte", max_length=8, choices=Kind.choices)
    title = models.CharField("titre", max_length=160)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    # None: the text proposed to every association
    template = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name="modèle"
    )
    text = models.TextField("texte", max_length=30_000)
    stage = models.CharField("étape", max_length=10, choices=Stage.choices, default=Stage.PROPOSED)
    created_at = models.DateTimeField("préparée le")
    renews = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="renewed_by", verbose_name="suite de"
    )

    objects = AgreementQuerySet.as_manager()

    belongs_to: ClassVar[str] = "association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        indexes = (models.Index(fields=["association", "stage", "ends_on"], name="agreements_by_stage"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="agreements_end_after_they_begin",
                violation_error_message="La convention se termine avant de commencer.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Its text, parties and promises may still change."""
        return self.stage in {Stage.PROPOSED, Stage.DISCUSSED, Stage.AGREED, Stage.SENT}

    def is_past(self, day: date) -> bool:
        return self.stage == Stage.SIGNED and self.ends_on < day


class Party(models.Model):
    """The association, a structure or a commune: exactly one of them."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name="convention"
    )
    structure = models.ForeignKey(
        Structure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_parties",
        verbose_name="structure",
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_parties",
        verbose_name="commune",
    )

    belongs_to: ClassVar[str] = "agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("agreement", "pk")
        verbose_name = "partie"
        verbose_name_plural = "parties"
        constraints = (
            models.CheckConstraint(condition=Q(structure=None) | Q(commune=None), name="agreements_party_is_one_thing"),
            models.UniqueConstraint(
                fields=["agreement", "structure", "commune"],
                name="agreements_party_once",
                nulls_distinct=False,
                violation_error_message="Cette partie est déjà dans la convention.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        if self.structure is not None:
            return self.structure.name
        if self.commune is not None:
            return rules.of_commune(self.commune.name)
        return self.agreement.association.name

    @property
    def is_the_association(self) -> bool:
        return self.structure_id is None and self.commune_id is None


class Step(models.Model):
    """A step of the negotiation, with the day when it happened and, where it ends something, why."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps", verbose_name="convention")
    stage = models.CharField("étape", max_length=10, choices=Stage.choices)
    happened_on = models.DateField("le")
    note = models.CharField("note", max_length=300, blank=True)
    noted_at = models.DateTimeField("notée le")

    belongs_to: ClassVar[str] = "agreement__association"
    personal_data: ClassVar[dict[str, Retention]] = {"note": kept("comprendre ce qui s'est passé", "agreement__")}

    class Meta:
        ordering = ("agreement", "happened_on", "pk")
        verbose_name = "étape d'une convention"
        verbose_name_plural = "étapes d'une convention"

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.happened_on}"


def past_their_term(at: datetime) -> models.QuerySet[Agreement]:
    """The conventions whose people are forgotten at that moment."""
    ended = Agreement.objects.annotate(ended=since_the_end(""))
    return ended.filter(ended__lt=Step.personal_data["note"].before(at))
