"""A box office gives its ticked list back: a photo, a look, « Enregistrer »; with and without JavaScript."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from pontdesarts.bookings import notices
from pontdesarts.demo.camera import Mark
from pontdesarts.journal.actors import JOB
from pontdesarts.outings.models import Claim
from pontdesarts.programme.models import Showing
from pontdesarts.tally import operations
from pontdesarts.tally.models import Tally
from tests.journeys.pages import Site
from tests.tally.factories import a_past_date, a_photo, a_sheet, parties

pytestmark = pytest.mark.django_db(transaction=True)


def path_of(showing: Showing) -> str:
    token = notices.list_link(showing).rstrip("/").rsplit("/", 1)[1]
    return f"/pointage/listes/{token}/"


def test_a_photo_is_sent_looked_at_and_saved(site: Site, tmp_path: Path) -> None:
    showing = a_past_date()
    first, second, third = parties(showing, 2, 4, 3)
    photo = tmp_path / "liste.jpg"
    photo.write_bytes(a_photo(a_sheet(showing), {first: 2, second: 3}, marks={second: Mark.SCRIBBLED}))
    page = site.open(path_of(showing))
    page.get_by_label("Photos de la liste").set_input_files(photo)
    site.press("Lire ces photos")
    site.arrived()
    expect(page.get_by_role("heading", name="Lecture en cours")).to_be_visible()
    while operations.read_next(Tally.objects.get(), by=JOB, at=timezone.now()):
        pass
    expect(page.get_by_role("heading", name="Vérifier la liste")).to_be_visible()  # by itself
    site.arrived()
    expect(page.get_by_role("heading", name="À regarder : 1 ligne")).to_be_visible()
    site.press("Enregistrer")
    site.arrived()
    assert not Claim.objects.exists()
    doubtful = page.get_by_role("group", name=second.code)
    doubtful.get_by_label("3", exact=True).press("Space")
    page.get_by_label("Personne n'est venu").press("Space")
    site.press("Enregistrer")
    site.arrived()
    expect(page.get_by_role("heading", name="Cette liste est enregistrée")).to_be_visible()
    assert {claim.booking: claim.came for claim in Claim.objects.all()} == {first: 2, second: 3, third: 0}


def test_without_javascript_too(browser: Browser, live_server, tmp_path: Path) -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    photo = tmp_path / "liste.jpg"
    photo.write_bytes(a_photo(a_sheet(showing), {booking: 1}))
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + path_of(showing))
    page.get_by_label("Photos de la liste").set_input_files(photo)
    page.get_by_role("button", name="Lire ces photos").click()
    while operations.read_next(Tally.objects.get(), by=JOB, at=timezone.now()):
        pass
    page.get_by_role("link", name="Voir où en est la lecture").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Cette liste est enregistrée")).to_be_visible()
    assert Claim.objects.get().came == 1
    context.close()
