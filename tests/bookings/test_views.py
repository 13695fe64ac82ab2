"""Booking as a referent does it: what the pages say, what they refuse, what they keep of what was typed."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import operations
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme.models import Allotment
from pontdesarts.ui import words
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def association():
    return AssociationFactory(phone="01 23 45 67 89")


@pytest.fixture
def post(client, association):
    """A signed-in referent, with her post."""
    post = ReferentFactory(structure=RelayFactory(association=association, name="Les Tilleuls"), user__name="Inès Roy")
    client.force_login(post.user)
    return post


@pytest.fixture
def team(client, association):
    role = StaffRoleFactory(association=association, role=StaffRole.Role.TEAM, user__name="Nadia Benali")
    client.force_login(role.user)
    return role


def date_of(association, *, days=12, **more):
    """A date to come, open for booking now."""
    starts_at = (timezone.now() + timedelta(days=days)).replace(microsecond=0)
    more.setdefault("showing__offer__association", association)
    return AllotmentFactory(
        showing__starts_at=starts_at,
        opens_at=min(timezone.now(), starts_at) - timedelta(days=10),
        **{"closes_at": starts_at - timedelta(hours=48), **more},
    ).showing


def booked(showing, relay, **more) -> Booking:
    return BookingFactory(showing=showing, relay=relay, booked_at=timezone.now() - timedelta(days=1), **more)


def text(response) -> str:
    """The page without its tags, on one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").replace("\xa0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", plain)


def typed(showing, relay, **more) -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "seen": showing.starts_at.isoformat(),
        "relay": relay.pk,
        "adults": 2,
        "from_6_to_11": 2,
        "outing": "family",
        "first_outing": "yes",
        **more,
    }


def address(showing) -> str:
    return reverse("bookings:book", args=[showing.pk])


# --- booking


def test_limits_are_said_before_anybody_meets_them(client, post, association) -> None:
    showing = date_of(association, places=10, taken=4, wheelchair_places=2, most_per_booking=8)
    shown = text(client.get(address(showing)))
    assert "Il reste 6 places." in shown
    assert "Dont 2 places pour fauteuil roulant." in shown
    assert "sortie individuelle (2 places au plus)" in shown
    assert "sortie en famille (6 places au plus)" in shown
    assert "sortie de groupe (8 places au plus)" in shown
    assert "On peut réserver jusqu'au" in shown
    assert "Nom de retrait" not in shown
    assert "Pour le relais" not in shown


def test_a_date_open_again_at_the_last_minute_says_until_when(client, post, association) -> None:
    showing, now = date_of(association, places=10), timezone.now()
    showing.allotment.closes_at, showing.allotment.late_until = now - timedelta(hours=4), now + timedelta(hours=6)
    showing.allotment.save()
    shown = text(client.get(address(showing)))
    late, closed = (
        words.french_moment(moment).replace("\xa0", " ")
        for moment in (showing.allotment.late_until, showing.allotment.closes_at)
    )
    assert f"on peut réserver jusqu'au {late}" in shown
    assert closed not in shown


def test_a_referent_books_and_is_shown_the_booking(client, post, association) -> None:
    showing = date_of(association)
    response = client.post(address(showing), typed(showing, post.structure, needs=["lsf"]), follow=True)
    booking = Booking.objects.get()
    assert response.redirect_chain == [(reverse("bookings:booking", args=[booking.code]), 302)]
    assert (booking.relay, booking.booked_by, booking.places) == (post.structure, post.user, 4)
    assert (booking.first_outing, booking.needs, booking.outing) == (True, ["lsf"], "family")
    shown = text(response)
    assert "C'est réservé : 4 places." in shown
    assert booking.code in shown
    assert "Inès Roy a réservé 4 places pour Les Tilleuls" in shown
    assert Allotment.objects.get(pk=showing.pk).taken == 4


