"""A file is dropped, looked at, imported, and its report read."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pontdesarts.associations.models import StaffRole
from pontdesarts.exchanges.importing.columns import FIELDS
from pontdesarts.exchanges.models import Import
from pontdesarts.network.models import Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.territory.factories import CommuneFactory

from .factories import AT, CENTRE, csv, imported, inclusion

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    CommuneFactory(insee="94074")
    role = StaffRoleFactory(association=AssociationFactory(), role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def drop(client, role, content: bytes, name: str = "liste.csv", **more):
    file = SimpleUploadedFile(name, content)
    typed = {"association": role.association.pk, "file": file, "wanted": "relays", **more}
    return client.post(reverse("exchanges:import"), typed, follow=True)


def said(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_from_the_file_to_the_report(client, team, jobs):
    page = drop(client, team, csv((CENTRE, "1 rue des Lilas", "94460", "Valenton", ""), ("", "x", "94460", "", "")))
    assert "Quelle colonne est quoi ?" in said(page) and "Commune (Valenton)" in said(page)
    waiting = Import.objects.get()
    page = client.post(reverse("exchanges:columns", args=[waiting.pk]), waiting.matching, follow=True)
    assert "Importer la bonne ligne" in said(page) and "n'a pas de nom" in said(page)
    assert not Structure.objects.exists()
    digest = page.context["plan"].digest
    page = client.post(reverse("exchanges:carry_out", args=[waiting.pk]), {"digest": digest}, follow=True)
    assert "Import en cours" in said(page) and "0 sur 2" in said(page)
    jobs.run()
    page = client.get(reverse("exchanges:report", args=[waiting.pk]))
    assert "Compte rendu" in said(page) and CENTRE in said(page)
    sheet = client.get(reverse("exchanges:report_sheet", args=[waiting.pk])).content.decode()
    assert "La ligne n'a pas de nom de structure." in sheet and "nouvelle" in sheet


def test_who_watches_the_progress_sees_the_whole_report_when_it_ends(client, team):
    done = imported(team.association, csv((CENTRE, "", "94460", "Valenton", "")))
    polled = {"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "results"}
    assert client.get(reverse("exchanges:report", args=[done.pk]), headers=polled)["HX-Refresh"] == "true"


def test_the_same_columns_ask_nothing_the_second_time(client, team):
    drop(client, team, csv((CENTRE, "", "94460", "Valenton", "")))
    waiting = Import.objects.get()
    client.post(reverse("exchanges:columns", args=[waiting.pk]), waiting.matching)
    page = drop(client, team, csv(("Autre", "", "94460", "Valenton", "")))
    assert "Aperçu de l'import" in said(page)


def test_each_column_may_be_said_those_found_before_the_others(client, team):
    page = drop(client, team, csv((CENTRE, "1 rue des Lilas", "94460", "Valenton", "")))
    groups = page.context["form"].groups()
    names = [field.name for group in groups for field in (*group.found, *group.others)]
    assert sorted(names) == sorted(FIELDS)
    where = next(group for group in groups if group.legend == "Où elle est")
    assert [field.name for field in where.found] == ["address", "postal_code", "city"]
    assert "9 autres champs sans colonne" in said(page)


def test_a_known_format_asks_for_no_column(client, team):
    page = drop(client, team, inclusion({"id": "dora--1", "nom": CENTRE}), "structures.json")
    assert "Aperçu de l'import" in said(page)


def test_a_file_that_cannot_be_read_is_said_beside_the_field(client, team):
    assert "Ce fichier est un PDF" in said(drop(client, team, b"%PDF-1.4", "x.pdf"))
    assert not Import.objects.exists()


def test_a_kind_of_partner_does_not_go_with_relays(client, team):
    page = drop(client, team, csv((CENTRE, "", "94460", "", "")), default_kind="cinema")
    assert "pas celui de ce que vous reprenez" in said(page)


def test_a_doubt_is_answered_on_the_page_and_the_answer_is_shown(client, team):
    known = RelayFactory(association=team.association, name="Centre social des Tilleuls", commune_id="94074")
    drop(client, team, inclusion({"id": "dora--1", "nom": CENTRE}), "s.json")
    waiting = Import.objects.get()
    preview = reverse("exchanges:preview", args=[waiting.pk])
    assert f"la même que {known.name}" in said(client.get(preview))
    typed = {"key": ["dora--1"], "said": [str(known.pk)]}
    client.post(reverse("exchanges:answer", args=[waiting.pk]), typed)
    page = client.get(preview)
    assert page.context["counts"]["doubt"] == 0
    assert f'<option value="{known.pk}" selected>' in page.content.decode()


@pytest.mark.parametrize("typed", [{"key": "x", "said": "9" * 30}, {"key": "x", "said": "'; --"}, {"key": "x"}])
def test_an_answer_that_makes_no_sense_breaks_nothing(client, team, typed):
    drop(client, team, inclusion({"id": "dora--1", "nom": CENTRE}), "s.json")
    waiting = Import.objects.get()
    page = client.post(reverse("exchanges:answer", args=[waiting.pk]), typed, follow=True)
    assert page.status_code == 200 and page.context["counts"]["new"] == 1


def test_a_file_that_was_forgotten_is_asked_again(client, team):
    drop(client, team, csv((CENTRE, "", "94460", "Valenton", "")))
    Import.objects.update(content=None)
    page = client.get(reverse("exchanges:preview", args=[Import.objects.get().pk]))
    assert "n'est plus là" in said(page)


def test_a_colleague_sees_what_was_imported_and_not_what_is_being_looked_at(client, team):
    drop(client, team, csv((CENTRE, "", "94460", "Valenton", "")))
    client.force_login(StaffRoleFactory(association=team.association).user)
    waiting = Import.objects.get()
    assert client.get(reverse("exchanges:preview", args=[waiting.pk])).status_code == 404
    Import.objects.update(started_at=AT, finished_at=AT)
    assert client.get(reverse("exchanges:report", args=[waiting.pk])).status_code == 200


@pytest.mark.parametrize("name", ["exchanges:import", "exchanges:export", "exchanges:export_file"])
def test_a_referent_neither_imports_nor_exports(client, name):
    client.force_login(ReferentFactory().user)
    assert client.get(reverse(name)).status_code == 403
