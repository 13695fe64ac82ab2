"""Joining by a mailed link, changing one's mind, leaving at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Message
from pontdesarts.messaging.models.mailings import fingerprint, normal
from pontdesarts.messaging.operations import mailings

from .. import notices, verbs
from ..models import Circle, Supporter, SupporterLetter
from ..models.supporter import UNCONFIRMED_KEPT
from ..refusals import CircleClosed

# somebody who sends the form again and again fills nobody's letter box
BETWEEN_MAILS = timedelta(hours=1)


@transaction.atomic
def join(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Supporter:
    """Keep what was typed and mail a link that confirms it. Nobody counts them before.

    For an address that is there already, nothing changes but the mail: one who joined gets the link to their page, and
    whoever typed somebody else's address learns nothing. Within the hour, no other mail leaves, nor the fourth of a
    day, whatever the associations. Raises `CircleClosed`.
    """
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    if not Circle.of(association).is_open:
        raise CircleClosed("Cette page n'est pas ouverte.", "Écrivez à l'association.")
    email = normal(values["email"])
    enough = messaging.is_enough(notices.UNASKED, to=email, at=at)
    known = Supporter.objects.filter(association=association, email=email).first()
    typed = {name: values[name] for name in ("name", "commune", "interests") if name in values}
    if known is None:
        known = Supporter.objects.create(association=association, email=email, asked_at=at, last_sign_at=at, **typed)
        if not enough:
            notices.ask_to_confirm(known, at=at)
        return known
    if known.confirmed_at is None:
        for name, value in typed.items():
            setattr(known, name, value)
    if known.asked_at <= at - BETWEEN_MAILS and not enough:
        known.asked_at = at
        (notices.welcome if known.confirmed_at else notices.ask_to_confirm)(known, at=at)
    known.save()
    return known


@transaction.atomic
def confirm(supporter: Supporter, *, by: Actor, at: datetime) -> Supporter:
    """The address is theirs: they are one of us, and get the link to their page. Pressed twice, the first stands.

    Letters that they had left, once, come again: they have just asked for it.
    """
    supporter = _locked(supporter)
    if supporter.confirmed_at is None:
        supporter.confirmed_at = supporter.last_sign_at = at
        supporter.save(update_fields=["confirmed_at", "last_sign_at"])
        mailings.come_back(Circle.family_of(supporter.association).key, fingerprint(supporter.email), at=at)
        notices.welcome(supporter, at=at)
        journal.record(verbs.JOINED, supporter.association, by=by, at=at)
    return supporter


@transaction.atomic
def change_interests(supporter: Supporter, *, interests: list[str], by: Actor, at: datetime) -> Supporter:
    """What they would like to hear of, from now on."""
    supporter = _locked(supporter)
    supporter.interests = interests
    supporter.last_sign_at, supporter.asked_again_at = at, None
    supporter.save(update_fields=["interests", "last_sign_at", "asked_again_at"])
    return supporter


@transaction.atomic
def stay(supporter: Supporter, *, by: Actor, at: datetime) -> Supporter:
    """A sign: three years more."""
    supporter = _locked(supporter)
    supporter.last_sign_at, supporter.asked_again_at = at, None
    supporter.save(update_fields=["last_sign_at", "asked_again_at"])
    return supporter


@transaction.atomic
def leave(supporter: Supporter, *, by: Actor, at: datetime) -> None:
    """Erase the person, their ideas, the mails and the lines of letters that bear their address: at once, for good.

    A letter that has not left does not leave for them. Only numbers stay.
    """
    supporter = _locked(supporter)
    association = supporter.association
    mailings.forget_person("supporters.", supporter.about, at=at)
    Message.objects.filter(kind__startswith="supporters.", to__iexact=supporter.email).delete()
    mailings.come_back(Circle.family_of(association).key, fingerprint(supporter.email), at=at)
    was_one = supporter.confirmed_at is not None
    supporter.delete()
    if was_one:
        journal.record(verbs.LEFT, association, by=by, at=at)


@transaction.atomic
def ask_silent(*, by: Actor, at: datetime) -> int:
    """Ask those who gave no sign for three years whether they stay; returns how many mails leave."""
    silent = list(Supporter.objects.silent(at).select_related("association").select_for_update(of=("self",)))
    for supporter in silent:
        notices.ask_to_stay(supporter, at=at)
    Supporter.objects.filter(pk__in=[each.pk for each in silent]).update(asked_again_at=at)
    return len(silent)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase requests that nobody confirmed within 7 days, and those who did not say that they stay; two years on, who
    wrote a letter. Returns how many rows."""
    unconfirmed = Supporter.objects.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED_KEPT)
    silent = Supporter.objects.filter(last_sign_at__lt=Supporter.personal_data["email"].before(at))
    letters = SupporterLetter.objects.filter(written_at__lt=SupporterLetter.personal_data["written_by"].before(at))
    written = letters.exclude(written_by=None).update(written_by=None)
    return unconfirmed.delete()[0] + silent.delete()[0] + written


def _locked(supporter: Supporter) -> Supporter:
    return Supporter.objects.select_related("association").select_for_update(of=("self",)).get(pk=supporter.pk)
