"""What is declared about personal data is carried out: each job erases what is past its term, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from pontdesarts.accounts import operations as accounts
from pontdesarts.accounts.models import User
from pontdesarts.associations import operations as associations
from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Ask, ListSending
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.last_minute import operations as last_minute
from pontdesarts.last_minute.models import Alert, Release
from pontdesarts.messaging import numbers
from pontdesarts.messaging import operations as messaging
from pontdesarts.network import operations as network
from pontdesarts.network.models import Contact, Invitation, Referent
from pontdesarts.network.verbs import RESUMED
from pontdesarts.outings.models import Phone
from pontdesarts.outings.operations import phones
from pontdesarts.programme.models import ImportRun
from pontdesarts.programme.operations import importing
from pontdesarts.tally import operations as tally
from pontdesarts.tally.models import Page, Sheet
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.last_minute.factories import AlertFactory, ReleaseFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.network.test_people import invite_to
from tests.programme.factories import AllotmentFactory, OfferFactory, SourceFactory
from tests.tally import frontiers as rows_of_lists

pytestmark = pytest.mark.django_db

AT = datetime(2030, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)


def test_the_journal_forgets_after_three_years() -> None:
    relay = RelayFactory()
    old = journal.record(RESUMED, relay, by=JOB, at=AT - 3 * YEAR - timedelta(days=1))
    kept = journal.record(RESUMED, relay, by=JOB, at=AT - 3 * YEAR + timedelta(days=1))
    assert journal.forget_old(at=AT) == 1
    assert list(Entry.objects.filter(pk__in=[old.pk, kept.pk])) == [kept]


def test_an_account_that_nobody_opened_for_two_years_is_erased_but_not_the_operator_s() -> None:
    dormant = UserFactory(last_login=AT - 2 * YEAR - timedelta(days=1))
    awake = UserFactory(last_login=AT - 2 * YEAR + timedelta(days=1))
    operator = UserFactory(last_login=AT - 5 * YEAR, is_superuser=True)
    never = UserFactory()
    User.objects.filter(pk=never.pk).update(joined_at=AT - 3 * YEAR)
    assert accounts.close_dormant(at=AT) == 2
    assert set(User.objects.all()) == {awake, operator}
    assert not User.objects.filter(pk=dormant.pk).exists()


def test_roles_are_forgotten_two_years_after_they_ended() -> None:
    StaffRoleFactory(ended_at=AT - 2 * YEAR - timedelta(days=1))
    kept = {StaffRoleFactory(ended_at=AT - YEAR), StaffRoleFactory()}
    associations.forget_old(at=AT)
    assert set(StaffRole.objects.all()) == kept


def test_invitations_posts_and_contacts_are_forgotten_at_their_term() -> None:
    relay = RelayFactory()
    invite_to(relay)
    Invitation.objects.update(expires_at=AT - timedelta(days=31))
    ReferentFactory(structure=relay, ended_at=AT - 3 * YEAR)
    current = ReferentFactory(structure=relay)
    network.add_contact(relay, values={"name": "Ancienne"}, by=JOB, at=AT - 3 * YEAR)
    network.add_contact(relay, values={"name": "Récente"}, by=JOB, at=AT - YEAR)
    network.forget_old(at=AT)
    assert not Invitation.objects.exists()
    assert list(Referent.objects.all()) == [current]
    assert [c.name for c in Contact.objects.all()] == ["Récente"]


def test_a_confirmed_contact_is_kept_two_years_more() -> None:
    relay = RelayFactory()
    contact = network.add_contact(relay, values={"name": "Accueil"}, by=JOB, at=AT - 3 * YEAR)
    network.change_contact(contact, values={"name": "Accueil"}, by=JOB, at=AT - YEAR)
    network.forget_old(at=AT)
    assert Contact.objects.count() == 1


def test_three_years_on_a_booking_stays_and_who_made_it_is_forgotten() -> None:
    old = BookingFactory(booked_at=AT - 3 * YEAR - timedelta(days=1), booked_by=UserFactory())
    recent = BookingFactory(booked_at=AT - 3 * YEAR + timedelta(days=1), booked_by=UserFactory())
    sending = ListSending.objects.create(
        showing=old.showing, moment="closing", sent_at=AT - 4 * YEAR, to="billetterie@example.org", places=4
    )
    assert bookings.forget_professionals(at=AT) == 2
    for row in (old, recent, sending):
        row.refresh_from_db()
    assert (old.booked_by, old.places) == (None, 4)
    assert recent.booked_by is not None
    assert (sending.to, sending.places) == ("", 4)
    assert bookings.forget_professionals(at=AT) == 0


def test_three_years_on_who_asked_for_places_and_who_would_have_come_is_forgotten() -> None:
    """The name to give at the desk went when the ask ended: see tests/bookings/test_waiting.py."""
    showing = AllotmentFactory().showing
    old, recent = (
        Ask.objects.create(
            kind="waiting",
            showing=showing,
            relay=RelayFactory(association=showing.offer.association),
            asked_by=UserFactory(),
            booked_for=UserFactory(),
            asked_at=AT - 3 * YEAR + timedelta(days=days),
            places=2,
            adults=2,
            least=2,
            outing="family",
        )
        for days in (-1, 1)
    )
    booked = BookingFactory(booked_at=AT - 4 * YEAR, booked_for=UserFactory())
    assert bookings.forget_professionals(at=AT) == 2
    for row in (old, recent, booked):
        row.refresh_from_db()
    assert (old.asked_by, old.booked_for, old.places, booked.booked_for) == (None, None, 2, None)
    assert recent.asked_by is not None
    assert recent.booked_for is not None


def test_alerts_are_forgotten_after_90_days_and_who_released_places_after_three_years() -> None:
    release = ReleaseFactory(released_at=AT - 3 * YEAR - timedelta(days=1))
    ReleaseFactory(released_at=AT - 3 * YEAR + timedelta(days=1))
    AlertFactory(release=release, sent_at=AT - timedelta(days=91))
    kept = AlertFactory(release=release, sent_at=AT - timedelta(days=89))
    assert last_minute.forget_old(at=AT) == 2
    assert list(Alert.objects.all()) == [kept]
    assert sorted(Release.objects.values_list("released_by", flat=True)) == ["", "Nadia, équipe"]
    assert last_minute.forget_old(at=AT) == 0


def test_numbers_given_for_a_text_go_the_day_after_and_what_was_texted_too() -> None:
    """What each erases, and what it leaves, is in tests/outings/test_before.py and tests/messaging/test_texts.py."""
    booked = BookingFactory()
    evening = booked.showing.starts_at
    given = Phone.objects.create(
        booking=booked, sealed=numbers.seal("+33612345678"), digest="0" * 64, people=2, given_at=evening - 3 * DAY
    )
    text = messaging.send_text(
        kind="outings.before", to="+33612345678", body="x", at=evening - DAY, forget_at=evening + DAY
    )
    assert text is not None
    phones.erase_numbers(by=JOB, at=evening + DAY)
    messaging.forget_numbers(at=evening + DAY)
    for row in (given, text):
        row.refresh_from_db()
        assert (row.sealed, row.digest, row.number) == (None, "", "")


def test_an_import_is_forgotten_after_three_years_and_what_it_brought_stays() -> None:
    source = SourceFactory()
    offer = OfferFactory(association=source.association, source=source, external_id="1")
    for days in (-1, 1):
        ImportRun.objects.create(source=source, at=AT - 3 * YEAR + timedelta(days=days), by_label="Monique", report={})
    assert importing.forget_runs(at=AT) == 1
    assert ImportRun.objects.count() == 1
    offer.refresh_from_db()


def test_the_photos_of_a_ticked_list_go_in_a_week_and_its_sheets_in_two_months() -> None:
    page = rows_of_lists.page(AssociationFactory())
    assert tally.forget_pictures(at=timezone.now() + timedelta(days=8)) == 1
    assert Page.objects.get(pk=page["page"]).picture is None
    assert tally.forget_sheets(at=timezone.now() + timedelta(days=61)) > 0
    assert not Sheet.objects.exists()
