"""Who may read the directory of an association."""

from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from . import verbs
from .models import PublicPage


@transaction.atomic
def open_to_public(association: Association, *, indexed: bool, by: Actor, at: datetime) -> PublicPage:
    """Everybody reads the page from now on; search engines are asked in, or told to stay out. Said again as it is,
    nothing is written."""
    page = PublicPage.of(association)
    if page.is_open and page.indexed == indexed:
        return page
    page.opened_at, page.indexed = page.opened_at or at, indexed
    page.save()
    said = "trouvée par les moteurs de recherche" if indexed else "sans les moteurs de recherche"
    journal.record(verbs.OPENED, association, by=by, at=at, indexed=said)
    return page


@transaction.atomic
def close_to_public(association: Association, *, by: Actor, at: datetime) -> PublicPage:
    """The page is the team's alone again. What structures accepted to show is kept, for the day when it reopens."""
    page = PublicPage.of(association)
    if page.is_open:
        page.opened_at, page.indexed = None, False
        page.save()
        journal.record(verbs.CLOSED, association, by=by, at=at)
    return page
