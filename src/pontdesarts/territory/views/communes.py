from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ..models import Commune

SHOWN = 10


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def suggest(request: HttpRequest) -> HttpResponse:
    """The communes that what is typed (``q``) may mean, as options of a ``datalist``; as JSON with ``format=json``.

    Open to all: a partner with a signed link types communes too, and the list is public. Each value is one that
    `communes.resolve_commune` reads back.
    """
    found = Commune.objects.matching(request.GET.get("q", "")[:80])[:SHOWN]
    if request.GET.get("format") == "json":
        return JsonResponse({"communes": [{"insee": c.insee, "label": c.label} for c in found]})
    return render(request, "territory/suggest.html", {"communes": found})
