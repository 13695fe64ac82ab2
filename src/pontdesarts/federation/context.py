"""The band of every page while somebody of the federation visits."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Visit
from pontdesarts.ui import words


@dataclass(frozen=True)
class Band:
    """A line above everything, and the one gesture that ends it."""

    text: str
    action: str
    verb: str


def visits(request: HttpRequest) -> dict[str, object]:
    """``bands``: one for each visit that is open, read only by the pages that draw a menu."""
    user = request.user if hasattr(request, "user") else None
    if not isinstance(user, User) or not getattr(user, "is_visiting", False):
        return {"bands": ()}
    return {"bands": SimpleLazyObject(lambda: _bands(user))}


def _bands(user: User) -> tuple[Band, ...]:
    mine = Visit.objects.open().filter(user=user).select_related("association").order_by("until", "pk")
    return tuple(
        Band(
            f"Visite chez {each.association}, jusqu'à {words.french_hour(each.until)}. Vous lisez, sans rien changer.",
            reverse("federation:close", args=[each.pk]),
            "Fermer la visite",
        )
        for each in mine
    )
