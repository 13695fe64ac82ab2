"""A draw in plain words: its rules, what each relay received and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pontdesarts.ui import words

from . import rules

R = rules.Reason


def tickets_said(weights: rules.Weights) -> list[str]:
    """What each rule of weight means, one sentence each; rules that give nothing are not said."""
    said = [f"Chaque relais a {words.counted(weights.base, 'billet')}, quel que soit le nombre de ses vœux."]
    if weights.few:
        step = words.counted(weights.few_step, "place reçue", "places reçues")
        each = f"par {step}" if weights.few_step == 1 else f"toutes les {step}"
        said.append(f"{_more(weights.few)} s'il n'a rien reçu cette saison, puis un de moins {each}.")
    if weights.qpv:
        said.append(f"{_more(weights.qpv)} s'il est dans un quartier prioritaire.")
    if weights.small:
        said.append(f"{_more(weights.small)} s'il accompagne moins de {weights.small_people} personnes par an.")
    if weights.first:
        said.append(f"{_more(weights.first)} si tous ses vœux sont des premières sorties.")
    if weights.missed:
        said.append(f"{_more(weights.missed)} s'il n'a rien reçu aux tours précédents de ce tirage.")
    return said


def _more(tickets: int) -> str:
    return f"{words.counted(tickets, 'billet')} de plus"


def span_said(weights: rules.Weights) -> str:
    """How much the rules weigh together, so that one sees what one decides."""
    most = weights.base + weights.few + weights.qpv + weights.small + weights.first
    if most == weights.base:
        return "Tous les relais ont la même chance."
    times = f"{most / weights.base:.1f}".replace(".", ",").removesuffix(",0")
    return (
        f"Au premier tour, un relais a de {weights.base} à {most} billets : la chance de passer en premier va de 1 à "
        f"{times}."
    )


def limit_said(most_outings: int) -> str:
    if not most_outings:
        return "Un relais peut recevoir tous ses vœux, un par passage."
    return f"Un relais reçoit au plus {words.counted(most_outings, 'vœu', 'vœux')}, tous les tours ensemble."


_PARTS = {
    "base": "pour chaque relais",
    "few": "parce qu'il a peu reçu cette saison",
    "qpv": "parce qu'il est dans un quartier prioritaire",
    "small": "parce que c'est une petite structure",
    "first": "parce que tous ses vœux sont des premières sorties",
    "missed": "parce que les tours précédents ne lui ont rien donné",
}


def parts_said(parts: Mapping[str, int]) -> list[str]:
    """« 10 pour chaque relais », « 3 parce qu'il est dans un quartier prioritaire »"""
    return [f"{parts[name]} {why}" for name, why in _PARTS.items() if parts.get(name)]


@dataclass(frozen=True)
class Line:
    """A relay in the published order. ``answers`` are its wishes, in the order of its choice, each as a sentence."""

    number: int
    position: int
    tickets: int
    total: int
    parts: Sequence[str]
    mine: bool
    places: int
    sentence: str
    answers: Sequence[str]


def lines(record: Mapping[str, Any], mine: frozenset[int]) -> list[Line]:
    """The published result of a round, in the order drawn, then the relays that took no part any more."""
    relays = {relay["relay"]: relay for relay in record["input"]["relays"]}
    labels = {lot["lot"]: lot["label"] for lot in record["input"]["lots"]}
    answers: dict[int, list[Mapping[str, Any]]] = {number: [] for number in relays}
    for answer in record["result"]["answers"]:
        answers[answer["relay"]].append(answer)
    order = list(record["result"]["order"])
    total = sum(relays[number]["tickets"] for number in order)
    found = []
    for position, number in enumerate([*order, *sorted(set(relays) - set(order))], start=1):
        of_one = sorted(answers[number], key=lambda answer: answer["rank"])
        wanted = {wish["lot"]: wish for wish in relays[number]["wishes"]}
        drawn = number in order
        own = number in mine
        said = [f"{labels[a['lot']]} : {answer_said(a, wanted[a['lot']], own=own)}" for a in of_one]
        found.append(
            Line(
                number=number,
                position=position if drawn else 0,
                tickets=relays[number]["tickets"],
                total=total,
                parts=parts_said(relays[number]["parts"]),
                mine=own,
                places=sum(answer["places"] for answer in of_one),
                sentence=_sentence(of_one, wanted, position if drawn else 0, own=own),
                answers=said,
            )
        )
    return found


