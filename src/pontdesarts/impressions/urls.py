from django.urls import path

from .views import letters, moderation, thanking

app_name = "impressions"
urlpatterns = [
    path("", moderation.to_moderate, name="to_moderate"),
    path("publiees/", moderation.published, name="published"),
    path("<int:pk>/relire/", moderation.moderate, name="moderate"),
    path("<int:pk>/note-vocale/", moderation.voice, name="voice"),
    path("mercis/", thanking.to_thank, name="to_thank"),
    path("mercis/<int:pk>/", thanking.thank, name="thank"),
    path("lettres/", letters.letters, name="letters"),
    path("lettres/<int:pk>/<int:year>/", letters.letter, name="letter"),
    path("lettres/<int:pk>/<int:year>/lettre.pdf", letters.letter_paper, name="letter_paper"),
    path("lettre/<str:token>/", letters.signed_letter, name="signed_letter"),
    path("lettre/<str:token>/lettre.pdf", letters.signed_letter_paper, name="signed_letter_paper"),
]
