"""One tablet, ten people, a weak network: what is chosen without a network is booked, waits or is refused with it.

The browser keeps the page by its service worker, and is really cut from the network; the last test of that is that an
address which was not kept does not open.
"""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Locator, Page, Request, expect

from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.permanences.models import Permanence, Pick
from pontdesarts.programme.models import Allotment, Showing
from tests.bookings.factories import BookingFactory
from tests.journeys.pages import Site, check_axe, check_fits
from tests.network.factories import ReferentFactory, RelayFactory
from tests.permanences.factories import PermanenceFactory
from tests.programme.factories import AllotmentFactory

from .test_booking_pages import enter_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def showings() -> list[Showing]:
    """Ten places, one place, one place: the second goes to somebody else meanwhile, and so does the third."""
    starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=12)
    first = AllotmentFactory(showing__starts_at=starts_at, showing__offer__title="Bérénice", places=10).showing
    others = [
        AllotmentFactory(
            showing__starts_at=starts_at,
            showing__offer__association=first.offer.association,
            showing__offer__title=title,
            places=1,
        ).showing
        for title in ("Casse-Noisette", "Le Petit Prince")
    ]
    return [first, *others]


@pytest.fixture
def permanence(showings: list[Showing]) -> Permanence:
    relay = RelayFactory(association=showings[0].offer.association, name="Les Tilleuls")
    return PermanenceFactory(relay=relay, opened_at=timezone.now())


@pytest.fixture
def tablet(site: Site, client, permanence: Permanence) -> Page:
    """The page is open, kept by the worker, and may now be read without a network."""
    enter_as(site, client, ReferentFactory(structure=permanence.relay).user)
    page = site.open(f"/permanences/{permanence.pk}/")
    wait_until_kept(page, permanence)
    return page


def wait_until_kept(page: Page, permanence: Permanence) -> None:
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function(
        "async path => (await caches.match(path)) !== undefined", arg=f"/permanences/{permanence.pk}/"
    )


def date(page: Page, title: str) -> Locator:
    return page.locator(f"[data-date][data-title='{title}']")


def choose(page: Page, title: str, *, or_wait: bool = False) -> None:
    if or_wait:
        date(page, title).get_by_label("sinon, liste d'attente").check()
    date(page, title).get_by_role("button", name="Je choisis").click()


def come(page: Page, sign: str, adults: int) -> None:
    page.get_by_label("Prénom ou signe").fill(sign)
    page.get_by_role("spinbutton", name="Adultes").fill(str(adults))


def choices(page: Page, person: str) -> Locator:
    page.get_by_role("group", name="Qui choisit").get_by_role("button", name=person).click()
    return page.locator("[data-picks]")


def test_three_people_choose_without_a_network_and_are_answered_when_it_is_back(
    tablet: Page, permanence: Permanence, showings: list[Showing], site: Site
) -> None:
    context, sent = tablet.context, []
    context.on("request", lambda request: sent.append(_body(request)))
    context.set_offline(True)
    tablet.reload()
    expect(tablet.get_by_role("status").get_by_text("Sans réseau depuis")).to_be_visible()
    expect(date(tablet, "Bérénice").locator("[data-left]")).to_contain_text(": 10 places")
    assert tablet.evaluate("getComputedStyle(document.querySelector('.offer-choice')).display") == "grid"

    come(tablet, "Amina", 2)
    choose(tablet, "Bérénice")
    tablet.get_by_role("button", name="Personne suivante").click()
    come(tablet, "étoile", 1)
    choose(tablet, "Casse-Noisette", or_wait=True)
    tablet.get_by_role("button", name="Personne suivante").click()
    come(tablet, "", 1)
    choose(tablet, "Le Petit Prince")
    expect(tablet.get_by_text("3 choix à envoyer, toutes personnes ensemble.")).to_be_visible()
    check_axe(tablet)
    check_fits(tablet)
    for lost in showings[1:]:  # somebody else takes the last place meanwhile
        BookingFactory(showing=lost, adults=1, from_6_to_11=0, booked_at=timezone.now())

    # nothing is lost when the page is left and read again
    tablet.reload()
    expect(choices(tablet, "Amina").get_by_text("à envoyer")).to_be_visible()
    assert not Pick.objects.exists()

    context.set_offline(False)
    expect(tablet.get_by_text("Sans réseau depuis")).to_have_count(0, timeout=30_000)
    amina = choices(tablet, "Amina")
    expect(amina.get_by_text("C'est réservé : 2 places.")).to_be_visible(timeout=30_000)
    booking = Booking.objects.get(relay=permanence.relay)
    expect(amina.get_by_role("link", name=f"Code {booking.code}")).to_be_visible()
    expect(choices(tablet, "étoile").get_by_text("Complet : inscription en liste d'attente")).to_be_visible()
    third = choices(tablet, "Personne 3")
    expect(third.get_by_text("Complet : la dernière place vient de partir.")).to_be_visible()
    expect(third.get_by_text("refusé", exact=True)).to_be_visible()
    check_axe(tablet)
    assert [p.outcome for p in Pick.objects.order_by("person")] == ["booked", "waiting", "refused"]
    assert Ask.objects.get().relay == permanence.relay

    # the signs of people never left the device
    assert "Amina" in tablet.evaluate("JSON.stringify(localStorage)")
    assert not [body for body in sent if "Amina" in body or "étoile" in body or "\\u00e9toile" in body]
    assert [body for body in sent if "request_id" in body], "control: what was sent was listened to"

    site.press("Fermer la permanence")
    site.arrived()
    expect(tablet.get_by_text("3 personnes, 3 choix, 2 places réservées.")).to_be_visible()
    tablet.wait_for_function("Object.keys(localStorage).length === 0")
    tablet.wait_for_function("async () => (await caches.keys()).length === 0")
    paper = tablet.request.get(f"{site.address}/permanences/{permanence.pk}/contremarques.pdf")
    assert paper.body().startswith(b"%PDF")