def test_a_double_click_makes_one_booking(client, post, association) -> None:
    showing = date_of(association, places=4)
    form = typed(showing, post.structure)
    first, second = client.post(address(showing), form), client.post(address(showing), form)
    assert first.url == second.url
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"adults": 9}, "6 places au plus pour une sortie en famille, vous en demandez 11."),
        ({"adults": "beaucoup"}, "Saisissez un nombre entier."),
        ({"adults": -1}, "supérieure ou égale à 0"),
        ({"adults": 100000}, "inférieure ou égale à 99"),
        ({"wheelchair": 5}, "plus de fauteuils roulants que de personnes"),
        ({"wheelchair": 1}, "plus assez de places pour fauteuil roulant"),
        ({"outing": ""}, "Choisissez la sorte de sortie."),
        ({"request_id": "x"}, "Le formulaire est abîmé"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(client, post, association, more, sentence) -> None:
    showing = date_of(association)
    response = client.post(address(showing), typed(showing, post.structure, under_6=1, from_6_to_11=1) | more)
    assert response.status_code == 200
    assert sentence in text(response)
    assert 'name="under_6" value="1"' in response.content.decode()
    assert not Booking.objects.exists()
    assert Allotment.objects.get(pk=showing.pk).taken == 0


def test_nobody_and_no_kind_of_outing_are_said_together(client, post, association) -> None:
    showing = date_of(association)
    said = text(client.post(address(showing), typed(showing, post.structure, adults=0, from_6_to_11=0, outing="")))
    assert "2 points à revoir" in said
    assert "Indiquez combien de personnes viennent." in said
    assert "Choisissez la sorte de sortie." in said


def test_nobody_is_too_few(client, post, association) -> None:
    nobody = typed(showing := date_of(association), post.structure, adults="", from_6_to_11=0)
    assert "Indiquez combien de personnes viennent." in text(client.post(address(showing), nobody))
    assert not Booking.objects.exists()


def test_too_many_for_what_is_left_says_how_many_are_left(client, post, association) -> None:
    showing = date_of(association, places=10, taken=8)
    shown = text(client.post(address(showing), typed(showing, post.structure)))
    assert "Il reste 2 places, il en faut 4. Réduisez le nombre, ou choisissez une autre date." in shown


def test_a_form_left_open_while_the_date_filled_or_ended_is_told_so(client, post, association) -> None:
    showing = date_of(association)
    form = typed(showing, post.structure)
    Allotment.objects.filter(pk=showing.pk).update(taken=10)
    response = client.post(address(showing), form)
    assert "Complet" in text(response)
    assert 'name="adults" value="2"' in response.content.decode()
    Allotment.objects.filter(pk=showing.pk).update(taken=0)
    showing.cancelled_at = timezone.now()
    showing.save()
    assert "Cette date est annulée. Choisissez une autre date" in text(client.post(address(showing), form))
    assert not Booking.objects.exists()


def test_a_form_left_open_while_the_date_moved_is_told_once(client, post, association) -> None:
    showing = date_of(association)
    form = typed(showing, post.structure)
    showing.starts_at += timedelta(hours=1)
    showing.save()
    response = client.post(address(showing), form)
    assert "La date vient de changer" in text(response)
    assert not Booking.objects.exists()
    seen = re.search(r'name="seen" value="([^"]+)"', response.content.decode()).group(1)
    assert client.post(address(showing), form | {"seen": seen}).status_code == 302


def test_a_full_or_closed_date_offers_no_form_but_a_way_on(client, post, association) -> None:
    full = client.get(address(date_of(association, places=3, taken=3)))
    assert "Complet" in text(full)
    assert "Chercher une autre sortie" in text(full)
    assert 'name="adults"' not in full.content.decode()
    closed = text(client.get(address(date_of(association, days=1))))
    assert "La réservation est close depuis" in closed


def test_a_pickup_name_is_asked_with_what_becomes_of_it(client, post, association) -> None:
    showing = date_of(association, showing__offer=OfferFactory(association=association, names_required=True))
    shown = text(client.get(address(showing)))
    assert "Il est chiffré" in shown
    assert "effacé 7 jours au plus tard après la sortie" in shown
    assert "Ce champ est obligatoire." in text(client.post(address(showing), typed(showing, post.structure)))
    client.post(address(showing), typed(showing, post.structure, pickup_name="Amina D."))
    booking = Booking.objects.get()
    assert booking.pickup_name == "Amina D."
    assert "Amina D." in text(client.get(reverse("bookings:booking", args=[booking.code])))


def test_a_pickup_name_is_read_by_those_who_may_change_it_only(client, post, association) -> None:
    """A reader of the association reads figures, not names: neither on the page nor on the voucher."""
    showing = date_of(association, showing__offer=OfferFactory(association=association, names_required=True))
    booking = operations.book(
        showing, relay=post.structure, party=Party(adults=3), by=TEAM, at=timezone.now(), pickup_name="Amina D."
    )

    def told() -> str:
        page = text(client.get(reverse("bookings:booking", args=[booking.code])))
        voucher = PdfReader(BytesIO(client.get(reverse("bookings:voucher", args=[booking.code])).content))
        return page + "".join(sheet.extract_text() for sheet in voucher.pages)

    assert told().count("Amina") > 1
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.READER).user)
    assert "Amina" not in told()
    assert booking.code in told()


