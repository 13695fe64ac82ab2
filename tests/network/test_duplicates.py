"""Entries that may be the same structure: proposed with their reasons, merged by nobody but the team."""

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations
from pontdesarts.network.duplicates import likely
from pontdesarts.network.models import Distinct
from pontdesarts.network.rules.likeness import CLOSE, Card, likenesses, name_likeness
from pontdesarts.territory.rules import fold
from tests.associations.factories import AssociationFactory
from tests.network.factories import SINCE, RelayFactory, StructureFactory

TEAM = Actor(label="Nadia, équipe")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Centre social Les Tilleuls", "Les Tilleuls"),
        ("Théâtre Jean-Vilar", "Theatre Jean Vilar (Vitry)"),
        ("Association Ensemble à Vitry", "Ensemble à Vitry"),
        ("Maison de quartier des Planètes", "Maison de Quartier des Planetes"),
        ("Résidence L'Escale", "Residence l'Escalle"),
        ("Mission locale", "Mission locale de Vitry"),
        ("Centre St-Exupéry", "Centre social Saint Exupéry"),
    ],
)
def test_the_same_name_said_otherwise_is_close(one: str, other: str) -> None:
    assert name_likeness(fold(one), fold(other), commune="vitry") >= CLOSE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Centre social Les Tilleuls", "Centre social Les Peupliers"),
        ("Résidence Pasteur 1", "Résidence Pasteur 2"),
        ("Théâtre de Vitry", "Cinéma de Vitry"),
        ("Secours populaire", "Secours catholique"),
        ("CCAS", "EHPAD"),
    ],
)
def test_two_neighbours_are_not_one(one: str, other: str) -> None:
    assert name_likeness(fold(one), fold(other), commune="vitry") < CLOSE


def test_names_are_compared_within_a_commune_numbers_everywhere() -> None:
    cards = [
        Card(1, "les tilleuls", "94081", "vitry"),
        Card(2, "les tilleuls", "94017", "champigny"),
        Card(3, "tout autre chose", "75056", "paris", siret="73282932000074", rna="W941234567"),
        Card(4, "rien a voir", "", "", siret="73282932000074", rna="W941234567"),
        Card(5, "ailleurs", external_ids=frozenset({("di", "x")})),
        Card(6, "la bas", external_ids=frozenset({("di", "x")})),
    ]
    found = likenesses(cards)
    assert [(each.one, each.other) for each in found] == [(3, 4), (5, 6)]
    assert found[0].reasons == ("le même SIRET", "le même numéro RNA")
    assert likenesses(cards, distinct={frozenset({3, 4}), frozenset({5, 6})}) == []


def test_five_thousand_entries_are_compared_in_a_moment() -> None:
    words = ["tilleuls", "peupliers", "lilas", "bergerie", "plateau", "moulin", "prairie", "fontaine"]
    cards = [
        Card(n, f"centre social {words[n % 8]} {words[n // 8 % 8]} {n}", f"94{n % 47:03d}", "") for n in range(5000)
    ]
    assert likenesses(cards) == []


@pytest.mark.django_db
def test_the_team_is_proposed_pairs_until_it_says_that_they_are_two(queries_stay_flat) -> None:
    association = AssociationFactory()
    one = RelayFactory(association=association, name="Centre social Les Tilleuls")
    other = RelayFactory(association=association, name="Les Tilleuls")
    RelayFactory(association=AssociationFactory(), name="Les Tilleuls")
    pair = likely(association)[0]
    assert {pair.one, pair.other} == {one.pk, other.pk}
    assert len(likely(association)) == 1
    operations.say_distinct(other, other=one, by=TEAM, at=SINCE)
    operations.say_distinct(one, other=other, by=TEAM, at=SINCE)
    assert Distinct.objects.count() == 1
    assert likely(association) == []
    assert queries_stay_flat(lambda: likely(association), lambda: RelayFactory(association=association)) == 2


@pytest.mark.django_db
def test_a_merged_entry_is_proposed_no_more() -> None:
    association = AssociationFactory()
    one, other = (StructureFactory(association=association, siret="73282932000074") for _ in "12")
    assert likely(association)
    operations.merge(one, gone=other, by=TEAM, at=SINCE)
    assert likely(association) == []


@pytest.mark.django_db
def test_two_of_two_associations_are_never_compared_by_hand() -> None:
    with pytest.raises(operations.StructureRefused):
        operations.say_distinct(
            StructureFactory(), other=StructureFactory(association=AssociationFactory()), by=TEAM, at=SINCE
        )
