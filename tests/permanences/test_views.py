"""The pages of permanences, and what a tablet is answered."""

import csv
import json
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.models import Entry
from pontdesarts.permanences.models import Permanence, Pick
from pontdesarts.permanences.views.device import WIDTH
from pontdesarts.programme.models import Allotment, BookingMode, SavedSearch, Showing
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory

from .factories import PermanenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def showing() -> Showing:
    now = timezone.now().replace(second=0, microsecond=0)
    return AllotmentFactory(
        showing__starts_at=now + timedelta(days=12), opens_at=now - timedelta(days=3), places=6
    ).showing


@pytest.fixture
def permanence(showing: Showing) -> Permanence:
    relay = RelayFactory(association=showing.offer.association, name="Les Tilleuls")
    return PermanenceFactory(relay=relay, opened_at=timezone.now())


@pytest.fixture
def referent(permanence: Permanence, client: Client):
    user = ReferentFactory(structure=permanence.relay).user
    client.force_login(user)
    return user


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def pick(showing: Showing, **more) -> dict[str, object]:
    return {
        "request_id": str(uuid4()), "person": 1, "showing": showing.pk, "adults": 2, "outing": "family",
        "first_outing": "unknown", "needs": [], "or_wait": False, "withdraw": False, "pickup_name": "", **more,
    }  # fmt: skip


