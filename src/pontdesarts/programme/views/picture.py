"""The pictures of offers, to whoever has their address: relays, partners, printed papers."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ..pictures import FOLDER


@login_not_required
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A name says what the file holds: it never changes."""
    path = f"{FOLDER}/{name}.webp"
    if not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), content_type="image/webp")
