from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from pontdesarts.journal import sealing
from pontdesarts.journal.retention import PLATFORM, Retention, Term

from ..mailings_text import Written, in_one_line, merged, with_gaps

LINES_KEPT = timedelta(days=365)
# who left a family of letters is remembered as long as who answered STOP
LEFT_KEPT = timedelta(days=3 * 365)
DEAD_KEPT = timedelta(days=365)


def normal(address: str) -> str:
    """The same mailbox, written the same: what is compared, kept and unsubscribed."""
    return address.strip().lower()


def fingerprint(address: str) -> str:
    """What tells that two addresses are the same without telling the address."""
    return sealing.fingerprint(normal(address), "mail")


@dataclass(frozen=True)
class Progress:
    """How far a mailing is. ``unsure``: the machine stopped while they were leaving; nothing sends them again."""

    total: int
    waiting: int
    sent: int
    skipped: int
    bounced: int
    unsure: int

    @property
    def done(self) -> int:
        return self.total - self.waiting


class Mailing(models.Model):
    """A letter to many: prepared, previewed, then sent in batches. Upper contexts say whose it is, and who may see it.

    ``family`` names the letters that somebody leaves at once by the link at their foot; with none, the letter answers
    a conversation and has no such link. ``text`` holds the fields to merge, as ``{personne}``.
    """

    kind = models.CharField("sorte", max_length=60)
    family = models.CharField("famille de lettres", max_length=60, blank=True)
    # « les lettres de Passerelle Val-de-Marne »
    family_said = models.CharField("famille, en mots", max_length=160, blank=True)
    sender = models.CharField("expéditeur affiché", max_length=120)
    reply_to = models.EmailField("adresse de réponse", blank=True)
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte", max_length=10_000)
    created_at = models.DateTimeField("préparée le")
    started_at = models.DateTimeField("envoi commencé le", null=True, blank=True)
    paused_at = models.DateTimeField("en pause depuis le", null=True, blank=True)
    stopped_at = models.DateTimeField("arrêtée le", null=True, blank=True)
    ended_at = models.DateTimeField("envoi fini le", null=True, blank=True)

    objects = models.Manager["Mailing"]()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "reply_to": Retention("recevoir les réponses", "un an", Term("created_at", LINES_KEPT)),
    }

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "envoi à plusieurs"
        verbose_name_plural = "envois à plusieurs"

    def __str__(self) -> str:
        return self.subject

    @property
    def title(self) -> str:
        """Its subject as a list shows it, before it is anybody's."""
        return with_gaps(self.subject)

    @property
    def foot_said(self) -> str:
        """What stands at the foot of each letter, for who reads it before it leaves; ``""`` without a family."""
        return (
            f"Pour ne plus recevoir {self.family_said}, ouvrez ce lien : (celui de la personne)" if self.family else ""
        )

    @property
    def is_running(self) -> bool:
        """Its letters leave now, or as soon as a worker takes them."""
        return self.started_at is not None and not (self.paused_at or self.stopped_at or self.ended_at)

    def progress(self) -> Progress:
        """Counted in one query."""
        of = MailingLine.State
        found = self.lines.order_by().aggregate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(state__in=(of.WAITING, of.LEAVING))),
            sent=Count("pk", filter=Q(state=of.SENT)),
            skipped=Count("pk", filter=Q(state=of.SKIPPED)),
            bounced=Count("pk", filter=Q(state=of.BOUNCED)),
            unsure=Count("pk", filter=Q(state=of.UNSURE)),
        )
        return Progress(**found)

    def written_for(self, line: "MailingLine", instead: Mapping[str, str] | None = None) -> Written:
        """What that person will read, without its foot. ``instead`` stands for fields that somebody else may not read:
        a link that acts in their name."""
        fields = (line.fields or {}) | dict(instead or {})
        return Written(in_one_line(merged(self.subject, fields)), merged(self.text, fields))


class MailingLineQuerySet(models.QuerySet["MailingLine"]):
    def due(self, at: datetime) -> "MailingLineQuerySet":
        """To send now: not tried yet, or whose server said to come back later."""
        return self.filter(Q(try_after=None) | Q(try_after__lte=at), state=MailingLine.State.WAITING)

    def going(self) -> "MailingLineQuerySet":
        """Those that are sent, or would be."""
        return self.exclude(state=MailingLine.State.SKIPPED)


