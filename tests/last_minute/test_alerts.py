"""Who is told of a release, why, when, how often; and what the mail says."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from pontdesarts.accounts.models import User
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Party
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.last_minute import choosing, operations, rules, tasks
from pontdesarts.last_minute.models import Alert, Quiet, Release
from pontdesarts.last_minute.operations.alerts import moment_to_tell
from pontdesarts.network.models import Referent, Stage
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Allotment, SavedSearch, Showing
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import NOW, AllotmentFactory
from tests.territory.factories import CommuneFactory, DepartmentFactory

from .factories import TONIGHT, UNTIL, AlertFactory, ClosedFactory, ReleaseFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")
SEARCH = {"created_at": NOW, "told_until": NOW}


@pytest.fixture
def showing() -> Showing:
    return ClosedFactory().showing


def release(showing: Showing, places: int = 6, *, at=NOW) -> Release:
    return operations.release(showing, places=places, until=UNTIL, by=TEAM, at=at)


def referent(showing: Showing, **relay) -> Referent:
    return ReferentFactory(structure=RelayFactory(association=showing.offer.association, **relay))


def went_there(post: Referent, showing: Showing, *, days: int = 30, people: int = 2) -> Booking:
    """The relay booked in the same venue, so many days ago, for an evening of last season."""
    starts_at = NOW - timedelta(days=days)
    past = AllotmentFactory(
        showing__offer=showing.offer, showing__starts_at=starts_at, opens_at=starts_at - timedelta(days=30)
    ).showing
    return BookingFactory(
        showing=past, relay=post.structure, booked_at=NOW - timedelta(days=days), adults=people, from_6_to_11=0
    )


def regular(showing: Showing, **relay) -> Referent:
    post = referent(showing, **relay)
    went_there(post, showing)
    return post


def chosen(showing: Showing, *, at=NOW) -> list[choosing.Candidate]:
    there = Showing.objects.in_full().get(pk=showing.pk)
    return choosing.candidates(there, at)


def people(showing: Showing, *, at=NOW) -> list[User]:
    return [candidate.user for candidate in chosen(showing, at=at)]


def tell(made: Release, *, at=NOW) -> list[Alert]:
    return operations.tell(made, people=chosen(made.showing, at=at), by=JOB, at=at)


def test_a_relay_that_goes_to_this_venue_is_told_and_one_that_never_went_out_is_not(showing: Showing) -> None:
    post = regular(showing)
    referent(showing)
    release(showing)
    (candidate,) = chosen(showing)
    assert (candidate.user, candidate.why) == (post.user, Alert.Why.VENUE)


def test_a_relay_that_goes_to_the_same_kind_of_outing_near_it_is_told(showing: Showing) -> None:
    post, far = referent(showing), referent(showing, commune=CommuneFactory(latitude=48.2, longitude=2.46))
    for each in (post, far):
        other = AllotmentFactory(
            showing__offer__association=showing.offer.association, showing__offer__discipline="danse"
        )
        BookingFactory(showing=other.showing, relay=each.structure)
    release(showing)
    assert [(each.user, each.why) for each in chosen(showing)] == [(post.user, Alert.Why.TASTE)]


def test_another_domain_or_an_outing_of_two_years_ago_says_nothing(showing: Showing) -> None:
    sporty, old = referent(showing), referent(showing)
    match = AllotmentFactory(
        showing__offer__association=showing.offer.association, showing__offer__discipline="sport_match"
    )
    BookingFactory(showing=match.showing, relay=sporty.structure)
    went_there(old, showing, days=400)
    release(showing)
    assert people(showing) == []


@pytest.mark.parametrize(("query", "found"), [("famille=scene", True), ("famille=sport", False), ("q=berenice", True)])
def test_a_saved_search_that_matches_is_a_reason(showing: Showing, query: str, found: bool) -> None:
    post = referent(showing)
    SavedSearch.objects.create(user=post.user, name="Théâtre", query=query, feed_token="x", **SEARCH)
    release(showing)
    assert [(each.why, each.search) for each in chosen(showing)] == [(Alert.Why.SEARCH, "Théâtre")] * found


def test_a_search_does_not_bring_anybody_from_a_hundred_kilometres_tonight(showing: Showing) -> None:
    post = referent(showing, commune=CommuneFactory(latitude=47.8, longitude=2.46))
    SavedSearch.objects.create(user=post.user, name="Tout", query="", feed_token="x", **SEARCH)
    release(showing)
    assert people(showing) == []


def suspended(post: Referent) -> None:
    post.structure.relay.suspended_at = NOW
    post.structure.relay.save()


def left_the_network(post: Referent) -> None:
    post.structure.stage = Stage.LAPSED
    post.structure.save()


def left_the_relay(post: Referent) -> None:
    post.ended_at = NOW
    post.save()


def closed_account(post: Referent) -> None:
    post.user.is_active = False
    post.user.save()


def said_no(post: Referent) -> None:
    operations.stop(post.user, by=Actor.of(post.user), at=NOW)


@pytest.mark.parametrize("change", [suspended, left_the_network, left_the_relay, closed_account, said_no])
def test_whoever_cannot_come_or_will_not_is_left_alone(showing: Showing, change) -> None:
    post = regular(showing)
    release(showing)
    assert people(showing) == [post.user]
    change(post)
    assert people(showing) == []


def test_whoever_comes_already_or_was_told_of_the_date_is_left_alone(showing: Showing) -> None:
    coming, told, fresh = (regular(showing) for _ in range(3))
    made = release(showing)
    BookingFactory(showing=showing, relay=coming.structure)
    AlertFactory(release=made, relay=told.structure, user=told.user)
    assert people(showing) == [fresh.user]


def test_relays_of_other_associations_are_told_only_when_the_offer_is_open_to_them(showing: Showing) -> None:
    stranger = ReferentFactory(structure=RelayFactory(association=AssociationFactory()))
    went_there(stranger, showing)
    release(showing)
    assert people(showing) == []
    showing.offer.neighbours_allowed_at = NOW
    showing.offer.save()
    assert people(showing) == [], "nothing is left of the share of neighbours"
    Allotment.objects.filter(pk=showing.pk).update(neighbour_places=2)
    assert people(showing) == [stranger.user]


def test_those_told_longest_ago_come_first_then_those_who_received_least(showing: Showing) -> None:
    rich, poor, told = (referent(showing) for _ in range(3))
    for post, number in ((rich, 6), (poor, 1), (told, 1)):
        went_there(post, showing, people=number)
    AlertFactory(user=told.user, relay=told.structure, sent_at=NOW - timedelta(days=10))
    release(showing)
    assert people(showing) == [poor.user, rich.user, told.user]


def test_a_colleague_comes_after_one_person_of_each_relay(showing: Showing) -> None:
    first, other = regular(showing), regular(showing)
    colleague = ReferentFactory(structure=first.structure)
    went_there(other, showing, people=6)
    release(showing)
    assert people(showing) == [first.user, other.user, colleague.user]


def test_a_person_of_two_relays_is_told_once(showing: Showing) -> None:
    post = regular(showing)
    second = regular(showing)
    second.user = post.user
    second.save()
    release(showing)
    assert people(showing) == [post.user]


def test_no_more_people_are_told_than_the_places_are_worth(showing: Showing) -> None:
    posts = [regular(showing) for _ in range(8)]
    made = release(showing, places=6)
    assert len(posts) == 8
    assert len(tell(made)) == 6
    assert (
        str(Entry.objects.about(showing).first()) == "Pont des Arts a prévenu 6 personnes de places de dernière minute"
    )


def test_nobody_is_told_a_fourth_time_in_a_week(showing: Showing) -> None:
    often, free = regular(showing), regular(showing)
    for days in (1, 3, 6):
        AlertFactory(user=often.user, relay=often.structure, sent_at=NOW - timedelta(days=days))
    made = release(showing)
    assert [alert.user for alert in tell(made)] == [free.user]


def test_the_third_day_of_the_week_leaves_the_window_seven_days_on(showing: Showing) -> None:
    often = regular(showing)
    for hours in (1, 30, 7 * 24):
        AlertFactory(user=often.user, relay=often.structure, sent_at=NOW - timedelta(hours=hours))
    assert [alert.user for alert in tell(release(showing))] == [often.user]


def test_a_release_is_told_once_and_an_ended_one_never(showing: Showing) -> None:
    regular(showing)
    made = release(showing)
    assert len(tell(made)) == 1
    regular(showing)
    assert tell(made, at=NOW + timedelta(hours=2)) == []
    again = ReleaseFactory(showing=showing, released_at=NOW)
    Release.objects.filter(pk=again.pk).update(ended_at=NOW, unused=1)
    assert tell(again, at=NOW + timedelta(hours=2)) == []


def waiting(jobs) -> list[datetime]:
    """When people will be told, of what waits for its moment."""
    return [
        job.scheduled_at for job in jobs.waiting() if job.name == "last_minute.tell_of_release" and job.scheduled_at
    ]


def test_a_release_defers_the_job_that_tells(showing: Showing, jobs) -> None:
    made = release(showing)
    (job,) = [job for job in jobs.waiting() if job.name == "last_minute.tell_of_release"]
    assert (job.arguments, job.scheduled_at) == ({"release_id": made.pk}, None)


def test_a_date_is_told_of_at_most_every_half_hour(showing: Showing, jobs) -> None:
    regular(showing)
    assert len(tasks.tell_or_wait(release(showing, 2).pk, at=NOW)) == 1
    fresh, soon, later = regular(showing), NOW + timedelta(minutes=5), NOW + timedelta(minutes=30)
    second = release(showing, 4, at=soon)
    assert tasks.tell_or_wait(second.pk, at=soon) == []
    assert waiting(jobs) == [later]
    assert tell(second, at=later - timedelta(seconds=1)) == []
    assert [alert.user for alert in tasks.tell_or_wait(second.pk, at=later)] == [fresh.user]


def test_what_is_released_at_night_is_told_in_the_morning(jobs) -> None:
    tomorrow = ClosedFactory(showing__starts_at=TONIGHT + timedelta(days=1)).showing
    regular(tomorrow)
    late, morning = datetime(2026, 11, 21, 22, 30, tzinfo=UTC), datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    made = operations.release(tomorrow, places=3, until=UNTIL + timedelta(days=1), by=TEAM, at=late)
    assert tasks.tell_or_wait(made.pk, at=late) == []
    assert waiting(jobs) == [morning]
    assert len(tasks.tell_or_wait(made.pk, at=morning)) == 1


def test_what_was_called_off_during_the_night_is_not_told(jobs) -> None:
    tomorrow = ClosedFactory(showing__starts_at=TONIGHT + timedelta(days=1)).showing
    regular(tomorrow)
    late, morning = datetime(2026, 11, 21, 22, 30, tzinfo=UTC), datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    made = operations.release(tomorrow, places=3, until=UNTIL + timedelta(days=1), by=TEAM, at=late)
    programme.cancel_showing(tomorrow, reason="grève", by=TEAM, at=late)
    assert tasks.tell_or_wait(made.pk, at=morning) == []
    assert waiting(jobs) == []


def test_a_morning_that_comes_too_late_tells_nobody(jobs) -> None:
    night, dawn = datetime(2026, 11, 22, 1, 0, tzinfo=UTC), datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    early = ClosedFactory(showing__starts_at=dawn + timedelta(hours=1)).showing
    regular(early)
    made = operations.release(early, places=3, until=dawn, by=TEAM, at=night)
    assert tasks.tell_or_wait(made.pk, at=night) == []
    assert waiting(jobs) == []


def test_the_night_is_that_of_the_island_where_the_association_is(showing: Showing) -> None:
    """It is ten in the morning in Paris, five in Guadeloupe, where nobody is woken up."""
    island = DepartmentFactory(code="971", name="Guadeloupe")
    showing.offer.association.departments.set([island])
    post = regular(showing, commune=CommuneFactory(insee="97101", department=island))
    made = release(showing)
    assert moment_to_tell(made, at=NOW) == datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert tell(made) == []
    Release.objects.update(told_at=None)
    assert [alert.user for alert in tell(made, at=NOW + timedelta(hours=3))] == [post.user]


def test_places_that_are_gone_are_not_told(showing: Showing) -> None:
    regular(showing)
    made = release(showing, 2)
    Allotment.objects.filter(pk=showing.pk).update(taken=2)
    assert tasks.tell_or_wait(made.pk, at=NOW) == []


def test_the_mail_says_what_where_how_to_come_back_why_and_how_to_stop(showing: Showing, jobs, post_office) -> None:
    showing.offer.venue.transport = "RER A, station Val de Fontenay"
    showing.offer.venue.save()
    post = regular(showing, name="Foyer du Lac")
    tasks.tell_or_wait(release(showing, 6).pk, at=NOW)
    jobs.run("messaging.deliver")
    (mail,) = post_office.to(post.user.email)
    assert mail.subject == "6 places ce soir à 20 h : Bérénice"
    assert "6 places à prendre ce soir à 20\u00a0h pour « Bérénice »" in mail.text
    assert "à moins de 1 km de Foyer du Lac" in mail.text
    assert "Pour venir : RER A, station Val de Fontenay" in mail.text
    assert "Pour rentrer : RER A, 0 h 30" in mail.text
    assert "parce que Foyer du Lac est déjà allé dans ce lieu depuis un an" in mail.text
    assert len(re.findall(r"https?://\S+/derniere-minute/(?:places|alertes)/\S+", mail.text)) == 2


def test_the_mail_of_a_search_names_it(showing: Showing, jobs, post_office) -> None:
    post = referent(showing)
    SavedSearch.objects.create(user=post.user, name="Soirées", query="famille=scene", feed_token="x", **SEARCH)
    tasks.tell_or_wait(release(showing).pk, at=NOW)
    jobs.run("messaging.deliver")
    (mail,) = post_office.to(post.user.email)
    assert "cette sortie répond à votre recherche gardée « Soirées »" in mail.text


def test_stopping_and_starting_again_are_written_once() -> None:
    user = UserFactory()
    by = Actor.of(user)
    assert operations.stop(user, by=by, at=NOW)
    assert not operations.stop(user, by=by, at=NOW)
    assert operations.resume(user, by=by, at=NOW)
    assert not operations.resume(user, by=by, at=NOW)
    assert not Quiet.objects.exists()
    assert Entry.objects.about(user).count() == 2


def test_what_is_taken_by_the_mail_is_booked_for_its_person_once(showing: Showing) -> None:
    post = regular(showing)
    (alert,) = tell(release(showing))
    by = Actor.link(post.user.get_full_name())
    alert = Alert.objects.get(pk=alert.pk)
    first = operations.take(alert, party=Party(adults=2), by=by, at=NOW)
    assert operations.take(alert, party=Party(adults=2), by=by, at=NOW) == first
    assert (first.relay, first.booked_for, first.places) == (post.structure, post.user, 2)
    with pytest.raises(bookings.AlreadyBooked):
        operations.take(alert, party=Party(adults=3), by=by, at=NOW)


def test_most_who_are_told_is_bounded_whatever_the_places() -> None:
    assert rules.most_told(10**6) == 30
