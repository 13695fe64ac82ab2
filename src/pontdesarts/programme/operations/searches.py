"""Searches are kept, renamed, forgotten; their new offers are told by mail."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import notices_searches, verbs
from ..finding.results import Result
from ..models import SavedSearch
from .refusals import SearchRefused

MOST_SEARCHES = 30


@transaction.atomic
def save(user: User, *, name: str, query: str, weekly: bool, by: Actor, at: datetime) -> SavedSearch:
    """Keep the search. What is bookable already is not news: the first mail tells what comes after.

    Raises `SearchRefused` when the person has a search of that name, or 30 of them.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two tabs, one name
    _check_name(user, name)
    if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
        raise SearchRefused(f"Vous gardez déjà {MOST_SEARCHES} recherches.", "Effacez-en une avant.")
    search = SavedSearch.objects.create(
        user=user,
        name=name,
        query=query,
        weekly=weekly,
        feed_token=secrets.token_urlsafe(32),
        created_at=at,
        told_until=at,
    )
    journal.record(verbs.SEARCH_SAVED, search, by=by, at=at)
    return search


@transaction.atomic
def change(search: SavedSearch, *, name: str, weekly: bool, by: Actor, at: datetime) -> SavedSearch:
    """Give the search another name, or start and stop its mails. Started again, they tell what comes from now on.

    Raises `SearchRefused` when another search of the person has that name.
    """
    search = SavedSearch.objects.select_for_update(of=("self",)).select_related("user").get(pk=search.pk)
    if name != search.name:
        _check_name(search.user, name)
    if weekly and not search.weekly:
        search.told_until = at
    search.name, search.weekly = name, weekly
    search.save(update_fields=["name", "weekly", "told_until"])
    journal.record(verbs.SEARCH_CHANGED, search, by=by, at=at)
    return search


def _check_name(user: User, name: str) -> None:
    if SavedSearch.objects.filter(user=user, name=name).exists():
        raise SearchRefused(f"Vous avez déjà une recherche nommée « {name} ».", "Choisissez un autre nom.")


@transaction.atomic
def stop_mails(search: SavedSearch, *, by: Actor, at: datetime) -> SavedSearch:
    """No mail leaves for it any more; the search and its feed stay. Stopping twice changes nothing."""
    search = SavedSearch.objects.select_for_update().get(pk=search.pk)
    if search.weekly:
        search.weekly = False
        search.save(update_fields=["weekly"])
        journal.record(verbs.SEARCH_STOPPED, search, by=by, at=at)
    return search


@transaction.atomic
def renew_feed(search: SavedSearch, *, by: Actor, at: datetime) -> SavedSearch:
    """Close the address of the feed to all who have it, and open another one."""
    search = SavedSearch.objects.select_for_update().get(pk=search.pk)
    search.feed_token = secrets.token_urlsafe(32)
    search.save(update_fields=["feed_token"])
    journal.record(verbs.FEED_RENEWED, search, by=by, at=at)
    return search


@transaction.atomic
def forget(search: SavedSearch, *, by: Actor, at: datetime) -> None:
    """Erase the search, its mails and its feed."""
    journal.record(verbs.SEARCH_FORGOTTEN, search, by=by, at=at)
    search.delete()


@transaction.atomic
def tell(search: SavedSearch, *, offers: Sequence[Result], by: Actor, at: datetime) -> bool:
    """Mail the new ``offers``, those that became bookable since ``search.told_until``, and remember until when.

    Nothing new: no mail. Returns whether one leaves; a search that was told meanwhile, or stopped, is left alone.
    """
    now = SavedSearch.objects.select_for_update(of=("self",)).select_related("user").filter(pk=search.pk).first()
    if now is None or not now.weekly or now.told_until != search.told_until:
        return False
    now.told_until = at
    now.save(update_fields=["told_until"])
    if not offers:
        return False
    notices_searches.new_offers(now, offers=offers, at=at)
    journal.record(verbs.SEARCH_TOLD, now, by=by, at=at, offers=words.counted(len(offers), "offre", "offres"))
    return True
