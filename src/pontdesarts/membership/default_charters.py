"""The charters proposed to every association, ours to write: it starts from there, and edits its own."""


def _paragraphs(text: str) -> str:
    """Lines of this file are short; those of the charter are its paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


RELAYS = _paragraphs("""\
Notre structure accompagne des personnes qui sortent peu. Avec le réseau, elle leur ouvre les lieux de culture, de
sport et de loisirs.

Nous proposons les sorties à toutes les personnes que nous accompagnons, sans distinction. Chacune est libre de dire
oui ou non.

Les places sont gratuites, ou au prix annoncé. Nous ne les vendons pas, et nous ne les donnons ni à notre équipe ni à
nos partenaires.

Nous ne réservons que les places dont nous avons besoin. Quand quelqu'un ne peut plus venir, nous rendons sa place dès
que nous le savons.

Nous disons qui est venu dans les jours qui suivent, même quand personne n'est venu. Le lieu a besoin de le savoir ;
nous n'en sommes jamais punis.

Nous ne transmettons à un lieu que ce qu'il demande pour accueillir. Nous ne racontons pas la vie des personnes, et
nous ne donnons pas leur nom sans raison.

Une personne de notre structure au moins suit ce qui est proposé, accompagne quand il le faut, et forme qui lui
succède.

Nous prévenons l'association quand une personne part, quand notre public change, ou quand quelque chose ne va pas.
""")

PARTNERS = _paragraphs("""\
Notre lieu ouvre une partie de ce qu'il propose à des personnes qui n'y viennent pas d'elles-mêmes, avec l'aide du
réseau.

Nous accueillons ces personnes comme tout notre public : aux mêmes places, par la même entrée, sans rien qui les
désigne.

Nous ne demandons que ce qui sert à accueillir : combien de personnes viennent, et qui a besoin d'un fauteuil, d'une
boucle ou d'une aide. Jamais pourquoi elles sont accompagnées.

Nous disons à l'avance ce qui peut gêner : les marches, la durée, le bruit, ce qui peut heurter.

Quand une date change ou s'annule, nous le disons aussitôt, pour que personne ne vienne pour rien.

Les places qui nous sont rendues sont à nous : nous en disposons.

Après la sortie, nous disons combien de personnes sont venues, quand nous le savons.

Quand nous le pouvons, nous proposons davantage qu'une place : une rencontre, une visite, un atelier.
""")
