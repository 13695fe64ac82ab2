"""What is behind each number: rows, never a number that somebody keeps."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.goals import counting
from pontdesarts.goals.counting import Past
from pontdesarts.goals.rules import MEASURES, Fact, Season
from pontdesarts.journal.actors import JOB
from pontdesarts.membership.models import Training
from pontdesarts.network import operations as network
from pontdesarts.network.models import PartnerKind, RelayKind, Stage
from pontdesarts.programme.disciplines import Discipline
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.permanences.factories import PermanenceFactory
from tests.programme.factories import OfferFactory

from .factories import day, enter, partner, relay

pytestmark = pytest.mark.django_db
THIS = Season(2026)


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory()
    return found


def read(measure: str, association: Association, season: Season = THIS) -> list[Fact]:
    return counting.facts(measure, Past(association), season)


def names(measure: str, association: Association, season: Season = THIS) -> list[str]:
    return [fact.name for fact in read(measure, association, season)]


def test_a_relay_is_new_in_the_season_when_it_first_became_active(association: Association) -> None:
    relay(association, on="2026-09-01", name="Premier jour")
    relay(association, on="2027-08-31", name="Dernier jour")
    relay(association, on="2026-08-31", name="Veille")
    enter(RelayFactory(association=association, name="Prospect"), on="2026-10-01", stage=Stage.PROSPECT)
    relay(AssociationFactory(), on="2026-10-01", name="Voisine")
    partner(association, on="2026-10-01", name="Partenaire")
    assert names("new_relays", association) == ["Premier jour", "Dernier jour"]
    assert names("new_relays", association, THIS.before) == ["Veille"]


def test_a_relay_that_comes_back_is_revived_not_new(association: Association) -> None:
    back = relay(association, on="2024-10-01", name="Revenu")
    enter(back, on="2025-03-01", stage=Stage.DORMANT)
    enter(back, on="2026-10-10")
    hasty = relay(association, on="2024-10-01", name="Trop vite")
    enter(hasty, on="2026-10-01", stage=Stage.ONBOARDING)
    enter(hasty, on="2026-10-02")
    assert names("new_relays", association) == []
    assert names("revived", association) == ["Revenu"]
    assert names("revived", association, Season(2025)) == []


def test_a_structure_that_sleeps_twice_was_revived_once_a_season(association: Association) -> None:
    back = relay(association, on="2024-10-01")
    for month in (10, 12):
        enter(back, on=f"2026-{month}-01", stage=Stage.DORMANT)
        enter(back, on=f"2026-{month}-15")
    assert len(read("revived", association)) == 1


def test_two_entries_merged_into_one_count_once_from_the_first_day(association: Association) -> None:
    kept = relay(association, on="2026-10-20", name="Gardé")
    gone = relay(association, on="2026-10-05", name="Doublon")
    assert len(read("new_relays", association)) == 2  # the control
    network.merge(kept, gone=gone, by=JOB, at=timezone.now())
    (fact,) = read("new_relays", association)
    assert (fact.name, fact.on) == ("Gardé", date(2026, 10, 5))


def test_an_old_structure_entered_a_second_time_is_not_new_once_merged(association: Association) -> None:
    kept, gone = relay(association, on="2026-10-20"), relay(association, on="2023-10-05")
    network.merge(kept, gone=gone, by=JOB, at=timezone.now())
    assert read("new_relays", association) == []


def test_whatever_was_merged_into_what_was_merged_is_one_structure(association: Association) -> None:
    first, then, last = (relay(association, on=f"2026-10-{number}", name=f"Le {number}") for number in (11, 12, 13))
    network.merge(then, gone=first, by=JOB, at=timezone.now())
    then.refresh_from_db()
    network.merge(last, gone=then, by=JOB, at=timezone.now())
    assert [(fact.name, fact.on.day) for fact in read("new_relays", association)] == [("Le 13", 11)]


def test_where_a_new_relay_stands_is_yes_no_or_unknown(association: Association) -> None:
    relay(association, on="2026-10-01", area_state="inside")
    relay(association, on="2026-10-02", area_state="outside")
    relay(association, on="2026-10-03", area_state="unknown")
    relay(association, on="2026-10-04", area_state="outside", profile__priority_area="QN09404M")
    assert [fact.yes for fact in read("new_in_areas", association)] == [True, False, None, True]


def test_not_knowing_whether_a_landlord_stands_behind_is_not_no(association: Association) -> None:
    for number, told in enumerate((True, False, None), start=1):
        relay(association, on=f"2026-10-{number:02d}", social_landlord=told)
    assert [fact.yes for fact in read("new_with_landlord", association)] == [True, False, None]


def test_sectors_are_counted_once_each(association: Association) -> None:
    for number, kind in enumerate((RelayKind.CCAS, RelayKind.CCAS, RelayKind.ESAT), start=1):
        relay(association, on=f"2026-10-{number:02d}", profile__kind=kind)
    assert [fact.key for fact in read("new_sectors", association)] == ["ccas", "esat"]
    assert {fact.sector for fact in read("new_relays", association)} == {
        RelayKind.CCAS.label,
        RelayKind.ESAT.label,
    }


def test_a_partner_counts_for_its_first_offer_of_the_kind_only(association: Association) -> None:
    def offers(name: str, discipline: Discipline, published: str | None, **more: object) -> None:
        who = partner(association, on="2020-10-01", name=name, **more)
        for one in [published] if published is None else published.split():
            OfferFactory(
                association=association, partner=who, discipline=discipline, published_at=day(one) if one else None
            )

    offers("Bibliothèque", Discipline.LIBRARY, "2026-10-01 2026-11-01")
    offers("Ancienne", Discipline.LIBRARY, "2025-10-01 2026-10-01")
    offers("Brouillon", Discipline.LIBRARY, None)
    offers("Médiathèque", Discipline.MUSIC, "2026-10-02", profile__kind=PartnerKind.LIBRARY)
    offers("Théâtre", Discipline.THEATRE, "2026-10-02")
    offers("Piscine", Discipline.SPORT_FACILITY, "2026-10-02")
    offers("Ferme", Discipline.NATURE, "2026-10-02")
    assert names("first_libraries", association) == ["Bibliothèque", "Médiathèque"]
    assert names("first_sport", association) == ["Piscine"]
    assert names("first_ecology", association) == ["Ferme"]


def test_a_discipline_is_new_when_nobody_ever_offered_it(association: Association) -> None:
    for discipline, published in ((Discipline.DANCE, "2025-10-01"), (Discipline.DANCE, "2026-10-01")):
        OfferFactory(association=association, discipline=discipline, published_at=day(published))
    OfferFactory(association=association, discipline=Discipline.NATURE, published_at=day("2026-10-01"))
    assert names("new_disciplines", association) == [Discipline.NATURE.label]


def test_a_relay_books_once_or_ten_times_it_is_one_and_what_was_cancelled_is_none(association: Association) -> None:
    often, never = RelayFactory(association=association, name="Souvent"), RelayFactory(association=association)
    for month in (10, 11):
        BookingFactory(relay=often, booked_at=day(f"2026-{month}-01"))
    BookingFactory(relay=never, booked_at=day("2026-10-01"), cancelled_at=day("2026-10-02"))
    (fact,) = read("active_relays", association)
    assert (fact.name, fact.on.month) == ("Souvent", 10)


def test_a_person_who_came_twice_is_one_and_an_exemption_is_nobody(association: Association) -> None:
    post = ReferentFactory(structure=RelayFactory(association=association, name="Le relais"))
    came = {"association": association, "user": post.user, "noted_at": day("2026-10-01")}
    Training.objects.create(kind="coffee", held_on=date(2026, 10, 1), **came)
    Training.objects.create(kind="workshop", held_on=date(2026, 11, 1), **came)
    waived = came | {"user": ReferentFactory().user}
    Training.objects.create(kind="waived", held_on=date(2026, 10, 1), reason="Ancienne de l'équipe", **waived)
    (fact,) = read("trained", association)
    assert (fact.name, fact.detail) == (str(post.user), "Le relais")
    assert len(read("meetings", association)) == 2


def test_a_relay_that_holds_permanences_counts_once(association: Association) -> None:
    here = RelayFactory(association=association, name="Ici")
    PermanenceFactory(relay=here, opened_at=day("2026-10-01"))
    PermanenceFactory(relay=here, opened_at=day("2026-11-01"))
    assert names("permanence_relays", association) == ["Ici"]


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_more_rows_cost_no_more_queries(
    association: Association, queries_stay_flat: Callable[..., int], measure: str
) -> None:
    def grow() -> None:
        for number in range(1, 4):
            post = ReferentFactory(structure=relay(association, on=f"2026-10-{number:02d}"))
            giver = partner(association, on=f"2026-10-{number:02d}")
            for discipline in (Discipline.LIBRARY, Discipline.SPORT_CLUB, Discipline.NATURE):
                OfferFactory(
                    association=association, partner=giver, discipline=discipline, published_at=day("2026-10-09")
                )
            came = {"association": association, "user": post.user, "noted_at": day("2026-10-01")}
            Training.objects.create(kind="coffee", held_on=date(2026, 10, number), **came)
            PermanenceFactory(relay=post.structure, opened_at=day("2026-10-01"))

    grow()
    assert queries_stay_flat(lambda: read(measure, association), grow) <= 3
