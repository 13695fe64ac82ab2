"""The door of one evening: telephones that read codes, together and apart, with a camera, without a network, by hand.

The browsers are really cut from the network, and really look through a camera: Chromium plays it a film of a square.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import segno
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Locator, Page, expect

from pontdesarts.bookings import codes, notices, pickup
from pontdesarts.bookings.models import Booking
from pontdesarts.doors import operations, rules
from pontdesarts.doors.models import Reception, Scan
from pontdesarts.journal.actors import JOB
from pontdesarts.outings.models import Claim, Dispute
from pontdesarts.programme.models import Showing
from tests.bookings.factories import BookingFactory
from tests.doors.factories import HOUR, bookings_of, evening
from tests.journeys.pages import PATIENCE, Site, check_axe, check_fits, check_page
from tests.network.factories import CoordinatorFactory

from . import chromium
from .test_booking_pages import enter_as

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 30_000  # milliseconds
PHONE = pytest.mark.parametrize("width", [360])


@pytest.fixture
def showing() -> Showing:
    """Three parties of four, and one that cancels; the date has just begun."""
    return evening(at=timezone.now(), starts_in=-timedelta(minutes=5), bookings=3)


def path(showing: Showing) -> str:
    return f"/accueil/{notices.list_link(showing).rstrip('/').rsplit('/', 1)[-1]}/"


@pytest.fixture
def phones(browser: Browser, browser_context_args: dict[str, Any], site: Site) -> Iterator[Callable[[Showing], Page]]:
    """Another telephone each time: its own storage, its own worker. A script that breaks fails the journey."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def another(showing: Showing) -> Page:
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: broken.append(line.text) if "Content Security" in line.text else None)
        page.goto(site.address + path(showing))
        wait_until_kept(page)
        return page

    yield another
    for context in contexts:
        for page in context.pages:
            with suppress(Error):
                page.goto("about:blank")  # what is on its way ends, before the database is emptied
            page.wait_for_timeout(200)
        context.close()
    assert broken == []


def until(page: Page, condition: str) -> None:
    """Playwright's own waiting evaluates strings in the page, which its policy forbids."""
    for _ in range(200):
        with suppress(Error):  # the page was being read again
            if page.evaluate(condition):
                return
        page.wait_for_timeout(100)
    pytest.fail(f"it never came: {condition}")


def up_to_date(page: Page) -> None:
    """Everything is sent, and nothing is on its way."""
    expect(page.locator("[data-state]")).to_contain_text("À jour", timeout=SOON)
    expect(page.locator("[data-state]")).not_to_contain_text("à envoyer", timeout=SOON)
    page.wait_for_timeout(300)


def wait_until_kept(page: Page) -> None:
    until(page, "() => navigator.serviceWorker.controller !== null")
    until(page, "async () => (await caches.match(location.pathname)) !== undefined")


def come(page: Page, booking: Booking, people: int | None = None) -> None:
    """Type the code, then say how many; ``None``: nobody to choose among."""
    page.locator("[data-typed]").fill(booking.code.lower())
    page.get_by_role("button", name="Chercher").click()
    if people:
        page.get_by_role("button", name=f"{people} personne{'s entrent' if people > 1 else ' entre'}").click()


def verdict(page: Page) -> Locator:
    return page.get_by_role("group", name="Ce code")


def came(showing: Showing) -> list[int | None]:
    return list(Booking.objects.filter(showing=showing).order_by("pk").values_list("came", flat=True))