def _sentence(answers: Sequence[Mapping[str, Any]], wanted: Mapping[int, Any], position: int, *, own: bool) -> str:
    """« Reçu : son 2e vœu (4 places), car à son tour (12e) le 1er était déjà complet. »"""
    if not position:
        return "Rien reçu : le relais est suspendu, ou sorti du réseau."
    whose = "votre" if own else "son"
    turn = f"à {whose} tour ({words.ordinal(position)})"
    met = [answer for answer in answers if answer["places"]]
    refused = [answer for answer in answers if not answer["places"]]
    if not met:
        return f"Rien reçu : {turn}, {_whys(refused, wanted, own=own)}."
    first = min(met, key=lambda answer: answer["turn"])
    later = [answer for answer in met if answer is not first]
    received = [f"{whose} {words.ordinal(first['rank'])} vœu ({_places(first, wanted)})"]
    received += [
        f"au {words.ordinal(answer['turn'])} passage, "
        f"{whose} {words.ordinal(answer['rank'])} ({_places(answer, wanted)})"
        for answer in sorted(later, key=lambda answer: answer["turn"])
    ]
    last = max(answer["rank"] for answer in met)
    before = [answer for answer in refused if answer["rank"] < last]
    why = f"car {turn} {_whys(before, wanted, own=own)}" if before else turn
    return f"Reçu : {words.listed(received)}, {why}."


def _whys(refused: Sequence[Mapping[str, Any]], wanted: Mapping[int, Any], *, own: bool) -> str:
    """« le 1er et le 2e étaient déjà complets, pour le 3e il restait 1 place et il en voulait au moins 2 »"""
    full = [answer for answer in refused if answer["reason"] == R.FULL and not answer["left"]]
    said = []
    if full:
        which = words.listed(f"le {words.ordinal(answer['rank'])}" for answer in full)
        said.append(f"{which} {'étaient déjà complets' if len(full) > 1 else 'était déjà complet'}")
    said += [
        f"pour le {words.ordinal(answer['rank'])}, {_refusal(answer, wanted[answer['lot']], own=own)}"
        for answer in refused
        if answer not in full
    ]
    return " ; ".join(said)


def _places(answer: Mapping[str, Any], wanted: Mapping[int, Any]) -> str:
    asked = wanted[answer["lot"]]["places"]
    given = words.places(answer["places"])
    return given if answer["places"] >= asked else f"{given} sur {asked}"


def answer_said(answer: Mapping[str, Any], wish: Mapping[str, Any], *, own: bool) -> str:
    """What became of one wish, in a few words."""
    if answer["reason"] == R.GIVEN:
        return f"reçu, {words.places(answer['places'])}"
    if answer["reason"] == R.FEWER:
        return f"reçu en partie, {words.places(answer['places'])} sur {wish['places']} : il n'en restait pas plus"
    return _refusal(answer, wish, own=own)


def _refusal(answer: Mapping[str, Any], wish: Mapping[str, Any], *, own: bool) -> str:
    least = max(wish["least"], wish["wheelchair"])
    wanted = "vous en vouliez" if own else "il en voulait"
    if answer["reason"] == R.FULL and not answer["left"]:
        return "déjà complet"
    if answer["reason"] == R.FULL:
        return f"il restait {words.places(answer['left'])} et {wanted} au moins {least}"
    has = "vous aviez" if own else "il avait"
    return {
        R.WHEELCHAIR: "il n'y avait plus assez de places pour fauteuil roulant",
        R.NEIGHBOURS: "la part ouverte aux relais voisins était prise",
        R.SHARE: f"{has} déjà toutes les places qu'un relais peut avoir de cette sortie",
        R.LIMIT: f"{has} déjà reçu autant de vœux que ce tirage le permet",
        R.SUSPENDED: "le relais est suspendu, ou sorti du réseau",
        R.CALLED_OFF: "la date a été annulée ou retirée",
        R.MOVED: "la date a été déplacée après la fin des vœux",
    }[R(answer["reason"])]
