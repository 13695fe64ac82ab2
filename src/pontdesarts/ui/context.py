"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    return {"DEMO": settings.DEMO, "SOURCE_URL": settings.SOURCE_URL}
