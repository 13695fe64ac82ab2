"""An import carries out its plan: what the source says, what people did meanwhile, and nothing twice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Venue
from pontdesarts.programme import verbs
from pontdesarts.programme.importing import Reading, read
from pontdesarts.programme.importing.known import Window
from pontdesarts.programme.models import Allotment, ImportRun, Offer, PendingImport, Resemblance, Showing
from pontdesarts.programme.operations import edit_offer, importing, withdraw
from pontdesarts.programme.operations.importing import ImportChanged, Origin, ResemblanceRefused
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory, VenueFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory, ShowingFactory
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db

BY = Actor("Ana Duval")
SEASON = Window(date(2026, 11, 14), date(2028, 5, 22))
VENUE = {"uid": 7, "name": "La Halle", "city": "Valenton", "postalCode": "94460", "address": "2 rue du Lac"}


@pytest.fixture
def association():
    CommuneFactory(insee="94074")
    return AssociationFactory()


def at(day: int, month: int = 12, hour: int = 20) -> str:
    return f"2026-{month:02d}-{day:02d}T{hour:02d}:00:00+01:00"


def event(uid: int = 1, title: str = "Un bal", *dates: str, **more) -> dict:
    timings = [{"begin": begin, "end": begin.replace("T20", "T22")} for begin in dates or (at(3),)]
    summary = {"fr": "Venez danser."}
    return {"uid": uid, "title": {"fr": title}, "description": summary, "location": VENUE, "timings": timings} | more


def reading(*events: dict) -> Reading:
    return read(json.dumps({"events": events}).encode(), season=(SEASON.first, SEASON.last))


def brought(association, *events: dict, name: str = "Agenda", window=SEASON, **more) -> dict:
    more = {"agreed": frozenset(), "partner": None, "venue": None} | more
    origin = Origin(association, name, "openagenda", more["partner"], more["venue"])
    run = importing.import_programme(
        origin, reading=reading(*events), window=window, agreed=more["agreed"], by=BY, at=NOW
    )
    return run.report


def planned(association, *events: dict, name: str = "Agenda"):
    origin = Origin(association, name, "openagenda")
    return importing.plan_import(origin, reading=reading(*events), window=SEASON, at=NOW)


def counts(report: dict) -> tuple[int, int, int, int]:
    return report["created"], report["updated"], report["unchanged"], len(report["refused"])


def published(offer: Offer) -> Offer:
    Offer.objects.filter(pk=offer.pk).update(published_at=NOW)
    offer.refresh_from_db()
    return offer


def booked(showing: Showing, taken: int = 4) -> Allotment:
    closes_at = showing.starts_at - timedelta(hours=48)
    return AllotmentFactory(showing=showing, places=10, taken=taken, opens_at=NOW, closes_at=closes_at)


# --- new


def test_an_event_becomes_a_draft_without_places(association):
    report = brought(association, event(1, "Un bal", at(3), at(4)))
    offer = Offer.objects.get()
    assert counts(report) == (1, 0, 0, 0)
    assert (offer.published_at, offer.discipline, offer.external_id) == (None, "danse", "1")
    assert offer.showings.count() == 2 and not Allotment.objects.exists()
    assert Entry.objects.about(offer).get().sentence == "a importé l'offre depuis Agenda"


def test_a_new_offer_is_found_by_its_words(association):
    brought(association, event(1, "L'Été des œuvres"))
    assert Offer.objects.extra(where=["search @@ 'oeuvre:*'::tsquery"]).exists()


def test_everything_belongs_to_the_partner_of_the_source(association):
    partner = PartnerFactory(association=association)
    brought(association, event(), partner=partner)
    assert Offer.objects.get().partner == partner


def test_each_event_is_told_exactly_once(association):
    online = event(2, "En ligne", attendanceMode=2, location=None)
    past = event(3, "Passé", "2012-01-02T20:00:00+01:00")
    untitled = event(4, "")
    report = brought(association, event(), online, past, untitled)
    assert counts(report) == (1, 0, 0, 3)
    reasons = {each["item"]: each["reason"] for each in report["refused"]}
    assert reasons["En ligne"] == "Cet événement a lieu en ligne : il n'y a pas de lieu où aller."
    assert reasons["Passé"] == "Toutes les dates sont passées."


def test_dates_out_of_the_season_are_counted_and_left_out(association):
    report = brought(association, event(1, "Un bal", at(3), "2025-01-02T20:00:00+01:00", "2029-01-02T20:00:00+01:00"))
    assert report["showings"]["created"] == 1
    assert report["showings"]["refused"] == [{"item": "Un bal", "reason": "2 dates hors de la période demandée."}]


def test_all_dates_takes_what_is_past(association):
    window = Window(SEASON.first, SEASON.last, all_dates=True)
    report = brought(association, event(1, "Passé", "2012-01-02T20:00:00+01:00"), window=window)
    assert counts(report) == (1, 0, 0, 0)


def test_a_cancelled_event_that_is_new_is_refused(association):
    report = brought(association, event(status=6))
    assert report["refused"] == [{"item": "Un bal", "reason": "Cet événement est annulé chez la source."}]


# --- again


def test_the_same_file_twice_changes_nothing(association):
    events = [event(1, "Un bal", at(3), at(4)), event(2, "Une veillée")]
    brought(association, *events)
    before = list(Offer.objects.order_by("pk").values()), list(Showing.objects.order_by("pk").values())
    lines = Entry.objects.count()
    report = brought(association, *events)
    assert counts(report) == (0, 0, 2, 0)
    assert report["showings"] == {"created": 0, "updated": 0, "unchanged": 3, "refused": []}
    assert (list(Offer.objects.order_by("pk").values()), list(Showing.objects.order_by("pk").values())) == before
    assert Entry.objects.count() == lines and Venue.objects.count() == 1


def test_what_the_source_changed_is_changed_and_told(association):
    brought(association, event())
    report = brought(association, event(title="Un grand bal"))
    offer = Offer.objects.get()
    assert counts(report) == (0, 1, 0, 0)
    assert offer.title == "Un grand bal" and offer.title_key == "un grand bal" and offer.revision == 1
    assert Entry.objects.about(offer)[0].sentence == "a mis à jour depuis Agenda : titre"


def test_what_a_person_changed_stays_theirs_and_the_plan_says_so(association):
    brought(association, event())
    offer = Offer.objects.get()
    edit_offer(offer, values={"summary": "Écrit par nous."}, by=BY, at=NOW)
    changed = event(title="Un grand bal", description={"fr": "Autre texte."})
    (told,) = planned(association, changed).events
    assert [(kept.field, kept.ours, kept.theirs) for kept in told.kept] == [
        ("summary", "Écrit par nous.", "Autre texte.")
    ]
    brought(association, changed)
    brought(association, changed)
    offer.refresh_from_db()
    assert (offer.title, offer.summary) == ("Un grand bal", "Écrit par nous.")


def test_a_withdrawn_offer_does_not_come_back(association):
    brought(association, event())
    withdraw(Offer.objects.get(), reason="", by=BY, at=NOW)
    assert counts(brought(association, event(title="Un grand bal"))) == (0, 0, 1, 0)
    assert Offer.objects.get().title == "Un bal"


def test_a_date_that_vanished_is_pointed_out_and_kept(association):
    brought(association, event(1, "Un bal", at(3), at(4)))
    (told,) = planned(association, event(1, "Un bal", at(3))).events
    assert [showing.reason for showing in told.vanished] == ["Cette date n'est plus chez la source : elle est gardée."]
    brought(association, event(1, "Un bal", at(3)))
    assert Showing.objects.held().count() == 2


def test_a_new_date_is_added(association):
    brought(association, event(1, "Un bal", at(3)))
    report = brought(association, event(1, "Un bal", at(3), at(4)))
    assert counts(report) == (0, 1, 0, 0) and report["showings"]["created"] == 1


def test_a_date_entered_by_hand_is_recognised_by_its_beginning(association):
    brought(association, event(1, "Un bal", at(3)))
    ShowingFactory(offer=Offer.objects.get(), starts_at=datetime(2026, 12, 4, 19, tzinfo=UTC), ends_at=None)
    later = event(1, "Un bal", at(3))
    later["timings"].append({"begin": at(4), "end": None})
    report = brought(association, later)
    assert report["showings"]["created"] == 0 and Showing.objects.count() == 2


# --- dates with an identifier of their own


def calendar(uid: str, start: str, **lines: str) -> Reading:
    lines = {"LOCATION": "La Halle\\, Valenton", **lines}
    more = "".join(f"{name}:{value}\r\n" for name, value in lines.items())
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nSUMMARY:Un bal\r\nDTSTART:{start}\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return read(text.encode(), season=(SEASON.first, SEASON.last))


def carried(association, found: Reading, agreed=frozenset()) -> dict:
    origin = Origin(association, "Calendrier", "ical")
    return importing.import_programme(origin, reading=found, window=SEASON, agreed=agreed, by=BY, at=NOW).report


def sheet(start: str, cancelled: str = "") -> Reading:
    text = f"id;Titre;Date;Heure;Lieu;Annulé\n1;Un bal;{start};20h30;La Halle;{cancelled}\n2;Autre;2026-12-20;20h;;\n"
    return read(text.encode(), season=(SEASON.first, SEASON.last))


def with_own_id(found: Reading, name: str = "seance-1") -> Reading:
    """The same reading, from a source that names its dates."""
    first, *others = found.events
    named = tuple(replace(showing, external_id=name) for showing in first.showings)
    return replace(found, events=(replace(first, showings=named), *others))


def test_a_date_that_moved_at_the_source_moves_here(association):
    carried(association, with_own_id(sheet("2026-12-03")))
    report = carried(association, with_own_id(sheet("2026-12-05")))
    assert report["showings"]["updated"] == 1
    assert Showing.objects.get(external_id="seance-1").starts_at.day == 5


def test_a_date_moved_by_a_person_stays_where_they_put_it(association):
    carried(association, with_own_id(sheet("2026-12-03")))
    mine = datetime(2026, 12, 8, 19, tzinfo=UTC)
    Showing.objects.filter(external_id="seance-1").update(starts_at=mine, ends_at=None)
    report = carried(association, with_own_id(sheet("2026-12-05")))
    assert report["showings"]["updated"] == 0
    assert Showing.objects.get(external_id="seance-1").starts_at == mine


def test_a_booked_date_that_moved_waits_for_somebody_to_agree(association):
    carried(association, with_own_id(sheet("2026-12-03")))
    showing = Showing.objects.get(external_id="seance-1")
    published(showing.offer)
    booked(showing)
    for _ in range(2):
        assert carried(association, with_own_id(sheet("2026-12-05")))["updated"] == 0
    showing.refresh_from_db()
    assert showing.starts_at.day == 3
    carried(association, with_own_id(sheet("2026-12-05")), agreed={showing.pk})
    showing.refresh_from_db()
    assert showing.starts_at.day == 5
    assert Entry.objects.about(showing).get().verb == verbs.DATE_MOVED.name


def test_a_draft_date_cancelled_at_the_source_is_cancelled(association):
    carried(association, sheet("2026-12-03"))
    report = carried(association, sheet("2026-12-03", "oui"))
    assert report["showings"]["updated"] == 1
    assert Showing.objects.get(offer__title="Un bal").cancel_reason == "annulée chez la source"


def test_a_booked_date_cancelled_at_the_source_waits_for_somebody_to_agree(association):
    brought(association, event())
    showing = Showing.objects.get()
    published(showing.offer)
    booked(showing)
    (told,) = planned(association, event(status=6)).events
    assert [asked.pk for asked in told.asking] == [showing.pk]
    assert counts(brought(association, event(status=6))) == (0, 0, 1, 0)
    showing.refresh_from_db()
    assert showing.cancelled_at is None
    brought(association, event(status=6), agreed={showing.pk})
    showing.refresh_from_db()
    assert showing.cancelled_at == NOW
    assert counts(brought(association, event(status=6))) == (0, 0, 1, 0)


def test_a_published_date_that_nobody_booked_is_cancelled_and_told_to_the_journal(association):
    brought(association, event())
    showing = Showing.objects.get()
    published(showing.offer)
    brought(association, event(status=6))
    assert Entry.objects.about(showing).get().verb == verbs.DATE_CANCELLED.name


# --- places


def test_a_known_venue_is_recognised_by_its_name_and_commune(association):
    venue = VenueFactory(association=association, name="la halle", commune_id="94074")
    VenueFactory(association=AssociationFactory(), name="La Halle", commune_id="94074")
    brought(association, event())
    assert Offer.objects.get().venue == venue


def test_a_calendar_that_gives_only_a_name_finds_the_one_venue_of_that_name(association):
    own = VenueFactory(association=association, name="Maison des Arts")
    carried(association, calendar("a", "20261205T200000", LOCATION="Maison des arts"))
    assert Offer.objects.get().venue == own


def test_a_name_that_two_venues_bear_is_left_to_a_person(association):
    for insee in ("94028", "94068"):
        VenueFactory(association=association, name="Maison des Arts", commune=CommuneFactory(insee=insee))
    carried(association, calendar("a", "20261205T200000", LOCATION="Maison des arts"))
    assert Venue.objects.filter(association=association).count() == 3


def test_a_venue_renamed_here_is_still_recognised(association):
    brought(association, event())
    Venue.objects.update(name="La Grande Halle")
    assert counts(brought(association, event())) == (0, 0, 1, 0)
    brought(association, event(), event(2, "Une veillée"))
    assert Venue.objects.count() == 1


def test_a_new_venue_is_created_once_with_its_commune(association):
    report = brought(association, event(), event(2, "Une veillée"))
    venue = Venue.objects.get()
    assert (venue.name, venue.commune_id, venue.address) == ("La Halle", "94074", "2 rue du Lac")
    assert report["venues"] == 1


def test_a_postal_code_that_does_not_exist_is_said_and_the_event_kept(association):
    nowhere = VENUE | {"city": "Nulle-Part", "postalCode": "99999"}
    report = brought(association, event(location=nowhere))
    assert "Le code postal 99999 n'existe pas." in report["lines"][0]["notes"]
    assert Venue.objects.get().commune is None


@pytest.mark.parametrize(
    ("place", "insee"),
    [
        ({"city": "Paris", "postalCode": "75011"}, "75111"),
        ({"city": "Paris 11e", "postalCode": "75011"}, "75111"),
        ({"city": "PARIS", "postalCode": "75011", "insee": "75056"}, "75111"),
        ({"city": "L'Haÿ les Roses", "postalCode": "94240"}, "94038"),
        ({"city": "Hay-les-Roses", "postalCode": "94240"}, "94038"),
        ({"city": "L'Haÿ-les-Roses Cedex", "postalCode": "94246"}, "94038"),
        ({"city": "", "postalCode": "94240"}, "94038"),
    ],
)
def test_the_commune_is_found_in_the_address(association, place, insee):
    CommuneFactory(insee="75056", name="Paris", postal_codes=["75011", "75012"])
    CommuneFactory(insee="75111", name="Paris 11e Arrondissement", postal_codes=["75011"], parent_id="75056")
    CommuneFactory(insee="75112", name="Paris 12e Arrondissement", postal_codes=["75012"], parent_id="75056")
    CommuneFactory(insee="94038", name="L'Haÿ-les-Roses", postal_codes=["94240"])
    brought(association, event(location={"uid": 8, "name": "La Salle"} | place))
    assert Venue.objects.get().commune_id == insee


def test_without_a_place_the_one_of_the_source_is_taken(association):
    venue = VenueFactory(association=association)
    brought(association, event(location=None), venue=venue)
    assert Offer.objects.get().venue == venue


# --- the same show twice


def test_the_same_show_from_two_sources_is_pointed_out_and_never_merged(association):
    brought(association, event(1, "Bérénice"))
    brought(association, event(9, "BERENICE"), name="Théâtre")
    pair = Resemblance.objects.get()
    assert (pair.offer.source.name, pair.other.source.name) == ("Théâtre", "Agenda")
    assert Offer.objects.count() == 2


def test_the_same_title_elsewhere_or_another_year_is_not_the_same_show(association):
    CommuneFactory(insee="94001", name="Ablon-sur-Seine", postal_codes=["94480"])
    brought(association, event(1, "Bérénice"))
    there = {"uid": 8, "name": "La Salle", "city": "Ablon-sur-Seine", "postalCode": "94480"}
    brought(association, event(9, "Bérénice", location=there), name="Théâtre")
    brought(association, event(9, "Bérénice", "2027-11-03T20:00:00+01:00"), name="Ville")
    assert not Resemblance.objects.exists()


def test_another_association_is_never_compared(association):
    OfferFactory(title="Bérénice")
    brought(association, event(1, "Bérénice"))
    assert not Resemblance.objects.exists()


def test_saying_that_it_is_the_same_withdraws_the_draft(association):
    ours = OfferFactory(association=association, title="Bérénice", venue=None)
    brought(association, event(1, "Bérénice"))
    pair = importing.settle_resemblance(Resemblance.objects.get(), same=True, by=BY, at=NOW)
    assert pair.offer.withdrawn_at == NOW or Offer.objects.get(pk=pair.offer_id).withdrawn_at == NOW
    ours.refresh_from_db()
    assert ours.withdrawn_at is None
    assert counts(brought(association, event(1, "Bérénice"))) == (0, 0, 1, 0)
    assert not Resemblance.objects.open().exists()


def test_saying_that_they_are_two_keeps_both(association):
    OfferFactory(association=association, title="Bérénice", venue=None)
    brought(association, event(1, "Bérénice"))
    importing.settle_resemblance(Resemblance.objects.get(), same=False, by=BY, at=NOW)
    assert Offer.objects.filter(withdrawn_at=None).count() == 2
    with pytest.raises(ResemblanceRefused):
        importing.settle_resemblance(Resemblance.objects.get(), same=True, by=BY, at=NOW)


def test_two_offers_of_the_catalogue_are_not_taken_as_one(association):
    OfferFactory(association=association, title="Bérénice", venue=None)
    brought(association, event(1, "Bérénice"))
    pair = Resemblance.objects.get()
    published(pair.offer)
    with pytest.raises(ResemblanceRefused):
        importing.settle_resemblance(pair, same=True, by=BY, at=NOW)


# --- what has no fixed date


def test_what_has_a_period_is_open_dated(association):
    text = "Titre;Date;Date de fin;Lieu\nUne exposition;01/12/2026;31/01/2027;La Halle\nUn bal;2026-12-05;;La Halle\n"
    found = read(text.encode(), season=(SEASON.first, SEASON.last))
    carried(association, found)
    offer = Offer.objects.get(title="Une exposition")
    assert offer.open_dated and offer.showings.count() == 1
    assert counts(carried(association, found)) == (0, 0, 2, 0)


def test_a_series_of_a_calendar_is_imported_once(association):
    found = calendar("a@b", "20261203T193000Z", RRULE="FREQ=WEEKLY;COUNT=4")
    assert carried(association, found)["showings"]["created"] == 4
    assert counts(carried(association, found)) == (0, 0, 1, 0)


# --- cost and refusals


def test_the_number_of_queries_does_not_grow_with_the_events(association, queries_stay_flat):
    size, run = [3], count()

    def act() -> None:
        name = f"Agenda {next(run)}"
        brought(association, *(event(n, f"{name}, soirée {n}", at(3), at(4)) for n in range(size[0])), name=name)

    def grow() -> None:
        size[0] = 60

    queries_stay_flat(act, grow)


def test_a_plan_that_is_no_longer_the_one_shown_writes_nothing(association):
    origin = Origin(association, "Agenda", "openagenda")
    digest = planned(association, event()).digest
    brought(association, event())
    with pytest.raises(ImportChanged):
        importing.import_programme(origin, reading=reading(event()), window=SEASON, digest=digest, by=BY, at=NOW)
    assert ImportRun.objects.count() == 1


def test_what_nobody_confirmed_is_erased_after_a_day(association):
    origin = Origin(association, "Agenda", "openagenda")
    for hours in (25, 1):
        importing.receive(
            origin, content=b"x", window=SEASON, user=UserFactory(), by=BY, at=NOW - timedelta(hours=hours)
        )
    assert importing.forget_pending(by=BY, at=NOW) == 1
    assert PendingImport.objects.count() == 1