def test_the_number_of_somebody_else_s_form_says_nothing_of_their_booking(client, post, association) -> None:
    showing = date_of(association)
    other = booked(showing, RelayFactory(association=association), request_id=uuid4())
    refused = text(client.post(address(showing), typed(showing, post.structure, request_id=str(other.request_id))))
    assert "Ce formulaire a déjà servi" in refused
    assert other.code not in refused


def test_a_referent_of_two_relays_says_for_which(client, post, association) -> None:
    other = ReferentFactory(user=post.user, structure=RelayFactory(association=association, name="Le Lavoir"))
    RelayFactory(association=association, name="Un autre relais")
    showing = date_of(association)
    shown = text(client.get(address(showing)))
    assert "Pour le relais" in shown
    assert "Le Lavoir" in shown
    assert "Un autre relais" not in shown
    client.post(address(showing), typed(showing, other.structure))
    assert Booking.objects.get().relay == other.structure


def test_nobody_books_for_a_relay_that_is_not_theirs(client, post, association) -> None:
    neighbour = RelayFactory(association=association)
    showing = date_of(association)
    for relay in (neighbour, RelayFactory()):
        assert "Sélectionnez un choix valide" in text(client.post(address(showing), typed(showing, relay)))
    assert not Booking.objects.exists()


def test_the_team_books_on_the_phone_and_the_journal_says_for_whom(client, team, association) -> None:
    relay = RelayFactory(association=association, name="Le Lavoir")
    RelayFactory(association=association)
    showing = date_of(association)
    client.post(address(showing), typed(showing, relay))
    booking = Booking.objects.get()
    assert booking.relay == relay
    assert Entry.objects.about(booking).get().by_label == "Nadia Benali, pour le relais Le Lavoir"


def test_a_suspended_relay_reads_why(client, post, association) -> None:
    post.structure.relay.suspended_at = timezone.now()
    post.structure.relay.save()
    showing = date_of(association)
    assert "Les réservations de votre relais sont suspendues." in text(client.get(address(showing)))
    shown = text(client.post(address(showing), typed(showing, post.structure)))
    assert "Les réservations de votre relais sont suspendues. Appelez l'association" in shown


def test_those_who_only_look_are_told_who_books(client, association) -> None:
    showing = date_of(association)
    coordinator = CoordinatorFactory(structure=showing.offer.partner).user
    reader = StaffRoleFactory(association=association, role=StaffRole.Role.READER).user
    for user in (coordinator, reader):
        client.force_login(user)
        for response in (client.get(address(showing)), client.post(address(showing), {})):
            assert response.status_code == 403
            assert "Seuls les relais réservent" in text(response)


