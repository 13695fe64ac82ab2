"""The texts proposed to every association, ours to write: it starts from there, and edits its own."""

from .models import Kind

_END = """\
# Durée

La convention vaut du {{debut}} au {{fin}}. Trois mois avant la fin, l'association propose la suite.

# Se séparer

Chaque partie peut mettre fin à la convention en l'écrivant aux autres, avec ses raisons, un mois à l'avance. Ce qui est
réservé est honoré.

Si quelque chose ne va pas, les parties en parlent d'abord de vive voix.
"""

RELAY = (
    """\
Entre les parties :

{{parties}}

# Ce que nous voulons ensemble

Chacune et chacun peut prendre part à la vie culturelle, sportive et de loisirs. {{structure}} accompagne des personnes
qui sortent peu. {{association}} réunit des lieux qui leur ouvrent leurs portes.

# Ce que fait le relais

- Proposer les sorties à toutes les personnes accompagnées, sans distinction, et les laisser choisir.
- Nommer une référente ou un référent, qui suit la formation d'accueil de l'association.
- Réserver les places dont il a besoin, et rendre dès que possible celles qui ne serviront pas.
- Dire qui est venu, dans les jours qui suivent la sortie.
- Ne jamais vendre une place.

# Ce que fait l'association

- Chercher des sorties variées, proches, à des heures possibles.
- Former et accompagner les référentes et les référents.
- Ne demander aucun nom des personnes accompagnées, sauf si un lieu ne peut les accueillir autrement.
- Rendre compte chaque saison de ce que les places sont devenues.

# Les promesses

{{promesses}}

"""
    + _END
)

PARTNER = (
    """\
Entre les parties :

{{parties}}

# Ce que nous voulons ensemble

{{structure}} souhaite que des personnes qui ne viennent pas d'elles-mêmes trouvent chez elle leur place de
spectatrices et de spectateurs. {{association}} les y invite, par les relais qui les accompagnent.

# Ce que fait le partenaire

- Offrir des places, gratuites ou au prix annoncé, dans toute sa programmation et à des heures variées.
- Dire ce qui aide à venir : accès, durée, âge, transports.
- Accueillir ces personnes comme tout son public, sans rien qui les désigne.
- Nommer une personne à qui l'association peut parler.

# Ce que fait l'association

- Faire connaître les sorties à ses relais, et les conseiller.
- Remettre la liste de chaque date à l'heure convenue, et rendre les places qui ne serviront pas.
- Dire à la fin de la saison qui est venu, et ce que l'on en a dit, sans que personne puisse être reconnu.

# Les promesses

{{promesses}}

"""
    + _END
)

COMMUNE = (
    """\
Entre les parties :

{{parties}}

# Ce que nous voulons ensemble

Cette convention fait se rencontrer l'action sociale et l'action culturelle de {{commune}}. Avec {{association}}, elles
s'engagent ensemble pour que les personnes en difficulté prennent part à la vie culturelle, sportive et de loisirs.

# Ce que fait la commune, par son action sociale

- Faire connaître le dispositif aux services, au centre communal d'action sociale et aux associations qu'elle soutient.
- Laisser aux équipes le temps d'accompagner les sorties et de se former.

# Ce que fait la commune, par son action culturelle

- Ouvrir des places dans les lieux et les événements dont elle a la charge, et y inviter les lieux qu'elle soutient.
- Organiser avec les lieux des visites et des rencontres.

# Ce que fait l'association

- Réunir les relais sociaux et les lieux de la commune, et former les référentes et les référents.
- Tenir les comptes des places offertes, réservées et utilisées, et les présenter aux élus chaque saison.
- Ne jamais transmettre le nom d'une personne accompagnée.

# Les promesses

{{promesses}}

# Se parler

Les élus à l'action sociale et à l'action culturelle, et la présidence de l'association, se réunissent au moins une fois
par saison. Si un élu change de fonction, la personne qui lui succède reprend la convention ; ce qui est signé le reste.

"""
    + _END
)

OTHER = (
    """\
Entre les parties :

{{parties}}

# Ce que nous voulons ensemble

Écrivez ici le but de la convention.

# Les promesses

{{promesses}}

"""
    + _END
)

TEXTS = {Kind.RELAY: RELAY, Kind.PARTNER: PARTNER, Kind.COMMUNE: COMMUNE, Kind.OTHER: OTHER}


def _unfolded(text: str) -> str:
    """Lines of this file are short; those of the texts are paragraphs, items and titles."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        goes_on = bool(lines and lines[-1] and line and not line.startswith(("- ", "# ")))
        if goes_on and not lines[-1].startswith("# "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def proposed(kind: str) -> str:
    return _unfolded(TEXTS[Kind(kind)])
