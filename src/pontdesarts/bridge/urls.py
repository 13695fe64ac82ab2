from django.urls import URLPattern, path

from .views import announcements, threads
from .views.doors import Page, through_account, through_link

app_name = "bridge"

# the same pages under `/passerelle/` for accounts and under a structure's link
_pages: list[tuple[str, str, Page]] = [
    ("", "bridge", announcements.bridge),
    ("publier/<int:pk>/<slug:side>/", "publish", announcements.publish),
    ("annonces/<int:pk>/", "announcement", announcements.announcement),
    ("annonces/<int:pk>/modifier/", "change", announcements.change),
    ("annonces/<int:pk>/retirer/", "withdraw", announcements.withdraw),
    ("annonces/<int:pk>/mettre-en-relation/", "connect", threads.connect),
    ("relations/", "threads", threads.threads),
    ("relations/<int:pk>/", "thread", threads.thread),
]
urlpatterns: list[URLPattern] = [
    *[path(route, through_account(page), name=name) for route, name, page in _pages],
    *[path(f"lien/<str:token>/{route}", through_link(page), name=f"link_{name}") for route, name, page in _pages],
    path("partenaires/<int:pk>/envoyer-le-lien/", announcements.send_link, name="send_link"),
]
