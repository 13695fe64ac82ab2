"""How a referent wants to be asked, and the links that they take back."""

from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging import numbers, sms

from .. import verbs
from ..models import Channel
from ..refusals import ChannelRefused


@transaction.atomic
def choose_channel(user: User, *, by_text: bool, number: str = "", by: Actor, at: datetime) -> Channel:
    """Ask by text at this number, kept sealed, or by mail: the number is then erased.

    Raises `ChannelRefused` without a provider of texts, and `numbers.NumberRefused` for a number that gets none.
    """
    if by_text and not sms.offered():
        raise ChannelRefused("Les SMS ne sont pas en service ici.", "Gardez le courriel.")
    sealed = numbers.seal(numbers.read(number, fiction=sms.is_simulated())) if by_text else None
    chosen = Channel.By.TEXT if by_text else Channel.By.MAIL
    channel, _ = Channel.objects.update_or_create(user=user, defaults={"by": chosen, "sealed": sealed})
    journal.record(verbs.CHANNEL, user, by=by, at=at, how=chosen.label)
    return channel


@transaction.atomic
def withdraw_links(user: User, *, by: Actor, at: datetime) -> Channel:
    """Close every link that asked this referent who came: one was forwarded to somebody who should not have it."""
    channel, _ = Channel.objects.select_for_update().get_or_create(user=user)
    channel.link_epoch += 1
    channel.save(update_fields=["link_epoch"])
    journal.record(verbs.LINKS_WITHDRAWN, user, by=by, at=at)
    return channel
