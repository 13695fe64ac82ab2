from django.urls import path

from .views import agreements, preparing, sending, signing

app_name = "agreements"
urlpatterns = [
    path("", agreements.agreements, name="agreements"),
    path("nouvelle/<slug:slug>/", agreements.propose, name="propose"),
    path("modeles/<slug:slug>/", sending.templates, name="templates"),
    path("modeles/<slug:slug>/<slug:kind>/", sending.template, name="template"),
    path("<int:pk>/", agreements.agreement, name="agreement"),
    path("<int:pk>/etape/", agreements.step, name="step"),
    path("<int:pk>/suite/", agreements.renew, name="renew"),
    path("<int:pk>/convention.pdf", agreements.paper, name="paper"),
    path("<int:pk>/texte-<int:number>.pdf", agreements.signed_paper, name="signed_paper"),
    path("<int:pk>/signataires/", preparing.people, name="people"),
    path("<int:pk>/parties/", preparing.party, name="party"),
    path("<int:pk>/promesses/", preparing.promises, name="promises"),
    path("<int:pk>/texte/", preparing.text, name="text"),
    path("<int:pk>/dates/", preparing.period, name="period"),
    path("<int:pk>/envoyer/", sending.send, name="send"),
    path("<int:pk>/papier/", sending.scan, name="scan"),
    path("parties/<int:pk>/retirer/", preparing.remove_party, name="remove_party"),
    path("signataires/<int:pk>/", preparing.correct, name="correct"),
    path("signataires/<int:pk>/retirer/", preparing.remove_signatory, name="remove_signatory"),
    path("signataires/<int:pk>/fin/", preparing.end_post, name="end_post"),
    path("signataires/<int:pk>/lien/", sending.send_again, name="send_again"),
    path("promesses/<int:pk>/", preparing.promise, name="promise"),
    path("promesses/<int:pk>/retirer/", preparing.withdraw_promise, name="withdraw_promise"),
    path("tenu/<int:pk>/retirer/", preparing.undo_delivery, name="undo_delivery"),
    path("papiers/<int:pk>/", sending.scan_file, name="scan_file"),
    path("signatures/<int:pk>/retirer/", sending.strike, name="strike"),
    path("signer/<str:token>/", signing.sign, name="sign"),
    path("signer/<str:token>/convention.pdf", signing.sign_paper, name="sign_paper"),
]
