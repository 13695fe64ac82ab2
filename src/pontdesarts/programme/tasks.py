"""Jobs of the programme: tell each saved search what is new; write again the words of what was renamed; forget the
programmes that were dropped and not confirmed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.running import AGAIN

from . import filters, indexing
from .finding.results import new_offers
from .finding.seeker import seeker
from .models import Offer, SavedSearch
from .operations import forget_pictures, importing, searches


@app.periodic(cron="0 6 * * 1")  # in UTC: Monday at 7 in winter, at 8 in summer
@app.task(name="programme.tell_weekly", queue="night")
def tell_weekly(timestamp: int) -> None:
    """One job for each search, so that one that fails keeps no other from leaving."""
    for pk in SavedSearch.objects.told_weekly().order_by("pk").values_list("pk", flat=True):
        tell_search.defer(search_id=pk)


@app.task(name="programme.tell_search", queue="mail", retry=AGAIN)
def tell_search(*, search_id: int) -> None:
    search = SavedSearch.objects.told_weekly().select_related("user").filter(pk=search_id).first()
    if search is None:
        return
    at, who = timezone.now(), seeker(search.user)
    criteria = filters.read_saved(search.query, who, at).criteria
    offers = new_offers(who, criteria, since=search.told_until, at=at)
    searches.tell(search, offers=offers, by=JOB, at=at)


@app.periodic(cron="40 3 * * *")
@app.task(name="programme.reindex", queue="night")
def reindex(timestamp: int) -> None:
    """A venue or a partner has another name: the offers are found under it from the next morning."""
    offers = Offer.objects.filter(withdrawn_at=None).select_related("venue__commune", "partner").defer("search")
    indexing.refresh_all(offers.order_by("pk").iterator(chunk_size=500))


@app.periodic(cron="50 3 * * *")
@app.task(name="programme.forget_pending", queue="night")
def forget_pending(timestamp: int) -> None:
    importing.forget_pending(by=JOB, at=timezone.now())


@app.periodic(cron="55 3 * * *")
@app.task(name="programme.forget_pictures", queue="night")
def forget_unshown_pictures(timestamp: int) -> None:
    """Files that were sent and that no offer shows."""
    forget_pictures(by=JOB, at=timezone.now())


@app.periodic(cron="57 3 * * *")
@app.task(name="programme.forget_runs", queue="night")
def forget_runs(timestamp: int) -> None:
    """Imports of three years ago: who did them, and their reports."""
    importing.forget_runs(at=timezone.now())
