"""What is kept for whom, until when: caps of a relay, shares of priority areas, wheelchairs with who comes along."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pontdesarts.bookings import operations, places, standing
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Allotment, Showing
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import date_of, text, typed
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
PARIS = ZoneInfo("Europe/Paris")
WITH_COMPANION = Party(adults=2, wheelchair=1)
CLOCK = NOW + timedelta(days=5)


def kept(places_: int = 10, wheelchairs: int = 2, **more) -> Showing:
    """A date whose wheelchair places are kept until `CLOCK`."""
    return AllotmentFactory(
        places=places_, wheelchair_places=wheelchairs, wheelchair_until=CLOCK if wheelchairs else None, **more
    ).showing


def relay_of(showing, **more):
    return RelayFactory(association=showing.offer.association, **more)


def book(showing, party, *, relay=None, at=NOW) -> Booking:
    fresh = Showing.objects.get(pk=showing.pk)
    return operations.book(fresh, relay=relay or relay_of(showing), party=party, by=TEAM, at=at)


def party(people: int, *, wheelchair: int = 0) -> Party:
    return Party(adults=people, wheelchair=wheelchair, outing=Outing.GROUP)


# wheelchairs, and who comes along


def test_before_the_clock_a_wheelchair_and_its_companion_find_their_two_places() -> None:
    showing = kept(10, 2)
    book(showing, party(6))
    with pytest.raises(operations.KeptForOthers, match="gardées aux fauteuils roulants"):
        book(showing, party(1))
    for _ in range(2):
        book(showing, WITH_COMPANION)
    assert Allotment.objects.get(pk=showing.pk).left == 0


def test_at_the_clock_what_is_left_is_for_everybody_wheelchairs_too() -> None:
    showing = kept(10, 2)
    book(showing, party(6))
    book(showing, party(2), at=CLOCK)
    assert book(showing, WITH_COMPANION, at=CLOCK).wheelchair == 1
    with pytest.raises(operations.Full):
        book(showing, WITH_COMPANION, at=CLOCK)


def test_a_group_with_a_wheelchair_takes_its_kept_places_and_ordinary_ones() -> None:
    showing = kept(10, 1)
    book(showing, party(10, wheelchair=1))
    assert Allotment.objects.get(pk=showing.pk).wheelchair_taken == 1


def test_a_cancelled_wheelchair_place_is_kept_again() -> None:
    showing = kept(4, 1)
    wheels = book(showing, WITH_COMPANION)
    book(showing, party(2))
    operations.cancel(wheels, by=TEAM, at=NOW)
    with pytest.raises(operations.KeptForOthers):
        book(showing, party(2))
    assert book(showing, WITH_COMPANION).places == 2


def test_a_booking_that_grows_does_not_take_what_is_kept() -> None:
    showing = kept(6, 1)
    booking = book(showing, party(4))
    with pytest.raises(operations.KeptForOthers):
        operations.change(booking, party=party(5), by=TEAM, at=NOW)
    assert operations.change(booking, party=party(5), by=TEAM, at=CLOCK).places == 5


PARTIES = st.one_of(
    st.tuples(st.just("take"), st.integers(1, 6), st.just(0)),
    st.tuples(st.just("take"), st.integers(2, 6), st.just(1)),
    st.tuples(st.just("wheels"), st.just(2), st.just(1)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_never_oversold_always_a_kept_place_before_the_clock_released_after(data) -> None:
    """Whatever is asked, by whom, in any order, as long as the promises fit in the room together."""
    wheelchairs = data.draw(st.integers(0, 4))
    total = data.draw(st.integers(2 * wheelchairs + 1, 30))
    priority = data.draw(st.integers(0, total - 2 * wheelchairs))
    asked = data.draw(st.lists(st.tuples(PARTIES, st.booleans(), st.booleans()), max_size=25))
    with transaction.atomic():
        showing = kept(total, wheelchairs, priority_places=priority, priority_until=CLOCK)
        for (kind, people, wheels), near_priority, after in sorted(asked, key=lambda step: step[2]):
            at = CLOCK if after else NOW
            before = Allotment.objects.get(pk=showing.pk)
            share = places.Share(at=at, priority=near_priority)
            try:
                places.move(showing, places=people, wheelchair=wheels, share=share)
            except Refused:
                free = before.wheelchair_places - before.wheelchair_taken
                assert after or kind != "wheels" or not free, "a wheelchair was refused the place kept for it"
                ordinary = before.left >= people and wheels <= free
                assert not (after and ordinary), "what is released was refused"
            now = Allotment.objects.get(pk=showing.pk)
            assert now.taken <= now.places
            assert now.wheelchair_taken <= now.wheelchair_places
            if not after:
                assert now.left >= 2 * (now.wheelchair_places - now.wheelchair_taken)
                assert now.open_to(at) <= now.left
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_page_says_a_relay_may_take_is_what_it_may_take(data) -> None:
    """The pure figure and the conditional update agree, to the place."""
    wheelchairs = data.draw(st.integers(0, 4))
    total = data.draw(st.integers(1, 30))
    wheelchairs = min(wheelchairs, total)
    taken = data.draw(st.integers(0, total))
    wheels_taken = data.draw(st.integers(0, min(wheelchairs, taken)))
    first = data.draw(st.integers(0, total))
    near, after = data.draw(st.booleans()), data.draw(st.booleans())
    at = CLOCK if after else NOW
    with transaction.atomic():
        showing = kept(
            total,
            wheelchairs,
            taken=taken,
            wheelchair_taken=wheels_taken,
            priority_places=first,
            priority_until=CLOCK,
        )
        said = Allotment.objects.get(pk=showing.pk).open_to(at, priority=near)
        share = places.Share(at=at, priority=near)
        if said:
            with transaction.atomic():
                places.move(showing, places=said, wheelchair=0, share=share)
                transaction.set_rollback(True)
        with pytest.raises(Refused):
            places.move(showing, places=said + 1, wheelchair=0, share=share)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (datetime(2027, 3, 28, 20, 0, tzinfo=PARIS), "jeudi 25 mars à 19\u00a0h"),
        (datetime(2027, 10, 31, 20, 0, tzinfo=PARIS), "jeudi 28 octobre à 21\u00a0h"),
        (datetime(2026, 12, 3, 20, 0, tzinfo=PARIS), "lundi 30 novembre à 20\u00a0h"),
    ],
    ids=["an hour is skipped", "an hour comes twice", "an ordinary week"],
)
def test_the_clock_counts_real_hours_and_says_the_hour_that_people_read(starts_at, said) -> None:
    """Seventy-two hours before, across a change of hour: the page and the refusal say the moment it really is."""
    allotment = AllotmentFactory(
        showing__starts_at=starts_at, places=4, wheelchair_places=1, opens_at=starts_at.astimezone(UTC) - timedelta(30)
    )
    allotment.keep_shares()
    allotment.save()
    clock = allotment.wheelchair_until
    assert starts_at.astimezone(UTC) - clock == timedelta(hours=72)
    assert said in standing.wheelchairs(allotment, clock - timedelta(seconds=1))
    assert standing.wheelchairs(allotment, clock) == ""
    book(allotment.showing, party(2), at=clock - timedelta(days=1))
    with pytest.raises(operations.KeptForOthers, match=said):
        book(allotment.showing, party(1), at=clock - timedelta(seconds=1))
    assert book(allotment.showing, party(1), at=clock)


def test_a_promise_to_wheelchairs_is_not_promised_to_priority_relays_too() -> None:
    allotment = AllotmentFactory(
        places=10, wheelchair_places=3, showing__offer__priority_hours=48, showing__offer__priority_share=100
    )
    allotment.keep_shares()
    assert allotment.priority_places == 4


def test_the_venue_s_list_says_what_is_still_kept_and_who_comes_in_a_wheelchair(client) -> None:
    association = AssociationFactory()
    until = timezone.now() + timedelta(days=2)
    showing = date_of(association, places=10, wheelchair_places=3, wheelchair_until=until)
    BookingFactory(showing=showing, relay=RelayFactory(association=association), wheelchair=1)
    Allotment.objects.filter(pk=showing.pk).update(wheelchair_taken=1)
    client.force_login(StaffRoleFactory(association=association).user)
    shown = text(client.get(reverse("bookings:list_of_showing", args=[showing.pk])))
    assert "1 fauteuil roulant" in shown
    assert "2 places pour fauteuil, avec celles de qui accompagne, sont gardées jusqu'au" in shown


# a share for each relay, and for those of priority areas


def test_a_relay_never_holds_more_than_its_share_of_an_offer_all_dates_together() -> None:
    offer = OfferFactory(most_per_relay=8)
    first, second = (
        AllotmentFactory(showing__offer=offer, showing__starts_at=NOW + timedelta(days=12 + day)).showing
        for day in (0, 1)
    )
    relay = relay_of(first)
    book(first, party(5), relay=relay)
    with pytest.raises(operations.RelayHasItsShare, match=r"8 places au plus par relais.*le vôtre en a 5"):
        book(second, party(4), relay=relay)
    booking = book(second, party(3), relay=relay)
    with pytest.raises(operations.RelayHasItsShare):
        operations.change(booking, party=party(4), by=TEAM, at=NOW)
    assert operations.change(booking, party=party(2), by=TEAM, at=NOW).places == 2
    assert book(second, party(4)).places == 4, "another relay has its own share"


def test_what_is_given_back_may_be_taken_again() -> None:
    offer = OfferFactory(most_per_relay=4)
    showing = AllotmentFactory(showing__offer=offer).showing
    relay = relay_of(showing)
    operations.cancel(book(showing, party(4), relay=relay), by=TEAM, at=NOW)
    assert book(showing, party(4), relay=relay)


def test_relays_of_priority_areas_come_first_then_everybody() -> None:
    showing = kept(10, 0, priority_places=6, priority_until=CLOCK)
    near = relay_of(showing, profile__priority_area="QN094001")
    book(showing, party(4))
    with pytest.raises(operations.KeptForOthers, match="quartiers prioritaires jusqu'au"):
        book(showing, party(1))
    book(showing, party(2), relay=near)
    assert Allotment.objects.get(pk=showing.pk).priority_taken == 2
    assert book(showing, party(4), at=CLOCK)


# said before one books


@pytest.fixture
def post(client):
    post = ReferentFactory(structure=RelayFactory(name="Les Tilleuls"), user__name="Ana Duval")
    client.force_login(post.user)
    return post


def test_the_pages_say_how_many_this_relay_may_take_and_why(client, post) -> None:
    association, until = post.structure.association, timezone.now() + timedelta(days=2)
    showing = date_of(
        association,
        places=20,
        wheelchair_places=2,
        wheelchair_until=until,
        priority_places=6,
        priority_until=until,
        showing__offer__most_per_relay=8,
    )
    BookingFactory(showing=showing, relay=post.structure)
    for page in (
        reverse("programme:detail", args=[showing.offer_id]),
        reverse("bookings:book", args=[showing.pk]),
    ):
        shown = text(client.get(page))
        assert "8 places au plus par relais pour cette sortie, toutes dates ensemble : vous en avez 4." in shown
        assert "6 places sont gardées aux relais des quartiers prioritaires." in shown
        assert "2 places pour fauteuil, avec celles de qui accompagne, sont gardées" in shown
        assert "4 places pour vous" in shown


def test_a_relay_of_a_priority_area_reads_that_the_share_is_its_own(client) -> None:
    relay = RelayFactory(profile__priority_area="QN094001")
    client.force_login(ReferentFactory(structure=relay).user)
    until = timezone.now() + timedelta(days=2)
    showing = date_of(relay.association, places=10, priority_places=6, priority_until=until)
    shown = text(client.get(reverse("bookings:book", args=[showing.pk])))
    assert "6 places sont gardées aux relais des quartiers prioritaires, dont le vôtre." in shown
    assert "pour vous en ce moment" not in shown


def test_when_all_that_is_left_is_kept_the_page_says_so_before_anybody_tries(client, post) -> None:
    until = timezone.now() + timedelta(days=2)
    showing = date_of(post.structure.association, places=6, priority_places=6, priority_until=until)
    assert "Rien pour vous" in text(client.get(reverse("programme:detail", args=[showing.offer_id])))
    assert "Aucune pour vous en ce moment." in text(client.get(reverse("bookings:book", args=[showing.pk])))


def test_the_page_of_an_offer_asks_the_same_for_one_date_or_ten(client, post, queries_stay_flat) -> None:
    association = post.structure.association
    showing = date_of(association, showing__offer__most_per_relay=8, wheelchair_places=1)
    queries_stay_flat(
        lambda: client.get(reverse("programme:detail", args=[showing.offer_id])),
        lambda: [date_of(association, days=13 + day, showing__offer=showing.offer) for day in range(9)],
    )


# who goes


def test_a_colleague_goes_the_mails_are_theirs_and_the_journal_says_both(client, post, jobs, mailoutbox) -> None:
    leo = ReferentFactory(structure=post.structure, user__name="Léo Petit").user
    showing = date_of(post.structure.association)
    page = reverse("bookings:book", args=[showing.pk])
    assert "Qui accompagne ?" in text(client.get(page))
    client.post(page, typed(showing, post.structure, booked_for=leo.pk))
    booking = Booking.objects.get()
    assert (booking.booked_by, booking.booked_for) == (post.user, leo)
    assert Entry.objects.about(booking).get().by_label == "Ana Duval, pour Léo Petit"
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[leo.email]]
    assert "Léo Petit" in text(client.get(reverse("bookings:booking", args=[booking.code])))


def test_another_colleague_goes_after_all_and_the_mails_follow(client, post, jobs, mailoutbox) -> None:
    leo = ReferentFactory(structure=post.structure, user__name="Léo Petit").user
    showing = date_of(post.structure.association)
    client.post(reverse("bookings:book", args=[showing.pk]), typed(showing, post.structure))
    booking = Booking.objects.get()
    jobs.run()
    mailoutbox.clear()
    page = reverse("bookings:change", args=[booking.code])
    assert "Ana Duval, ou personne en particulier" in text(client.get(page))
    client.post(page, typed(showing, post.structure, booked_for=leo.pk))
    booking.refresh_from_db()
    assert booking.booked_for == leo
    assert Entry.objects.about(booking)[0].sentence == "a changé la réservation : qui accompagne"
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[leo.email]]
    client.post(page, typed(showing, post.structure, booked_for=""))
    booking.refresh_from_db()
    assert booking.booked_for is None


def test_a_change_of_number_keeps_who_goes_even_somebody_who_left(client, post) -> None:
    leo = ReferentFactory(structure=post.structure, ended_at=NOW).user
    showing = date_of(post.structure.association)
    booking = BookingFactory(relay=post.structure, showing=showing, booked_by=post.user, booked_for=leo)
    page = reverse("bookings:change", args=[booking.code])
    assert "Qui accompagne ?" not in text(client.get(page))
    client.post(page, typed(showing, post.structure, adults=1))
    booking.refresh_from_db()
    assert booking.booked_for == leo
    assert booking.changed_at


def test_a_stranger_does_not_go_by_a_change_either(client, post) -> None:
    ReferentFactory(structure=post.structure)
    stranger = ReferentFactory(structure=RelayFactory(association=post.structure.association)).user
    showing = date_of(post.structure.association)
    booking = BookingFactory(relay=post.structure, showing=showing)
    answer = client.post(
        reverse("bookings:change", args=[booking.code]), typed(showing, post.structure, booked_for=stranger.pk)
    )
    assert "pas référente de ce relais" in text(answer)
    booking.refresh_from_db()
    assert booking.booked_for is None


def test_a_colleague_who_left_is_no_longer_written_to(post) -> None:
    from pontdesarts.bookings import notices

    leo = ReferentFactory(structure=post.structure, ended_at=NOW).user
    booking = BookingFactory(relay=post.structure, showing=date_of(post.structure.association), booked_for=leo)
    assert notices.recipients(booking) == [post.user.email]


def test_only_a_referent_of_that_relay_goes(client, post) -> None:
    other = RelayFactory(association=post.structure.association)
    stranger = ReferentFactory(structure=other).user
    gone = ReferentFactory(structure=post.structure, ended_at=NOW).user
    showing = date_of(post.structure.association)
    page = reverse("bookings:book", args=[showing.pk])
    assert "Qui accompagne ?" not in text(client.get(page)), "alone, one is not asked"
    for person in (stranger, gone):
        answer = client.post(page, typed(showing, post.structure, booked_for=person.pk))
        assert "pas référente de ce relais" in text(answer)
    assert not Booking.objects.exists()


def test_the_list_narrows_to_the_outings_where_one_goes(client, post) -> None:
    leo = ReferentFactory(structure=post.structure).user
    association = post.structure.association
    mine = BookingFactory(relay=post.structure, showing=date_of(association), booked_by=leo, booked_for=post.user)
    theirs = BookingFactory(relay=post.structure, showing=date_of(association), booked_by=post.user, booked_for=leo)
    own = BookingFactory(relay=post.structure, showing=date_of(association), booked_by=post.user)
    everything = text(client.get(reverse("bookings:list")))
    narrowed = text(client.get(reverse("bookings:list") + "?qui=moi"))
    assert all(booking.code in everything for booking in (mine, theirs, own))
    assert [booking.code in narrowed for booking in (mine, theirs, own)] == [True, False, True]


def test_the_team_says_once_which_relay_is_on_the_phone(client) -> None:
    association = AssociationFactory()
    relay = RelayFactory(association=association, name="Le Lavoir")
    RelayFactory(association=association, name="Les Tilleuls")
    people = [ReferentFactory(structure=relay, user__name=name).user for name in ("Ana Duval", "Léo Petit")]
    showing = date_of(association)
    client.force_login(StaffRoleFactory(association=association, user__name="Nadia Benali").user)
    assert "Réserver pour un relais" in text(client.get(reverse("bookings:list")))
    page = reverse("bookings:for_relay")
    assert "Le Lavoir" in text(client.get(page + "?q=lavo"))
    assert client.post(page, {"relay": relay.pk}).url == reverse("programme:search")
    book_page = reverse("bookings:book", args=[showing.pk])
    shown = client.get(book_page)
    assert shown.context["form"]["relay"].value() == relay.pk
    assert "Qui accompagne ?" in text(shown)
    client.post(book_page, typed(showing, relay, booked_for=people[1].pk))
    booking = Booking.objects.get()
    assert Entry.objects.about(booking).get().by_label == "Nadia Benali, pour le relais Le Lavoir (Léo Petit)"
    client.post(reverse("bookings:for_nobody"))
    assert client.get(book_page).context["form"]["relay"].value() is None


def test_a_relay_of_elsewhere_is_never_on_the_phone(client) -> None:
    stranger = RelayFactory(association=AssociationFactory())
    client.force_login(StaffRoleFactory().user)
    for asked in (stranger.pk, "zz", "", "9" * 30):
        assert client.post(reverse("bookings:for_relay"), {"relay": asked}).url == reverse("bookings:for_relay")
    client.force_login(ReferentFactory(structure=stranger).user)
    assert client.post(reverse("bookings:for_relay"), {"relay": stranger.pk}).url == reverse("bookings:for_relay")
