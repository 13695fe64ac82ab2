"""The feeds of a saved search: open to whoever holds their private address, and to nobody else."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from .. import feeds, filters
from ..finding.criteria import Criteria, Sort
from ..finding.results import Found
from ..finding.seeker import seeker
from ..models import SavedSearch

HOUR = 3600


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of the search, for a diary that subscribes to them."""

    def made(search: SavedSearch, found: Found) -> tuple[bytes, datetime]:
        showings = feeds.showings_of(found)
        return feeds.calendar(search, showings), feeds.latest(showings, search)

    return _answer(request, token, made, "text/calendar; charset=utf-8", Sort.DATE)


@login_not_required
@require_safe
def rss(request: HttpRequest, token: str) -> HttpResponse:
    """The newest offers of the search, for a feed reader."""

    def made(search: SavedSearch, found: Found) -> tuple[bytes, datetime]:
        results = found.first(feeds.MOST_ITEMS)
        showings = [result.showing for result in results]
        return feeds.rss(search, results, found.at), feeds.latest(showings, search)

    return _answer(request, token, made, "application/rss+xml; charset=utf-8", Sort.NEWEST)


def _answer(
    request: HttpRequest,
    token: str,
    made: Callable[[SavedSearch, Found], tuple[bytes, datetime]],
    content_type: str,
    sort: Sort,
) -> HttpResponse:
    """Only the tag decides whether something changed: a date that is called off is no later than the others."""
    search = get_object_or_404(SavedSearch.objects.select_related("user"), feed_token=token, user__is_active=True)
    at, who = timezone.now(), seeker(search.user)
    criteria: Criteria = filters.read_saved(f"{search.query}&tri={sort.value}", who, at).criteria
    content, changed_at = made(search, Found(who, criteria, at))
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(content, content_type=content_type)
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=HOUR)
    return response
