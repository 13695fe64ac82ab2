"""The season itself: enough of everything, every state of the product, nothing that could not be."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Ask, Booking, ListSending, Proposal
from pontdesarts.demo.people import ACCOUNTS, BY_KEY
from pontdesarts.demo.rules import HERE
from pontdesarts.demo.season import AlreadyThere, NotHere, load
from pontdesarts.demo.season.network import DATA
from pontdesarts.demo.season.story import told
from pontdesarts.exchanges.models import Import
from pontdesarts.journal.models import Entry
from pontdesarts.last_minute.models import Release
from pontdesarts.messaging.models import Message, Text
from pontdesarts.network.duplicates import likely
from pontdesarts.network.models import (
    SENSITIVE_KINDS,
    Coordinator,
    Invitation,
    Merge,
    Referent,
    RelayKind,
    RelayProfile,
    Stage,
    Structure,
    Venue,
)
from pontdesarts.outings.models import Asked, Claim, Dispute, Impression, Phone
from pontdesarts.outings.notices_before import KIND
from pontdesarts.programme.disciplines import FAMILIES, family_of
from pontdesarts.programme.models import Allotment, ImportRun, Offer, Resemblance, SavedSearch, Showing
from pontdesarts.territory.models import PriorityArea
from tests.associations.factories import AssociationFactory
from tests.bookings.waiting import in_step

from .conftest import Season

pytestmark = pytest.mark.xdist_group("demo")


def nowhere(*step: object) -> None:
    """A progress that shows nothing."""


def test_there_is_enough_of_everything(season: Season) -> None:
    assert Association.objects.count() == 3
    assert season.told.relays >= 60
    assert 140 <= season.told.offers <= 200
    assert season.told.bookings >= 400
    assert season.steps[0][1:] == (1, 9)
    assert season.steps[-1][1:] == (9, 9)


def test_every_kind_of_outing_and_most_kinds_of_relay_are_there(season: Season) -> None:
    disciplines = set(Offer.objects.order_by().values_list("discipline", flat=True))
    assert {family_of(discipline) for discipline in disciplines} == set(FAMILIES)
    assert {"lecture", "sport_match", "equipement_sportif", "nature", "ile_de_loisirs"} < disciplines
    kinds = set(RelayProfile.objects.order_by().values_list("kind", flat=True))
    assert len(kinds) >= 18
    assert kinds <= set(RelayKind.values)


def test_the_programme_came_in_through_the_importers(season: Season) -> None:
    runs = ImportRun.objects.select_related("source")
    assert {(run.source.association_id, run.source.format) for run in runs} == {
        (association.pk, kind) for association in Association.objects.all() for kind in ("openagenda", "csv")
    }
    assert Offer.objects.exclude(source=None).count() == sum(run.report["created"] for run in runs) == 138
    assert [refusal["item"] for run in runs for refusal in run.report["refused"]] == [
        "Concert de la fanfare du lac",
        "Balade contée au bord de la Marne",
    ]
    assert all(run.report["venues"] == 0 for run in runs), "every place was known already"
    assert len(list(season.folder.iterdir())) == 6


def test_every_state_of_an_offer_can_be_seen(season: Season) -> None:
    offers = Offer.objects.all()
    assert offers.drafts().count() >= 5
    assert offers.exclude(withdrawn_at=None).count() == 2
    assert offers.published().filter(open_dated=True).count() >= 4
    assert offers.exclude(copied_from=None).count() == 1
    assert offers.filter(booking_needed=False).exists()
    assert offers.filter(published_at__gt=season.at - timedelta(days=7)).count() >= 10
    assert Resemblance.objects.filter(settled_at=None).count() == 2
    entered = Entry.objects.filter(verb="programme.entered").values_list("by_label", flat=True)
    assert set(entered) == {"La Briqueterie, par son lien", "Marion Villette"}
    edited = Entry.objects.filter(verb="programme.edited", by_label__startswith="Monique Delaporte, pour ")
    assert edited.count() >= 40


def test_every_state_of_a_date_can_be_seen(season: Season) -> None:
    dates = Showing.objects.upcoming(season.at).filter(offer__in=Offer.objects.published())
    assert dates.open_for_booking(season.at).with_places_left().count() > 200
    assert dates.filter(allotment__taken=F("allotment__places")).count() >= 4
    assert dates.filter(allotment__taken=F("allotment__places") - 1).exists()
    assert dates.filter(allotment__opens_at__gt=season.at).exists()
    assert dates.filter(allotment__closes_at__lte=season.at).exists()
    assert dates.filter(allotment=None).exists()
    assert Showing.objects.exclude(cancelled_at=None).count() >= 3
    tomorrow = dates.get(offer__title="Quartier haut, quartier bas", starts_at__lt=season.at + timedelta(days=2))
    assert tomorrow.allotment.is_open(season.at)


def test_every_state_of_a_booking_can_be_seen(season: Season) -> None:
    bookings = Booking.objects.all()
    assert bookings.held().upcoming(season.at).count() > 80
    assert bookings.held().past(season.at).count() > 150
    assert bookings.exclude(changed_at=None).count() > 10
    cancelled = bookings.exclude(cancelled_at=None)
    assert cancelled.filter(cancelled_late=False, cancelled_by_venue=False).count() > 20
    assert cancelled.filter(cancelled_late=True).count() > 5
    assert cancelled.filter(cancelled_by_venue=True).count() >= 3
    assert set(bookings.order_by().values_list("outing", flat=True)) == set(Booking.Outing.values)
    assert bookings.filter(wheelchair__gt=0).count() > 10
    assert {need for needs in bookings.order_by().values_list("needs", flat=True) for need in needs} == set(
        Booking.Need.values
    )
    assert bookings.with_pickup_name().upcoming(season.at).exists()
    assert Entry.objects.filter(verb="bookings.date_moved").count() >= 3
    assert ListSending.objects.exists()


@pytest.mark.parametrize("email", [account.email for account in ACCOUNTS if account.role.startswith("Référente")])
def test_each_referent_that_one_may_be_has_something_of_everything(season: Season, email: str) -> None:
    mine = Booking.objects.filter(booked_by__email=email)
    assert mine.held().upcoming(season.at).count() >= 3
    assert mine.held().past(season.at).count() >= 3
    assert mine.exclude(changed_at=None).exists()
    assert mine.filter(cancelled_late=True).exists()
    assert mine.filter(cancelled_by_venue=True).exists()
    assert mine.filter(cancelled_late=False, cancelled_by_venue=False).exclude(cancelled_at=None).exists()
    kinds = set(Message.objects.filter(to=email).order_by().values_list("kind", flat=True))
    assert {"bookings.booked", "bookings.date_cancelled", "bookings.cancelled"} <= kinds


def test_nothing_is_oversold_and_the_counts_are_those_of_what_is_booked_proposed_and_set_aside(season: Season) -> None:
    for allotment in Allotment.objects.select_related("showing"):
        in_step(allotment.showing)


def test_relays_wait_in_turn_and_places_have_just_come_back_for_one(season: Season) -> None:
    proposal = Proposal.objects.pending().get(expires_at__gt=season.at)
    assert (proposal.places, proposal.ask.places) == (3, 4)
    assert Ask.objects.waiting().filter(showing=proposal.ask.showing_id).count() == 4
    assert Message.objects.filter(kind="bookings.ask_proposed").exists()
    assert Ask.objects.requests().count() >= 2
    assert Message.objects.filter(kind="bookings.requests").exists()


def test_everything_happened_before_now_and_bookings_before_their_date(season: Season) -> None:
    assert not Entry.objects.filter(at__gt=season.at).exists()
    assert not Message.objects.filter(created_at__gt=season.at).exists()
    dated = Booking.objects.filter(showing__offer__open_dated=False)
    assert not dated.filter(booked_at__gte=F("showing__starts_at")).exists()
    assert not dated.filter(booked_at__lt=F("showing__offer__published_at")).exists()


def test_every_place_stands_in_a_commune_that_exists_with_facts_known_and_unknown(season: Season) -> None:
    venues = Venue.objects.select_related("commune")
    assert all(v.commune and v.postal_code in v.commune.postal_codes for v in venues)
    relays = Structure.objects.relays().select_related("commune")
    assert all(relay.commune and relay.postal_code in relay.commune.postal_codes for relay in relays)
    for fact in ("steps", "lift", "loop", "wheelchair_places", "calm_room", "lsf"):
        assert venues.filter(**{fact: None}).exists()
        assert venues.exclude(**{fact: None}).exists()
    assert venues.exclude(last_departure="").count() > 20


def test_priority_areas_are_marked_as_simplified_and_some_relays_stand_in_one(season: Season) -> None:
    assert not PriorityArea.objects.filter(simplified=False).exists()
    codes = set(PriorityArea.objects.order_by().values_list("code", flat=True))
    inside = RelayProfile.objects.exclude(priority_area="")
    assert 15 <= inside.count() <= 30
    assert set(inside.order_by().values_list("priority_area", flat=True)) <= codes


def test_invitations_and_people_are_in_every_state(season: Season) -> None:
    assert Invitation.objects.open(season.at).count() == 3
    assert Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__lte=season.at).count() == 2
    assert Invitation.objects.exclude(withdrawn_at=None).count() == 1
    assert Referent.objects.exclude(ended_at=None).count() == 1
    assert Coordinator.objects.current().count() == 2
    assert RelayProfile.objects.exclude(suspended_at=None).count() == 1
    assert SavedSearch.objects.count() == 1


def test_two_files_of_structures_were_taken_in_and_say_what_became_of_each_line(season: Season) -> None:
    told = list(Import.objects.carried_out())
    assert {one.source for one in told} == {"Ville de Valenton", "Carte des lieux culturels"}
    assert all(one.content is None for one in told)
    assert {line["kind"] for one in told for line in one.report} == {"new", "same", "refused"}
    brought = Structure.objects.filter(name__in=["Maison de quartier de la Plaine", "Ciné-club du Fort"])
    assert {each.stage for each in brought} == {Stage.PROSPECT}


def test_nobody_is_real(season: Season) -> None:
    emails = [*User.objects.values_list("email", flat=True), *Structure.objects.values_list("email", flat=True)]
    assert all(email.endswith("example.org") for email in emails if email)  # one knows not that of a prospect yet
    phones = Structure.objects.order_by().exclude(phone="").values_list("phone", flat=True)
    assert all(re.fullmatch(r"(01 99 00|04 65 71)( \d\d){2}", phone) for phone in phones)
    shipped = "".join(path.read_text() for path in DATA.iterdir())
    for forbidden in ("Cultures du Cœur", "cultures du coeur", "Noël ", "gratuit", "pauvre", "précaire"):
        assert forbidden not in shipped.replace("Elisabeth Noël", "")


def test_no_job_of_the_past_waits_for_the_worker_and_every_mail_has_left(season: Season) -> None:
    assert not ProcrastinateJob.objects.exists()
    assert not Message.objects.waiting().exists()
    assert not Message.objects.filter(created_at__lt=season.at - timedelta(days=30)).exists()


def test_places_were_released_at_the_last_minute_and_the_visitor_is_among_those_told(season: Season) -> None:
    release = Release.objects.standing().get(automatic=False)
    assert season.at < release.until < release.showing.starts_at < season.at + timedelta(hours=48)
    assert release.showing.allotment.left == release.places == 6
    assert release.alerts.count() == 6
    told = set(release.alerts.values_list("user__email", flat=True))
    assert "fatou.sylla@example.org" in told
    assert told == set(Message.objects.filter(kind="last_minute.alert").values_list("to", flat=True))


def test_loading_again_changes_nothing_and_says_so(season: Season, settings: Settings) -> None:
    settings.DEMO = True
    before = (told(), Entry.objects.count())
    with pytest.raises(AlreadyThere):
        load(at=season.at, progress=nowhere)
    said = StringIO()
    call_command("load_demo", stderr=said)
    assert said.getvalue() == "La saison de démonstration est déjà là : rien n'a changé.\n"
    assert (told(), Entry.objects.count()) == before


def test_it_is_never_loaded_beside_a_real_association(season: Season) -> None:
    AssociationFactory(slug="une-vraie")
    with pytest.raises(NotHere, match="contient déjà une association"):
        load(at=season.at, progress=nowhere)


def test_it_is_never_loaded_where_there_is_no_demo(db: None, settings: Settings) -> None:
    settings.DEMO = False
    for command in ("load_demo", "demo_accounts"):
        with pytest.raises(CommandError, match="Ce n'est pas une démonstration"):
            call_command(command)


def test_some_outings_are_told_some_are_not_and_nobody_is_guessed(season: Season) -> None:
    past = Booking.objects.held().past(season.at)
    told = past.exclude(told_at=None)
    assert told.count() > 20
    assert told.filter(came=F("places")).exists()
    assert told.filter(came__lt=F("places")).exists()
    (email,) = [account.email for account in ACCOUNTS if account.key == "referente"]
    mine = past.filter(relay__referents__user__email=email)
    assert mine.filter(told_at=None).exists()
    assert mine.exclude(told_at=None).exists()


def test_the_door_the_venue_and_the_relay_tell_and_differ_now_and_then(season: Season) -> None:
    assert set(Claim.objects.order_by().values_list("source", flat=True)) >= {"door", "venue", "referent"}
    assert Claim.objects.filter(source="referent", came=None).exists()
    assert Claim.objects.exclude(reason="").exists()
    assert Booking.objects.filter(excused=True).exists()
    assert Dispute.objects.exists()
    assert Impression.objects.to_moderate().exists()


def test_an_offer_shares_its_places_by_every_rule(season: Season) -> None:
    shared = Allotment.objects.filter(priority_until__gt=season.at, wheelchair_until__gt=season.at)
    assert shared.filter(showing__offer__most_per_relay=12).count() == 2


def test_a_family_was_texted_and_fewer_come_and_another_number_waits_for_its_eve(season: Season) -> None:
    texted = Phone.objects.exclude(texted_at=None)
    assert {phone.number[:8] for phone in Phone.objects.all()} == {"+3363998"}
    assert texted.filter(comes=None).count() == texted.filter(comes=1).count() == 1
    assert Phone.objects.filter(texted_at=None).exists()
    assert Text.objects.filter(kind=KIND).exclude(delivered_at=None).count() == 2
    assert not Text.objects.filter(sent_at=None, failed_at=None).exists()
    kinds = set(Message.objects.order_by().values_list("kind", flat=True))
    assert {"outings.reminded_before", "outings.given_back"} <= kinds


def test_one_referent_was_asked_this_morning_by_mail_and_another_by_text(season: Season) -> None:
    by_mail, by_text = (
        Asked.objects.who_came().get(user__email=BY_KEY[key].email) for key in ("referente", "deux-relais")
    )
    assert by_mail.text is None
    assert Message.objects.filter(kind="outings.who_came", to=by_mail.user.email).exclude(html="").count() == 1
    assert by_text.text is not None
    assert by_text.text.delivered_at is not None
    assert by_text.booking is not None
    assert by_text.booking.told_at is None
    assert {asked.sent_at.astimezone(HERE).hour for asked in (by_mail, by_text)} == {8}


def test_nobody_waits_for_a_date_that_has_come(season: Season) -> None:
    assert not Ask.objects.open().filter(showing__starts_at__lt=season.at, showing__offer__open_dated=False).exists()


def test_structures_are_at_every_stage_one_was_entered_twice_and_one_merge_can_be_undone(season: Season) -> None:
    assert set(Structure.objects.values_list("stage", flat=True)) == set(Stage.values)
    home = Association.objects.get(slug="val-de-marne")
    assert "le même SIRET" in likely(home)[0].reasons
    merge = Merge.objects.get()
    assert merge.moved
    assert merge.kept.contacts.exists()
    assert RelayProfile.objects.filter(kind__in=SENSITIVE_KINDS).count() > 5
