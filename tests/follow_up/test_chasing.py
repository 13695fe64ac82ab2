"""« À relancer » : who calls for a word, why, and who does not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.follow_up import chasing, operations, rules
from pontdesarts.follow_up.refusals import SnoozeRefused
from pontdesarts.follow_up.rules import Reason
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.network.models import Contact, Stage, Structure
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.membership.factories import MembershipFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory, OfferFactory

from .scenes import note

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def association() -> Association:
    return AssociationFactory()


def old_relay(association: Association, **values) -> Structure:
    """One that came long ago."""
    return RelayFactory(association=association, created_at=LONG_AGO, **values)


def reasons(association: Association, at: datetime = AT) -> dict[int, set[Reason]]:
    found = chasing.to_chase([association], at=at, today=at.date())
    return {each.pk: set(each.said) for each in found}


def test_three_months_without_a_booking_nor_a_word_is_a_silence(association) -> None:
    silent, booked, called, new = (old_relay(association) for _ in range(4))
    Structure.objects.filter(pk=new.pk).update(created_at=AT - timedelta(days=80))
    showing = AllotmentFactory(showing__offer__association=association).showing
    BookingFactory(relay=booked, showing=showing, booked_at=AT - timedelta(days=90))
    BookingFactory(relay=silent, showing=showing, booked_at=AT - timedelta(days=130))
    operations.note(called, kind="call", text="x", happened_at=AT - timedelta(days=30), by=JOB, at=AT)
    assert reasons(association) == {silent.pk: {Reason.SILENT}}
    (found,) = chasing.to_chase([association], at=AT, today=AT.date())
    assert found.said[Reason.SILENT] == "Rien depuis 4 mois."
    assert booked.pk in reasons(association, AT + timedelta(days=2))


def test_a_partner_that_publishes_is_not_silent(association) -> None:
    partner, quiet = (PartnerFactory(association=association, created_at=LONG_AGO) for _ in range(2))
    OfferFactory(association=association, partner=partner, published_at=AT - timedelta(days=20))
    OfferFactory(association=association, partner=quiet, published_at=AT - timedelta(days=120))
    assert reasons(association) == {quiet.pk: {Reason.SILENT}}


def test_a_relay_whose_last_referent_left_is_called_not_one_that_waits_for_its_first(association) -> None:
    left, first, served = (RelayFactory(association=association, created_at=AT) for _ in range(3))
    ReferentFactory(structure=left, ended_at=AT - timedelta(days=2))
    ReferentFactory(structure=served, ended_at=AT - timedelta(days=2))
    ReferentFactory(structure=served)
    assert reasons(association) == {left.pk: {Reason.ALONE}}
    assert first.pk not in reasons(association)


@pytest.mark.parametrize(
    ("at", "season", "renewed", "said"),
    [
        (datetime(2026, 7, 10, tzinfo=UTC), 2025, 2026, "31 août"),
        (datetime(2026, 10, 10, tzinfo=UTC), 2025, 2026, "31 octobre"),
        (datetime(2026, 11, 10, tzinfo=UTC), 2025, 2026, "n'est pas renouvelée"),
    ],
)
def test_a_membership_that_ends_is_said_until_it_is_renewed(association, at, season, renewed, said) -> None:
    ending, again = (RelayFactory(association=association, created_at=at) for _ in range(2))
    for each in (ending, again):
        MembershipFactory(structure=each, season=season)
    MembershipFactory(structure=again, season=renewed)
    declines = RelayFactory(association=association, created_at=at)
    MembershipFactory(structure=declines, season=season)
    MembershipFactory(structure=declines, season=renewed, agreed_at=None, declined_at=at)
    RelayFactory(association=association, created_at=at)  # never a member: nothing ends
    (found,) = chasing.to_chase([association], at=at, today=at.date())
    assert found.pk == ending.pk
    assert said in found.said[Reason.MEMBERSHIP]


def test_five_outings_without_news_are_many(association) -> None:
    relay, answers, of_old = (RelayFactory(association=association, created_at=AT) for _ in range(3))
    for _ in range(rules.MANY_UNKNOWN):
        past = AllotmentFactory(
            showing__offer__association=association,
            showing__starts_at=AT - timedelta(days=380),
            opens_at=AT - timedelta(days=400),
            closes_at=AT - timedelta(days=382),
        )
        BookingFactory(relay=of_old, showing=past.showing, booked_at=AT - timedelta(days=390))
    for who, many in ((relay, rules.MANY_UNKNOWN), (answers, rules.MANY_UNKNOWN - 1)):
        for days in range(many):
            showing = AllotmentFactory(
                showing__offer__association=association, showing__starts_at=AT - timedelta(days=3 + days)
            ).showing
            BookingFactory(relay=who, showing=showing, booked_at=AT - timedelta(days=10))
    assert reasons(association) == {relay.pk: {Reason.UNKNOWN}}


def test_an_address_that_came_back_is_said_wherever_it_stands_in_any_case(association) -> None:
    of_a_contact, own, served = (RelayFactory(association=association, created_at=AT) for _ in range(3))
    Contact.objects.create(structure=of_a_contact, name="Ana", email="Ana@Example.org", confirmed_at=AT)
    Structure.objects.filter(pk=own.pk).update(email="Accueil@example.org")
    who = ReferentFactory(structure=served).user
    for address in ("ana@example.org", "accueil@example.org", who.email):
        DeadAddress.objects.create(address=address, since=AT)
    assert reasons(association) == {each.pk: {Reason.BOUNCED} for each in (of_a_contact, own, served)}


def test_those_who_left_sleep_were_merged_or_were_never_met_are_not_called_again(association) -> None:
    for stage in (Stage.LAPSED, Stage.DORMANT, Stage.PROSPECT):
        old_relay(association, stage=stage)
    kept = old_relay(association)
    old_relay(association, merged_into=kept)
    assert set(reasons(association)) == {kept.pk}
    assert reasons(AssociationFactory()) == {}


def test_set_aside_it_comes_back_that_very_day(association) -> None:
    relay = old_relay(association)
    operations.snooze(relay, until=date(2026, 12, 1), by=JOB, at=AT)
    assert reasons(association) == {}
    assert reasons(association, datetime(2026, 11, 30, 12, tzinfo=UTC)) == {}
    assert set(reasons(association, datetime(2026, 12, 1, 6, tzinfo=UTC))) == {relay.pk}
    operations.wake(relay, by=JOB, at=AT)
    assert set(reasons(association)) == {relay.pk}
    for wrong in (date(2026, 11, 21), date(2020, 1, 1), date(2028, 1, 1)):
        with pytest.raises(SnoozeRefused):
            operations.snooze(relay, until=wrong, by=JOB, at=AT)


def test_the_page_says_why_offers_what_to_do_and_narrows(client) -> None:
    role = StaffRoleFactory()
    relay = old_relay(role.association, name="Centre social Balzac", phone="01 99 00 11 22")
    silent_for_long = timezone.now() - timedelta(days=400)
    Structure.objects.filter(pk=relay.pk).update(created_at=silent_for_long)
    ReferentFactory(structure=relay, ended_at=silent_for_long)
    client.force_login(role.user)
    page = client.get(reverse("follow_up:to_chase")).content.decode()
    for said in ("Centre social Balzac", "01 99 00 11 22", "Plus de référente", "Noter un appel", "Plus tard"):
        assert said in page
    assert "1 structure à relancer" in client.get(reverse("follow_up:to_chase") + "?pour=silence").content.decode()
    assert "Personne pour cette raison" in client.get(reverse("follow_up:to_chase") + "?pour=adhesion").content.decode()
    assert client.get(reverse("follow_up:to_chase") + "?pour=inventé&page=zz").status_code == 200
    note(relay)
    client.post(reverse("follow_up:snooze", args=[relay.pk]), {"until": timezone.localdate() + timedelta(days=9)})
    assert "Personne à relancer" in client.get(reverse("follow_up:to_chase")).content.decode()
    client.force_login(ReferentFactory(structure=relay).user)
    assert client.get(reverse("follow_up:to_chase")).status_code == 403


def test_it_costs_as_many_queries_however_many_structures(association, queries_stay_flat) -> None:
    def grow() -> None:
        for number in range(12):
            relay = old_relay(association)
            MembershipFactory(structure=relay, season=2025)
            DeadAddress.objects.create(address=relay.email, since=AT)
            ReferentFactory(structure=relay, ended_at=AT - timedelta(days=number))

    grow()
    queries_stay_flat(lambda: chasing.to_chase([association], at=AT, today=AT.date()), grow)
