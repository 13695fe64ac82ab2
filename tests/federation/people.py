"""What the federation keeps of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.federation.models import Archive, Departure
from pontdesarts.network.models import Structure


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    Archive.objects.create(association=theirs, asked_by=who, asked_at=at, made_at=at, stored="archives/essai.zip")
    Departure.objects.create(association=theirs, left_at=at, reason="fusion", digest="0" * 64)
