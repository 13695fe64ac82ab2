"""The directory as everybody reads it: what each structure accepted to show, and nothing that would tell the rest."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from pontdesarts.associations.models import Association
from pontdesarts.ui.pages import render_piece

from .. import looking
from ..models import PublicPage
from ..selection import PUBLIC
from .papers import answer


@login_not_required
@gzip_page
@require_safe
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    """Open when the association opened it; its own people look at it before."""
    page = _page(request, slug)
    context = looking.context(request, page.association, PUBLIC, page=reverse("directory:public", args=[slug])) | {
        "public_page": page,
        "is_ours": _is_ours(request, page.association),
    }
    return _unless_found(render_piece(request, "directory/public.html", context), page)


@login_not_required
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(request, slug)
    return _unless_found(answer(request, page.association, PUBLIC, on=timezone.localdate()), page)


def _page(request: HttpRequest, slug: str) -> PublicPage:
    association = get_object_or_404(Association, slug=slug)
    page = PublicPage.of(association)
    if not page.is_open and not _is_ours(request, association):
        raise Http404
    return page


def _is_ours(request: HttpRequest, association: Association) -> bool:
    """The person works there: they came from the directory of the team, and go back to it."""
    return Association.objects.staffed_by(request.user).filter(pk=association.pk).exists()


def _unless_found(response: HttpResponse, page: PublicPage) -> HttpResponse:
    """Search engines read this header on files too."""
    if not page.indexed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
