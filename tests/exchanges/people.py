"""What the exchanges keep of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.exchanges.models import Import
from pontdesarts.network.models import Structure

from .factories import carried_out, waiting


def settle(theirs: Association, relay: Structure, who: User) -> None:
    for each in (carried_out(theirs), waiting(theirs)):
        Import.objects.filter(pk=each.pk).update(user=who, by_label="Monique", received_at=timezone.now())