def send(client: Client, permanence: Permanence, *picks: object, status: int = 200):
    answer = client.post(
        reverse("permanences:send", args=[permanence.pk]),
        json.dumps({"picks": picks}),
        content_type="application/json",
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_referent_opens_a_permanence_with_what_to_look_for(client: Client, permanence, referent, showing) -> None:
    page = client.get(reverse("permanences:open"))
    number = page.context["form"]["request_id"].value()
    typed = {"request_id": number, "relay": permanence.relay.pk, "until": "31", "radius": "", "families": ["scene"]}
    for _ in range(2):
        answer = client.post(reverse("permanences:open"), typed)
    opened = Permanence.objects.get(request_id=number)
    assert answer["Location"] == reverse("permanences:permanence", args=[opened.pk])
    assert opened.criteria.startswith("famille=scene&quand=dates&au=")
    assert "a ouvert une permanence pour Les Tilleuls" in Entry.objects.about(opened).get().sentence
    assert showing.offer.title in read(client, answer["Location"])


def test_a_saved_search_says_what_to_look_for(client: Client, permanence, referent, showing) -> None:
    now = timezone.now()
    saved = SavedSearch.objects.create(
        user=referent, name="Musique", query="famille=musique", feed_token="x", created_at=now, told_until=now
    )
    number = client.get(reverse("permanences:open")).context["form"]["request_id"].value()
    typed = {
        "request_id": number,
        "relay": permanence.relay.pk,
        "until": "8",
        "search": saved.pk,
        "families": ["scene"],
    }
    page = client.post(reverse("permanences:open"), typed, follow=True)
    assert Permanence.objects.get(request_id=number).criteria.startswith("famille=musique&quand=dates")
    assert "Aucune sortie ne répond à ces critères" in unescape(page.content.decode())


def test_a_form_that_is_not_filled_keeps_what_was_typed(client: Client, permanence, referent) -> None:
    page = client.post(reverse("permanences:open"), {"until": "jamais", "families": ["scene"]})
    assert page.status_code == 422
    assert page.context["form"]["families"].value() == ["scene"]


def test_nobody_opens_a_permanence_for_another_relay(client: Client, permanence, referent) -> None:
    other = RelayFactory(association=permanence.relay.association)
    page = client.post(reverse("permanences:open"), {"request_id": uuid4(), "relay": other.pk, "until": "8"})
    assert page.status_code == 422
    assert Permanence.objects.count() == 1


def test_the_page_says_all_that_is_needed_to_choose_and_leads_to_booking_without_a_script(
    client: Client, permanence, referent, showing
) -> None:
    venue = showing.offer.venue
    venue.transport, venue.loop = "Métro 7, arrêt Mairie", True
    venue.save()
    showing.offer.age_from, showing.offer.falc_summary = 8, "Une reine attend."
    showing.offer.save()
    said = read(client, reverse("permanences:permanence", args=[permanence.pk]))
    for part in ("Une reine attend.", "dès 8 ans", "Métro 7", "boucle magnétique", " : 6 places", venue.name):
        assert part in said
    assert reverse("bookings:book", args=[showing.pk]) in said
    assert "<script>" not in said


def test_what_was_looked_for_in_the_whole_network_is_also_at_home(
    client: Client, permanence, referent, showing
) -> None:
    permanence.criteria = "chez=reseau"
    permanence.save()
    next_door = AllotmentFactory(
        showing__offer__title="À côté",
        showing__offer__neighbours_allowed_at=timezone.now(),
        showing__starts_at=showing.starts_at,
        opens_at=showing.allotment.opens_at,
        neighbour_places=2,
    )
    assert next_door.showing.offer.association != showing.offer.association
    page = client.get(reverse("permanences:permanence", args=[permanence.pk]))
    assert {choice.offer.title for choice in page.context["choices"]} == {showing.offer.title, "À côté"}


def test_what_is_kept_for_others_is_not_shown_as_free(client: Client, permanence, referent, showing) -> None:
    Allotment.objects.filter(pk=showing.pk).update(
        wheelchair_places=1, wheelchair_until=showing.starts_at, priority_places=3, priority_until=showing.starts_at
    )
    said = read(client, reverse("permanences:permanence", args=[permanence.pk]))
    assert " : 1 place, et 2 places pour fauteuil roulant" in said


def test_a_draw_is_not_on_the_tablet_and_a_free_entry_has_nothing_to_send(
    client, permanence, referent, showing
) -> None:
    showing.offer.booking_mode = BookingMode.DRAW
    showing.offer.save()
    free = OfferFactory(association=showing.offer.association, title="Fête du quartier", booking_needed=False)
    Showing.objects.create(offer=free, starts_at=showing.starts_at)
    said = read(client, reverse("permanences:permanence", args=[permanence.pk]))
    assert showing.offer.title not in said
    assert "Entrée libre, sans réservation" in said
    assert "data-pick " not in said


def test_dates_are_limited_for_each_offer_and_in_all(client: Client, permanence, referent, showing) -> None:
    for day in range(9):
        AllotmentFactory(
            showing__offer=showing.offer,
            showing__starts_at=showing.starts_at + timedelta(days=day + 1),
            opens_at=showing.allotment.opens_at,
        )
    page = client.get(reverse("permanences:permanence", args=[permanence.pk]))
    assert [len(choice.dates) for choice in page.context["choices"]] == [6]


def test_the_page_asks_as_much_of_the_database_whatever_its_length(
    client: Client, permanence, referent, showing, queries_stay_flat
) -> None:
    def grow() -> None:
        for _ in range(12):
            AllotmentFactory(
                showing__offer__association=showing.offer.association,
                showing__starts_at=showing.starts_at,
                opens_at=showing.allotment.opens_at,
            )

    address = reverse("permanences:permanence", args=[permanence.pk])
    client.get(address)
    queries_stay_flat(lambda: client.get(address), grow)


def test_each_pick_is_answered_in_plain_words(client: Client, permanence, referent, showing) -> None:
    booked, refused = pick(showing), pick(showing, person=2, adults=5)
    answers = send(client, permanence, booked, refused)["answers"]
    booking = Booking.objects.get()
    assert [a["outcome"] for a in answers] == ["booked", "refused"]
    assert answers[0] | {"code": booking.code, "sentence": "C'est réservé : 2 places."} == answers[0]
    assert answers[1]["sentence"] == "Il reste 4 places, il en faut 5."
    assert answers[1]["next_step"]
    assert (booking.relay, booking.booked_by) == (permanence.relay, referent)


def test_the_same_pick_in_one_sending_or_in_two_is_one_booking(client: Client, permanence, referent, showing) -> None:
    same = pick(showing)
    first = send(client, permanence, same, same)["answers"]
    again = send(client, permanence, same)["answers"]
    assert first[0] == first[1] == again[0]
    assert Booking.objects.count() == 1


def test_a_pick_is_withdrawn(client: Client, permanence, referent, showing) -> None:
    one = pick(showing)
    send(client, permanence, one)
    answer = send(client, permanence, one | {"withdraw": True})["answers"][0]
    assert (answer["outcome"], answer["sentence"]) == ("withdrawn", "Retiré : les places sont rendues.")
    assert Booking.objects.get().cancelled_at


def test_the_numbers_that_a_device_makes_up_are_refused_with_words(
    client: Client, permanence, referent, showing
) -> None:
    wrong = [
        pick(showing, adults=-1),
        pick(showing, adults=10**9),
        pick(showing, adults=0),
        pick(showing, person=0),
        pick(showing, request_id="abîmé"),
        pick(showing, outing="voyage"),
        pick(showing) | {"showing": "12"},
        pick(showing) | {"showing": 2**80},
        pick(showing, adults={"combien": 2}),
        {},
    ]
    answers = send(client, permanence, *wrong)["answers"]
    assert {a["outcome"] for a in answers} == {"refused"}
    assert all(a["sentence"] for a in answers)
    assert not Pick.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '{"picks": 3}', '{"picks": [3]}', '{"picks": [' + "{}," * 10 + "{}]}"])
