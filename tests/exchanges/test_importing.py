"""Structures come in: planned, written, found again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pontdesarts.exchanges import operations, plans
from pontdesarts.exchanges.importing.planned import Kind
from pontdesarts.exchanges.importing.told import Wanted
from pontdesarts.exchanges.models import Entry, Import, Matching
from pontdesarts.exchanges.operations import writing
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry as JournalEntry
from pontdesarts.network import operations as network
from pontdesarts.network.duplicates import likely
from pontdesarts.network.models import Site, Stage, Structure, Venue
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory, RelayFactory, StructureFactory, VenueFactory
from tests.programme.factories import OfferFactory
from tests.territory.factories import CommuneFactory, DepartmentFactory

from .factories import AT, CENTRE, carried, csv, imported, inclusion, planned, received

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
ROW = (CENTRE, "1 rue des Lilas", "94460", "Valenton", SIRET)


@pytest.fixture
def here():
    CommuneFactory(insee="94074")
    return AssociationFactory()


def kinds(done: Import) -> list[str]:
    return [line["kind"] for line in done.report]


def test_a_structure_comes_in_as_a_prospect_with_its_profile_and_its_place(here):
    done = imported(here, csv(ROW))
    made = Structure.objects.get()
    assert (made.name, made.address, made.commune_id, made.siret) == (CENTRE, "1 rue des Lilas", "94074", SIRET)
    assert (made.stage, made.relay.kind) == (Stage.PROSPECT, "centre_social")
    assert made.stage_changes.get().stage == Stage.PROSPECT
    assert kinds(done) == ["new"] and done.report[0]["structure"] == made.pk
    assert done.content is None


def test_the_same_file_again_changes_nothing(here):
    imported(here, csv(ROW, ("Mission locale", "", "94460", "Valenton", "")))
    lines = JournalEntry.objects.count()
    assert kinds(imported(here, csv(ROW, ("Mission locale", "", "94460", "Valenton", "")))) == ["same", "same"]
    assert (Structure.objects.count(), JournalEntry.objects.count()) == (2, lines)


def test_what_the_source_changes_is_changed_and_what_a_person_wrote_stays(here):
    columns = ("id", "nom", "adresse", "code postal", "téléphone")
    imported(here, csv(("7", CENTRE, "1 rue des Lilas", "94460", "01 45 00 00 01"), columns=columns))
    network.describe(Structure.objects.get(), values={"phone": "01 99 00 00 99"}, by=JOB, at=AT)
    done = imported(here, csv(("7", CENTRE, "2 rue des Roses", "94460", "01 45 00 00 02"), columns=columns))
    made = Structure.objects.get()
    assert (made.address, made.phone) == ("2 rue des Roses", "01 99 00 00 99")
    assert "adresse" in done.report[0]["said"] and "Laissé tel quel ici" in done.report[0]["said"]
    assert kinds(imported(here, csv(("7", CENTRE, "2 rue des Roses", "94460", "01 45 00 00 02"), columns=columns))) == [
        "same"
    ]


def test_what_the_file_does_not_say_erases_nothing(here):
    imported(here, inclusion({"id": "dora--1", "nom": CENTRE, "telephone": "0145000001"}))
    done = imported(here, inclusion({"id": "dora--1", "nom": CENTRE, "telephone": None}))
    assert kinds(done) == ["same"] and Structure.objects.get().phone == "0145000001"


def test_a_structure_that_is_here_is_found_by_its_siret_and_only_filled(here):
    known = RelayFactory(association=here, name="Les Tilleuls", siret=SIRET, commune_id="94074", address="")
    done = imported(here, csv(ROW))
    known.refresh_from_db()
    assert kinds(done) == ["changed"] and Structure.objects.count() == 1
    assert (known.name, known.address) == ("Les Tilleuls", "1 rue des Lilas")


def test_a_partner_that_is_here_becomes_a_relay_as_well(here):
    known = PartnerFactory(association=here, name="Médiathèque", commune_id="94074", siret=SIRET)
    imported(here, csv(("Médiathèque", "", "94460", "Valenton", SIRET)))
    assert Structure.objects.get() == known and Structure.objects.get().is_relay


def test_the_structures_of_a_neighbour_are_nobody_elses(here):
    theirs = RelayFactory(name=CENTRE, siret=SIRET, commune_id="94074")
    imported(here, csv(ROW))
    assert Structure.objects.filter(association=here).count() == 1
    assert Structure.objects.filter(association=theirs.association).get() == theirs


def test_a_likeness_is_asked_and_stays_aside_until_somebody_says(here):
    RelayFactory(association=here, name="Centre social des Tilleuls", commune_id="94074")
    waiting = received(here, csv((CENTRE, "", "94460", "Valenton", "")))
    (line,) = plans.plan_of(waiting).lines
    assert line.kind == Kind.DOUBT and "dites si c'est la même" in line.reasons[0]
    assert kinds(carried(waiting)) == ["doubt"] and Structure.objects.count() == 1


@pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
def test_the_answer_to_a_doubt_is_followed_and_remembered(here, same, count):
    known = RelayFactory(association=here, name="Centre social des Tilleuls", commune_id="94074")
    row = (CENTRE, "", "94460", "Valenton", "")
    waiting = received(here, csv(row))
    (line,) = plans.plan_of(waiting).lines
    operations.answer(waiting, answers={line.key: known.pk if same else 0}, by=JOB, at=AT)
    carried(waiting)
    assert Structure.objects.count() == count
    assert kinds(imported(here, csv(row))) == ["same"]
    assert not likely(here), "who said that it is another is not asked again among the doubles"


def test_several_addresses_under_one_siret_are_sites_of_one_structure(here):
    town = ("Mairie, quartier nord", "1 rue Haute", "94460", "Valenton", SIRET)
    other = ("Mairie, quartier sud", "9 rue Basse", "94460", "Valenton", SIRET)
    first = imported(here, csv(town, other))
    assert Structure.objects.count() == 1 and Site.objects.get().address == "9 rue Basse"
    assert "autre site de la structure de la ligne 2" in first.report[1]["said"]
    assert kinds(imported(here, csv(town, other))) == ["same", "same"] and Site.objects.count() == 1


def test_a_line_that_says_the_same_twice_makes_one_structure(here):
    done = imported(here, csv(ROW, ROW))
    assert kinds(done) == ["new", "same"] and Structure.objects.count() == 1


def test_each_refused_line_has_its_sentence_and_the_good_ones_go_in(here):
    columns = ("Nom", "Code postal", "Commune", "État")
    content = csv(
        (CENTRE, "94460", "Valenton", ""),
        ("", "94460", "Valenton", ""),
        ("Foyer fermé", "94460", "Valenton", "Fermé"),
        ("Nulle part", "", "", ""),
        ("Loin", "13001", "", ""),
        columns=columns,
    )
    done = imported(here, content)
    assert kinds(done) == ["new", "refused", "refused", "refused", "refused"]
    said = [line["said"] for line in done.report[1:]]
    for sentence, words in zip(said, ["pas de nom", "fermée", "où elle est", "hors de votre territoire"], strict=True):
        assert words in sentence
    assert Structure.objects.get().name == CENTRE


def test_what_is_outside_comes_in_when_somebody_says_so(here):
    CommuneFactory(insee="13201", name="Marseille", postal_codes=["13001"], department=DepartmentFactory(code="13"))
    row = ("Loin", "", "13001", "Marseille", "")
    assert planned(here, csv(row)).count(Kind.REFUSED) == 1
    assert planned(here, csv(row), everywhere=True).count(Kind.NEW) == 1


def test_a_cinema_comes_in_with_its_place_and_takes_the_one_that_a_programme_named(here):
    named = VenueFactory(association=here, name="Le Lido", commune_id="94074", partner=None)
    content = csv(("Le Lido", "94460", "120"), ("Le Rex", "94460", "80"), columns=("Nom", "Code postal", "Fauteuils"))
    imported(here, content, wanted=Wanted.PARTNERS, file_name="cinemas.csv")
    lido, rex = Structure.objects.order_by("name")
    assert (lido.partner.kind, rex.stage) == ("cinema", Stage.PROSPECT)
    named.refresh_from_db()
    assert named.partner == lido and Venue.objects.get(partner=rex).capacity == 80
    imported(here, content, wanted=Wanted.PARTNERS, file_name="cinemas.csv")
    assert Venue.objects.count() == 2


def test_a_festival_has_no_place_of_its_own(here):
    imported(here, csv(("Festival d'été", "94460"), columns=("Nom", "CP")), wanted=Wanted.PARTNERS)
    assert Structure.objects.get().partner.kind == "festival" and not Venue.objects.exists()


def test_services_say_whom_a_structure_receives(here):
    imported(here, inclusion({"id": "dora--1", "nom": CENTRE}))
    service = {"id": "s", "structure_id": "dora--1", "nom": "Accueil", "publics": ["jeunes", "familles"]}
    done = imported(here, inclusion(service))
    assert kinds(done) == ["changed"] and sorted(Structure.objects.get().audiences) == ["familles", "jeunes"]
    stranger = imported(here, inclusion({**service, "structure_id": "dora--9"}))
    assert "importez d'abord le fichier des structures" in stranger.report[0]["said"]


def test_audiences_that_nobody_knows_are_not_taken(here):
    told = inclusion({"id": "dora--1", "nom": CENTRE, "publics": ["jeunes", "martiens"]})
    imported(here, told)
    assert Structure.objects.get().audiences == ["jeunes"]


def test_an_import_that_stops_in_the_middle_goes_on_where_it_was(here, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 2)
    rows = [(f"Structure {name}", "", "94460", "Valenton", "") for name in ("une", "deux", "trois", "quatre", "cinq")]
    waiting = received(here, csv(*rows))
    write, batches = writing.Writer.write, []

    def dies(self, lines, **more):
        batches.append(len(lines))
        if len(batches) == 2:
            raise OSError
        return write(self, lines, **more)

    monkeypatch.setattr(writing.Writer, "write", dies)
    with pytest.raises(OSError):
        carried(waiting)
    waiting.refresh_from_db()
    assert (waiting.done, Structure.objects.count(), waiting.finished_at) == (2, 2, None)
    done = carried(waiting)
    assert kinds(done) == ["new"] * 5 and Structure.objects.count() == 5


def test_ten_times_more_new_lines_cost_no_query_more(here):
    def rows(start: int, count: int) -> bytes:
        return csv(*((f"Accueil {n}", "", "94460", "Valenton", "") for n in range(start, start + count)))

    asked = []
    for start, count in ((0, 4), (1000, 40)):
        waiting = received(here, rows(start, count))
        with CaptureQueriesContext(connection) as queries:
            carried(waiting)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_preview_that_is_no_longer_true_imports_nothing(here, jobs):
    waiting = received(here, csv(ROW))
    digest = plans.plan_of(waiting).digest
    StructureFactory(association=here, name=CENTRE, siret=SIRET, commune_id="94074")
    with pytest.raises(operations.ImportChanged, match="changé depuis l'aperçu"):
        operations.begin(waiting, digest=digest, by=JOB, at=AT)
    assert not jobs.waiting()


def test_a_file_is_begun_once(here, jobs):
    waiting = received(here, csv(ROW))
    digest = plans.plan_of(waiting).digest
    operations.begin(waiting, digest=digest, by=JOB, at=AT)
    operations.begin(waiting, digest=digest, by=JOB, at=AT)
    assert [job.name for job in jobs.waiting()] == ["exchanges.carry_on"]
    jobs.run()
    assert Structure.objects.count() == 1 and Import.objects.get().finished_at


def test_the_matching_that_somebody_said_serves_for_the_next_file(here):
    columns = ("quoi", "où", "cp")
    waiting = received(here, csv((CENTRE, "1 rue des Lilas", "94460"), columns=columns))
    operations.match_columns(
        waiting, matching={"name": "quoi", "address": "où", "postal_code": "cp", "rna": ""}, by=JOB, at=AT
    )
    again = received(here, csv(("Autre", "2 rue", "94460"), columns=columns))
    assert again.matching == {"name": "quoi", "address": "où", "postal_code": "cp"}
    elsewhere = received(AssociationFactory(), csv(("Autre", "2 rue", "94460"), columns=columns))
    assert "name" not in elsewhere.matching and Matching.objects.count() == 1


def test_a_merged_structure_is_found_under_the_one_that_was_kept(here):
    imported(here, csv(ROW))
    gone, kept = Structure.objects.get(), RelayFactory(association=here, name="Les Tilleuls", commune_id="94074")
    network.merge(kept, gone=gone, by=JOB, at=AT)
    assert Entry.objects.get().structure == kept
    assert kinds(imported(here, csv(ROW))) == ["same"]


def test_an_import_is_undone_but_for_what_somebody_has_used(here):
    before = RelayFactory(association=here, name="Maison des femmes", commune_id="94074")
    rows = (("Cinéma A", "1 rue Haute"), ("Cinéma B", "2 rue Haute"), ("Cinéma C", ""), ("Cinéma D", ""))
    told = [(name, address, "94460", "Valenton", "") for name, address in rows]
    lines = csv(*told, (before.name, "", "94460", "Valenton", ""))
    done = imported(here, lines, wanted=Wanted.PARTNERS)
    called, described, gone = (Structure.objects.get(name=f"Cinéma {letter}") for letter in "ABC")
    late = done.finished_at + timedelta(minutes=1)
    network.add_contact(called, values={"name": "Anne Dupré"}, by=JOB, at=late)
    network.describe(described, values={"phone": "01 02 03 04 05"}, by=JOB, at=late)
    served = Structure.objects.get(name="Cinéma D")
    for venue in Venue.objects.filter(partner=served):
        OfferFactory(venue=venue, partner=PartnerFactory(association=here))
    assert operations.undo(done, by=JOB, at=late) == (1, 3)
    standing = set(Structure.objects.filter(association=here).values_list("name", flat=True))
    assert gone.name not in standing
    assert standing >= {before.name, called.name, described.name, served.name}
    assert not Venue.objects.filter(name=gone.name).exists()
    done.refresh_from_db()
    assert [line["structure"] for line in done.report if line["name"] == gone.name] == [None]
    assert operations.undo(done, by=JOB, at=late) == (0, 3), "what serves stays, said again"
    assert kinds(imported(here, lines, wanted=Wanted.PARTNERS)).count("new") == 1, "the file may come back"