def _body(request: Request) -> str:
    return f"{request.url} {request.post_data or ''}"


@pytest.mark.parametrize("width", [360])
def test_control_without_a_network_what_was_not_kept_does_not_open(tablet: Page, site: Site) -> None:
    tablet.context.set_offline(True)
    tablet.reload()
    expect(tablet.get_by_role("heading", name="Permanence", exact=True)).to_be_visible()
    for path in ("/reservations/", "/permanences/"):
        with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
            tablet.goto(site.address + path)


# the first answer to each tab is lost on its way; and there is no lock between tabs, as in an older browser
LOSING = """() => {
  Object.defineProperty(navigator, "locks", { value: undefined });
  const real = window.fetch;
  window.fetch = async (address, given) => {
    const answer = await real(address, given);
    if (given?.method !== "POST" || window.lost) return answer;
    window.lost = answer.status;
    throw new TypeError("lost");
  };
}"""


@pytest.mark.parametrize("width", [1280])
def test_two_tabs_and_a_lost_answer_make_one_booking(tablet: Page, permanence, showings, site: Site) -> None:
    context = tablet.context
    context.set_offline(True)
    come(tablet, "Amina", 2)
    choose(tablet, "Bérénice")
    other = context.new_page()
    other.goto(f"{site.address}/permanences/{permanence.pk}/")
    expect(other.get_by_text("1 choix à envoyer")).to_be_visible()
    for page in (tablet, other):
        page.evaluate(LOSING)
    context.set_offline(False)
    for page in (tablet, other):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.get_by_text("C'est réservé : 2 places.")).to_be_visible(timeout=30_000)
    assert tablet.evaluate("window.lost") == 200, "control: the server had answered, and nobody heard it"
    assert Booking.objects.count() == Pick.objects.count() == 1
    assert Allotment.objects.get(pk=showings[0].pk).taken == 2


@pytest.mark.parametrize("width", [1280])
def test_a_choice_is_taken_back_before_it_is_sent_and_after(tablet: Page, showings) -> None:
    tablet.context.set_offline(True)
    come(tablet, "", 2)
    choose(tablet, "Bérénice")
    tablet.get_by_role("button", name="Retirer").click()
    expect(tablet.get_by_text("Rien encore")).to_be_visible()
    choose(tablet, "Bérénice")
    tablet.context.set_offline(False)
    expect(tablet.get_by_text("C'est réservé : 2 places.")).to_be_visible(timeout=30_000)
    tablet.get_by_role("button", name="Retirer").click()
    expect(tablet.get_by_text("Retiré : les places sont rendues.")).to_be_visible()
    assert Booking.objects.get().cancelled_at
    assert Allotment.objects.get(pk=showings[0].pk).taken == 0


@pytest.mark.parametrize("width", [360])
def test_signed_out_meanwhile_nothing_is_lost(tablet: Page, permanence, site: Site, client) -> None:
    context = tablet.context
    kept = context.cookies()
    context.set_offline(True)
    come(tablet, "", 1)
    choose(tablet, "Bérénice")
    context.clear_cookies()
    context.set_offline(False)
    expect(tablet.get_by_text("Vous n'êtes plus connecté.")).to_be_visible(timeout=30_000)
    check_axe(tablet)
    assert not Pick.objects.exists()
    # signed in again, with another token than the page was made with
    context.add_cookies([cookie for cookie in kept if cookie["name"] == "sessionid"])
    tablet.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tablet.get_by_text("C'est réservé : 1 place.")).to_be_visible(timeout=30_000)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("width", [360])
