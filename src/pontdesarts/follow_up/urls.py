from django.urls import path

from .views import care, letters, lists

app_name = "follow_up"
urlpatterns = [
    path("", lists.mine, name="mine"),
    path("a-relancer/", lists.to_chase, name="to_chase"),
    path("lettres/", letters.letters, name="letters"),
    path("lettres/<int:pk>/", letters.letter, name="letter"),
    path("lettres/<int:pk>/modifier/", letters.change, name="change_letter"),
    path("lettres/<int:pk>/envoi/", letters.act, name="act_on_letter"),
    path("lettres/<slug:slug>/choisir/", letters.choose, name="choose"),
    path("lettres/<slug:slug>/ecrire/", letters.write, name="write_letter"),
    path("notes/<int:pk>/", care.change_note, name="change_note"),
    path("taches/<int:pk>/", care.task, name="task"),
    path("taches/<int:pk>/modifier/", care.change_task, name="change_task"),
    path("<int:pk>/", care.story, name="story"),
    path("<int:pk>/noter/", care.note, name="note"),
    path("<int:pk>/ecrire/", care.write, name="write"),
    path("<int:pk>/tache/", care.add_task, name="add_task"),
    path("<int:pk>/plus-tard/", care.snooze, name="snooze"),
    path("<int:pk>/adresse/", care.revive, name="revive"),
]
