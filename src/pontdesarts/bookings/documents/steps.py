"""What happens, one step after the other, in sentences that are easy to read (FALC, European rules of 2009):
short, one idea each, addressed to the reader, with a pictogram. Call under `translation.override`."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from . import dates

if TYPE_CHECKING:
    from .voucher import VoucherPaper

Step = dict[str, object]


def at_the_desk(desk: str, named: bool) -> str:
    """What to do with the paper, in one sentence under the code."""
    if desk == "collected_tickets":
        return gettext("Montrez vos billets à l'entrée.")
    if desk == "code":
        return gettext("Dites votre code à l'accueil.")
    if desk == "voucher":
        return gettext("Montrez ce papier à l'accueil.")
    return gettext("Dites votre nom à l'accueil.") if named else gettext("Dites votre code à l'accueil.")


def outing(paper: "VoucherPaper") -> list[Step]:
    """From the arrival to the end."""
    made = [_arrival(paper), *_desk(paper)]
    if paper.wheelchair:
        made.append(
            _step(
                "wheelchair",
                gettext("Une place pour fauteuil roulant est prévue."),
                gettext("Parlez-en à l'accueil."),
            )
        )
    if paper.seated:
        made.append(_step("seat", gettext("Une personne peut vous montrer votre place.")))
    if paper.silent:
        made.append(_step("phone-off", gettext("Éteignez votre téléphone.")))
    made.append(_step("star", gettext("Profitez bien de votre sortie !")))
    return made


def _arrival(paper: "VoucherPaper") -> Step:
    if paper.until:
        return _step("clock", gettext("Choisissez votre jour."), gettext("Vérifiez que le lieu est ouvert."))
    if not paper.timed and not paper.come_at:
        return _step("clock", gettext("Vérifiez que le lieu est ouvert."))
    hour = {"hour": dates.hour(paper.come_at or paper.starts_at)}
    first = gettext("Arrivez à %(hour)s.") if paper.come_at else gettext("Arrivez avant %(hour)s.")
    return _step("clock", first % hour)


def _desk(paper: "VoucherPaper") -> list[Step]:
    if paper.desk == "collected_tickets":
        made = [
            _step("tickets", gettext("Vous avez déjà vos billets."), gettext("Prenez-les avec vous.")),
            _step("door", gettext("Montrez vos billets à l'entrée.")),
        ]
    else:
        made = [
            _step("greeting", gettext("Allez à l'accueil."), at_the_desk(paper.desk, bool(paper.pickup_name))),
            _step("tickets", gettext("L'accueil vous donne vos billets.")),
        ]
    if paper.desk_instructions:
        made.append({"pictogram": "door", "sentences": [_french(paper.desk_instructions)]})
    return made


def journey(paper: "VoucherPaper") -> list[Step]:
    """How to get there, and back. The address stands at the head of the paper."""
    made: list[Step] = []
    if paper.transport:
        made.append({"pictogram": "bus", "sentences": [_french(paper.transport)]})
    if paper.last_departure:
        made.append(
            {"pictogram": "moon", "sentences": [_said(gettext("Dernier retour :")), _french(paper.last_departure)]}
        )
    return made


def access(paper: "VoucherPaper") -> list[Step]:
    """What the venue says of its steps, its lift, its loop."""
    if not paper.access:
        return []
    return [{"pictogram": "wheelchair", "sentences": [_french(fact) for fact in paper.access]}]


def contact(paper: "VoucherPaper") -> list[Step]:
    """Whom to ring."""
    if not paper.contact_phone:
        return []
    who = [_french(paper.contact_name)] if paper.contact_name else []
    call = gettext("Appelez le %(phone)s.") % {"phone": _kept_together(paper.contact_phone)}
    return [
        {
            "pictogram": "telephone",
            "sentences": [_said(gettext("Vous ne pouvez plus venir ?")), _said(call), *who],
        }
    ]


def _step(pictogram: str, *sentences: str) -> Step:
    return {"pictogram": pictogram, "sentences": [_said(sentence) for sentence in sentences]}


def _said(sentence: str) -> dict[str, object]:
    return {"text": sentence, "french": False}


def _french(words: str) -> dict[str, object]:
    return {"text": words, "french": True}


def _kept_together(phone: str) -> str:
    """Digits in their own order, on one line, even in a sentence that is read from right to left."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{phone.replace(' ', dates.NBSP)}\N{POP DIRECTIONAL ISOLATE}"