def test_closed_meanwhile_the_queue_stays_and_leaves_once_it_is_reopened(tablet: Page, permanence, site: Site) -> None:
    tablet.context.set_offline(True)
    come(tablet, "Amina", 1)
    choose(tablet, "Bérénice")
    Permanence.objects.filter(pk=permanence.pk).update(closed_at=timezone.now())
    tablet.context.set_offline(False)
    expect(tablet.get_by_text("La permanence a été fermée.")).to_be_visible(timeout=30_000)
    site.press("Bilan et contremarques")
    site.arrived()
    expect(tablet.get_by_text("1 choix de cet appareil n'est pas parti.")).to_be_visible()
    site.press("Rouvrir la permanence")
    expect(tablet.get_by_text("C'est réservé : 1 place.")).to_be_visible(timeout=30_000)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("width", [360])
def test_another_relay_s_number_keeps_the_queue_and_says_what_to_do(tablet: Page, permanence) -> None:
    tablet.context.set_offline(True)
    come(tablet, "", 1)
    choose(tablet, "Bérénice")
    Permanence.objects.filter(pk=permanence.pk).update(relay=RelayFactory(association=permanence.relay.association))
    tablet.context.set_offline(False)
    tablet.get_by_role("button", name="Envoyer maintenant").click()
    expect(tablet.get_by_text("Ce compte ne tient pas cette permanence.")).to_be_visible(timeout=30_000)
    expect(tablet.get_by_text("1 choix à envoyer")).to_be_visible()
    assert not Pick.objects.exists()


@pytest.mark.parametrize("width", [768, 1024])
def test_on_a_tablet_the_person_stands_beside_the_outings(tablet: Page) -> None:
    check_fits(tablet)
    person, offers = tablet.locator(".holding-person").bounding_box(), tablet.locator(".holding-offers").bounding_box()
    assert person["x"] + person["width"] <= offers["x"]
    for button in tablet.locator("button[data-pick], [data-step]").all()[:8]:
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_without_javascript_the_page_leads_to_booking(
    browser, browser_context_args, site: Site, client, permanence, showings
) -> None:
    client.force_login(ReferentFactory(structure=permanence.relay).user)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}])
    page = context.new_page()
    page.goto(f"{site.address}/permanences/{permanence.pk}/")
    expect(page.get_by_role("button", name="Je choisis")).to_have_count(0)
    page.get_by_role("link", name="Réserver : Bérénice").click()
    expect(page.get_by_role("heading", name="Réserver", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360])
def test_a_name_that_the_venue_requires_leaves_with_the_choice_and_stays_no_longer(
    tablet: Page, permanence, showings, site: Site
) -> None:
    showings[0].offer.names_required = True
    showings[0].offer.save()
    site.open(f"/permanences/{permanence.pk}/")
    come(tablet, "", 1)
    tablet.get_by_label("Nom à donner à l'accueil").fill("Amina D.")
    choose(tablet, "Bérénice")
    expect(tablet.get_by_text("C'est réservé : 1 place.")).to_be_visible(timeout=30_000)
    assert Booking.objects.get().pickup_name == "Amina D."
    assert "Amina" not in json.dumps(tablet.evaluate("({...localStorage})"))


def test_what_is_looked_for_is_found_among_the_outings_that_were_put_aside(
    site: Site, client, permanence: Permanence, showings: list[Showing]
) -> None:
    for number in range(14):
        AllotmentFactory(
            showing__offer__association=permanence.relay.association,
            showing__offer__title=f"Concert {number}",
            showing__starts_at=showings[0].starts_at + timedelta(hours=number + 1),
        )
    enter_as(site, client, ReferentFactory(structure=permanence.relay).user)
    page = site.open(f"/permanences/{permanence.pk}/")
    far = page.get_by_role("heading", name="Concert 13")
    expect(far).to_be_hidden()
    page.get_by_label("Chercher parmi ces sorties").fill("concert 13")
    expect(far).to_be_visible()
    expect(page.get_by_role("heading", name="Bérénice")).to_be_hidden()
    page.get_by_label("Chercher parmi ces sorties").fill("")
    expect(far).to_be_hidden()
    page.get_by_text("Voir les 5 autres sorties").click()
    expect(far).to_be_visible()
    check_axe(page)
