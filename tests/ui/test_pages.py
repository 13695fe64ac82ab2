"""The pages that the design system itself serves."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django_htmx.middleware import HtmxDetails

from pontdesarts.ui.pages import asks_for
from pontdesarts.ui.views import errors


@pytest.fixture
def staff(db: None, client: Client) -> Client:
    user = get_user_model().objects.create_user(email="style@example.org", password=None)
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


def test_the_style_page_is_for_those_who_build(client: Client, db: None) -> None:
    assert client.get("/style/").status_code == 404
    user = get_user_model().objects.create_user(email="referent@example.org", password=None)
    client.force_login(user)
    assert client.get("/style/").status_code == 404


def test_the_style_page_shows_every_component(staff: Client) -> None:
    from pontdesarts.ui.views.style import EXAMPLES, TITLES

    page = staff.get("/style/")
    assert page.status_code == 200
    assert {path.stem for path in EXAMPLES.glob("*.html")} == {Path(template).stem for template in TITLES}
    shown = "".join(path.read_text() for path in [*EXAMPLES.glob("*.html"), *EXAMPLES.parent.glob("style*.html")])
    cotton = EXAMPLES.parents[1] / "cotton"
    drawn_by_others = {"header", "breadcrumb", "fields", "errors"}
    absent = {path.stem for path in cotton.glob("*.html") if f"<c-{path.stem}" not in shown}
    assert absent <= drawn_by_others
    assert "<c-" not in page.content.decode().split("<pre>")[0]


def test_a_piece_is_the_same_piece_as_on_the_page(staff: Client) -> None:
    whole = staff.get("/style/?page=2").content.decode()
    piece = staff.get("/style/?page=2", headers={"HX-Request": "true", "HX-Target": "results"})
    assert "HX-Target" in piece.headers["Vary"]
    assert "<html" not in piece.content.decode()
    assert piece.content.decode().strip() in whole


def _request(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]  # as its middleware does
    return request


def test_the_back_button_gets_the_whole_page() -> None:
    asked = {"HX-Request": "true", "HX-Target": "results"}
    assert asks_for(_request(**asked), "results")
    assert not asks_for(_request(**asked), "other")
    assert not asks_for(_request(**asked, **{"HX-History-Restore-Request": "true"}), "results")
    assert not asks_for(_request(), "results")


def test_a_page_that_does_not_exist_helps(client: Client, db: None) -> None:
    page = client.get("/nulle-part/")
    assert page.status_code == 404
    assert "Cette page n'existe pas" in page.content.decode()
    assert "accueil" in page.content.decode()


def test_when_we_break_the_page_needs_neither_session_nor_database() -> None:
    request = RequestFactory().get("/")
    assert errors.server_error(request).status_code == 500
    assert errors.bad_request(request, Exception()).status_code == 400
    assert errors.csrf_failure(request).status_code == 403


def test_somebody_signed_in_may_leave(staff: Client) -> None:
    page = staff.get("/style/").content.decode()
    assert "Se déconnecter" in page
    assert '<form method="post" action="/compte/logout/"' in page


@override_settings(SOURCE_URL="https://example.org/source")
def test_the_source_is_one_click_away(staff: Client) -> None:
    assert 'href="https://example.org/source"' in staff.get("/style/").content.decode()