class MailingLine(models.Model):
    """One address of a mailing. ``about`` says of what, in the words of whoever prepared it (``structure.12``)."""

    class State(models.TextChoices):
        WAITING = "waiting", "pas encore partie"
        LEAVING = "leaving", "en train de partir"
        SENT = "sent", "partie"
        SKIPPED = "skipped", "pas envoyée"
        BOUNCED = "bounced", "revenue"
        UNSURE = "unsure", "partie, sans certitude"

    class Why(models.TextChoices):
        DUPLICATE = "duplicate", "la même adresse est déjà dans la liste"
        LEFT = "left", "la personne ne veut plus de ces lettres"
        DEAD = "dead", "l'adresse ne marche plus"
        WRONG = "wrong", "ce n'est pas une adresse"
        REFUSED = "refused", "le serveur a refusé l'adresse"
        GIVEN_UP = "given_up", "le serveur n'en a pas voulu, après plusieurs essais"

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="lines", verbose_name="envoi")
    ordinal = models.PositiveIntegerField("rang")
    address = models.CharField("adresse", max_length=254, blank=True)
    name = models.CharField("nom", max_length=160, blank=True)
    # null once erased
    fields = models.JSONField("champs", default=dict, null=True, blank=True)
    about = models.CharField("à propos de", max_length=40, blank=True)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.WAITING)
    why = models.CharField("raison", max_length=10, choices=Why.choices, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    try_after = models.DateTimeField("à essayer après le", null=True, blank=True)
    claimed_at = models.DateTimeField("prise le", null=True, blank=True)
    sent_at = models.DateTimeField("partie le", null=True, blank=True)
    bounced_at = models.DateTimeField("revenue le", null=True, blank=True)

    objects = MailingLineQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "address": Retention("écrire, et savoir à qui", "un an", Term("mailing__created_at", LINES_KEPT)),
        "name": Retention("saluer la personne", "un an", Term("mailing__created_at", LINES_KEPT)),
        "fields": Retention("écrire à la personne", "un an", Term("mailing__created_at", LINES_KEPT)),
    }

    class Meta:
        ordering = ("mailing", "ordinal", "pk")
        verbose_name = "ligne d'un envoi"
        verbose_name_plural = "lignes d'un envoi"
        constraints = (models.UniqueConstraint(fields=["mailing", "ordinal"], name="messaging_line_has_its_rank"),)
        indexes = (
            models.Index(fields=["mailing", "ordinal"], condition=Q(state="waiting"), name="messaging_lines_to_send"),
            models.Index(fields=["about", "-sent_at"], condition=~Q(about=""), name="messaging_lines_about"),
        )

    def __str__(self) -> str:
        return f"ligne {self.ordinal} de {self.mailing}"


class MailOptOut(models.Model):
    """Somebody left a family of letters. The address itself is not kept."""

    family = models.CharField("famille de lettres", max_length=60)
    digest = models.CharField("empreinte de l'adresse", max_length=64)
    said_at = models.DateTimeField("dit le")

    objects = models.Manager["MailOptOut"]()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "digest": Retention(
            "ne plus écrire à qui s'est désabonné, sans garder son adresse", "3 ans", Term("said_at", LEFT_KEPT)
        ),
    }

    class Meta:
        ordering = ("-said_at", "pk")
        verbose_name = "désabonnement"
        verbose_name_plural = "désabonnements"
        constraints = (models.UniqueConstraint(fields=["family", "digest"], name="messaging_left_once"),)

    def __str__(self) -> str:
        return f"désabonnement {self.pk}"


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def among(self, addresses: Iterable[str]) -> "dict[str, DeadAddress]":
        """Those of ``addresses`` that no longer work, by the address in lower case. One query."""
        wanted = {normal(address) for address in addresses if address}
        return {dead.address: dead for dead in self.filter(address__in=wanted)} if wanted else {}


class DeadAddress(models.Model):
    """A mailbox that is no more, as its own server said: no letter to many goes there, and whoever knows the person is
    told to ask for another."""

    address = models.EmailField("adresse", unique=True)
    # RFC 3463: 5.1.1 is « no such mailbox »
    status = models.CharField("code", max_length=12, blank=True)
    since = models.DateTimeField("revenue le")

    objects = DeadAddressQuerySet.as_manager()

    belongs_to: ClassVar[str] = PLATFORM
    personal_data: ClassVar[dict[str, Retention]] = {
        "address": Retention("ne plus écrire à une adresse qui ne marche plus", "un an", Term("since", DEAD_KEPT)),
    }

    class Meta:
        ordering = ("-since", "pk")
        verbose_name = "adresse qui ne marche plus"
        verbose_name_plural = "adresses qui ne marchent plus"

    def __str__(self) -> str:
        return f"adresse {self.pk}"
