"""The main job, end to end: a programme comes in, ten places are offered, four are booked, printed, given back."""

import json
import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from pontdesarts.accounts.models import User
from pontdesarts.programme.models import Allotment, Offer
from pontdesarts.territory.rules import fold
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.test_import_views import agenda
from tests.territory.factories import CommuneFactory

from .pages import Site

pytestmark = pytest.mark.django_db(transaction=True)

_NAMED = os.environ.get("PONTDESARTS_REAL_DATA", "")
IN_DAYS = 15


def ours() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(agenda("L'Été des œuvres mêlées", "Un bal", "Veillée de contes"))
    return document


def real() -> dict[str, Any]:
    """A real export of an agenda, of years past: each event is brought forward by whole weeks, nothing else changes."""
    path = Path(_NAMED) / "03_events/openagenda_v2/events_export_paris_205.json"
    if not _NAMED or not path.exists():
        pytest.skip(f"no real data: PONTDESARTS_REAL_DATA={_NAMED or '(not set)'} has no {path.name}")
    document: dict[str, Any] = json.loads(path.read_bytes())
    soonest = timezone.now() + timedelta(days=IN_DAYS)
    for event in document["events"]:
        first = min(datetime.fromisoformat(timing["begin"]) for timing in event["timings"])
        shift = timedelta(weeks=(soonest - first).days // 7 + 1)
        for timing in event["timings"]:
            for side in ("begin", "end"):
                timing[side] = (datetime.fromisoformat(timing[side]) + shift).isoformat()
    return document


def come_in(site: Site, user: User) -> None:
    """The person is signed in already: signing in is another journey."""
    client = Client()
    client.force_login(user)
    site.page.context.clear_cookies()
    cookie = client.cookies["sessionid"].value
    site.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.address}])


def accented() -> Offer:
    """One that is hard to type: an accent in its title, a single date, a place, and no other of that title."""
    for offer in Offer.objects.filter(venue__isnull=False, resemblances=None).order_by("pk"):
        twins = Offer.objects.filter(title_key=offer.title_key).count()
        if not offer.title.isascii() and offer.showings.held().count() == 1 and twins == 1:
            return offer
    raise AssertionError("nothing in this programme has an accent")


@pytest.mark.parametrize("programme", [ours, pytest.param(real, marks=pytest.mark.realdata)])
def test_a_programme_is_imported_offered_booked_printed_and_given_back(site: Site, programme) -> None:
    document = programme()
    CommuneFactory(insee="75056", name="Paris", postal_codes=["75006"])
    CommuneFactory(insee="75106", name="Paris 6e Arrondissement", postal_codes=["75006"], parent_id="75056")
    relay = RelayFactory(name="Centre social des Lilas")
    staff = StaffRoleFactory(association=relay.association).user
    referent = ReferentFactory(structure=relay).user
    page = site.page

    # a volunteer imports the programme
    come_in(site, staff)
    site.open(reverse("programme:import"))
    file = {"name": "agenda.json", "mimeType": "application/json", "buffer": json.dumps(document).encode()}
    page.locator("input[type=file]").set_input_files(file)
    site.press("Voir ce qui sera importé")
    site.arrived()
    site.press(f"Importer ces {len(document['events'])} sorties")
    expect(page.get_by_text("Les nouvelles sorties sont des brouillons, sans places.")).to_be_visible()
    site.arrived()

    # and offers ten places for one of them
    offer = accented()
    site.open(reverse("programme:manage_offer", args=[offer.pk]))
    page.get_by_role("table").get_by_role("checkbox").first.check()
    site.press("Offrir des places aux dates cochées")
    site.arrived()
    page.get_by_role("spinbutton", name="Places").first.fill("10")
    site.press("Offrir ces places et publier")
    page.wait_for_load_state()
    showing = offer.showings.get()
    assert Allotment.objects.get(pk=showing.pk).places == 10

    # a referent finds it by typing without accents
    come_in(site, referent)
    site.open(reverse("programme:search"))
    typed = fold(offer.title)
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.press_sequentially(typed)
    # the list narrows as one types, once more when one presses Enter: both are waited for, then nothing is on its way
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [typed])
    page.locator("#results > *").first.evaluate("drawn => drawn.setAttribute('data-before-enter', '')")
    page.keyboard.press("Enter")
    expect(page.locator("[data-before-enter]")).to_have_count(0)
    page.get_by_role("link", name=offer.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(offer.title)
    site.arrived()

    # books four
    site.press("Réserver")
    site.arrived()
    page.get_by_role("spinbutton", name="Adultes").fill("4")
    page.get_by_label("en famille").check()
    page.locator("form.party-form button[type=submit]").click()
    page.wait_for_url("**/reservations/**")
    site.arrived()
    code = page.locator(".code").inner_text()
    assert Allotment.objects.get(pk=showing.pk).taken == 4

    # prints the voucher
    expect(site.button("Imprimer la contremarque")).to_be_visible()
    paper = page.context.request.get(site.address + reverse("bookings:voucher", args=[code]))
    assert paper.ok and code in PdfReader(BytesIO(paper.body())).pages[0].extract_text()

    # the list of the venue shows it
    come_in(site, staff)
    site.open(reverse("bookings:list_of_showing", args=[showing.pk]))
    expect(page.get_by_role("row", name=code)).to_contain_text("4")
    assert "Centre social des Lilas" not in page.locator("main").inner_text()

    # the referent cancels, and the places are back
    come_in(site, referent)
    site.open(reverse("bookings:booking", args=[code]))
    page.get_by_role("link", name="Annuler").first.click()
    site.arrived()
    site.press("Annuler 4 places")
    expect(page.get_by_text("Les places sont rendues.")).to_be_visible()
    assert Allotment.objects.get(pk=showing.pk).taken == 0
    site.open(reverse("programme:detail", args=[offer.pk]))
    expect(page.locator("#dates")).to_contain_text("10 places")
