"""What venues offer besides seats, what relays look for, who was put in touch; two teams that are accompanied."""

from datetime import timedelta
from typing import Any

from pontdesarts.bridge import operations
from pontdesarts.bridge.models import Announcement, Side, Speaker
from pontdesarts.journal.actors import Actor
from pontdesarts.support import operations as support

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

# structure, kind, title, text, discipline, audiences, people, days from today when it begins and ends
_OFFERS: tuple[tuple[str, str, str, str, str, tuple[str, ...], int | None, tuple[int, int] | None], ...] = (
    (
        "Maison des Arts de Créteil",
        "backstage",
        "Les coulisses, un après-midi de montage",
        "Une heure et demie avec la régie : le plateau, les cintres, les loges. On finit par un goûter.",
        "theatre",
        ("familles", "jeunes"),
        15,
        (10, 60),
    ),
    (
        "Théâtre Jean-Vilar de Vitry",
        "workshop",
        "Atelier de jeu avec une comédienne",
        "Trois séances de deux heures, sans rien à apprendre par cœur. Rien à payer.",
        "theatre",
        ("familles", "femmes"),
        12,
        (20, 90),
    ),
    (
        "MAC VAL",
        "training",
        "Se sentir à l'aise au musée : une matinée pour les équipes",
        "Pour celles et ceux qui accompagnent : préparer une visite, parler d'une œuvre sans être spécialiste.",
        "musee",
        ("tous-publics",),
        20,
        None,
    ),
    (
        "Cinéma La Lucarne",
        "price",
        "Trois euros la place, tous les lundis",
        "Sur présentation du bon de l'association, pour la personne et qui l'accompagne.",
        "cinema",
        (),
        None,
        (0, 150),
    ),
    (
        "La Briqueterie",
        "meeting",
        "Rencontre avec une chorégraphe, après la répétition",
        "Une répétition ouverte, puis une heure de questions.",
        "danse",
        ("jeunes", "etudiants"),
        25,
        (15, 16),
    ),
)
_NEEDS: tuple[tuple[str, str, str, str, str, tuple[str, ...], int | None, tuple[int, int] | None], ...] = (
    (
        "Centre social du Mont aux Alouettes",
        "workshop",
        "Un atelier théâtre pour un groupe de parents",
        "Huit parents voudraient essayer de jouer, le mardi ou le jeudi matin pendant l'école.",
        "theatre",
        ("familles",),
        8,
        (15, 80),
    ),
    (
        "Mission locale des Rives de Seine",
        "backstage",
        "Découvrir les métiers d'un théâtre",
        "Dix jeunes cherchent leur voie : lumière, son, couture, accueil.",
        "",
        ("jeunes",),
        10,
        (5, 70),
    ),
    (
        "Accueil des demandeurs d'asile La Boussole",
        "meeting",
        "Rencontrer des musiciens",
        "Plusieurs résidents jouent d'un instrument et voudraient jouer avec d'autres.",
        "musique",
        ("personnes-exilees",),
        6,
        None,
    ),
    (
        "Résidence autonomie Les Glycines",
        "project",
        "Un projet autour de la mémoire du quartier",
        "Des récits, des photos : nous ne savons pas encore sous quelle forme.",
        "patrimoine",
        ("seniors",),
        14,
        None,
    ),
)


def set_up(made: Network, clock: Clock) -> None:
    relays = {relay.name: relay for relay in made.relays[VAL_DE_MARNE]}
    structures = relays | made.partners
    published = {}
    for side, rows in ((Side.OFFER, _OFFERS), (Side.NEED, _NEEDS)):
        for number, (name, *said) in enumerate(rows):
            by, at = Actor.link(name), clock.ago(40 - 5 * number)
            values = _values(clock, *said)
            made_one = operations.publish(structures[name], side=side, values=values, by=by, at=at)
            published[made_one.title] = made_one
    _put_in_touch(made, clock, published)
    _accompany(made, clock)


def _values(clock: Clock, *said: Any) -> dict[str, Any]:
    kind, title, text, discipline, audiences, people, days = said
    today = clock.now.date()
    values = {"kind": kind, "title": title, "text": text, "discipline": discipline, "audiences": list(audiences)}
    values |= {"people": people, "until": today + timedelta(days=120)}
    if days:
        values |= {"first_day": today + timedelta(days=days[0]), "last_day": today + timedelta(days=days[1])}
    return values


