"""A program asks to be told, changes its mind, or is stopped."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import addresses, sealing, verbs
from ..models import Token, Webhook
from ..refusals import WebhookRefused
from ..rules import MOST_WEBHOOKS, Event


@transaction.atomic
def set_webhook(token: Token, *, url: str, events: Collection[Event], by: Actor, at: datetime) -> tuple[Webhook, bool]:
    """Tell this address from now on; returns the webhook, and whether it is new. The same address twice is one webhook,
    with the events said last and the secret that it had. Raises `WebhookRefused`."""
    _refuse(url)
    locked = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    known = Webhook.objects.filter(token=locked, url=url).first()
    if known:
        return change_webhook(known, url=url, events=events, by=by, at=at), False
    if locked.webhooks.count() >= MOST_WEBHOOKS:
        raise WebhookRefused(f"{MOST_WEBHOOKS} adresses au plus pour un accès.", "Retirez-en une.")
    webhook = Webhook.objects.create(
        token=locked,
        url=url,
        events=sorted(event.value for event in events),
        secret_sealed=sealing.seal(_new_secret()),
        created_at=at,
    )
    journal.record(verbs.WEBHOOK_SET, token.association, by=by, at=at, host=webhook.host)
    return webhook, True


@transaction.atomic
def change_webhook(webhook: Webhook, *, url: str, events: Collection[Event], by: Actor, at: datetime) -> Webhook:
    """Give it another address or other events; one that was stopped starts again. The same twice writes nothing.
    Raises `WebhookRefused`."""
    _refuse(url)
    wanted = sorted(event.value for event in events)
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("token__association").get(pk=webhook.pk)
    if (webhook.url, webhook.events, webhook.disabled_at) == (url, wanted, None):
        return webhook
    if Webhook.objects.filter(token=webhook.token_id, url=url).exclude(pk=webhook.pk).exists():
        raise WebhookRefused("Cette adresse est déjà avertie.", "Changez plutôt l'autre avertissement.")
    webhook.url, webhook.events = url, wanted
    webhook.disabled_at = webhook.failing_since = None
    webhook.save(update_fields=["url", "events", "disabled_at", "failing_since"])
    journal.record(verbs.WEBHOOK_SET, webhook.token.association, by=by, at=at, host=webhook.host)
    return webhook


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: Actor, at: datetime) -> None:
    """Tell it nothing more; what was still to be told is forgotten."""
    count, _ = Webhook.objects.filter(pk=webhook.pk).delete()
    if count:
        journal.record(verbs.WEBHOOK_REMOVED, webhook.token.association, by=by, at=at, host=webhook.host)


def _new_secret() -> str:
    """As the Standard Webhooks write it: 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _refuse(url: str) -> None:
    if sentence := addresses.flaw(url):
        raise WebhookRefused(sentence, "Donnez une adresse https:// que l'on atteint depuis Internet.")
