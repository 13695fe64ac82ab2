from django.urls import path

from .views import device, holding, opening, papers, poster, summary

app_name = "permanences"
urlpatterns = [
    path("", opening.permanences, name="permanences"),
    path("permanences.csv", opening.export, name="export"),
    path("ouvrir/", opening.open_permanence, name="open"),
    path("service-worker.js", device.worker, name="worker"),
    path("vignettes/<slug:name>.webp", device.thumbnail, name="thumbnail"),
    path("affiche/", poster.poster, name="poster"),
    path("affiche.pdf", poster.poster_paper, name="poster_paper"),
    path("<int:pk>/", holding.permanence, name="permanence"),
    path("<int:pk>/places/", holding.places, name="places"),
    path("<int:pk>/envoyer/", holding.send, name="send"),
    path("<int:pk>/bilan/", summary.summary, name="summary"),
    path("<int:pk>/fermer/", summary.close, name="close"),
    path("<int:pk>/rouvrir/", summary.reopen, name="reopen"),
    path("<int:pk>/contremarques.pdf", papers.vouchers, name="vouchers"),
]