def test_a_date_of_another_association_or_a_draft_does_not_exist(client, post) -> None:
    assert client.get(address(date_of(AssociationFactory()))).status_code == 404
    draft = date_of(post.structure.association, showing__offer__published_at=None)
    assert client.get(address(draft)).status_code == 404


def test_what_the_relay_already_booked_is_pointed_out(client, post, association) -> None:
    showing = date_of(association)
    booking = booked(showing, post.structure)
    shown = client.get(address(showing))
    assert "Votre relais a déjà 4 places à cette date" in text(shown)
    assert reverse("bookings:booking", args=[booking.code]) in shown.content.decode()


def test_whoever_serves_two_relays_reads_which_of_them_booked_already(client, post, association) -> None:
    other = ReferentFactory(user=post.user, structure=RelayFactory(association=association)).structure
    showing = date_of(association)
    booked(showing, other)
    assert f"{other.name} a déjà 4 places à cette date" in text(client.get(address(showing)))


# --- the list


def in_list(client, **query) -> str:
    return text(client.get(reverse("bookings:list"), query))


def test_bookings_are_sorted_in_three_lists(client, post, association) -> None:
    coming = booked(date_of(association), post.structure)
    gone = booked(date_of(association, days=-3), post.structure)
    ended = booked(date_of(association), post.structure, cancelled_at=timezone.now(), cancelled_late=True)
    for view, mine in (("a-venir", coming), ("passees", gone), ("annulees", ended)):
        shown = in_list(client, vue=view)
        assert [b.code in shown for b in (coming, gone, ended)] == [b == mine for b in (coming, gone, ended)]
    assert "annulée tard" in in_list(client, vue="annulees")
    assert coming.code in in_list(client, vue="n'importe quoi")


def test_empty_lists_say_what_they_will_hold(client, post) -> None:
    assert "Aucune sortie à venir" in in_list(client)
    assert "Aucune sortie passée" in in_list(client, vue="passees")
    assert "Aucune annulation" in in_list(client, vue="annulees")
    assert "Aucune réservation ne répond" in in_list(client, q="zzz")


def test_a_referent_sees_their_relays_only_and_the_team_sees_all(client, post, association) -> None:
    mine = booked(date_of(association), post.structure)
    neighbour = booked(date_of(association), RelayFactory(association=association, name="Le Lavoir"))
    far = booked(date_of(AssociationFactory()), RelayFactory())
    shown = in_list(client)
    assert mine.code in shown
    assert neighbour.code not in shown
    client.force_login(StaffRoleFactory(association=association).user)
    shown = in_list(client)
    assert mine.code in shown
    assert "Le Lavoir" in shown
    assert far.code not in shown


def test_the_team_narrows_by_relay_partner_day_title_and_code(client, team, association) -> None:
    first = booked(date_of(association, days=5), RelayFactory(association=association))
    offer = OfferFactory(association=association, title="L'Œuvre au noir")
    second = booked(date_of(association, days=20, showing__offer=offer), RelayFactory(association=association))
    day = timezone.localtime(first.showing.starts_at + timedelta(days=3)).date().isoformat()
    for query in (
        {"relais": second.relay.pk},
        {"partenaire": offer.partner.pk},
        {"du": day},
        {"q": "oeuvre"},
        {"q": second.code.lower().replace("-", " ")},
    ):
        shown = in_list(client, **query)
        assert second.code in shown, query
        assert first.code not in shown, query
    assert first.code in in_list(client, au=day)
    assert first.code in in_list(client, du="pas une date")


def test_the_piece_that_htmx_asks_for_is_the_piece_of_the_page(client, post, association) -> None:
    booked(date_of(association), post.structure)
    page = client.get(reverse("bookings:list")).content.decode()
    piece = client.get(
        reverse("bookings:list"), headers={"HX-Request": "true", "HX-Target": "results"}
    ).content.decode()
    assert "<html" not in piece
    assert piece.strip() in page


