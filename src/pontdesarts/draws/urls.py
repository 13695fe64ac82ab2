from django.urls import path

from .views import draws, follow, prepare, wishes

app_name = "draws"
urlpatterns = [
    path("", draws.draws, name="draws"),
    path("dates/<int:pk>/", draws.of_showing, name="of_showing"),
    path("preparer/<slug:slug>/", prepare.prepare, name="prepare"),
    path("billets/", prepare.weights, name="weights"),
    path("<int:pk>/", draws.draw, name="draw"),
    path("<int:pk>/tirage.json", draws.record, name="record"),
    path("<int:pk>/modifier/", prepare.change, name="change"),
    path("<int:pk>/voeux/", wishes.wishes, name="wishes"),
    path("lots/<int:pk>/voeu/", wishes.wish, name="wish"),
    path("voeux/<int:pk>/rang/", wishes.move, name="move_wish"),
    path("voeux/<int:pk>/retirer/", wishes.withdraw, name="withdraw_wish"),
    path("voeux/<int:pk>/remettre/", wishes.restore, name="restore_wish"),
    path("<int:pk>/suivi/", follow.follow, name="follow"),
    path("<int:pk>/tirer/", follow.draw_now, name="draw_now"),
    path("<int:pk>/tour-suivant/", follow.next_round, name="next_round"),
    path("<int:pk>/ouvrir-le-reste/", follow.release, name="release"),
    path("<int:pk>/annuler/", follow.cancel, name="cancel"),
]
