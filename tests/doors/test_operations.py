"""What the doors read becomes who came; nothing that was read is lost, whenever it arrives."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pontdesarts.bookings.models import Booking
from pontdesarts.doors import evening as evenings
from pontdesarts.doors import operations
from pontdesarts.doors.models import Scan
from pontdesarts.doors.operations import DoorRefused, Read
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings.models import Claim, Dispute
from pontdesarts.programme.models import Showing
from tests.programme.factories import NOW

from .factories import HOUR, bookings_of, evening, read, undoing

pytestmark = pytest.mark.django_db
DOOR = Actor.link("Théâtre des Deux Rives")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def showing() -> Showing:
    return evening(at=NOW)


def receive(showing: Showing, *reads: Read, at=NOW) -> list[str]:
    return [answer.sentence for answer in operations.receive(showing, reads, by=DOOR, at=at)]


def came(showing: Showing) -> list[int | None]:
    return list(Booking.objects.filter(showing=showing).order_by("pk").values_list("came", flat=True))


def test_entries_add_up_and_who_came_is_told_by_the_door(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    assert receive(showing, read(first, 3, NOW)) == [""]
    assert came(showing) == [3, None]
    receive(showing, read(first, 1, NOW + MINUTE))
    assert came(showing) == [4, None]
    claims = Claim.objects.filter(booking=first).order_by("pk")
    assert [(claim.source, claim.via, claim.came) for claim in claims] == [("door", "scan", 3), ("door", "scan", 4)]
    assert Entry.objects.about(first)[0].by_label == "Théâtre des Deux Rives, par son lien"


def test_the_same_scan_twice_is_one_and_writes_nothing(showing: Showing) -> None:
    scan = read(bookings_of(showing)[0], 3, NOW)
    receive(showing, scan)
    assert receive(showing, scan, scan, at=NOW + HOUR) == ["", ""]
    assert Scan.objects.count() == Claim.objects.count() == 1


def test_the_number_of_a_scan_that_served_for_something_else_is_refused_and_the_first_stands(showing: Showing) -> None:
    first, second = bookings_of(showing)
    scan = read(first, 3, NOW)
    receive(showing, scan)
    assert "autrement" in receive(showing, read(second, 4, NOW, id=scan.id))[0]
    elsewhere = evening(at=NOW)
    assert "autrement" in receive(elsewhere, read(bookings_of(elsewhere)[0], 3, NOW, id=scan.id))[0]
    assert came(showing) == [3, None]


def test_an_undoing_that_comes_before_its_entry_undoes_it(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    scan = read(first, 4, NOW)
    receive(showing, undoing(scan, NOW + MINUTE))
    receive(showing, scan)
    assert came(showing) == [None, None]
    assert evenings.of(showing, NOW).counted == 0


def test_an_entry_undone_makes_unknown_again(showing: Showing) -> None:
    scan = read(bookings_of(showing)[0], 4, NOW)
    receive(showing, scan)
    receive(showing, undoing(scan, NOW))
    assert came(showing) == [None, None]


def test_two_doors_that_read_the_same_party_without_a_network_count_it_once_and_show_it(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    receive(showing, read(first, 4, NOW))
    receive(showing, read(first, 4, NOW + MINUTE))
    assert came(showing) == [4, None]
    assert not Dispute.objects.exists()
    (odd,) = evenings.of(showing, NOW).odd
    assert "4 entrées lues en trop pour 4 places" in odd.odd


def test_more_than_booked_let_in_knowingly_is_kept_as_said_and_told_to_the_team(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    receive(showing, read(first, 6, NOW, beyond=2))
    assert Claim.objects.get().came == 6
    assert came(showing) == [4, None]
    assert Dispute.objects.get().kind == Dispute.Kind.MORE


def test_a_booking_cancelled_while_the_phone_was_offline_is_kept_and_flagged(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    Booking.objects.filter(pk=first.pk).update(cancelled_at=NOW - MINUTE)
    receive(showing, read(first, 4, NOW))
    assert Dispute.objects.get().kind == Dispute.Kind.CANCELLED
    (odd,) = evenings.of(showing, NOW).odd
    assert odd.odd.startswith("Réservation annulée")


def test_a_code_of_another_date_is_kept_and_counts_for_nobody(showing: Showing) -> None:
    other = bookings_of(evening(at=NOW + timedelta(days=1)))[0]
    receive(showing, read(other, 2, NOW))
    assert Scan.objects.get().booking is None
    assert came(showing) == [None, None]
    assert Booking.objects.get(pk=other.pk).came is None
    (stray,) = evenings.of(showing, NOW).strays
    assert (stray.code, stray.people, stray.sentence) == (other.code, 2, "Ce code n'est pas pour cette date.")


def test_a_code_of_another_night_of_the_same_venue_says_which(showing: Showing) -> None:
    tomorrow = evening(at=NOW + timedelta(days=1), showing__offer=showing.offer, bookings=1)
    assert "« " + showing.offer.title in evenings.elsewhere(showing, bookings_of(tomorrow)[0].code)
    stranger = evening(at=NOW + timedelta(days=1), bookings=1)
    assert evenings.elsewhere(showing, bookings_of(stranger)[0].code) == evenings.NOT_HERE


def test_ending_makes_those_who_were_not_read_absent_and_reopening_forgets_it(showing: Showing) -> None:
    after = showing.starts_at + MINUTE
    receive(showing, read(bookings_of(showing)[0], 3, NOW))
    operations.end(showing, by=DOOR, at=after)
    assert came(showing) == [3, 0]
    assert (
        Entry.objects.about(showing)[0].sentence == "a terminé l'accueil : 3 entrées sur 8, 1 réservation sans entrée"
    )
    operations.end(showing, by=DOOR, at=after + MINUTE)
    operations.reopen(showing, by=DOOR, at=after + MINUTE)
    assert came(showing) == [3, None]
    assert Entry.objects.about(showing)[0].sentence == "a rouvert l'accueil"
    assert Entry.objects.about(showing).count() == 2


def test_a_queue_sent_the_next_morning_is_taken_though_the_evening_was_ended(showing: Showing) -> None:
    operations.end(showing, by=DOOR, at=showing.starts_at + HOUR)
    assert came(showing) == [0, 0]
    receive(showing, read(bookings_of(showing)[1], 4, NOW), at=NOW + timedelta(hours=13))
    assert came(showing) == [0, 4]


def test_nobody_is_said_absent_before_the_date_begins(showing: Showing) -> None:
    with pytest.raises(DoorRefused, match="peuvent encore venir"):
        operations.end(showing, by=DOOR, at=showing.starts_at - MINUTE)
    showing.offer.open_dated = True
    showing.ends_at = showing.starts_at + timedelta(days=30)
    with pytest.raises(DoorRefused, match="fin de la période"):
        operations.end(showing, by=DOOR, at=showing.starts_at + HOUR)


def test_before_the_door_opens_and_past_seven_days_nothing_is_taken(showing: Showing) -> None:
    scan = read(bookings_of(showing)[0], 4, NOW)
    with pytest.raises(DoorRefused, match="pas encore ouvert"):
        receive(showing, scan, at=showing.starts_at - timedelta(hours=6, minutes=1))
    with pytest.raises(DoorRefused, match="sept jours"):
        receive(showing, scan, at=showing.starts_at + timedelta(days=7))
    assert not Scan.objects.exists()


def test_a_clock_that_is_wrong_is_put_right_by_its_offset(showing: Showing) -> None:
    ahead = timedelta(hours=3)
    scan = read(bookings_of(showing)[0], 4, NOW + ahead, offset_ms=-ahead.total_seconds() * 1000)
    receive(showing, scan)
    assert evenings.of(showing, NOW).last[0].at == NOW


def test_a_form_that_lets_in_says_what_came_in_before_and_asks_before_going_above(showing: Showing) -> None:
    first, _ = bookings_of(showing)

    def enter(people=None, *, beyond=False, request_id=None, ordinal=0, at=NOW):
        number = request_id or uuid4()
        return operations.enter(first, people=people, beyond=beyond, request_id=number, ordinal=ordinal, by=DOOR, at=at)

    with pytest.raises(DoorRefused, match="ce serait 1 personne de plus"):
        enter(5)
    once = uuid4()
    assert enter(3, request_id=once) == enter(3, request_id=once) == 3
    with pytest.raises(DoorRefused, match=r"3 entrées à .* il en reste 1"):
        enter(2)
    assert enter() == 1
    with pytest.raises(DoorRefused, match="il ne reste personne à entrer"):
        enter()
    assert enter(beyond=True) == 1
    assert Claim.objects.filter(booking=first).order_by("-pk")[0].came == 5


def test_the_paper_of_one_person_lets_one_in_and_says_that_it_has(showing: Showing) -> None:
    first, _ = bookings_of(showing)
    assert operations.enter(first, people=None, beyond=False, request_id=uuid4(), ordinal=2, by=DOOR, at=NOW) == 1
    with pytest.raises(DoorRefused, match=r"Ce papier \(2 sur 4\) est déjà entré"):
        operations.enter(first, people=None, beyond=False, request_id=uuid4(), ordinal=2, by=DOOR, at=NOW)


def test_a_number_a_line_mends_what_was_read_and_said_twice_does_nothing_more(showing: Showing) -> None:
    first, second = bookings_of(showing)
    receive(showing, read(first, 4, NOW), read(first, 4, NOW + MINUTE))
    said = {first: 2, second: 5}
    assert operations.say_lines(showing, said, by=DOOR, at=NOW) == said
    assert operations.say_lines(showing, said, by=DOOR, at=NOW) == {}
    known = evenings.of(showing, NOW)
    assert {line.booking: line.tally.counted for line in known.lines} == {first: 2, second: 5}
    assert not [line for line in known.lines if line.tally.overlap]


def test_one_entry_is_taken_back_once(showing: Showing) -> None:
    scan = read(bookings_of(showing)[0], 4, NOW)
    receive(showing, scan)
    assert operations.take_back(showing, scan.id, by=DOOR, at=NOW)
    assert not operations.take_back(showing, scan.id, by=DOOR, at=NOW)
    assert not operations.take_back(showing, uuid4(), by=DOOR, at=NOW)
    assert Scan.objects.count() == 2


def test_which_telephone_read_is_forgotten_after_thirty_days(showing: Showing) -> None:
    first, second = bookings_of(showing)
    receive(showing, read(first, 4, NOW))
    receive(showing, read(second, 4, NOW), at=NOW + 2 * HOUR)
    assert operations.forget_devices(at=NOW + timedelta(days=30, hours=1)) == 1
    assert list(Scan.objects.filter(device=None)) == list(Scan.objects.filter(booking=first))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_however_the_reads_are_shuffled_and_cut_in_sendings_who_came_is_the_same(
    showing: Showing, seed: int, data: st.DataObject
) -> None:
    """Two bookings, up to ten reads and undoings; the whole at once, then shuffled, cut and partly sent again."""
    _forget_all(showing)
    chance, bookings = Random(seed), bookings_of(showing)
    reads: list[Read] = []
    for minute in range(data.draw(st.integers(1, 10))):
        at = NOW + minute * MINUTE
        entered = [one for one in reads if not one.undoes]
        if entered and chance.random() < 0.3:
            reads.append(undoing(chance.choice(entered), at))
        else:
            people = chance.randint(1, 5)
            beyond = chance.choice([0, 0, people])
            reads.append(read(chance.choice(bookings), people, at, beyond=beyond))
    receive(showing, *reads)
    told = _told(showing)
    _forget_all(showing)
    heard, at = [*reads, *chance.sample(reads, len(reads) // 2)], NOW
    chance.shuffle(heard)
    while heard:
        cut, at = chance.randint(1, len(heard)), at + chance.randint(0, 60) * MINUTE
        receive(showing, *heard[:cut], at=at)
        heard = heard[cut:]
    assert _told(showing) == told


def _forget_all(showing: Showing) -> None:
    Scan.objects.all().delete()
    Claim.objects.all().delete()
    Booking.objects.filter(showing=showing).update(came=None, told_at=None)


def _told(showing: Showing) -> list[object]:
    known = evenings.of(showing, NOW)
    return [came(showing), [(line.code, line.tally) for line in known.lines], known.last]


def test_the_page_gone_back_to_lets_in_another_code_and_the_same_one_once(showing: Showing) -> None:
    once = uuid4()
    for booking in (*bookings_of(showing), *bookings_of(showing)):
        operations.enter(booking, people=None, beyond=False, request_id=once, by=DOOR, at=NOW)
    assert came(showing) == [4, 4]
    assert Scan.objects.count() == 2


def test_a_telephone_gone_mad_keeps_no_other_booking_from_being_heard(showing: Showing) -> None:
    first, second = bookings_of(showing)
    mad = [read(first, 99, NOW, beyond=99) for _ in range(30)]
    assert not any(receive(showing, *mad, read(second, 3, NOW)))
    assert came(showing) == [4, 3]
    assert Dispute.objects.get(booking=first).kind == Dispute.Kind.MORE
