"""How venues present their season, and who stands by the association: sheets, a circle, ideas, a letter."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.membership.rules import season_at
from pontdesarts.network import operations as network
from pontdesarts.presentations import operations
from pontdesarts.supporters import operations as supporters
from pontdesarts.supporters.models import Idea, Supporter

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

_NAMED = "Maison des Arts de Créteil"
_PROGRAMME = (
    "Une saison de théâtre, de danse et de cirque, avec deux temps forts : un festival en novembre et une semaine pour "
    "les enfants en avril.\nTrente spectacles, dont douze sans paroles."
)
_ACTIONS = (
    "Une visite des coulisses pour tout groupe qui le demande.\nUn atelier d'une heure avant six spectacles, dans vos "
    "murs ou chez nous.\nUne rencontre avec les artistes après chaque première."
)
_PRICES = "Places offertes aux relais.\nGratuit pour la personne qui accompagne un groupe."
_COMING = "L'accueil ouvre une heure avant. Prévenez-nous pour un fauteuil : quelqu'un vous attend à l'entrée."

_PEOPLE: tuple[tuple[str, list[str], str], ...] = (
    ("Hélène Vasseur", ["news", "meet"], "Un goûter partagé après une sortie en famille, une fois par saison."),
    ("Karim Bensaïd", ["go_along", "help"], "Prêter une salle à Maisons-Alfort pour les cafés découverte."),
    ("Lucie Ferrand", ["news"], ""),
    ("Ousmane Sy", ["skills", "talk"], "Raconter une sortie à la radio locale : je connais l'équipe."),
    ("Monique Jolivet", [], ""),
)
_LETTER = "Bonjour {personne},\n\nLe bal de la saison est en juin. Venez danser, ou donnez un coup de main.\n\n{page}"


def present(made: Network, clock: Clock) -> None:
    home, user = made.associations[VAL_DE_MARNE], made.users["equipe"]
    _sheets(home, made, clock)
    _circle(home, user, clock)


def _sheets(home: Association, made: Network, clock: Clock) -> None:
    """Last season's, taken up by one; two published, one still a draft; the others have written nothing."""
    season, theirs = (
        season_at(clock.now),
        sorted(
            (each for each in made.partners.values() if each.association_id == home.pk and each.name != _NAMED),
            key=lambda each: each.name,
        ),
    )
    first = made.partners[_NAMED]
    by = Actor.link(first.name)
    texts = {"programme": _PROGRAMME, "actions": _ACTIONS, "prices": _PRICES, "coming": _COMING}
    who = {"name": "Camille Roussel", "role": "relations avec les publics", "email": "", "phone": "01 99 00 12 34"}
    contact = network.add_contact(first, values=who, by=by, at=clock.ago(400))
    old = operations.write(first, season=season - 1, values=texts, by=by, at=clock.ago(400))
    operations.publish(old, by=by, at=clock.ago(400))
    operations.copy_last(first, season=season, by=by, at=clock.ago(50))
    named = {"contact": contact, "contact_agrees": True}
    operations.publish(
        operations.write(first, season=season, values=named, by=by, at=clock.ago(50)), by=by, at=clock.ago(50)
    )
    for partner in theirs[:2]:
        by = Actor.link(partner.name)
        values = {"programme": "Une saison pour tous les âges.", "actions": "Une visite pour chaque groupe."}
        sheet = operations.write(partner, season=season, values=values, by=by, at=clock.ago(30))
        if partner is theirs[0]:
            operations.publish(sheet, by=by, at=clock.ago(30))


def _circle(home: Association, user: User, clock: Clock) -> None:
    team = Actor.of(user)
    welcome = "Vous aimez sortir, et que d'autres sortent aussi ? Recevez nos nouvelles, donnez vos idées."
    supporters.change_circle(home, welcome=welcome, is_open=True, by=team, at=clock.ago(120))
    somebody = Actor(label="Une personne, par la page des sympathisants")
    ideas: list[Idea] = []
    for number, (name, interests, idea) in enumerate(_PEOPLE):
        at, email = clock.ago(100 - 20 * number), f"sympathisant{number + 1}@example.org"
        values = {"name": name, "email": email, "commune": None, "interests": interests}
        one: Supporter = supporters.join(home, values=values, by=somebody, at=at)
        one = supporters.confirm(one, by=somebody, at=at)
        if idea:
            ideas.append(supporters.send_idea(one, text=idea, by=somebody, at=at))
    supporters.answer(ideas[0], text="Avec plaisir : nous essayons en avril.", by=team, at=clock.ago(20))
    supporters.mark(ideas[0], mark=Idea.Mark.KEPT, by=team, at=clock.ago(20))
    supporters.prepare(
        home, interest="", subject="Le bal de juin", text=_LETTER, reply_to=home.email, by=team, at=clock.ago(1)
    )
