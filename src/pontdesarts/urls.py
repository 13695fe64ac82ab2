"""Every address of the product. Each context owns its own; paths are French, names English."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # addresses are tried in this order: first what is asked most, when everybody books at once
    path("", include("pontdesarts.bookings.urls")),
    path("api/", include("pontdesarts.api.urls")),
    path("", include("pontdesarts.desk.urls")),
    path("compte/", include("pontdesarts.accounts.urls")),
    path("", include("pontdesarts.messaging.urls")),
    path("territoire/", include("pontdesarts.territory.urls")),
    path("", include("pontdesarts.associations.urls")),
    path("", include("pontdesarts.network.urls")),
    path("", include("pontdesarts.programme.urls")),
    path("tirages/", include("pontdesarts.draws.urls")),
    path("derniere-minute/", include("pontdesarts.last_minute.urls")),
    path("permanences/", include("pontdesarts.permanences.urls")),
    path("retours/", include("pontdesarts.outings.urls")),
    path("", include("pontdesarts.outings.urls_before")),
    path("accueil/", include("pontdesarts.doors.urls")),
    path("pointage/", include("pontdesarts.tally.urls")),
    path("impressions/", include("pontdesarts.impressions.urls")),
    path("chiffres/", include("pontdesarts.statistics.urls")),
    path("", include("pontdesarts.membership.urls")),
    path("reseau/", include("pontdesarts.exchanges.urls")),
    path("annuaire/", include("pontdesarts.directory.urls")),
    path("sympathisants/", include("pontdesarts.supporters.urls")),
    path("conventions/", include("pontdesarts.agreements.urls")),
    path("passerelle/", include("pontdesarts.bridge.urls")),
    path("saison/", include("pontdesarts.presentations.urls")),
    path("accompagnements/", include("pontdesarts.support.urls")),
    path("suivi/", include("pontdesarts.follow_up.urls")),
    path("objectifs/", include("pontdesarts.goals.urls")),
    path("federation/", include("pontdesarts.federation.urls")),
    path("style/", include("pontdesarts.ui.urls")),
]

handler400 = "pontdesarts.ui.views.errors.bad_request"
handler403 = "pontdesarts.ui.views.errors.forbidden"
handler404 = "pontdesarts.ui.views.errors.not_found"
handler429 = "pontdesarts.accounts.views.too_many_requests"  # allauth's, not Django's
handler500 = "pontdesarts.ui.views.errors.server_error"

if settings.DEMO:
    urlpatterns.append(path("demo/", include("pontdesarts.demo.urls")))
