from django.urls import URLPattern, path

from .views import dates, detail, entry, feeds, importing, link, manage, national, neighbours, picture, saved, search
from .views.doors import Page, through_account, through_link

app_name = "programme"
finding = [
    path("sorties/", search.search, name="search"),
    path("sorties/<int:pk>/", detail.detail, name="detail"),
    path("sorties/catalogue-national/", national.national, name="national"),
    path("sorties/catalogue-national.csv", national.national_export, name="national_export"),
    path("sorties/recherches/", saved.saved, name="saved"),
    path("sorties/recherches/nouvelle/", saved.save_search, name="save_search"),
    path("sorties/recherches/<int:pk>/", saved.change_search, name="change_search"),
    path("sorties/recherches/<int:pk>/effacer/", saved.forget_search, name="forget_search"),
    path("sorties/recherches/<int:pk>/nouvelle-adresse/", saved.renew_feed, name="renew_feed"),
    path("sorties/recherches/arreter/<str:token>/", saved.unsubscribe, name="unsubscribe"),
    path("flux/<slug:token>/sorties.ics", feeds.calendar, name="feed_calendar"),
    path("flux/<slug:token>/sorties.rss", feeds.rss, name="feed_rss"),
]

# the pages of those who write the programme, under `/offres/` for accounts and under a partner's link
_pages: list[tuple[str, str, Page]] = [
    ("", "manage", manage.manage),
    ("nouvelle/", "new", entry.new),
    ("nouvelle/<int:partner_pk>/", "enter", entry.enter),
    ("places/", "many_places", manage.many_places),
    ("voisins/", "neighbours", neighbours.neighbours),
    ("<int:pk>/", "manage_offer", manage.manage_offer),
    ("<int:pk>/quoi/", "what", entry.what),
    ("<int:pk>/quand/", "dates", dates.dates),
    ("<int:pk>/quand/retirer/", "remove_dates", dates.remove_dates),
    ("<int:pk>/combien/", "places", dates.places),
    ("<int:pk>/voisins/", "next_door", neighbours.next_door),
    ("<int:pk>/relire/", "review", entry.review),
    ("<int:pk>/publier/", "publish", entry.publish),
    ("<int:pk>/retirer/", "withdraw", manage.withdraw),
    ("<int:pk>/copier/", "copy", manage.copy),
    ("dates/<int:pk>/annuler/", "cancel_date", dates.cancel_date),
    ("dates/<int:pk>/deplacer/", "move_date", dates.move_date),
]
writing: list[URLPattern] = [
    path("partenaires/", link.partners, name="partners"),
    path("partenaires/<int:pk>/envoyer-un-lien/", link.send_link, name="send_link"),
    path("partenaires/<int:pk>/retirer-les-liens/", link.withdraw_links, name="withdraw_links"),
    path("partenaire/nouveau-lien/", link.ask_link, name="ask_link"),
    path("medias/offres/<slug:name>.webp", picture.picture, name="picture"),
    *[path(f"offres/{route}", through_account(page), name=name) for route, name, page in _pages],
    *[path(f"partenaire/<str:token>/{route}", through_link(page), name=f"link_{name}") for route, name, page in _pages],
]
imports = [
    path("offres/importer/", importing.import_programme, name="import"),
    path("offres/importer/<int:pk>/", importing.import_preview, name="import_preview"),
    path("offres/importer/<int:pk>/colonnes/", importing.import_columns, name="import_columns"),
    path("offres/importer/<int:pk>/confirmer/", importing.import_confirm, name="import_confirm"),
    path("offres/imports/", importing.imports, name="imports"),
    path("offres/imports/<int:pk>/", importing.import_run, name="import_run"),
    path("offres/sources/<int:pk>/", importing.source, name="source"),
    path("offres/ressemblances/", importing.resemblances, name="resemblances"),
    path("offres/ressemblances/<int:pk>/", importing.settle_resemblance, name="settle_resemblance"),
]
urlpatterns = [*finding, *writing, *imports]
