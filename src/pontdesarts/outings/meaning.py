"""What the rhythm of an association means, in sentences that anybody can check."""

from pontdesarts.ui import words

from .models import Rhythm
from .rules import Source

SAID = {
    Source.DOOR: "le compte fait à l'entrée",
    Source.VENUE: "le compte du lieu",
    Source.REFERENT: "la réponse du relais",
}


def meaning(rhythm: Rhythm) -> list[str]:
    return [_asked(rhythm), _statement(rhythm), _quarter(rhythm), _most(rhythm), _order(rhythm), _absences(rhythm)]


def _asked(rhythm: Rhythm) -> str:
    before = "Aucun rappel ne part avant une sortie."
    if rhythm.before_days:
        day = "la veille" if rhythm.before_days == 1 else f"{rhythm.before_days} jours avant"
        before = f"Un rappel part {day}, pour rendre à temps les places qui ne serviront pas."
    after = {0: "le soir même", 1: "le lendemain"}.get(rhythm.ask_after_days, f"{rhythm.ask_after_days} jours après")
    return f"{before} La question « qui est venu ? » part {after}."


def _statement(rhythm: Rhythm) -> str:
    if not rhythm.statement_months:
        return "Aucun relevé ne part : seules les questions et le rappel de la semaine demandent des nouvelles."
    often = "Au début de chaque mois" if rhythm.statement_months == 1 else "Tous les deux mois"
    return f"{often}, chaque relais qui doit des nouvelles reçoit le relevé de ce qui manque. Les autres, rien."


def _quarter(rhythm: Rhythm) -> str:
    if not rhythm.quarterly:
        return "La piqûre de rappel du trimestre ne part pas."
    return "Chaque trimestre, la piqûre de rappel dit à quoi les réponses ont servi. Qui ne doit rien est remercié."


def _most(rhythm: Rhythm) -> str:
    most = words.counted(rhythm.most_mails_a_month, "courriel")
    return f"Personne ne reçoit plus de {most} en trente jours pour dire qui est venu, quoi qu'il arrive."


def _order(rhythm: Rhythm) -> str:
    first, second, third = (SAID[source] for source in rhythm.sources)
    return (
        f"Quand les nombres diffèrent, {first} passe d'abord, puis {second}, puis {third}. L'équipe le lit, et tranche."
    )


def _absences(rhythm: Rhythm) -> str:
    if not rhythm.absences:
        return "Les absences non prévenues n'avertissent personne."
    number = words.counted(rhythm.absences, "absence non prévenue", "absences non prévenues")
    return f"À partir de {number} en douze mois, l'équipe appelle le relais. Elle seule peut suspendre."
