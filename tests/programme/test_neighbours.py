"""An offer opens to other associations: who proposes, who says yes, how much, and what stays when it closes again."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.draws.operations import Window
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme import operations
from pontdesarts.programme.models import Allotment, NextDoor, Offer, Showing
from pontdesarts.programme.operations import OfferChanged, OfferRefused
from pontdesarts.programme.operations.links import PURPOSE
from tests.associations.factories import StaffRoleFactory
from tests.draws import factories as draws
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory

from .factories import NOW, AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
FOUR = Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY)
TWO = Party(adults=2, outing=Outing.FAMILY)


@pytest.fixture
def showing() -> Showing:
    made: Showing = AllotmentFactory(places=30).showing
    return made


def open_door(offer: Offer, **more: Any) -> Offer:
    return operations.allow_neighbours(offer, by=TEAM, at=NOW, **more)


def quota(showing: Showing) -> tuple[int, int]:
    allotment = Allotment.objects.get(pk=showing.pk)
    return allotment.neighbour_places, allotment.neighbour_taken


def book(showing: Showing, relay: Any = None, party: Party = TWO) -> Any:
    fresh = Showing.objects.get(pk=showing.pk)
    return bookings.book(fresh, relay=relay or RelayFactory(), party=party, by=TEAM, at=NOW)


def journal_of(offer: Offer) -> list[str]:
    return [entry.sentence for entry in Entry.objects.about(offer).order_by("at", "pk")]


# --- proposing, opening, closing


def test_what_is_proposed_is_open_to_nobody_until_the_association_says_yes(showing: Showing) -> None:
    offer = operations.propose_to_neighbours(showing.offer, by=Actor.link("Théâtre des Deux Rives"), at=NOW)
    assert offer.next_door is NextDoor.PROPOSED
    assert quota(showing) == (0, 0)
    with pytest.raises(bookings.RelayRefused):
        book(showing)
    assert open_door(offer).next_door is NextDoor.OPEN
    assert quota(showing) == (6, 0)  # 20 % of 30
    assert journal_of(offer) == [
        "a proposé d'ouvrir l'offre aux voisins",
        "a ouvert l'offre aux voisins, 20 % des places au plus",
    ]


def test_the_team_opens_in_one_gesture_what_nobody_proposed(showing: Showing) -> None:
    offer = open_door(showing.offer, share=50)
    assert offer.next_door is NextDoor.OPEN
    assert offer.neighbours_proposed_at == NOW
    assert quota(showing) == (15, 0)


def test_proposing_or_opening_twice_writes_one_line(showing: Showing) -> None:
    for _ in range(2):
        operations.propose_to_neighbours(showing.offer, by=TEAM, at=NOW)
    for _ in range(2):
        open_door(showing.offer)
    assert len(journal_of(showing.offer)) == 2


def test_the_share_of_an_offer_is_its_own_else_that_of_its_association(showing: Showing) -> None:
    Association.objects.filter(pk=showing.offer.association_id).update(neighbour_share=10)
    open_door(Offer.objects.get(pk=showing.offer_id))
    assert quota(showing) == (3, 0)
    open_door(showing.offer, share=40)
    assert quota(showing) == (12, 0)
    assert journal_of(showing.offer)[-1] == "a porté la part des voisins de 10 % à 40 %"


def test_a_share_of_nothing_is_refused(showing: Showing) -> None:
    Association.objects.filter(pk=showing.offer.association_id).update(neighbour_share=0)
    with pytest.raises(OfferRefused):
        open_door(Offer.objects.get(pk=showing.offer_id))
    assert Offer.objects.get(pk=showing.offer_id).next_door is NextDoor.HOME
    assert journal_of(showing.offer) == []


def test_dates_added_later_are_shared_as_well(showing: Showing) -> None:
    open_door(showing.offer, share=50)
    later = ShowingFactory(offer=showing.offer)
    operations.offer_places([later], given=operations.Places(8), by=TEAM, at=NOW)
    assert quota(later) == (4, 0)


def test_lowering_the_share_keeps_what_is_taken_and_gives_nothing_more(showing: Showing) -> None:
    open_door(showing.offer, share=50)
    book(showing, party=FOUR)
    open_door(showing.offer, share=5)
    assert quota(showing) == (4, 4)
    with pytest.raises(bookings.KeptForOthers):
        book(showing)


def test_fewer_places_lower_the_quota_but_not_below_what_is_taken(showing: Showing) -> None:
    open_door(showing.offer, share=50)
    book(showing, party=FOUR)
    operations.offer_places([showing], given=operations.Places(4), by=TEAM, at=NOW)
    assert quota(showing) == (4, 4)


def test_closing_keeps_the_bookings_made_and_refuses_the_next(showing: Showing) -> None:
    offer = open_door(showing.offer)
    booked = book(showing, party=FOUR)
    closed = operations.keep_from_neighbours(offer, by=TEAM, at=NOW, reason="une classe vient")
    booked.refresh_from_db()
    assert closed.next_door is NextDoor.HOME
    assert booked.cancelled_at is None
    assert quota(showing) == (4, 4)
    assert journal_of(offer)[-1] == ("a refermé l'offre aux voisins, 4 places y restent réservées : une classe vient")
    with pytest.raises(bookings.RelayRefused):
        book(showing)


def test_what_was_closed_opens_again_with_what_was_taken_counted(showing: Showing) -> None:
    offer = open_door(showing.offer)
    book(showing, party=FOUR)
    operations.keep_from_neighbours(offer, by=TEAM, at=NOW)
    open_door(offer)
    assert quota(showing) == (6, 4)


def test_the_partner_takes_its_proposal_back_and_the_team_may_say_no(showing: Showing) -> None:
    operations.propose_to_neighbours(showing.offer, by=TEAM, at=NOW)
    kept = operations.keep_from_neighbours(showing.offer, by=TEAM, at=NOW, reason="trop peu de places")
    assert kept.next_door is NextDoor.HOME
    assert journal_of(kept)[-1] == "a gardé l'offre pour son association : trop peu de places"
    operations.keep_from_neighbours(showing.offer, by=TEAM, at=NOW)
    assert len(journal_of(kept)) == 2


def test_a_page_opened_before_is_told_what_happened_since(showing: Showing) -> None:
    operations.propose_to_neighbours(showing.offer, by=Actor(label="Théâtre"), at=NOW)
    operations.keep_from_neighbours(showing.offer, by=Actor(label="Théâtre"), at=NOW)
    with pytest.raises(OfferChanged, match="Théâtre a gardé l'offre"):
        open_door(showing.offer, seen=NextDoor.PROPOSED)
    assert Offer.objects.get(pk=showing.offer_id).next_door is NextDoor.HOME


def test_an_offer_that_was_withdrawn_opens_no_more(showing: Showing) -> None:
    operations.withdraw(showing.offer, reason="", by=TEAM, at=NOW)
    for gesture in (operations.propose_to_neighbours, operations.allow_neighbours):
        with pytest.raises(OfferRefused):
            gesture(showing.offer, by=TEAM, at=NOW)


def test_a_copy_is_for_its_own_association_until_somebody_says_otherwise(showing: Showing) -> None:
    copy = operations.copy_offer(open_door(showing.offer, share=50), by=TEAM, at=NOW)
    assert copy.next_door is NextDoor.HOME
    assert copy.neighbour_share == 50


def test_the_table_itself_refuses_more_than_the_quota(showing: Showing) -> None:
    with pytest.raises(IntegrityError):
        Allotment.objects.filter(pk=showing.pk).update(neighbour_places=2, neighbour_taken=3)


# --- what neighbours take, give back, and change


def test_neighbours_never_take_more_than_their_share_while_home_relays_still_book(showing: Showing) -> None:
    open_door(showing.offer)
    book(showing, party=FOUR)
    with pytest.raises(bookings.KeptForOthers, match="2 places"):
        book(showing, party=FOUR)
    home = RelayFactory(association=showing.offer.association)
    book(showing, home, FOUR)
    assert quota(showing) == (6, 4)
    assert Allotment.objects.get(pk=showing.pk).taken == 8


def test_what_a_neighbour_gives_back_goes_back_to_the_share(showing: Showing) -> None:
    open_door(showing.offer)
    booked = book(showing, party=FOUR)
    smaller = bookings.change(booked, party=TWO, by=TEAM, at=NOW)
    assert quota(showing) == (6, 2)
    bookings.cancel(smaller, by=TEAM, at=NOW)
    assert quota(showing) == (6, 0)
    assert Allotment.objects.get(pk=showing.pk).taken == 0


def test_a_neighbour_that_wants_more_finds_what_is_left_of_the_share(showing: Showing) -> None:
    open_door(showing.offer)
    first, second = book(showing, party=TWO), book(showing, party=TWO)
    bookings.change(first, party=FOUR, by=TEAM, at=NOW)
    with pytest.raises(bookings.KeptForOthers):
        bookings.change(second, party=FOUR, by=TEAM, at=NOW)
    assert quota(showing) == (6, 6)


def test_a_date_called_off_leaves_nothing_taken(showing: Showing) -> None:
    open_door(showing.offer)
    book(showing, party=FOUR)
    operations.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)
    assert quota(showing)[1] == 0


def test_the_limits_are_those_of_the_offer_the_news_owed_those_of_the_relay(showing: Showing) -> None:
    Association.objects.filter(pk=showing.offer.association_id).update(most_family=3, most_unreported=1)
    open_door(Offer.objects.get(pk=showing.offer_id))
    relay = RelayFactory()
    with pytest.raises(bookings.PartyRefused):
        book(showing, relay, FOUR)
    assert book(showing, relay, TWO).places == 2


# --- the pages of those who give the places


@pytest.fixture
def dated() -> Showing:
    """Open by the clock of the machine."""
    now = timezone.now()
    made: Showing = AllotmentFactory(
        places=30,
        opens_at=now - timedelta(days=1),
        showing__starts_at=now.replace(microsecond=0) + timedelta(days=12),
    ).showing
    return made


def book_now(showing: Showing) -> None:
    fresh = Showing.objects.get(pk=showing.pk)
    bookings.book(fresh, relay=RelayFactory(), party=TWO, by=TEAM, at=timezone.now())


def page_of(offer: Offer) -> str:
    return reverse("programme:next_door", args=[offer.pk])


def team_of(offer: Offer, role: str = StaffRole.Role.TEAM) -> Client:
    client = Client()
    client.force_login(StaffRoleFactory(association=offer.association, role=role).user)
    return client


def test_a_partner_proposes_by_its_link_and_cannot_open(client: Client, dated: Showing) -> None:
    partner = dated.offer.partner
    assert partner is not None
    expires = timezone.now() + timedelta(days=2)
    token = links.make(PURPOSE, partner.pk, expires_at=expires, epoch=partner.link_epoch)
    address = reverse("programme:link_next_door", args=[token, dated.offer_id])
    assert "Proposer de l'ouvrir aux voisins" in unescape(client.get(address).content.decode())
    client.post(address, {"do": "propose", "seen": "home"})
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.PROPOSED
    answer = client.post(address, {"do": "open", "seen": "proposed", "share": "100"})
    assert "Seule l'équipe" in unescape(answer.content.decode())
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.PROPOSED
    assert Entry.objects.about(dated.offer).get().by_label.startswith(partner.name)


@pytest.mark.parametrize("role", [StaffRole.Role.PROGRAMMER])
def test_a_volunteer_proposes_and_cannot_open(dated: Showing, role: str) -> None:
    client = team_of(dated.offer, role)
    client.post(page_of(dated.offer), {"do": "open", "seen": "home"})
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.HOME
    client.post(page_of(dated.offer), {"do": "propose", "seen": "home"})
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.PROPOSED


def test_a_reader_and_the_team_of_another_association_find_no_page(dated: Showing) -> None:
    assert team_of(dated.offer, StaffRole.Role.READER).get(page_of(dated.offer)).status_code == 404
    open_door(dated.offer)
    stranger = Client()
    stranger.force_login(StaffRoleFactory(role=StaffRole.Role.DIRECTION).user)
    assert stranger.get(page_of(dated.offer)).status_code == 404
    assert stranger.post(page_of(dated.offer), {"do": "keep"}).status_code == 404
    assert stranger.get(reverse("bookings:neighbours", args=[dated.offer_id])).status_code == 404


def test_the_team_opens_changes_the_share_and_closes(dated: Showing) -> None:
    team, page = team_of(dated.offer), page_of(dated.offer)
    team.post(page, {"do": "open", "seen": "home", "share": "50"})
    assert quota(dated) == (15, 0)
    assert "50 % des places" in unescape(team.get(page).content.decode())
    team.post(page, {"do": "open", "seen": "open", "share": ""})
    assert quota(dated) == (6, 0)
    book_now(dated)
    answer = unescape(team.post(page, {"do": "keep", "seen": "open"}, follow=True).content.decode())
    assert "Les voisins gardent 2 places." in answer
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.HOME


@pytest.mark.parametrize("share", ["0", "-5", "101", "9" * 30, "²", "beaucoup"])
def test_a_share_that_is_no_percent_is_said_and_what_was_typed_stays(dated: Showing, share: str) -> None:
    answer = team_of(dated.offer).post(page_of(dated.offer), {"do": "open", "seen": "home", "share": share})
    assert answer.status_code == 200
    assert Offer.objects.get(pk=dated.offer_id).next_door is NextDoor.HOME
    assert share in unescape(answer.content.decode())


def test_a_stale_page_is_refused_and_then_shows_what_stands(dated: Showing) -> None:
    team, page = team_of(dated.offer), page_of(dated.offer)
    team.post(page, {"do": "open", "seen": "home"})
    answer = team.post(page, {"do": "open", "seen": "home", "share": "90"})
    assert "pendant que vous lisiez" in unescape(answer.content.decode())
    assert 'value="open"' in unescape(answer.content.decode())
    assert quota(dated) == (6, 0)


def test_the_list_shows_what_waits_before_what_is_open_and_nothing_of_others(dated: Showing) -> None:
    open_door(dated.offer)
    waiting = OfferFactory(association=dated.offer.association, title="En attente")
    operations.propose_to_neighbours(waiting, by=TEAM, at=NOW)
    open_door(OfferFactory(title="Ailleurs"))
    body = unescape(team_of(dated.offer).get(reverse("programme:neighbours")).content.decode())
    assert body.index("En attente") < body.index("Bérénice")
    assert "Ailleurs" not in body


def test_a_coordinator_reads_its_own_offers_only(dated: Showing) -> None:
    open_door(dated.offer)
    other = Client()
    other.force_login(CoordinatorFactory().user)
    assert "Bérénice" not in unescape(other.get(reverse("programme:neighbours")).content.decode())
    assert other.get(page_of(dated.offer)).status_code == 404


def test_the_desk_of_the_team_names_the_proposals_that_wait(dated: Showing) -> None:
    operations.propose_to_neighbours(dated.offer, by=TEAM, at=NOW)
    assert "1 offre à ouvrir aux voisins" in unescape(team_of(dated.offer).get(reverse("desk:home")).content.decode())
    open_door(dated.offer)
    assert "à ouvrir aux voisins" not in unescape(team_of(dated.offer).get(reverse("desk:home")).content.decode())


# --- what each association knows of the other


SECRETS = ("Relais du Secret", "Camille Tresdiscrete", "Leïla Confidence")


@pytest.fixture
def booked_from_next_door(dated: Showing) -> Any:
    """A neighbour relay whose name, referent and traveller must not be read by the association of the offer."""
    open_door(dated.offer)
    relay = RelayFactory(name=SECRETS[0], email="relais-secret@example.org", phone="01 99 00 12 34")
    referent = ReferentFactory(structure=relay, user__name=SECRETS[1]).user
    Offer.objects.filter(pk=dated.offer_id).update(names_required=True)
    return bookings.book(
        Showing.objects.get(pk=dated.pk),
        relay=relay,
        party=FOUR,
        pickup_name=SECRETS[2],
        by=Actor.of(referent),
        at=timezone.now(),
    )


def test_the_team_reads_numbers_by_association_and_how_to_call_it(booked_from_next_door: Any, dated: Showing) -> None:
    Association.objects.filter(pk=booked_from_next_door.relay.association_id).update(
        name="Passerelle d'à côté", phone="04 65 71 26 07"
    )
    body = unescape(team_of(dated.offer).get(reverse("bookings:neighbours", args=[dated.offer_id])).content.decode())
    for said in ("Passerelle d'à côté", "04 65 71 26 07", "2 adultes, 2 enfants de 6 à 11 ans"):
        assert said in body
    assert booked_from_next_door.code not in body


@pytest.mark.parametrize("role", [StaffRole.Role.DIRECTION, StaffRole.Role.TEAM, StaffRole.Role.READER])
def test_no_page_of_the_association_of_the_offer_names_the_relay_or_its_people(
    booked_from_next_door: Any, dated: Showing, role: str
) -> None:
    team, code = team_of(dated.offer, role), booked_from_next_door.code
    addresses = [
        reverse("programme:detail", args=[dated.offer_id]),
        reverse("programme:manage_offer", args=[dated.offer_id]),
        page_of(dated.offer),
        reverse("bookings:neighbours", args=[dated.offer_id]),
        reverse("bookings:list"),
        reverse("bookings:export", args=["csv"]),
        reverse("bookings:lists"),
        reverse("network:structures") + "?q=secret",
        reverse("programme:national"),
    ]
    for address in addresses:
        body = unescape(team.get(address).content.decode())
        for secret in (SECRETS[0], SECRETS[1], SECRETS[2], "relais-secret@example.org", "01 99 00 12 34"):
            assert secret not in body, (address, secret)
    for name in ("bookings:booking", "bookings:change", "bookings:cancel", "bookings:voucher"):
        assert team.get(reverse(name, args=[code])).status_code == 404, name
    assert team.get(reverse("network:structure", args=[booked_from_next_door.relay_id])).status_code == 404


def test_the_list_of_the_venue_has_the_code_and_the_name_it_asks_and_never_the_relay(
    booked_from_next_door: Any, dated: Showing
) -> None:
    body = unescape(team_of(dated.offer).get(reverse("bookings:list_of_showing", args=[dated.pk])).content.decode())
    assert booked_from_next_door.code in body
    assert f"Dont 4 places de {booked_from_next_door.relay.association.name}" in body
    venue = Client()
    venue.force_login(CoordinatorFactory(structure=dated.offer.partner).user)
    read = unescape(venue.get(reverse("bookings:list_of_showing", args=[dated.pk])).content.decode())
    assert booked_from_next_door.relay.association.name not in read
    assert SECRETS[2] in body  # the venue asked for a name: it is on its list, as anybody's
    assert SECRETS[0] not in body
    assert SECRETS[1] not in body


def test_the_home_of_the_relay_reads_the_booking_as_any_other(booked_from_next_door: Any) -> None:
    client = Client()
    client.force_login(StaffRoleFactory(association=booked_from_next_door.relay.association).user)
    body = unescape(client.get(reverse("bookings:booking", args=[booked_from_next_door.code])).content.decode())
    assert SECRETS[0] in body
    assert "Bérénice" in body


def test_the_page_before_booking_says_what_the_other_association_will_know(dated: Showing) -> None:
    open_door(dated.offer)
    client = Client()
    client.force_login(ReferentFactory(structure=RelayFactory()).user)
    body = unescape(client.get(reverse("bookings:book", args=[dated.pk])).content.decode())
    assert f"Proposée par {dated.offer.association.name}" in body
    assert "Elle ne verra ni votre relais" in body
    home = Client()
    home.force_login(ReferentFactory(structure=RelayFactory(association=dated.offer.association)).user)
    assert "Elle ne verra ni" not in unescape(home.get(reverse("bookings:book", args=[dated.pk])).content.decode())


def test_a_referent_next_door_books_by_the_page(dated: Showing) -> None:
    open_door(dated.offer)
    relay = RelayFactory()
    client = Client()
    client.force_login(ReferentFactory(structure=relay).user)
    page = reverse("bookings:book", args=[dated.pk])
    typed = {"relay": relay.pk, "adults": "2", "outing": "family"}
    form = client.get(page).context["form"]
    typed["request_id"] = form["request_id"].value() or ""
    answer = client.post(page, typed)
    assert answer.status_code == 302, unescape(answer.content.decode())
    assert quota(dated) == (6, 2)


def test_the_team_next_door_books_on_the_phone_for_its_relays_and_no_other(dated: Showing) -> None:
    open_door(dated.offer)
    role = StaffRoleFactory()
    mine, foreign = RelayFactory.create_batch(2, association=role.association)[0], RelayFactory()
    client = Client()
    client.force_login(role.user)
    page = reverse("bookings:book", args=[dated.pk])
    body = unescape(client.get(page).content.decode())
    assert mine.name in body
    assert foreign.name not in body
    client.post(page, {"relay": foreign.pk, "adults": "2", "outing": "family"})
    assert quota(dated) == (6, 0)


def test_an_offer_that_is_closed_again_opens_no_page_next_door(dated: Showing) -> None:
    offer = open_door(dated.offer)
    client = Client()
    client.force_login(ReferentFactory(structure=RelayFactory()).user)
    address = reverse("programme:detail", args=[offer.pk])
    assert client.get(address).status_code == 200
    operations.keep_from_neighbours(offer, by=TEAM, at=NOW)
    assert client.get(address).status_code == 404
    assert client.get(reverse("bookings:book", args=[dated.pk])).status_code == 404


def test_the_journal_of_what_a_neighbour_asks_for_is_for_its_own_association(dated: Showing) -> None:
    open_door(dated.offer)
    relay = RelayFactory(name=SECRETS[0])
    referent = ReferentFactory(structure=relay, user__name=SECRETS[1]).user
    Allotment.objects.filter(pk=dated.pk).update(taken=30)
    fresh = Showing.objects.get(pk=dated.pk)
    asked = bookings.wait(fresh, relay=relay, party=TWO, by=Actor.of(referent), at=timezone.now())
    address = reverse("bookings:ask", args=[asked.pk])
    theirs = unescape(team_of(dated.offer).get(address).content.decode())
    assert f"un relais de {relay.association.name}" in theirs
    for secret in SECRETS[:2]:
        assert secret not in theirs
        turns = team_of(dated.offer).get(reverse("bookings:turns", args=[dated.pk]))
        assert secret not in unescape(turns.content.decode())
    own = Client()
    own.force_login(referent)
    assert SECRETS[1] in unescape(own.get(address).content.decode())


def test_whoever_follows_a_draw_reads_the_association_of_a_neighbour_that_wishes() -> None:
    now = timezone.now()
    first = draws.scarce(now=now)
    open_door(first.offer)
    hours = timedelta(hours=1)
    window = Window(now - hours, now + 24 * hours, now + 48 * hours)
    draw = draws.opened(Showing.objects.get(pk=first.pk), window=window, at=now - hours)
    relay = RelayFactory(name=SECRETS[0])
    draws.wish(draw, relay, at=now)
    body = unescape(team_of(first.offer).get(reverse("draws:follow", args=[draw.pk])).content.decode())
    assert f"un relais de {relay.association.name}" in body
    assert SECRETS[0] not in body
