from django.urls import URLPattern, path

from .views import readings, sheets, tallies
from .views.doors import Page, through_account, through_link

app_name = "tally"

_PAGES: list[tuple[str, str, Page]] = [
    ("", "send", readings.send),
    ("imprimer/", "print", sheets.print_list),
    ("feuilles/<slug:identity>.pdf", "paper", sheets.paper),
    ("a-la-main/", "by_hand", readings.by_hand),
    ("lectures/<slug:identity>/", "reading", readings.reading),
    ("lectures/<slug:identity>/mettre-de-cote/", "drop", readings.drop),
    ("lectures/<slug:identity>/pages/<int:page>.jpg", "page", readings.picture),
    ("lectures/<slug:identity>/pages/<int:page>/<int:row>.jpg", "row", readings.picture),
]

urlpatterns: list[URLPattern] = [
    path("", tallies.tallies, name="tallies"),
    *(path(f"dates/<int:pk>/{rest}", through_account(page), name=name) for rest, name, page in _PAGES),
    *(path(f"listes/<str:token>/{rest}", through_link(page), name=f"signed_{name}") for rest, name, page in _PAGES),
]
