from django.urls import path

from .views import detail, feeds, saved, search

app_name = "programme"
finding = [
    path("sorties/", search.search, name="search"),
    path("sorties/<int:pk>/", detail.detail, name="detail"),
    path("sorties/recherches/", saved.saved, name="saved"),
    path("sorties/recherches/nouvelle/", saved.save_search, name="save_search"),
    path("sorties/recherches/<int:pk>/", saved.change_search, name="change_search"),
    path("sorties/recherches/<int:pk>/effacer/", saved.forget_search, name="forget_search"),
    path("sorties/recherches/<int:pk>/nouvelle-adresse/", saved.renew_feed, name="renew_feed"),
    path("sorties/recherches/arreter/<str:token>/", saved.unsubscribe, name="unsubscribe"),
    path("flux/<str:token>/sorties.ics", feeds.calendar, name="feed_calendar"),
    path("flux/<str:token>/sorties.rss", feeds.rss, name="feed_rss"),
]
urlpatterns = [*finding]
