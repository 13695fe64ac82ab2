"""What the tablet keeps: the worker that answers when the network does not, and pictures of its size."""

from io import BytesIO

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image

from pontdesarts.programme.pictures import FOLDER
from pontdesarts.ui import offline

# twice the width of a picture on the page
WIDTH = 480


@login_not_required  # a browser looks for a newer one whoever is signed in, and takes no redirection
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """It rules over the pages of permanences and no other."""
    return offline.worker("permanences", scope=reverse("permanences:permanences"))


@require_safe
@cache_control(private=True, max_age=31_536_000, immutable=True)
def thumbnail(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of an offer, 480 pixels wide: forty of them must pass through a weak network.

    Made as it is asked for, in some 20 ms; the tablet keeps it, so that it is asked once.
    """
    path = f"{FOLDER}/{name}.webp"
    if not default_storage.exists(path):
        raise Http404
    with default_storage.open(path) as file, Image.open(file) as picture:
        picture.thumbnail((WIDTH, WIDTH))
        out = BytesIO()
        picture.save(out, "WEBP", quality=70, method=4)
    return HttpResponse(out.getvalue(), content_type="image/webp")
