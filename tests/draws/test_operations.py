"""A draw from its announcement to the day when what is left is open to all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.draws import operations, rules, sealing, tasks
from pontdesarts.draws.models import Draw, Entrant, Lot, Outcome, Round, Wish
from pontdesarts.draws.operations import Window
from pontdesarts.draws.rules import Weights
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.models import MailingLine
from pontdesarts.messaging.models.mailings import fingerprint
from pontdesarts.messaging.operations import mailings
from pontdesarts.network import operations as network
from pontdesarts.network.models import RelayProfile, Stage, Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, BookingMode, Offer, Showing
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory

from .factories import BEFORE, CLOSES, DRAWN, TEAM, TWO, WINDOW, opened, plan, relays_of, scarce, tear, wish

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def in_step(draw: Draw) -> None:
    """The counters and the bookings tell the same story, and no lot gave more than it had."""
    for lot in draw.lots.select_related("showing__allotment"):
        held = Booking.objects.held().filter(showing=lot.showing)
        allotment = Allotment.objects.get(pk=lot.showing_id)
        assert allotment.taken == sum(booking.places for booking in held) <= allotment.places
        assert allotment.wheelchair_taken == sum(booking.wheelchair for booking in held)
        assert sum(booking.places for booking in held.filter(outcome__isnull=False)) <= lot.places


# --- announcing


def test_a_draw_is_announced_with_the_digest_of_a_secret_that_nobody_reads() -> None:
    draw = opened()
    round_ = draw.current
    secret = sealing.unseal(bytes(round_.secret_sealed))
    assert round_.commitment == rules.commitment_of(secret)
    assert (round_.seed, round_.drawn_at) == ("", None)
    assert secret.encode() not in bytes(round_.secret_sealed)
    assert opened().current.commitment != round_.commitment
    assert "a annoncé le tirage : 10 places, 1 date" in Entry.objects.about(draw)[0].sentence


def refused(**changes) -> str:
    showing = changes.pop("showing", None) or scarce()
    at = changes.pop("at", BEFORE)
    with pytest.raises(operations.DrawRefused) as refusal:
        operations.open_draw(showing.offer.association, plan=plan(showing, **changes), by=TEAM, at=at)
    assert not Draw.objects.exists()
    return str(refusal.value)


def test_dates_that_do_not_follow_one_another_are_refused() -> None:
    assert "avant de s'ouvrir" in refused(window=Window(CLOSES, BEFORE, CLOSES))
    assert "avant la fin des vœux" in refused(window=Window(BEFORE, CLOSES, CLOSES - DAY))
    assert "avant de s'ouvrir" in refused(window=Window(BEFORE - DAY, BEFORE - timedelta(hours=1), CLOSES))
    late = NOW + 11 * DAY
    assert "se ferment" in refused(window=Window(BEFORE, late, late))
    far = NOW + 800 * DAY
    assert "plus d'un an" in refused(showing=scarce(days=900), window=Window(BEFORE, far, far))


def test_only_dates_whose_places_are_given_by_a_draw_are_drawn() -> None:
    assert "pas données par tirage" in refused(showing=AllotmentFactory().showing)
    draft = scarce()
    Offer.objects.update(published_at=None)
    assert "pas publiée" in refused(showing=draft)
    assert "11 places au tirage, il y en a 10" in refused(places=11)
    elsewhere = scarce()
    with pytest.raises(operations.DrawRefused, match="Aucune date"):
        operations.open_draw(AssociationFactory(), plan=plan(elsewhere), by=TEAM, at=BEFORE)


@pytest.mark.parametrize(
    "weights", [{"base": 0}, {"base": 101}, {"qpv": -1}, {"few": 500}, {"few_step": 0}, {"small_people": -1}]
)
def test_weights_out_of_bounds_are_refused(weights: dict[str, int]) -> None:
    assert "billets" in refused(weights=replace(Weights(), **weights))


def test_a_date_is_in_one_draw_at_a_time() -> None:
    showing = scarce()
    first = opened(showing, places=4)
    with pytest.raises(operations.DrawRefused, match="déjà dans un autre tirage"):
        opened(showing, places=4)
    operations.cancel_draw(first, reason="erreur de date", by=TEAM, at=BEFORE)
    opened(showing, places=4)


def test_it_changes_until_wishes_open_and_the_commitment_stays() -> None:
    showing = scarce()
    other = scarce(showing.offer.association)
    later = replace(WINDOW, opens_at=NOW)
    draw = opened(showing, window=later)
    commitment = draw.current.commitment
    changed = plan(showing, other, places=3, window=later, title="Deux dates", most_outings=1)
    operations.change_draw(draw, plan=changed, by=TEAM, at=BEFORE)
    draw = Draw.objects.get()
    assert (draw.title, draw.most_outings, draw.current.commitment) == ("Deux dates", 1, commitment)
    assert list(draw.lots.order_by("number").values_list("showing", "places")) == [(showing.pk, 3), (other.pk, 3)]
    with pytest.raises(operations.DrawStarted):
        operations.change_draw(draw, plan=changed, by=TEAM, at=NOW)


def test_the_places_of_a_drawn_offer_are_not_given_otherwise_meanwhile() -> None:
    showing = scarce()
    draw = opened(showing)
    direct = {"booking_mode": BookingMode.DIRECT}
    with pytest.raises(operations.DrawRefused, match="Les grands spectacles"):
        programme.edit_offer(showing.offer, values=direct, by=TEAM, at=NOW)
    operations.cancel_draw(draw, reason="trop peu de relais", by=TEAM, at=NOW)
    programme.edit_offer(showing.offer, values=direct, by=TEAM, at=NOW)


# --- wishing


def test_wishes_are_ranked_in_the_order_in_which_they_are_made_then_moved() -> None:
    showing = scarce()
    others = [scarce(showing.offer.association, days=12 + n) for n in (1, 2)]
    draw = opened(showing, *others)
    (relay,) = relays_of(draw, 1)
    first, second, third = (wish(draw, relay, lot=lot) for lot in (1, 2, 3))
    operations.move_wish(third, up=True, by=TEAM, at=NOW)
    operations.move_wish(first, up=False, by=TEAM, at=NOW)
    operations.move_wish(third, up=True, by=TEAM, at=NOW)  # it is the first already
    assert list(Wish.objects.standing().ranked()) == [third, first, second]
    assert "au rang 2" in Entry.objects.about(Entrant.objects.get())[0].sentence


def test_wishing_the_same_date_again_changes_the_wish() -> None:
    draw = opened()
    (relay,) = relays_of(draw, 1)
    wish(draw, relay)
    again = wish(draw, relay, Party(adults=3, outing=Outing.FAMILY), least=2)
    assert (Wish.objects.count(), again.places, again.least) == (1, 3, 2)
    lines = Entry.objects.about(again.entrant).count()
    wish(draw, relay, Party(adults=3, outing=Outing.FAMILY), least=2)
    assert Entry.objects.about(again.entrant).count() == lines, "the same again writes nothing"


def test_a_wish_before_or_after_the_window_is_refused() -> None:
    draw = opened(window=replace(WINDOW, opens_at=NOW), at=BEFORE)
    (relay,) = relays_of(draw, 1)
    with pytest.raises(operations.WishesClosed, match="s'ouvrent"):
        wish(draw, relay, at=NOW - timedelta(seconds=1))
    made = wish(draw, relay, at=CLOSES - timedelta(seconds=1))
    with pytest.raises(operations.WishesClosed, match="après la fin ne compte pas"):
        wish(draw, relay, at=CLOSES)
    for act in (operations.withdraw_wish, operations.restore_wish):
        with pytest.raises(operations.WishesClosed):
            act(made, by=TEAM, at=CLOSES)
    with pytest.raises(operations.WishesClosed):
        operations.move_wish(made, up=True, by=TEAM, at=CLOSES)
    with pytest.raises(operations.WishesClosed):
        operations.change_wish(made, party=TWO, by=TEAM, at=CLOSES)


@pytest.mark.parametrize(
    ("party", "least", "sentence"),
    [
        (Party(), None, "combien de personnes"),
        (Party(workers=2), None, "personne accompagnée"),
        (Party(adults=7, outing=Outing.FAMILY), None, "6 places au plus"),
        (Party(adults=-2), None, "négatif"),
        (TWO, 0, "de 1 à 2"),
        (TWO, 3, "de 1 à 2"),
        (Party(adults=2, wheelchair=1), None, "0 place pour fauteuil"),
    ],
)
def test_a_party_that_could_not_book_cannot_wish(party: Party, least: int | None, sentence: str) -> None:
    draw = opened()
    with pytest.raises(Refused, match=sentence):
        wish(draw, relays_of(draw, 1)[0], party, least=least)
    assert not Wish.objects.exists()


def test_only_relays_that_could_book_may_wish() -> None:
    draw = opened()
    with pytest.raises(bookings.RelayRefused, match="autre association"):
        wish(draw, RelayFactory())
    (relay,) = relays_of(draw, 1)
    RelayProfile.objects.update(suspended_at=NOW)
    relay.refresh_from_db()
    with pytest.raises(bookings.RelayRefused, match="suspendues"):
        wish(draw, type(relay).objects.get(pk=relay.pk))
    with pytest.raises(bookings.RelayRefused, match="sorti du réseau"):
        wish(draw, RelayFactory(association=relay.association, stage=Stage.LAPSED))


def test_a_withdrawn_wish_is_put_back_last() -> None:
    showing = scarce()
    draw = opened(showing, scarce(showing.offer.association))
    (relay,) = relays_of(draw, 1)
    first, second = wish(draw, relay), wish(draw, relay, lot=2)
    operations.withdraw_wish(first, by=TEAM, at=NOW)
    assert list(Wish.objects.standing()) == [second]
    with pytest.raises(operations.WishRefused, match="déjà retiré"):
        operations.withdraw_wish(first, by=TEAM, at=NOW)
    operations.restore_wish(first, by=TEAM, at=NOW)
    assert list(Wish.objects.standing().ranked()) == [second, first]
    operations.withdraw_wish(second, by=TEAM, at=NOW)
    assert wish(draw, relay, lot=2).pk == second.pk, "wished anew, it is the same wish"


def test_the_name_that_the_venue_wants_is_sealed_and_goes_with_the_wish() -> None:
    showing = scarce(showing__offer__names_required=True)
    draw = opened(showing)
    relay, other = relays_of(draw, 2)
    with pytest.raises(bookings.PickupNameMissing):
        wish(draw, relay)
    made, gone = wish(draw, relay, pickup_name="Benali"), wish(draw, other, pickup_name="Moreau")
    assert b"Benali" not in bytes(made.pickup_sealed)
    operations.withdraw_wish(gone, by=TEAM, at=NOW)
    with pytest.raises(operations.WishRefused, match="effacé"):
        operations.restore_wish(gone, by=TEAM, at=NOW)
    tear(draw)
    assert Booking.objects.get().pickup_name == "Benali"
    assert not Wish.objects.exclude(pickup_sealed=None).exists()


def test_there_are_twenty_wishes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pontdesarts.draws.operations.wishes.MOST_WISHES", 1)
    showing = scarce()
    draw = opened(showing, scarce(showing.offer.association))
    (relay,) = relays_of(draw, 1)
    wish(draw, relay)
    with pytest.raises(operations.WishRefused, match="au plus"):
        wish(draw, relay, lot=2)


def test_each_relay_has_a_public_number_of_its_own_that_says_nothing_of_when_it_came() -> None:
    draw = opened()
    for relay in relays_of(draw, 12):
        wish(draw, relay)
    numbers = list(Entrant.objects.order_by("entered_at", "pk").values_list("number", flat=True))
    assert len(set(numbers)) == 12
    assert all(100 <= number < 1000 for number in numbers)
    assert numbers != sorted(numbers)


# --- drawing


def test_a_round_books_what_it_gives_and_publishes_all_that_is_needed_to_draw_it_again() -> None:
    showing = scarce(places=5)
    draw = opened(showing)
    for relay in relays_of(draw, 4):
        wish(draw, relay)
    round_ = tear(draw)
    assert rules.commitment_of(round_.seed) == round_.commitment
    assert rules.differences(Round.objects.get().record) == []
    assert Booking.objects.held().count() == 2
    assert Outcome.objects.met().count() == 2
    reasons = sorted(Outcome.objects.order_by("pk").values_list("reason", "left"))
    assert reasons == [("full", 1), ("full", 1), ("given", 3), ("given", 5)]
    in_step(draw)


def test_nobody_draws_before_the_end_of_wishes_and_the_job_draws_at_the_planned_moment() -> None:
    draw = opened()
    wish(draw, relays_of(draw, 1)[0])
    with pytest.raises(operations.TooEarly):
        tear(draw, CLOSES - timedelta(seconds=1))
    assert tasks.draw_what_is_due(at=CLOSES) == []
    (round_,) = tasks.draw_what_is_due(at=CLOSES + timedelta(hours=1))
    assert round_.draw == draw
    assert tasks.draw_what_is_due(at=DRAWN) == []


def test_the_team_may_draw_once_wishes_are_closed_and_drawing_twice_does_nothing_more() -> None:
    draw = opened()
    wish(draw, relays_of(draw, 1)[0])
    round_ = tear(draw, CLOSES)
    assert operations.draw_round(round_, by=TEAM, at=DRAWN) is None
    assert Booking.objects.count() == 1
    assert Entry.objects.about(draw).filter(verb="draws.drawn").count() == 1


def test_a_round_without_wishes_is_drawn_and_gives_nothing() -> None:
    round_ = tear(opened())
    assert round_.result == {"order": [], "answers": []}


def test_the_draw_is_mixed_with_the_closed_list_so_that_nobody_chooses_both() -> None:
    draw = opened()
    wish(draw, relays_of(draw, 1)[0])
    round_ = tear(draw)
    assert round_.digest == rules.digest_of(round_.closed_list)
    alone = rules.draw(rules.ClosedList.from_json(round_.closed_list), rules.seed_of(round_.seed, round_.digest))
    assert alone.as_json() == round_.result


def test_a_round_whose_secret_was_sealed_with_a_lost_key_is_not_drawn(settings) -> None:
    draw = opened()
    settings.PICKUP_KEY = "une autre clé"
    with pytest.raises(operations.SecretLost):
        tear(draw)
    assert tasks.draw_what_is_due(at=DRAWN) == []


def test_what_counts_of_a_relay_is_what_stands_on_the_day_of_the_draw() -> None:
    showing = scarce(places=20)
    draw = opened(showing)
    relay = RelayFactory(association=draw.association, profile__priority_area="QN09401", profile__people_a_year=40)
    BookingFactory(relay=relay, showing=AllotmentFactory(showing__offer__association=draw.association).showing)
    last_season = AllotmentFactory(
        showing__offer__association=draw.association, showing__starts_at=NOW - 200 * DAY, opens_at=NOW - 300 * DAY
    ).showing
    BookingFactory(relay=relay, showing=last_season)
    BookingFactory(relay=relay, showing=last_season, cancelled_at=NOW)
    wish(draw, relay, replace(TWO, first_outing=True))
    (known,) = tear(draw).closed_list["relays"]
    assert known["parts"] == {"base": 10, "few": 5, "qpv": 3, "small": 2, "first": 2}
    assert known["tickets"] == 22


def test_fewer_places_than_wished_are_booked_for_fewer_people_and_the_relay_may_say_who() -> None:
    draw = opened(scarce(places=3))
    (relay,) = relays_of(draw, 1)
    wish(draw, relay, Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY), least=2)
    tear(draw)
    booking = Booking.objects.get()
    assert (booking.places, booking.adults, booking.from_6_to_11) == (3, 1, 2)
    assert Outcome.objects.get().reason == "fewer"
    bookings.change(booking, party=Party(adults=2, from_6_to_11=1), by=TEAM, at=DRAWN)


def test_wheelchair_places_are_respected() -> None:
    draw = opened(scarce(places=10, wheelchair_places=1))
    for relay in relays_of(draw, 3):
        wish(draw, relay, replace(TWO, wheelchair=1))
    tear(draw)
    assert Booking.objects.get().wheelchair == 1
    assert sorted(Outcome.objects.order_by("pk").values_list("reason", flat=True)) == [
        "given",
        "wheelchair",
        "wheelchair",
    ]
    in_step(draw)


def test_a_relay_receives_no_more_wishes_than_the_draw_allows_all_rounds_together() -> None:
    showing = scarce()
    others = [scarce(showing.offer.association) for _ in range(3)]
    draw = opened(showing, *others, most_outings=2)
    (relay,) = relays_of(draw, 1)
    for lot in (1, 2, 3):
        wish(draw, relay, lot=lot)
    tear(draw)
    assert Booking.objects.count() == 2
    again(draw)
    tear(draw, DRAWN + 2 * DAY)
    assert Booking.objects.count() == 2
    assert list(Outcome.objects.order_by("round", "rank").values_list("reason", flat=True)) == [
        "given", "given", "limit", "limit",
    ]  # fmt: skip


def test_the_share_of_a_relay_over_all_the_dates_of_an_offer_is_respected() -> None:
    showing = scarce(showing__offer__most_per_relay=3)
    draw = opened(showing, second_date(showing), most_outings=0)
    (relay,) = relays_of(draw, 1)
    wish(draw, relay)
    wish(draw, relay, lot=2)
    tear(draw)
    assert Booking.objects.get().places == 2
    assert list(Outcome.objects.order_by("rank").values_list("reason", flat=True)) == ["given", "share"]


def second_date(showing: Showing) -> Showing:
    other = Showing.objects.create(offer=showing.offer, starts_at=showing.starts_at + DAY)
    AllotmentFactory(showing=other)
    return other


@pytest.mark.parametrize("then", ["suspended", "gone"])
def test_a_relay_suspended_or_gone_since_its_wish_takes_no_part(then: str) -> None:
    draw = opened()
    relay, other = relays_of(draw, 2)
    wish(draw, relay)
    wish(draw, other)
    if then == "gone":
        network.move(relay, stage=Stage.LAPSED, reason="le foyer a fermé", by=TEAM, at=NOW)
    else:
        RelayProfile.objects.filter(structure=relay).update(suspended_at=NOW)
    tear(draw)
    assert Booking.objects.get().relay == other
    assert Outcome.objects.get(wish__entrant__relay=relay).reason == "suspended"


def test_neighbours_who_were_let_in_take_part_within_their_share() -> None:
    showing = scarce(places=10, neighbour_places=2, showing__offer__neighbours_allowed_at=BEFORE)
    draw = opened(showing)
    for _ in range(2):
        wish(draw, RelayFactory())
    (own,) = relays_of(draw, 1)
    wish(draw, own)
    tear(draw)
    assert Allotment.objects.get().neighbour_taken == 2
    assert Booking.objects.count() == 2
    assert Outcome.objects.filter(reason="neighbours").count() == 1
    in_step(draw)


def test_places_taken_meanwhile_are_not_given() -> None:
    showing = scarce(places=10)
    draw = opened(showing, places=6)
    for relay in relays_of(draw, 3):
        wish(draw, relay)
    BookingFactory(showing=showing, adults=7, from_6_to_11=0)
    tear(draw)
    assert Outcome.objects.met().count() == 1
    in_step(draw)


# --- the programme moves


def test_a_date_called_off_leaves_the_draw_and_those_who_wished_it_are_told(jobs, mailoutbox) -> None:
    showing = scarce()
    draw = opened(showing, scarce(showing.offer.association))
    (relay,) = relays_of(draw, 1)
    wish(draw, relay)
    wish(draw, relay, lot=2)
    programme.cancel_showing(showing, reason="grève", by=TEAM, at=NOW)
    jobs.run()
    assert [mail.subject for mail in mailoutbox] == ["« Bérénice », jeudi 3 décembre à 20 h : la date est annulée"]
    assert "grève" in mailoutbox[0].body
    with pytest.raises(operations.WishRefused, match="plus dans le tirage"):
        wish(draw, relay)
    tear(draw)
    assert list(Outcome.objects.order_by("rank").values_list("reason", flat=True)) == ["called_off", "given"]


def test_a_date_that_moves_while_wishes_are_open_stays_and_is_told(jobs, mailoutbox) -> None:
    showing = scarce()
    draw = opened(showing)
    wish(draw, relays_of(draw, 1)[0])
    later = showing.starts_at + timedelta(hours=1)
    programme.move_showing(showing, starts_at=later, ends_at=None, venue=showing.offer.venue, by=TEAM, at=NOW)
    jobs.run()
    assert "la date change" in mailoutbox[0].subject
    assert "jeudi 3 décembre à 20\u00a0h" in mailoutbox[0].body
    tear(draw)
    assert Outcome.objects.get().reason == "given"


def test_a_date_that_moves_once_wishes_are_closed_is_not_drawn_this_time() -> None:
    showing = scarce()
    draw = opened(showing)
    wish(draw, relays_of(draw, 1)[0])
    later = showing.starts_at + timedelta(hours=1)
    programme.move_showing(showing, starts_at=later, ends_at=None, venue=showing.offer.venue, by=TEAM, at=CLOSES)
    tear(draw)
    assert Outcome.objects.get().reason == "moved"
    again(draw)
    tear(draw, DRAWN + 2 * DAY)
    assert Outcome.objects.get(round__number=2).reason == "given"


# --- what comes next


def again(draw: Draw) -> Round:
    window = Window(DRAWN, DRAWN + DAY, DRAWN + DAY)
    return operations.open_round(draw, window=window, by=TEAM, at=DRAWN)


def test_what_nobody_received_and_what_was_given_back_go_to_the_next_round(jobs, mailoutbox) -> None:
    draw = opened(scarce(places=4))
    relays = relays_of(draw, 3)
    for relay in relays:
        wish(draw, relay)
    first = tear(draw)
    (left_out,) = [o.wish.entrant.relay for o in Outcome.objects.filter(booking=None)]
    with pytest.raises(operations.DrawRefused, match="aucune place"):
        again(draw)
    given_back = Booking.objects.order_by("pk").first()
    assert given_back
    bookings.cancel(given_back, by=TEAM, at=DRAWN)
    second = again(draw)
    assert second.commitment != first.commitment, "the first secret is known by now"
    jobs.run()
    told = [mail for mail in mailoutbox if "un autre tour" in mail.subject]
    assert [mail.to for mail in told] == [[left_out.email]]
    drawn = tear(draw, DRAWN + 2 * DAY)
    (known,) = drawn.closed_list["relays"]
    assert known["parts"]["missed"] == 5
    assert Booking.objects.held().filter(relay=left_out).count() == 1
    in_step(draw)


def test_a_wish_already_met_is_neither_changed_nor_made_again() -> None:
    draw = opened(scarce(places=8))
    (relay,) = relays_of(draw, 1)
    met = wish(draw, relay)
    tear(draw)
    again(draw)
    at = DRAWN + timedelta(hours=1)
    with pytest.raises(operations.WishRefused, match="déjà reçu"):
        wish(draw, relay, at=at)
    for act in (operations.withdraw_wish, lambda w, **k: operations.move_wish(w, up=True, **k)):
        with pytest.raises(operations.WishRefused, match="réservation"):
            act(met, by=TEAM, at=at)


def test_another_round_waits_for_the_first_to_be_drawn() -> None:
    draw = opened()
    with pytest.raises(operations.DrawRefused, match="pas tiré"):
        again(draw)
    with pytest.raises(operations.DrawRefused, match="pas tiré"):
        operations.release_rest(draw, opens_at=DRAWN, by=TEAM, at=NOW)


def test_what_is_left_is_opened_to_all_at_the_moment_announced() -> None:
    showing = scarce()
    draw = opened(showing)
    (relay,) = relays_of(draw, 1)
    tear(draw)
    opens_at = DRAWN + DAY
    operations.release_rest(draw, opens_at=opens_at, by=TEAM, at=DRAWN)
    with pytest.raises(operations.DrawRefused, match="s'ouvre à tous"):
        again(draw)
    tasks.draw_what_is_due(at=opens_at - timedelta(seconds=1))
    assert Offer.objects.get().booking_mode == BookingMode.DRAW
    tasks.draw_what_is_due(at=opens_at)
    tasks.draw_what_is_due(at=opens_at)
    assert Offer.objects.get().booking_mode == BookingMode.DIRECT
    assert Entry.objects.about(draw).filter(verb="draws.rest_opened").count() == 1
    bookings.book(Showing.objects.get(), relay=relay, party=TWO, by=TEAM, at=opens_at)
    with pytest.raises(operations.DrawEnded):
        operations.cancel_draw(draw, reason="trop tard", by=TEAM, at=opens_at)


def test_what_is_left_may_be_opened_at_once() -> None:
    draw = opened()
    tear(draw)
    assert operations.release_rest(draw, opens_at=BEFORE, by=TEAM, at=DRAWN).rest_opened_at == DRAWN
    assert Offer.objects.get().booking_mode == BookingMode.DIRECT


def test_an_offer_that_another_draw_still_gives_stays_with_it() -> None:
    showing = scarce()
    other = second_date(showing)
    first = opened(showing)
    opened(other)
    tear(first)
    operations.release_rest(first, opens_at=DRAWN, by=TEAM, at=DRAWN)
    assert Offer.objects.get().booking_mode == BookingMode.DRAW


def test_a_cancelled_draw_gives_nothing_and_says_why(jobs, mailoutbox) -> None:
    draw = opened(scarce(showing__offer__names_required=True))
    (relay,) = relays_of(draw, 1)
    ReferentFactory(structure=relay, user__email="ana@example.org")
    wish(draw, relay, pickup_name="Benali")
    with pytest.raises(operations.DrawRefused, match="raison"):
        operations.cancel_draw(draw, reason="  ", by=TEAM, at=NOW)
    operations.cancel_draw(draw, reason="le théâtre ferme", by=TEAM, at=NOW)
    jobs.run()
    assert [(mail.to, "le théâtre ferme" in mail.body) for mail in mailoutbox] == [(["ana@example.org"], True)]
    assert tasks.draw_what_is_due(at=DRAWN) == []
    assert Wish.objects.get().pickup_sealed is None
    for act in (lambda: tear(draw), lambda: wish(draw, relay), lambda: again(draw)):
        with pytest.raises(operations.DrawEnded):
            act()


def test_each_relay_is_told_what_it_received_and_why(jobs, mailoutbox) -> None:
    draw = opened(scarce(places=3))
    relays = relays_of(draw, 2)
    for relay in relays:
        wish(draw, relay)
    tear(draw)
    jobs.run()
    told = {mail.to[0]: mail for mail in mailoutbox if mail.subject.startswith("Les grands spectacles")}
    assert set(told) == {relay.email for relay in relays}
    happy = Booking.objects.get()
    assert "2 places pour vous" in told[happy.relay.email].subject
    assert happy.code in told[happy.relay.email].body
    (other,) = [mail for address, mail in told.items() if address != happy.relay.email]
    assert "rien pour vous cette fois" in other.subject
    assert "à votre tour (2e), pour le 1er, il restait 1 place et vous en vouliez au moins 2" in other.body
    assert "16 billets sur 32" in other.body
    for relay in relays:
        assert all(relay.name not in mail.body for mail in told.values()), "never another relay's name"


def test_names_go_with_the_draw_and_people_after_three_years() -> None:
    role = ReferentFactory()
    draw = opened(scarce(showing__offer__names_required=True))
    relay, other = relays_of(draw, 2)
    made = wish(draw, relay, pickup_name="Benali")
    kept = wish(draw, other, pickup_name="Moreau")
    Wish.objects.filter(pk=made.pk).update(made_by=role.user, made_at=NOW - 3 * 365 * DAY - DAY)
    Wish.objects.filter(pk=kept.pk).update(made_by=role.user)
    assert operations.forget_people(at=NOW) == 1
    made.refresh_from_db()
    kept.refresh_from_db()
    assert (made.made_by, kept.made_by, kept.pickup_name) == (None, role.user, "Moreau")
    assert operations.forget_people(at=NOW + 20 * DAY) == 2, "the date is over: nobody will draw them"
    assert not Wish.objects.exclude(pickup_sealed=None).exists()
    assert Lot.objects.count() == 1


# --- telling that wishes are open


def mailed(draw: Draw) -> list[str]:
    lines = MailingLine.objects.going().filter(mailing__kind=f"draws.opened.{draw.pk}")
    return sorted(lines.values_list("address", flat=True))


def test_each_referent_is_told_once_that_wishes_are_open_and_may_want_no_more_of_it(mailoutbox, jobs) -> None:
    draw = opened(title="Les {grands} spectacles")
    here = {"structure__association": draw.association}
    sofia = ReferentFactory(**here).user
    ReferentFactory(user=sofia, **here)
    gone, barred, elsewhere = ReferentFactory(ended_at=BEFORE, **here), ReferentFactory(**here), ReferentFactory()
    Structure.objects.filter(pk=barred.structure_id).update(stage=Stage.LAPSED)
    assert len(tasks.tell_of_what_opened(at=NOW)) == 1
    assert mailed(draw) == [sofia.email]
    assert not {gone.user.email, elsewhere.user.email} & set(mailed(draw))
    assert tasks.tell_of_what_opened(at=NOW + DAY) == [], "once, however often one looks"
    jobs.run()
    (mail,) = mailoutbox
    assert "Les {grands} spectacles : les vœux sont ouverts" in mail.subject
    assert f"Bonjour {sofia.get_full_name()}" in mail.body
    assert "10 places" in mail.body
    assert "Pour ne plus recevoir les annonces de tirages" in mail.body
    mailings.leave(f"draws.{draw.association_id}", fingerprint(sofia.email), at=NOW)
    again = opened(scarce(draw.association))
    tasks.tell_of_what_opened(at=NOW)
    assert mailed(again) == []


def test_nobody_is_told_at_night_nor_of_wishes_that_are_not_open() -> None:
    draw = opened(window=replace(WINDOW, opens_at=NOW + timedelta(hours=2)))
    ReferentFactory(structure__association=draw.association)
    assert tasks.tell_of_what_opened(at=NOW) == []
    night = NOW.replace(hour=22) + DAY
    assert tasks.tell_of_what_opened(at=night) == []
    assert tasks.tell_of_what_opened(at=CLOSES) == []
    assert len(tasks.tell_of_what_opened(at=night + timedelta(hours=11))) == 1
    operations.cancel_draw(draw, reason="Salle fermée", by=TEAM, at=night)
    assert not Round.objects.open_first(NOW + DAY).exists()
