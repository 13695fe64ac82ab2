"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    return {
        "DEMO": settings.DEMO,
        "SOURCE_URL": settings.SOURCE_URL,
        "MAP_TILES_URL": settings.MAP_TILES_URL,
        "MAP_TILES_CREDIT": settings.MAP_TILES_CREDIT,
    }
