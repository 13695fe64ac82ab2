"""What the programme does when a partner joins: it goes on to its first offer, by the link that it keeps."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import signals
from pontdesarts.network.models import Structure

from . import operations
from .operations.links import PURPOSE, TERM
from .operations.refusals import LinkNotSent


@receiver(signals.partner_joined)
def give_its_link(*, structure: Structure, by: Actor, at: datetime, **_: Any) -> str:
    """Where it enters an offer now. The same link leaves by mail, for the offers of later."""
    try:
        operations.send_offer_link(structure, by=by, at=at)
    except LinkNotSent:
        return ""
    token = links.make(PURPOSE, structure.pk, expires_at=at + TERM, epoch=structure.link_epoch)
    return reverse("programme:link_new", args=[token])
