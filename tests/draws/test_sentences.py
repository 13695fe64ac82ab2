"""What each relay reads: in plain words, with the reason, in its own turn."""

import pytest

from pontdesarts.draws import rules, sentences
from pontdesarts.draws.rules import ClosedList, Lot, Relay, Wanted, Weights


def told(closed: ClosedList, mine: int = 0) -> dict[int, str]:
    written = closed.as_json()
    record = {"input": written, "result": rules.draw(closed, "essai").as_json()}
    return {line.number: line.sentence for line in sentences.lines(record, frozenset([mine]))}


def alone(*lots: Lot, wishes: tuple[Wanted, ...], **more) -> str:
    """What the only relay of a round reads."""
    return told(ClosedList(1, lots, (Relay(7, 10, wishes=wishes, **more),)), mine=7)[7]


def test_a_first_choice_is_said_with_the_turn() -> None:
    assert alone(Lot(1, 9), wishes=(Wanted(1, 1, 4, 4),)) == "Reçu : votre 1er vœu (4 places), à votre tour (1er)."


def test_a_second_choice_says_why_the_first_was_not_possible() -> None:
    wishes = (Wanted(1, 1, 4, 4), Wanted(2, 2, 4, 2))
    said = alone(Lot(1, 0), Lot(2, 3), wishes=wishes)
    assert said == "Reçu : votre 2e vœu (3 places sur 4), car à votre tour (1er) le 1er était déjà complet."
    said = alone(Lot(1, 1), Lot(2, 9), wishes=wishes)
    assert said.endswith("car à votre tour (1er) pour le 1er, il restait 1 place et vous en vouliez au moins 4.")


def test_a_second_pass_is_said() -> None:
    said = alone(Lot(1, 9), Lot(2, 9), wishes=(Wanted(1, 1, 1, 1), Wanted(2, 2, 2, 2)))
    assert said == "Reçu : votre 1er vœu (1 place) et au 2e passage, votre 2e (2 places), à votre tour (1er)."


def test_nothing_says_why_for_every_wish() -> None:
    said = alone(Lot(1, 0), Lot(2, 0), wishes=(Wanted(1, 1, 1, 1), Wanted(2, 2, 2, 2)))
    assert said == "Rien reçu : à votre tour (1er), le 1er et le 2e étaient déjà complets."


@pytest.mark.parametrize(
    ("lot", "more", "reason"),
    [
        (Lot(1, 9, wheelchair=0), {}, "il n'y avait plus assez de places pour fauteuil roulant"),
        (Lot(1, 9, wheelchair=9), {"neighbour": True}, "la part ouverte aux relais voisins était prise"),
        (Lot(1, 9, wheelchair=9, offer=3, most=2), {}, "vous aviez déjà toutes les places qu'un relais peut avoir"),
        (Lot(1, 9, wheelchair=9), {"most": 0}, "vous aviez déjà reçu autant de vœux que ce tirage le permet"),
        (Lot(1, 9, out="called_off"), {}, "la date a été annulée ou retirée"),
        (Lot(1, 9, out="moved"), {}, "la date a été déplacée après la fin des vœux"),
    ],
)
def test_every_reason_has_its_words(lot: Lot, more: dict, reason: str) -> None:
    assert reason in alone(lot, wishes=(Wanted(1, 1, 4, 3, 1),), **more)


def test_a_suspended_relay_reads_why_and_stands_after_the_others() -> None:
    closed = ClosedList(
        1,
        (Lot(1, 9),),
        (Relay(1, 5, out=True, wishes=(Wanted(1, 1, 1, 1),)), Relay(2, 5, wishes=(Wanted(1, 1, 1, 1),))),
    )
    assert list(told(closed)) == [2, 1]
    assert told(closed)[1] == "Rien reçu : le relais est suspendu, ou sorti du réseau."
    assert told(closed)[2] == "Reçu : son 1er vœu (1 place), à son tour (1er)."


def test_the_rules_are_said_and_what_does_not_count_is_not() -> None:
    said = " ".join(sentences.tickets_said(Weights(few=1, few_step=1, qpv=0, small=0, first=0, missed=0)))
    assert "1 billet de plus s'il n'a rien reçu cette saison, puis un de moins par 1 place reçue" in said
    assert "quartier" not in said
    assert sentences.span_said(Weights(few=0, qpv=0, small=0, first=0)) == "Tous les relais ont la même chance."
    assert sentences.limit_said(0) == "Un relais peut recevoir tous ses vœux, un par passage."