def test_what_cannot_be_read_is_refused_whole(body: str, client: Client, permanence, referent) -> None:
    answer = client.post(reverse("permanences:send", args=[permanence.pk]), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["sentence"]


def test_once_closed_a_sending_says_so_and_the_page_leads_to_what_it_gave(
    client, permanence, referent, showing
) -> None:
    client.post(reverse("permanences:close", args=[permanence.pk]))
    said = send(client, permanence, pick(showing), status=409)
    assert said["sentence"].startswith("La permanence est fermée depuis")
    assert not Booking.objects.exists()
    assert client.get(reverse("permanences:permanence", args=[permanence.pk]))["Location"].endswith("/bilan/")
    client.post(reverse("permanences:reopen", args=[permanence.pk]))
    send(client, permanence, pick(showing))
    assert Booking.objects.count() == 1


def test_a_reader_of_the_association_reads_what_it_gave_and_sends_nothing(permanence, showing) -> None:
    reader = Client()
    reader.force_login(StaffRoleFactory(association=showing.offer.association, role=StaffRole.Role.READER).user)
    assert reader.post(reverse("permanences:send", args=[permanence.pk]), {}).status_code == 404
    assert reader.get(reverse("permanences:summary", args=[permanence.pk])).status_code == 200
    assert reader.get(reverse("permanences:permanence", args=[permanence.pk])).status_code == 404


def test_the_team_helps_a_relay_and_the_journal_says_for_whom(permanence, showing) -> None:
    team = Client()
    team.force_login(StaffRoleFactory(association=showing.offer.association).user)
    send(team, permanence, pick(showing))
    assert "pour Les Tilleuls" in Entry.objects.about(Booking.objects.get()).get().by_label


def test_the_places_of_now_are_told_to_the_tablet(client: Client, permanence, referent, showing) -> None:
    elsewhere = AllotmentFactory().showing
    dates = f"{showing.pk},{elsewhere.pk},-3,x,99999999999999999999999"
    answer = client.get(reverse("permanences:places", args=[permanence.pk]), {"dates": dates}).json()
    assert list(answer["places"]) == [str(showing.pk)]
    assert answer["places"][str(showing.pk)].endswith(" : 6 places")


def test_the_worker_rules_over_permanences_only_under_our_policy(client: Client) -> None:
    answer = client.get(reverse("permanences:worker"))
    assert answer["Service-Worker-Allowed"] == "/permanences/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_pictures_are_made_small_for_a_weak_network(
    client: Client, permanence, referent, showing, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    large = BytesIO()
    Image.effect_noise((1600, 900), 80).convert("RGB").save(large, "WEBP")
    showing.offer.picture.name = default_storage.save("offres/abc123.webp", ContentFile(large.getvalue()))
    showing.offer.save()
    address = reverse("permanences:thumbnail", args=["abc123"])
    assert address in read(client, reverse("permanences:permanence", args=[permanence.pk]))
    answer = client.get(address)
    assert Image.open(BytesIO(answer.content)).width == WIDTH
    assert len(answer.content) < len(large.getvalue()) / 3
    assert client.get(reverse("permanences:thumbnail", args=["autre"])).status_code == 404


def test_the_vouchers_come_in_one_document_by_person(client: Client, permanence, referent, showing) -> None:
    send(client, permanence, pick(showing), pick(showing, person=2, adults=1), pick(showing, person=3, adults=9))
    address = reverse("permanences:vouchers", args=[permanence.pk])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    every = PdfReader(BytesIO(answer.content))
    assert len(every.pages) == 4
    text = "".join(page.extract_text() for page in every.pages)
    assert all(booking.code in text for booking in Booking.objects.all())
    assert len(PdfReader(BytesIO(client.get(address, {"personne": "2", "style": "large"}).content)).pages) == 2
    assert len(PdfReader(BytesIO(client.get(address, {"par": "personne"}).content)).pages) == 6


def test_without_any_place_there_is_no_document_and_it_says_so(client: Client, permanence, referent) -> None:
    page = client.get(reverse("permanences:vouchers", args=[permanence.pk]), follow=True)
    assert "il n'y a pas de contremarque à imprimer" in unescape(page.content.decode())


def test_the_summary_says_what_became_of_each_pick(client: Client, permanence, referent, showing) -> None:
    one = pick(showing)
    send(client, permanence, one, pick(showing, person=2, adults=9))
    send(client, permanence, one | {"withdraw": True})
    said = read(client, reverse("permanences:summary", args=[permanence.pk]))
    for part in ("Personne 1", "retiré", "Personne 2", "refusé", "6 places au plus pour une sortie en famille"):
        assert part in said


def test_the_list_counts_what_was_held_and_booked(client: Client, permanence, referent, showing) -> None:
    PermanenceFactory(relay=permanence.relay, closed_at=timezone.now())
    PermanenceFactory()
    send(client, permanence, pick(showing), pick(showing, person=2, adults=1))
    said = read(client, reverse("permanences:permanences"))
    assert "2 permanences tenues, 3 places réservées" in said
    rows = list(
        csv.reader(StringIO(client.get(reverse("permanences:export")).content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1][0] == "Les Tilleuls"
    assert sorted(row[3:] for row in rows[1:]) == [["0", "0", "0"], ["2", "2", "3"]]


def test_an_empty_list_says_what_a_permanence_is(client: Client) -> None:
    client.force_login(ReferentFactory().user)
    said = read(client, reverse("permanences:permanences"))
    assert "Aucune permanence pour l'instant" in said
    assert "Ouvrir une première permanence" in said


def test_a_name_that_the_venue_requires_is_asked_and_sealed(client: Client, permanence, referent, showing) -> None:
    showing.offer.names_required = True
    showing.offer.save()
    answers = send(client, permanence, pick(showing), pick(showing, pickup_name="Amina D."))["answers"]
    assert [a["outcome"] for a in answers] == ["refused", "booked"]
    assert Booking.objects.get().pickup_name == "Amina D."


def test_half_a_sign_in_a_name_keeps_no_pick_on_the_tablet(client: Client, permanence, referent, showing) -> None:
    type(showing.offer).objects.filter(pk=showing.offer_id).update(names_required=True)
    answers = send(client, permanence, pick(showing, pickup_name="Bob \ud83d"), pick(showing, pickup_name="Ana"))
    assert [one["outcome"] for one in answers["answers"]] == ["booked", "booked"]
    assert {booking.pickup_name for booking in Booking.objects.all()} == {"Bob ?", "Ana"}


def test_twelve_outings_come_first_those_with_places_before_the_full_ones(
    client: Client, permanence, referent, showing
) -> None:
    Permanence.objects.filter(pk=permanence.pk).update(criteria="complets=1")
    Allotment.objects.filter(pk=showing.pk).update(taken=F("places"))
    for day in range(14):
        AllotmentFactory(
            showing__offer__association=permanence.relay.association,
            showing__offer__title=f"Sortie {day:02d}",
            showing__starts_at=showing.starts_at + timedelta(hours=day + 1),
        )
    page = client.get(reverse("permanences:permanence", args=[permanence.pk]))
    first, others = page.context["choices"], page.context["others"]
    assert [choice.offer.title for choice in first] == [f"Sortie {day:02d}" for day in range(12)]
    assert [choice.offer.title for choice in others] == ["Sortie 12", "Sortie 13", showing.offer.title]
    assert "Voir les 3 autres sorties" in page.content.decode()


def test_a_last_outing_is_not_put_aside_alone(client: Client, permanence, referent, showing) -> None:
    for _ in range(12):
        AllotmentFactory(showing__offer__association=permanence.relay.association, showing__starts_at=showing.starts_at)
    page = client.get(reverse("permanences:permanence", args=[permanence.pk]))
    assert len(page.context["choices"]) == 13
    assert "autres sorties" not in page.content.decode()
