"""The mails to supporters: each brings a link, and says how to leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from .models import Idea, Supporter
from .models.supporter import TO_ANSWER, UNCONFIRMED_KEPT

# to addresses that anybody may have typed
UNASKED = ("supporters.confirm", "supporters.welcome")
CONFIRM_DOOR = "supporters.confirm"
OWN_DOOR = "supporters.own"
# each mail and each letter brings a new one
OWN_OPEN = timedelta(days=400)


def ask_to_confirm(supporter: Supporter, *, at: datetime) -> None:
    """« Confirmez votre adresse »: whoever did not ask does nothing, and is forgotten."""
    expires_at = at + UNCONFIRMED_KEPT
    token = links.make(CONFIRM_DOOR, supporter.pk, expires_at=expires_at)
    link, until = _address("supporters:confirm", token), words.french_date(expires_at)
    _send("confirm", supporter, "confirmez votre adresse", at=at, link=link, until=until)


def welcome(supporter: Supporter, *, at: datetime) -> None:
    _send("welcome", supporter, "votre page de sympathisant", at=at, link=own_link(supporter, at=at))


def idea_answered(idea: Idea, *, at: datetime) -> None:
    own = idea.supporter
    _send("idea_answered", own, "une réponse à votre idée", at=at, idea=idea, link=own_link(own, at=at))


def ask_to_stay(supporter: Supporter, *, at: datetime) -> None:
    """Three years without a sign: without an answer within sixty days, they are forgotten."""
    until = words.full_date(at + TO_ANSWER)
    _send("ask_to_stay", supporter, "restez-vous des nôtres ?", at=at, link=own_link(supporter, at=at), until=until)


def own_link(supporter: Supporter, *, at: datetime) -> str:
    token = links.make(OWN_DOOR, supporter.pk, expires_at=at + OWN_OPEN)
    return _address("supporters:own", token)


def _address(name: str, token: str) -> str:
    return settings.BASE_URL + reverse(name, args=[token])


def _send(name: str, supporter: Supporter, subject: str, *, at: datetime, **context: object) -> None:
    association = supporter.association
    messaging.send(
        kind=f"supporters.{name}",
        to=supporter.email,
        subject=f"{association.name} : {subject}",
        template=f"supporters/notices/{name}.txt",
        context={"association": association, "supporter": supporter, **context},
        at=at,
    )
