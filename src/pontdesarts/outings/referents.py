"""Referents to write to, each at an hour of their own day."""

from collections.abc import Iterable
from datetime import datetime

from pontdesarts.accounts.models import User
from pontdesarts.messaging import quiet
from pontdesarts.network.models import PostQuerySet, Referent, Structure

from .notices import clock_of


def current() -> PostQuerySet[Referent]:
    return Referent.objects.current().filter(user__is_active=True)


def people(posts: PostQuerySet[Referent]) -> Iterable[int]:
    """The keys of their accounts, once each, however many relays they serve."""
    return posts.order_by("user_id").values_list("user_id", flat=True).distinct()


def awake(user_id: int, *, at: datetime) -> tuple[User, datetime] | None:
    """Whom to write to, and from when: ``at``, or the end of the night where their first relay is. ``None`` for an
    account that is closed, or serves no relay any more."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    relays = Structure.objects.served_by(user).select_related("commune", "association") if user else None
    relay = relays.order_by("pk").first() if relays is not None else None
    if user is None or relay is None:
        return None
    return user, quiet.waking(at, clock_of(relay))