def _put_in_touch(made: Network, clock: Clock, published: dict[str, Announcement]) -> None:
    """One exchange that goes well, one that has gone silent, one that is over and told."""
    team, theatre = made.team(VAL_DE_MARNE), "Atelier de jeu avec une comédienne"
    relays = {relay.name: relay for relay in made.relays[VAL_DE_MARNE]}
    fatou, vilar = made.acting("referente"), Actor.link("Théâtre Jean-Vilar de Vitry")
    need = published["Un atelier théâtre pour un groupe de parents"]
    thread = operations.connect(need, other=published[theatre], speaker=Speaker.PARTNER, by=vilar, at=clock.ago(6))
    for hours, by, speaker, text in (
        (0, vilar, Speaker.PARTNER, "Bonjour, le jeudi matin nous irait bien. Combien seriez-vous ?"),
        (20, fatou, Speaker.RELAY, "Huit, avec moi neuf. Peut-on venir voir la salle avant ?"),
        (44, vilar, Speaker.PARTNER, "Bien sûr : jeudi à 10 h, entrée des artistes. Je vous attends."),
    ):
        operations.write(thread, text=text, speaker=speaker, by=by, at=clock.ago(6, -hours))
    silent = operations.connect(
        published["Trois euros la place, tous les lundis"],
        other=relays["Service d'action sociale de Créteil"],
        speaker=Speaker.TEAM,
        by=team,
        at=clock.ago(33),
    )
    text = "Je vous laisse convenir du bon à présenter à la caisse."
    operations.write(silent, text=text, speaker=Speaker.TEAM, by=team, at=clock.ago(32))
    over = operations.connect(
        published["Les coulisses, un après-midi de montage"],
        other=relays["Espace de vie sociale La Marelle"],
        speaker=Speaker.RELAY,
        by=made.acting("deux-relais"),
        at=clock.ago(25),
    )
    came = "Deux enfants veulent revenir voir le spectacle dont ils ont vu le décor."
    day = clock.ago(8).date()
    operations.tell_held(over, held_on=day, people=11, came_of_it=came, by=made.acting("deux-relais"), at=clock.ago(7))
    operations.close(over, by=made.acting("deux-relais"), at=clock.ago(7))


def _accompany(made: Network, clock: Clock) -> None:
    """A plan on its way with a late step, and a request to read."""
    relays = {relay.name: relay for relay in made.relays[VAL_DE_MARNE]}
    team, fatou = made.team(VAL_DE_MARNE), made.acting("referente")
    begun = support.ask(
        relays["Centre social du Mont aux Alouettes"],
        subject="Faire des sorties l'affaire de toute l'équipe",
        request="Deux collègues sur sept organisent des sorties. Les autres disent manquer de temps et d'idées.",
        by=fatou,
        at=clock.ago(75),
    )
    support.accept(begun, led_by=made.users["equipe"], by=team, at=clock.ago(70))
    diagnosis = {
        "project_says": "Le projet nomme « l'accès à la culture » parmi ses priorités, sans dire qui s'en occupe.",
        "done_today": "Six sorties l'an passé, presque toutes au cinéma, presque toujours les mêmes familles.",
        "obstacles": "Le soir, personne ne peut raccompagner. L'équipe ne connaît pas les lieux.",
        "wishes": "Que chaque membre de l'équipe accompagne une sortie par trimestre.",
    }
    support.diagnose(begun, values=diagnosis, by=team, at=clock.ago(58))
    today = clock.now.date()
    steps = [
        support.add_step(begun, what=what, who=who, due_on=today + timedelta(days=days), by=team, at=clock.ago(55))
        for days, what, who in (
            (-30, "Une réunion d'équipe dans un théâtre", "Idriss Benhamou"),
            (-3, "Écrire dans le projet social qui s'en charge", "Fatou Sylla"),
            (40, "Chaque collègue choisit une sortie", "toute l'équipe"),
        )
    ]
    support.mark_step(steps[0], done=True, by=fatou, at=clock.ago(29))
    seen = (
        "Sept personnes sur sept, à la Maison des Arts. Trois n'étaient jamais entrées. On a parlé du retour, le soir."
    )
    day = clock.ago(30).date()
    support.note_visit(begun, visited_on=day, who="Idriss Benhamou", seen=seen, by=team, at=clock.ago(29))
    support.ask(
        relays["Pension de famille Le Grand Pin"],
        subject="Sortir sans que ce soit toujours la même personne qui accompagne",
        request="Je suis seule à accompagner, et je pars en formation au printemps.",
        by=Actor.link("Pension de famille Le Grand Pin"),
        at=clock.ago(4),
    )
