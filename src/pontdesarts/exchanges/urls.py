from django.urls import path

from .views import exporting, importing

app_name = "exchanges"
urlpatterns = [
    path("importer/", importing.import_structures, name="import"),
    path("importer/<int:pk>/colonnes/", importing.columns, name="columns"),
    path("importer/<int:pk>/apercu/", importing.preview, name="preview"),
    path("importer/<int:pk>/doutes/", importing.answer, name="answer"),
    path("importer/<int:pk>/verifier/", importing.look_up, name="look_up"),
    path("importer/<int:pk>/importer/", importing.carry_out, name="carry_out"),
    path("importer/<int:pk>/", importing.report, name="report"),
    path("importer/<int:pk>/annuler/", importing.undo, name="undo"),
    path("importer/<int:pk>/compte-rendu.csv", importing.report_sheet, name="report_sheet"),
    path("exporter/", exporting.export, name="export"),
    path("exporter/fichier/", exporting.export_file, name="export_file"),
]
