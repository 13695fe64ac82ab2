from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pontdesarts.journal.retention import PLATFORM, Retention, Term

from .. import numbers, quiet

FIGURES_KEPT = timedelta(days=3 * 365)
# who said stop is remembered as long as the French authority asks for
STOP_KEPT = timedelta(days=3 * 365)
AT_ITS_MOMENT = Term("forget_at", timedelta())


class TextQuerySet(models.QuerySet["Text"]):
    def waiting(self) -> "TextQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def to_number(self, number: str) -> "TextQuerySet":
        return self.filter(digest=numbers.fingerprint(number))

    def to_erase(self, at: datetime) -> "TextQuerySet":
        """Those whose number and words are no longer needed."""
        return self.filter(erased_at=None, forget_at__lte=at)


class Text(models.Model):
    """One text to one telephone. Not sent yet, taken by the provider, brought, or failed for good: each says when.

    After ``forget_at`` the number and the words are erased; what remains is a figure: a kind, a moment, ``segments``.
    Nothing leaves after ``until``, nor at night on the clock of ``zone``.
    """

    kind = models.CharField("sorte", max_length=60)
    sealed = models.BinaryField("numéro (chiffré)", null=True)
    digest = models.CharField("empreinte du numéro", max_length=64, blank=True)
    body = models.TextField("texte", blank=True)
    segments = models.PositiveSmallIntegerField("SMS facturés")
    awaits = models.BooleanField("attend une réponse", default=False)
    zone = models.CharField("fuseau horaire", max_length=40, default=quiet.PARIS)
    created_at = models.DateTimeField("écrit le")
    leaves_at = models.DateTimeField("à envoyer à partir du")
    until = models.DateTimeField("inutile après", null=True, blank=True)
    forget_at = models.DateTimeField("numéro effacé à partir du")
    erased_at = models.DateTimeField("numéro effacé le", null=True, blank=True)

    provider = models.CharField("opérateur", max_length=12, blank=True)
    provider_id = models.CharField("identifiant chez l'opérateur", max_length=64, unique=True, null=True, blank=True)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    delivered_at = models.DateTimeField("arrivé le", null=True, blank=True)
    failed_at = models.DateTimeField("échoué le", null=True, blank=True)
    error = models.CharField("erreur", max_length=120, blank=True)
    # of the job that wrote it, begun again or not: see `running`
    once = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = TextQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "sealed": Retention(
            "envoyer le SMS",
            "le lendemain de la sortie ; 7 jours pour une question à un référent ; chiffré",
            AT_ITS_MOMENT,
        ),
        "digest": Retention(
            "reconnaître un numéro sans le lire : plafond, réponses, STOP", "avec le numéro", AT_ITS_MOMENT
        ),
        "body": Retention("envoyer le SMS", "avec le numéro", AT_ITS_MOMENT),
    }

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "SMS"
        verbose_name_plural = "SMS"
        indexes = (
            models.Index(fields=["digest", "-leaves_at"], condition=~Q(digest=""), name="messaging_texts_to_a_number"),
            models.Index(fields=["forget_at"], condition=Q(erased_at=None), name="messaging_texts_to_erase"),
        )

    def __str__(self) -> str:
        return f"{self.kind} ({self.pk})"

    @property
    def number(self) -> str:
        """The number, or ``""`` once it has been erased."""
        return numbers.unseal(self.sealed)


class ReplyQuerySet(models.QuerySet["Reply"]):
    def to_erase(self, at: datetime) -> "ReplyQuerySet":
        return self.filter(forget_at__lte=at)


class Reply(models.Model):
    """What somebody answered, once for each message of the provider. ``answers`` is the text that it answers: the last
    one to that number that awaited an answer."""

    sealed = models.BinaryField("numéro (chiffré)")
    digest = models.CharField("empreinte du numéro", max_length=64)
    body = models.TextField("texte")
    received_at = models.DateTimeField("reçu le")
    provider_id = models.CharField("identifiant chez l'opérateur", max_length=64, unique=True)
    answers = models.ForeignKey(
        Text, on_delete=models.SET_NULL, null=True, related_name="replies", verbose_name="répond à"
    )
    forget_at = models.DateTimeField("effacé à partir du")

    objects = ReplyQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "sealed": Retention("savoir à quoi l'on répond", "le lendemain, chiffré", AT_ITS_MOMENT),
        "digest": Retention("savoir à quoi l'on répond, sans lire le numéro", "le lendemain", AT_ITS_MOMENT),
        "body": Retention("lire la réponse", "le lendemain", AT_ITS_MOMENT),
    }

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name = "SMS reçu"
        verbose_name_plural = "SMS reçus"
        indexes = (
            models.Index(fields=["digest", "-received_at"], name="messaging_replies_of_a_number"),
            models.Index(fields=["forget_at"], name="messaging_replies_to_erase"),
        )

    def __str__(self) -> str:
        return f"réponse {self.pk}"

    @property
    def number(self) -> str:
        return numbers.unseal(self.sealed)


class OptOut(models.Model):
    """Somebody answered STOP: nothing is sent to that number any more. The number itself is not kept."""

    digest = models.CharField("empreinte du numéro", max_length=64, unique=True)
    said_at = models.DateTimeField("dit le")

    objects = models.Manager["OptOut"]()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "digest": Retention(
            "ne plus écrire à qui a répondu STOP, sans garder son numéro", "3 ans", Term("said_at", STOP_KEPT)
        ),
    }

    class Meta:
        ordering = ("-said_at", "pk")
        verbose_name = "opposition aux SMS"
        verbose_name_plural = "oppositions aux SMS"

    def __str__(self) -> str:
        return f"opposition {self.pk}"


class Heard(models.Model):
    """A message that the provider brought, whatever it said: brought again, even long after, it changes nothing.
    Neither its words nor its number are here."""

    # of the provider's own name for the message, which would lead back to the number
    digest = models.CharField("empreinte du message", max_length=64, unique=True)
    heard_at = models.DateTimeField("reçu le")

    objects = models.Manager["Heard"]()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "digest": Retention(
            "ne pas faire deux fois ce qu'un même SMS demande",
            "3 ans, comme les oppositions",
            Term("heard_at", STOP_KEPT),
        ),
    }

    class Meta:
        ordering = ("-heard_at", "pk")
        verbose_name = "SMS entendu"
        verbose_name_plural = "SMS entendus"
        indexes = (models.Index(fields=["heard_at"], name="messaging_heard_age"),)

    def __str__(self) -> str:
        return f"SMS entendu {self.pk}"
