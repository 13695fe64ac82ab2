"""The directory as the team reads it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.ui.pages import render_piece

from .. import looking, policies
from ..forms import Narrow
from ..models import PublicPage
from ..selection import PAPER
from .papers import answer


@require_safe
def home(request: Request) -> HttpResponse:
    """Straight to the directory of one's association; those who are of none know their own structure."""
    ours = Association.objects.staffed_by(request.user).order_by("name", "pk").first()
    return redirect("directory:team", ours.slug) if ours else redirect("network:structures")


@gzip_page
@require_safe
def directory(request: Request, slug: str) -> HttpResponse:
    """The list, the map with the list beside it, or the page to print."""
    association = _association(request, slug)
    own = policies.reader_of(request.user, association)
    reader = PAPER if request.GET.get("vue") == "papier" else own
    context = looking.context(request, association, reader, page=reverse("directory:team", args=[slug]))
    context |= {
        "others": Association.objects.staffed_by(request.user).exclude(pk=association.pk).order_by("name", "pk"),
        "public_page": PublicPage.of(association),
        "may_export": policies.may_export(request.user, association),
        "may_open": policies.may_open(request.user, association),
    }
    return render_piece(request, "directory/team.html", context)


@require_safe
def paper(request: Request, slug: str) -> HttpResponse:
    """The booklet of what was found. It goes from hand to hand: no sensitive kind in it, not even asked for."""
    if Narrow(request.GET, PAPER).says_too_much:
        asked = urlencode(request.GET.dict() | {"vue": "papier"})
        return redirect(f"{reverse('directory:team', args=[slug])}?{asked}")
    return answer(request, _association(request, slug), PAPER, on=timezone.localdate())


def _association(request: Request, slug: str) -> Association:
    return get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
