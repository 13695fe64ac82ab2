from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.retention import Retention

from ..rules import PING, Event
from .token import Token


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def active(self, at: datetime) -> "WebhookQuerySet":
        """Not stopped, and of a token that still opens: withdrawing a token silences what it set."""
        return self.filter(disabled_at=None, token__withdrawn_at=None, token__expires_at__gt=at)

    def concerned_by(self, booking: Booking) -> "WebhookQuerySet":
        """Of the partner whose date it is, of the association of the offer, of the association of the relay."""
        offer = booking.showing.offer
        associations = {offer.association_id, booking.relay.association_id}
        of_partner = Q(token__partner_id=offer.partner_id) if offer.partner_id else Q(pk__in=[])
        return self.filter(of_partner | Q(token__partner=None, token__association_id__in=associations))


class Webhook(models.Model):
    """An address that is told what happens to bookings, as long as the ``token`` that set it opens.

    ``failing_since`` is when it last stopped answering; after some days it is stopped (``disabled_at``).
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="webhooks", verbose_name="accès")
    url = models.URLField("à prévenir", max_length=400)
    events = ArrayField(
        models.CharField(max_length=20, choices=[(event.value, event.value) for event in Event]),
        verbose_name="événements",
    )
    secret_sealed = models.BinaryField("secret de signature (chiffré)")
    created_at = models.DateTimeField("créé le")
    failing_since = models.DateTimeField("sans réponse depuis", null=True, blank=True)
    disabled_at = models.DateTimeField("arrêté le", null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("token", "pk")
        verbose_name = "avertissement"
        verbose_name_plural = "avertissements"
        constraints = (models.UniqueConstraint(fields=["token", "url"], name="api_webhook_once"),)

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(arrived_at=None, given_up_at=None)


class Delivery(models.Model):
    """One event told to one webhook, once at least: ``event_id`` stays the same at each try, for the other side to know
    it has had it. Of the answer nothing is kept but its status, or why there was none.
    """

    class Failure(models.TextChoices):
        ADDRESS = "address", "adresse refusée : elle n'est pas publique"
        UNREACHABLE = "unreachable", "pas de réponse"
        TIMEOUT = "timeout", "réponse trop lente"
        CERTIFICATE = "certificate", "certificat refusé"
        SECRET = "secret", "secret illisible : à régler de nouveau"

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name="avertissement"
    )
    event_id = models.UUIDField("identifiant")
    event = models.CharField("événement", max_length=20, choices=[(name, name) for name in (*Event, PING)])
    payload = models.JSONField("contenu")
    created_at = models.DateTimeField("depuis le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_try_at = models.DateTimeField("prochain essai", null=True, blank=True)
    last_status = models.PositiveSmallIntegerField("dernière réponse", null=True, blank=True)
    failure = models.CharField("échec", max_length=12, choices=Failure.choices, blank=True)
    arrived_at = models.DateTimeField("arrivé le", null=True, blank=True)
    given_up_at = models.DateTimeField("abandonné le", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    personal_data: ClassVar[dict[str, Retention]] = {}

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = (models.UniqueConstraint(fields=["webhook", "event_id"], name="api_delivery_once"),)
        indexes = (models.Index(fields=["created_at"], name="api_delivery_to_forget"),)

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
