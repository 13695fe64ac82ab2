from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pontdesarts.territory.models import Outline

from .factories import CommuneFactory, DepartmentFactory

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[2.45, 48.74], [2.47, 48.74], [2.47, 48.76], [2.45, 48.74]]]}


def test_typing_suggests_communes_to_anyone(client: Client) -> None:
    CommuneFactory(name="Valenton")
    CommuneFactory(name="Créteil", postal_codes=["94000"])
    answer = client.get(reverse("territory:suggest"), {"q": "valen"})
    assert answer.content.decode().strip() == '<option value="Valenton (94460)"></option>'


def test_a_name_with_an_apostrophe_or_worse_stays_text(client: Client) -> None:
    CommuneFactory(name='L\'Haÿ "<b>"', postal_codes=["94240"])
    answer = client.get(reverse("territory:suggest"), {"q": "hay"})
    assert "<b>" not in answer.content.decode()


def test_suggestions_come_as_json_too(client: Client) -> None:
    CommuneFactory(insee="94074", name="Valenton")
    answer = client.get(reverse("territory:suggest"), {"q": "944", "format": "json"})
    assert answer.json() == {"communes": [{"insee": "94074", "label": "Valenton (94460)"}]}


def test_nothing_typed_suggests_nothing(client: Client) -> None:
    CommuneFactory()
    assert client.get(reverse("territory:suggest")).content.decode().strip() == ""


def test_suggestions_ask_as_much_of_the_database_however_many(
    client: Client, queries_stay_flat: Callable[[Callable[[], object], Callable[[], object]], int]
) -> None:
    CommuneFactory(name="Valenton")
    address = reverse("territory:suggest")
    assert queries_stay_flat(lambda: client.get(address, {"q": "v"}), lambda: CommuneFactory.create_batch(3)) == 1


def test_the_outlines_of_a_department_are_kept_by_the_browser(client: Client) -> None:
    Outline.objects.create(commune=CommuneFactory(insee="94074", name="Valenton"), geometry=SQUARE)
    drome = CommuneFactory(insee="26362", name="Valence", department=DepartmentFactory(code="26", name="Drôme"))
    Outline.objects.create(commune=drome, geometry=SQUARE)
    address = reverse("territory:outlines", args=["94"])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/geo+json"
    assert [f["properties"] for f in answer.json()["features"]] == [{"insee": "94074", "name": "Valenton"}]
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_department_without_outlines_gives_an_empty_map(client: Client) -> None:
    DepartmentFactory(code="94")
    assert client.get(reverse("territory:outlines", args=["94"])).json()["features"] == []


def test_a_department_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get(reverse("territory:outlines", args=["96"])).status_code == 404
