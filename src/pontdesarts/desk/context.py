"""The menu of every page, drawn by ``ui``."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pontdesarts.accounts.models import User

from .navigation import Post, items


def navigation(request: HttpRequest) -> dict[str, object]:
    """``navigation``: the menu's items, read only by the pages that draw a menu."""
    user = request.user if hasattr(request, "user") else None
    if not isinstance(user, User):
        return {"navigation": []}
    return {"navigation": SimpleLazyObject(lambda: items(Post.of(user), request.path))}