def test_the_list_costs_the_same_for_many(client, team, association, queries_stay_flat) -> None:
    for _ in range(2):
        booked(date_of(association), RelayFactory(association=association))

    def grow() -> None:
        for _ in range(2):
            booked(date_of(association), RelayFactory(association=association))

    assert queries_stay_flat(lambda: client.get(reverse("bookings:list")), grow) < 20
    queries_stay_flat(lambda: client.get(reverse("bookings:export", args=["csv"])), grow)


def test_twenty_bookings_to_a_page(client, post, association) -> None:
    showing = date_of(association, places=100)
    for _ in range(21):
        booked(showing, post.structure)
    shown = client.get(reverse("bookings:list"))
    assert "21 réservations" in text(shown)
    assert "Page 1 sur 2" in text(shown)
    assert "Page 2 sur 2" in in_list(client, page=2)


def test_a_sheet_holds_what_the_list_shows_and_nobody_s_name(client, post, association) -> None:
    offer = OfferFactory(association=association, title="=1+1", names_required=True)
    showing = date_of(association, showing__offer=offer)
    booking = operations.book(
        showing, relay=post.structure, party=Party(adults=3), by=TEAM, at=timezone.now(), pickup_name="Amina D."
    )
    far = booked(date_of(AssociationFactory()), RelayFactory())
    csv = client.get(reverse("bookings:export", args=["csv"])).content.decode("utf-8-sig")
    assert f"{booking.code};'=1+1;" in csv
    assert far.code not in csv
    assert "Amina" not in csv
    response = client.get(reverse("bookings:export", args=["xlsx"]), {"vue": "a-venir"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][0] == booking.code
    assert client.get(reverse("bookings:export", args=["exe"])).status_code == 404


# --- one booking


def page_of(booking, name="booking") -> str:
    return reverse(f"bookings:{name}", args=[booking.code])


def test_the_page_of_a_booking_says_until_when_one_may_change(client, post, association) -> None:
    coming = text(client.get(page_of(booked(date_of(association), post.structure))))
    assert "vous pouvez changer le nombre ou annuler" in coming
    late = text(client.get(page_of(booked(date_of(association, days=1), post.structure))))
    assert "une annulation sera notée comme tardive" in late
    past = client.get(page_of(booked(date_of(association, days=-1), post.structure)))
    assert "La sortie a eu lieu" in text(past)
    assert "Imprimer la contremarque" not in text(past)


def test_a_code_is_found_however_it_is_typed(client, post, association) -> None:
    booking = booked(date_of(association), post.structure)
    response = client.get(reverse("bookings:booking", args=[booking.code.lower().replace("-", "")]))
    assert response.url == page_of(booking)


@pytest.mark.parametrize("code", ["%00", "zzz", "AAA-AAA-AA", "9" * 300])
def test_an_address_that_cannot_be_a_booking_does_not_exist(client, post, code) -> None:
    for path in (f"/reservations/{code}/", f"/reservations/{code}/modifier/", f"/reservations/{code}/contremarque.pdf"):
        assert client.get(path).status_code == 404
    assert client.get(f"/seances/{'9' * 30}/reserver/").status_code == 404


def test_what_belongs_to_another_relay_does_not_exist(client, post, association) -> None:
    showing = date_of(association)
    theirs = booked(showing, RelayFactory(association=association))
    coordinator = CoordinatorFactory(structure=showing.offer.partner).user
    for user in (post.user, coordinator):
        client.force_login(user)
        for name in ("booking", "change", "cancel", "voucher", "calendar"):
            assert client.get(page_of(theirs, name)).status_code == 404
        assert client.post(page_of(theirs, "cancel"), {}).status_code == 404
        assert client.post(page_of(theirs, "mail_again")).status_code == 404
    assert Booking.objects.held().count() == 1


def test_a_reader_reads_and_changes_nothing(client, association) -> None:
    booking = booked(date_of(association), RelayFactory(association=association))
    client.force_login(StaffRoleFactory(association=association, role=StaffRole.Role.READER).user)
    shown = client.get(page_of(booking))
    assert booking.code in text(shown)
    assert page_of(booking, "cancel") not in shown.content.decode()
    assert client.post(page_of(booking, "cancel"), {}).status_code == 404


def test_the_number_changes_and_the_journal_says_so(client, post, association) -> None:
    showing = date_of(association)
    booking = booked(showing, post.structure)
    assert 'name="from_6_to_11" value="2"' in client.get(page_of(booking, "change")).content.decode()
    form = {"adults": 1, "from_6_to_11": 2, "outing": "family", "first_outing": "unknown"}
    shown = text(client.post(page_of(booking, "change"), form, follow=True))
    assert "C'est changé : 3 places." in shown
    assert "Inès Roy a changé la réservation : 3 places au lieu de 4" in shown
    assert Allotment.objects.get(pk=showing.pk).taken == 3
    assert "Rien n'a changé." in text(client.post(page_of(booking, "change"), form, follow=True))


def test_a_change_that_cannot_be_keeps_what_was_typed(client, post, association) -> None:
    booking = booked(date_of(association, places=5), post.structure)
    response = client.post(page_of(booking, "change"), {"adults": 4, "from_6_to_11": 2, "outing": "family"})
    assert "Il reste 1 place, il en faut 2." in text(response)
    assert 'name="adults" value="4"' in response.content.decode()


def test_cancelling_gives_the_places_back_and_offers_to_book_again(client, post, association) -> None:
    showing = date_of(association)
    booking = booked(showing, post.structure)
    assert "seront rendues" in text(client.get(page_of(booking, "cancel")))
    response = client.post(page_of(booking, "cancel"), {"reason": "Plus de bus"}, follow=True)
    shown = text(response)
    assert "C'est annulé : 4 places rendues." in shown
    assert "Raison : Plus de bus" in shown
    assert address(showing) in response.content.decode()
    assert Allotment.objects.get(pk=showing.pk).taken == 0
    assert "Cette réservation est annulée. Vous pouvez réserver à nouveau." in text(
        client.post(page_of(booking, "cancel"), {})
    )
    assert "ne change plus" in shown


def test_a_late_cancellation_is_announced_before_and_said_after(client, post, association) -> None:
    booking = booked(date_of(association, days=1), post.structure)
    assert "cette annulation sera notée comme tardive" in text(client.get(page_of(booking, "cancel")))
    assert "après la clôture" in text(client.post(page_of(booking, "cancel"), {}, follow=True))


def test_the_voucher_goes_again_to_whoever_asks(client, post, association, jobs, mailoutbox) -> None:
    booking = booked(date_of(association), post.structure)
    assert client.get(page_of(booking, "mail_again")).status_code == 405
    assert post.user.email in text(client.post(page_of(booking, "mail_again"), follow=True))
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[post.user.email]]


def test_an_agenda_gets_the_outing_and_nothing_about_anybody(client, post, association) -> None:
    offer = OfferFactory(association=association, names_required=True, duration=90)
    showing = date_of(association, showing__offer=offer)
    booking = operations.book(
        showing, relay=post.structure, party=Party(adults=3), by=TEAM, at=timezone.now(), pickup_name="Amina D."
    )
    answer = client.get(page_of(booking, "calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Bérénice"
    assert event.decoded("DTSTART") == showing.starts_at
    assert event.decoded("DTEND") == showing.starts_at + timedelta(minutes=90)
    for secret in (b"Amina", b"Tilleuls", b"Camille"):
        assert secret not in answer.content


def test_the_page_of_a_booking_costs_the_same_whatever_happened_to_it(
    client, post, association, queries_stay_flat
) -> None:
    booking = booked(date_of(association, places=40), post.structure)

    def grow() -> None:
        for adults in (1, 2, 1):
            operations.change(booking, party=Party(adults=adults), by=TEAM, at=timezone.now())

    queries_stay_flat(lambda: client.get(page_of(booking)), grow)