def online(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def count(page: Page) -> Locator:
    return page.locator("[data-count]")


def test_three_of_four_come_the_last_one_later_and_a_second_scan_says_when(site: Site, showing) -> None:
    first, second, _ = bookings_of(showing)
    page = site.open(path(showing))
    expect(count(page)).to_have_text("0 sur 12 entrées")
    come(page, first, 3)
    expect(verdict(page)).to_contain_text("3 entrées")
    expect(count(page)).to_have_text("3 sur 12 entrées")
    come(page, first)  # one is left: in at once
    expect(count(page)).to_have_text("4 sur 12 entrées")
    come(page, first)
    expect(verdict(page)).to_contain_text("Déjà 4 entrées, à")
    expect(verdict(page)).to_contain_text("Il ne reste personne à entrer.")
    expect(verdict(page)).to_contain_text("Il reste 28 places offertes ce soir")
    check_page(page)
    page.get_by_role("button", name="Une personne de plus").click()
    expect(page.get_by_text("À vérifier", exact=True)).to_be_visible()
    come(page, second, 4)
    verdict(page).get_by_role("button", name="Annuler").click()
    expect(count(page)).to_have_text("5 sur 12 entrées")
    up_to_date(page)
    assert came(showing) == [4, None, None]
    assert Dispute.objects.get().kind == Dispute.Kind.MORE


@PHONE
def test_three_telephones_apart_read_the_same_parties_and_come_to_the_same(phones, site, showing) -> None:
    """A knows of nobody, B neither, C neither: two read the same party, one party is shared between two doors, one
    cancels meanwhile, one entry is undone. They come back one after the other, in another order than they read."""
    first, second, third = bookings_of(showing)
    doors = [phones(showing) for _ in range(3)]
    for door in doors:
        door.context.set_offline(True)
    one, two, three = doors
    come(one, first, 4)
    come(one, second, 2)
    come(two, first, 4)
    come(two, third, 4)
    come(three, second, 2)
    come(three, third, 1)
    verdict(three).get_by_role("button", name="Annuler").click()
    Booking.objects.filter(pk=third.pk).update(cancelled_at=timezone.now())
    expect(one.locator("[data-state]")).to_contain_text("Sans réseau")
    expect(count(one)).to_have_text("6 sur 12 entrées")
    assert not Scan.objects.exists()
    # nothing is lost when a telephone is put away and its page read again
    two.reload()
    expect(count(two)).to_have_text("8 sur 12 entrées")
    check_axe(two)
    check_fits(two)
    for door in (three, one, two):
        online(door)
        up_to_date(door)
        expect(door.locator("[data-waiting]:visible")).to_have_count(0)
    seen = []
    for door in doors:
        online(door)
        expect(count(door)).to_have_text("12 sur 8 entrées", timeout=SOON)
        expect(door.get_by_text("4 entrées lues en trop pour 4 places")).to_be_visible()
        expect(door.get_by_text("Réservation annulée").first).to_be_visible()
        seen.append([door.locator("[data-list]").inner_text(), door.locator("[data-odd-list]").inner_text()])
    assert seen[0] == seen[1] == seen[2]
    assert came(showing) == [4, 4, None]
    assert Claim.objects.filter(booking=third).last().came == 4
    assert Scan.objects.filter(undoes=None).count() == 5, "three has forgotten, before it left, what it undid"


@PHONE
def test_control_without_a_network_what_was_not_kept_does_not_open(phones, site, showing) -> None:
    door, other = phones(showing), evening(at=timezone.now())
    door.context.set_offline(True)
    door.reload()
    expect(door.get_by_role("heading", name=showing.offer.title)).to_be_visible()
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        door.goto(site.address + path(other))


@PHONE
def test_a_lost_answer_and_two_tabs_make_one_entry(phones, site, showing) -> None:
    door = phones(showing)
    door.context.set_offline(True)
    come(door, bookings_of(showing)[0], 4)
    other = door.context.new_page()
    other.goto(door.url)
    expect(count(other)).to_have_text("4 sur 12 entrées")
    for page in (door, other):
        page.evaluate(LOSING)
    for page in (door, other):
        online(page)
        up_to_date(page)
    assert door.evaluate("window.lost") == 200, "control: the server had answered, and nobody heard it"
    assert Scan.objects.count() == 1


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


@PHONE
def test_a_clock_that_is_wrong_by_three_hours_is_put_right_and_said(phones, showing) -> None:
    door = phones(showing)
    door.context.set_offline(True)
    door.add_init_script("const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000;")
    door.reload()
    come(door, bookings_of(showing)[0], 4)
    online(door)
    expect(door.locator("[data-state]")).to_contain_text("L'horloge de ce téléphone est fausse", timeout=SOON)
    scan = Scan.objects.get()
    assert abs(scan.device_at - timezone.now()) > 2 * HOUR, "control: it was wrong"
    assert abs(scan.at - timezone.now()) < timedelta(minutes=2)


@PHONE
def test_the_link_is_replaced_while_the_queue_is_unsent_and_a_new_one_sends_it(phones, site, showing) -> None:
    door = phones(showing)
    door.context.set_offline(True)
    come(door, bookings_of(showing)[0], 4)
    partner = showing.offer.partner
    partner.link_epoch += 1
    partner.save(update_fields=["link_epoch"])
    online(door)
    expect(door.locator("[data-state]")).to_contain_text("Le lien n'est plus valable.", timeout=SOON)
    expect(door.locator("[data-state]")).to_contain_text("1 entrée à envoyer")
    door.reload()
    expect(door.get_by_text("Elles y sont toujours.")).to_be_visible()
    check_page(door)
    showing.offer.partner.refresh_from_db()
    door.goto(site.address + path(showing))
    up_to_date(door)
    assert came(showing) == [4, None, None]


@PHONE
def test_codes_of_elsewhere_and_codes_that_cannot_be(phones, showing) -> None:
    other = evening(at=timezone.now() + timedelta(days=3), showing__offer=showing.offer, bookings=1)
    code = bookings_of(other)[0].code
    door = phones(showing)

    def type_in(typed: str) -> None:
        door.locator("[data-typed]").fill(typed)
        door.get_by_role("button", name="Chercher").click()

    type_in(code)
    expect(verdict(door)).to_contain_text(f"Ce code est pour « {showing.offer.title} »")
    wrong = ("3" if code[0] != "3" else "4") + code[1:]
    type_in(wrong)
    expect(verdict(door)).to_contain_text("Ce code ne peut pas exister : relisez-le.")
    type_in(code[:5])
    expect(verdict(door)).to_contain_text("Il manque des lettres : un code en a 8.")
    type_in(codes.make())
    expect(verdict(door)).to_contain_text("Ce code n'est pas pour cette date.")
    check_axe(door)
    door.context.set_offline(True)
    type_in(code)
    expect(verdict(door)).to_contain_text("il n'y a pas de réseau pour la relire")
    verdict(door).get_by_role("button", name="2 personnes").click()
    online(door)
    expect(door.locator("[data-odd-list]")).to_contain_text("Ce code est pour", timeout=SOON)
    assert Scan.objects.get().booking is None


@PHONE
def test_booked_since_the_list_was_read_the_code_is_found_as_soon_as_there_is_a_network(phones, showing) -> None:
    door = phones(showing)
    late = BookingFactory(showing=showing, booked_at=timezone.now(), adults=1, from_6_to_11=0)
    come(door, late)
    expect(verdict(door)).to_contain_text("1 entrée", timeout=SOON)
    expect(count(door)).to_have_text("1 sur 13 entrées")
    up_to_date(door)


@PHONE
def test_a_name_finds_its_booking_and_leaves_the_telephone_at_the_end(phones, site, showing) -> None:
    first, *_ = bookings_of(showing)
    first.pickup_sealed = pickup.seal("Amina D.")
    first.save(update_fields=["pickup_sealed"])
    door = phones(showing)
    up_to_date(door)
    assert "Amina" in door.evaluate("JSON.stringify(localStorage)"), "control: the list is on the telephone"
    door.locator("[data-typed]").fill("amína")
    expect(door.locator("[data-list] button")).to_have_count(1)
    door.locator("[data-list] button").click()
    door.get_by_role("button", name="4 personnes entrent").click()
    expect(door.locator("[data-last]")).to_contain_text("Amina D.")
    up_to_date(door)
    door.get_by_role("button", name="Terminer l'accueil").click()
    expect(door.get_by_text("L'accueil est terminé,")).to_be_visible()
    check_page(door)
    assert came(showing) == [4, 0, 0]
    until(door, "() => Object.keys(localStorage).filter(key => key.startsWith('door:')).length === 0")
    until(door, "async () => !(await caches.keys()).some(name => name.startsWith('doors-'))")
    door.get_by_role("button", name="Rouvrir l'accueil").click()
    expect(door.locator("[data-typed]")).to_be_visible()
    assert came(showing) == [4, None, None]


@PHONE
def test_the_list_leaves_a_telephone_once_the_evening_is_over_and_what_was_not_sent_stays(
    phones, site, showing
) -> None:
    door = phones(showing)
    up_to_date(door)
    door.context.set_offline(True)
    come(door, bookings_of(showing)[0], 4)
    assert operations.end(showing, by=JOB, at=timezone.now()) is None
    door.add_init_script("const real = Date.now; Date.now = () => real() + 24 * 3600 * 1000;")
    door.reload()  # the worker's own clock has not moved: the page is still there, its list goes at once
    until(door, "() => Object.keys(localStorage).every(key => !key.endsWith(':evening'))")
    assert "read:" in door.evaluate("JSON.stringify(Object.keys(localStorage))")
    online(door)
    until(door, "() => Object.keys(localStorage).length === 0")
    assert came(showing) == [4, 0, 0]


@PHONE
def test_the_number_of_a_line_is_mended_and_the_end_waits_for_the_network(phones, showing) -> None:
    first, *_ = bookings_of(showing)
    door = phones(showing)
    come(door, first, 4)
    verdict(door).get_by_text("Corriger le nombre").click()
    door.get_by_label("Entrées en tout").fill("2")
    door.get_by_role("button", name="Corriger", exact=True).click()
    expect(count(door)).to_have_text("2 sur 12 entrées")
    expect(door.locator("[data-end]")).to_have_text(
        "2 réservations sans entrée (8 places) : elles seront notées absentes."
    )
    up_to_date(door)
    # a network by name only: nothing has told the page yet that it is lost
    door.evaluate("() => { window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('lost')); }")
    door.get_by_role("button", name="Terminer l'accueil").click()
    expect(door.locator("#live")).to_contain_text("Il faut le réseau pour cela.")
    door.evaluate("() => { window.fetch = window.real; document.querySelector('#live').textContent = ''; }")
    door.context.set_offline(True)
    door.get_by_role("button", name="Terminer l'accueil").click()
    expect(door.locator("#live")).to_contain_text("Il faut le réseau pour cela.")
    online(door)
    up_to_date(door)
    assert came(showing) == [2, None, None]
    assert not Reception.objects.get().ended_at


@PHONE
def test_the_partner_s_account_sends_with_another_token_than_its_page_was_made_with(site, client, showing) -> None:
    user = CoordinatorFactory(structure=showing.offer.partner).user
    enter_as(site, client, user)
    page = site.open("/accueil/")
    page.get_by_role("link", name=showing.offer.title).click()
    site.arrived()
    kept = page.context.cookies()
    page.context.clear_cookies()
    come(page, bookings_of(showing)[0], 4)
    expect(page.locator("[data-state]")).to_contain_text("Vous n'êtes plus connecté.", timeout=SOON)
    page.context.add_cookies([cookie for cookie in kept if cookie["name"] == "sessionid"])
    online(page)
    up_to_date(page)
    assert came(showing) == [4, None, None]
    assert Claim.objects.get().said_by == user


def test_without_javascript_everything_is_done_by_forms(browser, browser_context_args, site: Site, showing) -> None:
    first, second, third = bookings_of(showing)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + path(showing))
    check_fits_without_script(page)
    page.get_by_role("textbox", name="Code").fill(first.code)
    page.get_by_role("button", name="Laisser entrer").click()
    expect(page.get_by_text(f"{first.code} : 4 entrées.")).to_be_visible()
    page.get_by_label(f"Entrées, {second.code}").fill("3")
    page.get_by_role("button", name="Enregistrer les nombres").click()
    expect(page.get_by_text("1 ligne changée.")).to_be_visible()
    page.get_by_role("spinbutton", name="Personnes venues, en tout").fill("7")
    page.get_by_role("button", name="Enregistrer le nombre", exact=True).click()
    expect(page.get_by_text("C'est noté : 7 personnes en tout.")).to_be_visible()
    assert came(showing) == [4, 3, 0]
    page.get_by_role("button", name="Terminer l'accueil").click()
    expect(page.get_by_text(f"1 réservation sans entrée : {third.code}")).to_be_visible()
    context.close()


