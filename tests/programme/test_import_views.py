"""The pages of imports."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.programme.models import ImportRun, Offer, PendingImport, Resemblance, Source
from tests.associations.factories import StaffRoleFactory
from tests.programme.importing.readings import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(client):
    role = StaffRoleFactory(role=StaffRole.Role.PROGRAMMER)
    client.force_login(role.user)
    return role


def in_days(days: int, hour: int = 20) -> str:
    moment = timezone.localtime() + timedelta(days=days)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def agenda(*titles: str, days: int = 20, uid: int = 100) -> str:
    """An export of an agenda, of our wording."""
    return json.dumps(
        {
            "events": [
                {
                    "uid": uid + n,
                    "title": {"fr": title},
                    "description": {"fr": "Une soirée pour tous."},
                    "location": {"uid": 7, "name": "La Halle", "city": "Valenton", "postalCode": "94460"},
                    "timings": [{"begin": in_days(days), "end": in_days(days, 22)}],
                }
                for n, title in enumerate(titles)
            ]
        }
    )


def drop(client, content: str | bytes, name: str = "agenda.json", **typed):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + timedelta(days=300)}
    role = StaffRole.objects.order_by("pk").first()
    data = {"association": role.association_id, "file": file, "source_name": "Agenda", **days, **typed}
    return client.post(reverse("programme:import"), data)


def confirm(client, pending: PendingImport, **more):
    page = client.get(reverse("programme:import_preview", args=[pending.pk]))
    digest = page.context["plan"].digest
    return client.post(reverse("programme:import_confirm", args=[pending.pk]), {"digest": digest, **more}, follow=True)


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_programme_is_dropped_looked_at_and_imported(client, role):
    answer = drop(client, agenda("La Traversée", "Un bal"))
    pending = PendingImport.objects.get()
    assert answer.url == reverse("programme:import_preview", args=[pending.pk])
    page = said(client.get(answer.url))
    assert "Importer ces 2 sorties" in page
    assert "La Halle" in page and "nouveau lieu" in page
    assert not Offer.objects.exists() and not Source.objects.exists()
    report = said(confirm(client, pending))
    assert "Un bal" in report and "Offrir des places" in report
    assert Offer.objects.drafts().count() == 2


def test_the_file_is_erased_once_imported(client, role):
    drop(client, agenda("Un bal"))
    confirm(client, PendingImport.objects.get())
    assert bytes(PendingImport.objects.get().content) == b""


def test_a_double_click_imports_once(client, role):
    drop(client, agenda("Un bal"))
    pending = PendingImport.objects.get()
    page = client.get(reverse("programme:import_preview", args=[pending.pk]))
    sent = {"digest": page.context["plan"].digest}
    first, second = (client.post(reverse("programme:import_confirm", args=[pending.pk]), sent) for _ in range(2))
    assert first.url == second.url
    assert ImportRun.objects.count() == Offer.objects.count() == 1


def test_what_changed_since_the_preview_is_said_and_shown_again(client, role):
    drop(client, agenda("Un bal"))
    mine = PendingImport.objects.get()
    stale = client.get(reverse("programme:import_preview", args=[mine.pk])).context["plan"].digest
    drop(client, agenda("Un bal"))
    confirm(client, PendingImport.objects.exclude(pk=mine.pk).get())
    answer = client.post(reverse("programme:import_confirm", args=[mine.pk]), {"digest": stale}, follow=True)
    assert "Quelque chose a changé depuis l&#x27;aperçu" in said(answer)
    assert "Tout est déjà à jour" in said(answer)
    assert Offer.objects.count() == 1


def test_a_changed_field_shows_the_old_and_the_new_value(client, role):
    drop(client, agenda("Un bal"))
    confirm(client, PendingImport.objects.get())
    drop(client, agenda("Un grand bal"))
    page = said(client.get(reverse("programme:import_preview", args=[PendingImport.objects.latest("pk").pk])))
    assert "<del>Un bal</del> <ins>Un grand bal</ins>" in page
    assert "Importer cette sortie" in page


def test_a_sheet_asks_once_which_column_is_what(client, role):
    sheet = workbook(["Spectacle", "Le", "Où"], ["Un bal", in_days(9)[:10], "La Halle"])
    answer = drop(client, sheet, "saison.xlsx")
    pending = PendingImport.objects.get()
    assert answer.url == reverse("programme:import_columns", args=[pending.pk])
    assert "corrigez" in said(client.get(answer.url))
    answer = client.post(answer.url, {"title": "Spectacle", "date": "Le", "place_name": "Où"})
    assert answer.url == reverse("programme:import_preview", args=[pending.pk])
    confirm(client, pending)
    assert Offer.objects.get().title == "Un bal"
    again = drop(client, sheet, "saison.xlsx")
    assert again.url == reverse("programme:import_preview", args=[PendingImport.objects.latest("pk").pk])


def test_one_column_cannot_serve_twice(client, role):
    drop(client, workbook(["Spectacle", "Le"], ["Un bal", "2026-12-03"]), "saison.xlsx")
    where = reverse("programme:import_columns", args=[PendingImport.objects.get().pk])
    page = said(client.post(where, {"title": "Spectacle", "date": "Spectacle"}))
    assert "sert déjà pour « Titre »" in page


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.4 rien", "saison.pdf", "Ce fichier est un PDF"),
        (b"", "vide.json", "vide"),
        (b'{"events": [{"uid": 1', "casse.json", "JSON"),
        (b"\x89PNG\r\n", "affiche.png", "Ce fichier est une image"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_and_what_was_typed_stays(client, role, content, name, sentence):
    answer = drop(client, content, name, source_name="Agenda de la ville")
    assert answer.status_code == 200
    assert sentence in said(answer).replace("&#x27;", "'")
    assert 'value="Agenda de la ville"' in said(answer)
    assert not PendingImport.objects.exists()


def test_a_file_of_more_than_20_megabytes_is_refused_with_a_sentence(client, role):
    answer = drop(client, b" " * (20 * 1024 * 1024 + 1), "gros.json")
    assert "dépasse 20 Mo" in said(answer)


def test_a_pasted_text_is_enough(client, role):
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + timedelta(days=300)}
    client.post(reverse("programme:import"), {"association": role.association_id, "text": agenda("Un bal"), **days})
    assert PendingImport.objects.get().source_name == "Texte collé"


def test_neither_file_nor_text_is_said(client, role):
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate() + timedelta(days=300)}
    answer = client.post(reverse("programme:import"), {"association": role.association_id, **days})
    assert "Choisissez un fichier, ou collez un texte." in said(answer)


def test_who_only_reads_does_not_import(client):
    client.force_login(StaffRoleFactory(role=StaffRole.Role.READER).user)
    assert client.get(reverse("programme:import")).status_code == 403


def test_nobody_sees_what_another_dropped(client, role):
    drop(client, agenda("Un bal"))
    pending = PendingImport.objects.get()
    client.force_login(StaffRoleFactory(association=role.association, role=StaffRole.Role.TEAM).user)
    assert client.get(reverse("programme:import_preview", args=[pending.pk])).status_code == 404
    assert client.post(reverse("programme:import_confirm", args=[pending.pk])).status_code == 404


def test_the_same_show_from_two_sources_is_pointed_out_and_settled(client, role):
    drop(client, agenda("Un bal"), source_name="Agenda de la ville")
    confirm(client, PendingImport.objects.get())
    drop(client, agenda("Un Bal", uid=900), source_name="La Halle")
    pending = PendingImport.objects.latest("pk")
    assert "Peut-être la même" in said(client.get(reverse("programme:import_preview", args=[pending.pk])))
    assert "Dire si c&#x27;est la même" in said(confirm(client, pending)).replace("'", "&#x27;")
    pair = Resemblance.objects.get()
    assert "Agenda de la ville" in said(client.get(reverse("programme:resemblances")))
    assert "Peut-être la même sortie" in said(client.get(reverse("programme:manage_offer", args=[pair.offer_id])))
    answer = client.post(reverse("programme:settle_resemblance", args=[pair.pk]), {"same": "oui"}, follow=True)
    assert "Une seule sortie est gardée" in said(answer)
    assert [offer.withdrawn_at is None for offer in Offer.objects.order_by("pk")] == [True, False]


def test_sources_tell_their_imports(client, role):
    drop(client, agenda("Un bal"))
    confirm(client, PendingImport.objects.get())
    source = Source.objects.get()
    assert "Agenda" in said(client.get(reverse("programme:imports")))
    page = said(client.get(reverse("programme:source", args=[source.pk])))
    assert "1 nouvelle, 0 modifiée" in page and "agenda.json" in page


def test_the_preview_asks_as_many_questions_for_thirty_events_as_for_one(client, role, queries_stay_flat):
    drop(client, agenda("Un bal"))
    few = PendingImport.objects.get()
    shown = [few]

    def more() -> None:
        drop(client, agenda(*(f"Soirée {n}" for n in range(30))), source_name="Autre")
        shown[0] = PendingImport.objects.latest("pk")

    queries_stay_flat(lambda: client.get(reverse("programme:import_preview", args=[shown[0].pk])), more)


def test_the_tabs_narrow_the_lines(client, role):
    document = json.loads(agenda("Un bal", "Une veillée"))
    document["events"][1]["timings"] = [{"begin": "2012-01-02T20:00:00+01:00", "end": "2012-01-02T22:00:00+01:00"}]
    drop(client, json.dumps(document))
    where = reverse("programme:import_preview", args=[PendingImport.objects.get().pk])
    page = said(client.get(where, {"voir": "refusees"}))
    assert "Toutes les dates sont passées." in page and "Un bal" not in page
