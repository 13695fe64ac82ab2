"""The day after: from the button of the mail to the answer, a face, a voice; with and without JavaScript."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.outings import notices, operations
from pontdesarts.outings.models import Claim, Impression, Voice
from tests.journeys.pages import Site, check_page
from tests.journeys.test_booking_pages import enter_as
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past, path_of

pytestmark = pytest.mark.django_db(transaction=True)

# a microphone that hums: the recorder of the browser is the real one
HUM = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const hum = context.createOscillator();
  const heard = context.createMediaStreamDestination();
  hum.connect(heard);
  hum.start();
  return heard.stream;
};
"""
NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = async () => { throw new Error('no microphone'); };"


@pytest.fixture
def post(db: None):
    return ReferentFactory(structure=RelayFactory(name="Les Tilleuls"), user__name="Inès Roy")


@pytest.fixture
def booking(post) -> Booking:
    past(post.structure, days=2.5, title="Un bal")
    return past(post.structure, days=1.5)


@pytest.fixture
def address(post) -> str:
    return path_of(notices.link(post.user, at=timezone.now()))


def came(booking: Booking) -> int | None:
    return Booking.objects.get(pk=booking.pk).came


def test_from_the_mail_one_press_then_a_face_and_a_voice(site: Site, address: str, booking: Booking) -> None:
    site.page.add_init_script(HUM)
    page = site.open(f"{address}?sortie={booking.code}&venus=3")
    assert came(booking) is None
    site.press("Noter : 3 sur 4")
    expect(page.get_by_text("C'est noté pour « Bérénice » : 3 sur 4.")).to_be_visible()
    assert came(booking) == 3
    site.arrived()
    page.get_by_label("Content", exact=True).check()
    page.get_by_label("En une phrase").fill("On a ri du début à la fin.")
    page.get_by_role("button", name="Enregistrer ma voix").click()
    expect(page.get_by_text("0:01 sur 1:00")).to_be_visible()
    site.arrived()
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_text("Enregistré. La note part avec « Ajouter ».")).to_be_visible()
    site.arrived()
    site.press("Ajouter")
    expect(page.get_by_text("Merci, c'est ajouté.")).to_be_visible()
    felt = Impression.objects.get()
    assert (felt.mood, felt.line) == ("happy", "On a ri du début à la fin.")
    assert felt.voice.content_type == "audio/webm"
    assert len(felt.voice.content) > 1000
    page.locator("summary", has_text="Changer : Bérénice").click()
    page.get_by_role("button", name="Personne n'est venu").last.click()
    expect(page.get_by_text("C'est corrigé pour « Bérénice » : absents, au lieu de 3 sur 4.")).to_be_visible()
    site.arrived()


@pytest.mark.parametrize("width", [360])
def test_a_recording_is_erased_and_without_a_microphone_a_file_is_chosen(
    site: Site, address: str, booking: Booking
) -> None:
    Booking.objects.filter(pk=booking.pk).update(came=4, told_at=timezone.now())
    site.page.add_init_script(HUM)
    page = site.open(f"{address}?dit={booking.code}")
    page.get_by_role("button", name="Enregistrer ma voix").click()
    page.get_by_role("button", name="Arrêter").click()
    page.get_by_role("button", name="Effacer").click()
    site.press("Ajouter")
    expect(page.get_by_text("Merci, c'est ajouté.")).to_be_visible()
    assert not Voice.objects.exists()
    page.add_init_script(NO_MICROPHONE)
    site.open(f"{address}?dit={booking.code}")
    page.get_by_role("button", name="Enregistrer ma voix").click()
    expect(page.get_by_text("Le micro n'est pas accessible. Vous pouvez choisir un fichier.")).to_be_visible()
    sound = {"name": "note.ogg", "mimeType": "audio/ogg", "buffer": b"OggS\x00\x02" + b"\x00" * 100}
    page.get_by_label("Ou une note vocale").set_input_files(sound)
    site.press("Ajouter")
    expect(page.get_by_text("Merci, c'est ajouté.").last).to_be_visible()
    assert Voice.objects.get().content_type == "audio/ogg"


@pytest.fixture
def plain(browser, browser_context_args, site: Site) -> Iterator[Page]:
    """A browser whose scripts are off."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360])
def test_without_javascript_everything_is_told(plain: Page, site: Site, address: str, booking: Booking) -> None:
    plain.goto(f"{site.address}{address}?sortie={booking.code}&venus=4")
    plain.get_by_role("button", name="Noter : venus tous").click()
    expect(plain.get_by_text("C'est noté pour « Bérénice » : venus tous.")).to_be_visible()
    plain.get_by_label("Déçu").check(force=True)
    sound = {"name": "note.ogg", "mimeType": "audio/ogg", "buffer": b"OggS\x00\x02" + b"\x00" * 100}
    plain.get_by_label("Ou une note vocale").set_input_files(sound)
    plain.get_by_role("button", name="Ajouter").click()
    expect(plain.get_by_text("Merci, c'est ajouté.")).to_be_visible()
    assert (came(booking), Impression.objects.get().mood, Voice.objects.count()) == (4, "sad", 1)


def test_with_an_account_one_tells_and_chooses_how_to_be_asked(site: Site, client: Client, post, booking) -> None:
    operations.tell(booking, came=0, via=Claim.Via.PAGE, by=JOB, at=timezone.now())
    enter_as(site, client, post.user)
    page = site.open(f"/retours/?dit={booking.code}")
    page.get_by_label("transport").check()
    site.press("Ajouter")
    expect(page.get_by_text("Merci, c'est ajouté.")).to_be_visible()
    site.arrived()
    site.open("/compte/")
    page.get_by_role("link", name="Qui est venu ?").click()
    site.arrived()
    page.get_by_label("par SMS").check()
    page.get_by_label("Numéro de mobile").fill("01")
    site.press("Enregistrer")
    site.arrived()
    page.get_by_label("Numéro de mobile").fill("06 39 98 00 12")
    site.press("Enregistrer")
    expect(page.get_by_text("Aujourd'hui : 06 .. .. .. 12.")).to_be_visible()
    site.arrived()


@pytest.mark.parametrize("width", [360])
def test_a_link_that_opens_nothing_reads_well(site: Site, address: str) -> None:
    page = site.page
    page.goto(site.address + address[:-3] + "/")
    expect(page.get_by_text("Ce lien est incomplet ou abîmé.")).to_be_visible()
    check_page(page)