def check_fits_without_script(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# --- the camera


def film(text: str, to: Path) -> None:
    """A film of ten seconds and one picture: the square of a voucher on a grey wall, a little turned."""
    square = BytesIO()
    segno.make(text, error="m", micro=False).save(square, kind="png", scale=6, border=4)
    paper = Image.open(square).convert("L").rotate(7, expand=True, fillcolor=120, resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", (640, 480), 120)
    frame.paste(paper, ((640 - paper.width) // 2, (480 - paper.height) // 2))
    colourless = bytes([128]) * (320 * 240 * 2)
    with to.open("wb") as out:
        out.write(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n")
        for _ in range(20):
            out.write(b"FRAME\n" + frame.tobytes() + colourless)


@PHONE
@pytest.mark.parametrize("ordinal", ["", "/2"], ids=["of the party", "of one person"])
def test_the_camera_reads_the_square_of_a_voucher(
    browser_type: BrowserType, browser_context_args, live_server, showing, tmp_path, ordinal
) -> None:
    first, *_ = bookings_of(showing)
    film(first.code + ordinal, tmp_path / "voucher.y4m")
    switches = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'voucher.y4m'}",
    ]
    browser = browser_type.launch(executable_path=chromium.find(), args=[*chromium.options(), *switches])
    page = browser.new_context(**browser_context_args).new_page()
    page.goto(live_server.url + path(showing))
    assert not page.evaluate("'BarcodeDetector' in window"), "this browser reads squares: the library would not be seen"
    page.get_by_role("button", name="Lire un code").click()
    if ordinal:
        expect(verdict(page)).to_contain_text("il en reste 3", timeout=SOON)
        expect(count(page)).to_have_text("1 sur 12 entrées")
    else:
        expect(verdict(page)).to_contain_text(first.code, timeout=SOON)
        check_axe(page)
        page.get_by_role("button", name="4 personnes entrent").click()
        expect(count(page)).to_have_text("4 sur 12 entrées")
    page.get_by_role("button", name="Fermer la caméra").click()
    expect(page.get_by_role("button", name="Lire un code")).to_be_visible()
    up_to_date(page)
    page.goto("about:blank")
    browser.close()
    assert Scan.objects.get().ordinal == (2 if ordinal else 0)


@PHONE
def test_without_a_camera_the_page_says_to_type(phones, showing) -> None:
    door = phones(showing)
    door.get_by_role("button", name="Lire un code").click()
    expect(verdict(door)).to_contain_text("tapez le code", timeout=SOON)


# --- the same rules on the telephone and on the server


@PHONE
def test_the_telephone_and_the_server_count_alike_and_know_the_same_codes(site: Site, showing) -> None:
    page, chance = site.open(path(showing)), random.Random(4)
    cases = [_case(chance) for _ in range(400)]
    told = page.evaluate(
        """async cases => {
          const { standing, tally, toReach } = await import("/static/doors/rules.js");
          return cases.map(({ places, target, entries, undone }) => {
            const kept = standing(entries, undone);
            const { counted, beyond, overlap, left } = tally(places, kept);
            const { undo, people, beyond: more } = toReach(target, places, kept);
            return [counted, beyond, overlap, left, undo, people, more];
          });
        }""",
        cases,
    )
    assert told == [_told_by_the_server(case) for case in cases]

    typed = [codes.make(chance) for _ in range(60)]
    typed += [_with_a_slip(code, chance) for code in typed for _ in range(5)]
    typed += ["", "²", "k7m 4rp-2x", "СНКМРТХУ", "ＫＷＸ", "0O1I", "x" * 50, "é" * 8, "K7M-4RP-2X/2"]
    heard = page.evaluate(
        """async typed => {
          const { codeOf } = await import("/static/doors/rules.js");
          return typed.map(codeOf);
        }""",
        typed,
    )
    assert heard == [codes.normalise(one) if codes.is_valid(one) else "" for one in typed]


def _case(chance: random.Random) -> dict[str, Any]:
    entries = []
    for _ in range(chance.randint(0, 6)):
        people, ordinal = chance.randint(1, 5), chance.choice([0, 0, 1, 2])
        beyond = 0 if ordinal else chance.choice([0, 0, chance.randint(0, people)])
        number = str(UUID(int=chance.getrandbits(128)))
        at = chance.randint(0, 3) * 1000
        entries.append({"id": number, "people": people, "ordinal": ordinal, "beyond": beyond, "at": at})
    undone = [one["id"] for one in entries if chance.random() < 0.2]
    return {"places": chance.randint(1, 5), "target": chance.randint(0, 8), "entries": entries, "undone": undone}


def _told_by_the_server(case: dict[str, Any]) -> list[Any]:
    entries = []
    for one in case["entries"]:
        at = datetime.fromtimestamp(one["at"] / 1000, UTC)
        entries.append(rules.Entry(UUID(one["id"]), "", one["people"], at, one["ordinal"], one["beyond"]))
    kept = rules.standing(entries, [UUID(one) for one in case["undone"]])
    now, mending = rules.tally(case["places"], kept), rules.to_reach(case["target"], case["places"], kept)
    undo = [str(one) for one in mending.undo]
    return [now.counted, now.beyond, now.overlap, now.left, undo, mending.people, mending.beyond]


def _with_a_slip(code: str, chance: random.Random) -> str:
    place = chance.choice([0, 1, 2, 4, 5, 6, 8, 9])
    return code[:place] + chance.choice(codes.ALPHABET + "0OQSZBGU") + code[place + 1 :]


@PHONE
def test_what_the_page_weighs(site: Site, showing) -> None:
    """The first view, without the reader of squares, which comes when the camera is opened."""
    weights: dict[str, int] = {}
    site.page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    site.page.add_init_script("delete Navigator.prototype.serviceWorker")
    site.page.goto(site.address + path(showing), wait_until="networkidle")
    assert not [address for address in weights if "/vendor/" in address]
    assert not [address for address in weights if not address.startswith(site.address)]
    print(json.dumps(weights, indent=1))
    assert sum(weights.values()) < 250_000  # before compression, fonts included
