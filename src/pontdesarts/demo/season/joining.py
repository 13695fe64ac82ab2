"""Who joins this season: requests to answer, memberships proposed, agreed and paid, charters signed, a coffee."""

from datetime import timedelta
from decimal import Decimal

from django.utils.text import slugify

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import operations, rules
from pontdesarts.membership.models import Charter, JoinRequest, Membership, Training
from pontdesarts.network.models import PartnerKind, Referent, RelayKind, Structure
from pontdesarts.territory.models import Commune
from pontdesarts.ui import words

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

_FEE = Decimal(20)
_MEANS = (Membership.Means.TRANSFER, Membership.Means.CHEQUE, Membership.Means.ORDER)
# of the relays that have not renewed, the one that says why
_DECLINES = 11
# the relay whose page shows every step still to do
NEWEST = "Association Les Amis du quartier Nord"

_REQUESTS = (
    (6, "relay", "Maison Bleue", RelayKind.NEIGHBOURHOOD, "Inès Morel", "Trente familles, peu de sorties.", "94028"),
    (
        3,
        "relay",
        "Les Amis du Quartier Nord",
        RelayKind.NEIGHBOURHOOD,
        "Paul Renard",
        "On nous a parlé de vous.",
        "94078",
    ),
    (
        1,
        "partner",
        "Cinéma Le Rivage",
        PartnerKind.CINEMA,
        "Salomé Haddad",
        "Des places le lundi soir.",
        "94041",
    ),
)


def join(made: Network, clock: Clock) -> None:
    home, team = made.associations[VAL_DE_MARNE], made.team(VAL_DE_MARNE)
    _welcome(home, made, clock)
    relays = [relay for relay in made.relays[VAL_DE_MARNE] if relay.name != NEWEST]
    _members(home, relays, team, clock)
    _sign(relays, clock)
    _drink_coffee(home, team, clock)
    _ask(home, team, clock)


def _welcome(home: Association, made: Network, clock: Clock) -> None:
    soon = clock.evening(13, 9).date()
    values = {
        "relay_fee": _FEE,
        "next_training": f"Le prochain : {words.french_date(soon)} à 9 h 30, à la Maison des associations de Créteil.",
    }
    operations.change_welcome(home, values=values, by=made.acting("direction"), at=clock.ago(90))


def _members(home: Association, relays: list[Structure], team: Actor, clock: Clock) -> None:
    season = rules.season_at(clock.now)
    campaign = operations.start_campaign(home, season=season, started_by=None, by=team, at=clock.ago(60))
    operations.propose_season(campaign, relays, fee=_FEE, by=team, at=clock.ago(60))
    operations.note_progress(campaign, finished=True, by=team, at=clock.ago(60))
    for number, relay in enumerate(relays):
        at = clock.ago(55 - number)
        if number % 6 == 5:
            if number == _DECLINES:
                said = "L'animatrice part en janvier, personne ne prend la suite"
                operations.decline(relay, season=season, reason=said, by=Actor.link(relay.name), at=at)
            continue
        member = operations.agree(relay, season=season, by=Actor.link(relay.name), at=at)
        if number % 4:
            paid = at + timedelta(days=3)
            operations.note_payment(member, paid_on=paid.date(), means=_MEANS[number % 3], by=team, at=paid)


def _sign(relays: list[Structure], clock: Clock) -> None:
    for number, relay in enumerate(relays):
        if number % 5 == 4:
            continue
        post = relay.referents.current().select_related("user").order_by("pk").first()
        if post:
            operations.sign(
                relay,
                audience=Charter.For.RELAYS,
                version=1,
                name=post.user.name,
                user=post.user,
                by=Actor.of(post.user),
                at=clock.ago(50 - number),
            )


def _drink_coffee(home: Association, team: Actor, clock: Clock) -> None:
    """A coffee in September, a workshop in October; a few have not come yet, one need not."""
    posts = Referent.objects.current().filter(structure__association=home).order_by("pk")
    people: list[User] = list(dict.fromkeys(post.user for post in posts.select_related("user")))
    for days, kind, who in (
        (45, Training.Kind.COFFEE, people[: len(people) // 2]),
        (20, Training.Kind.WORKSHOP, people[len(people) // 2 : -3]),
    ):
        at = clock.ago(days)
        operations.note_training(home, people=who, kind=kind, held_on=at.date(), by=team, at=at)
    operations.waive_training(
        home, person=people[-1], reason="A tenu l'atelier avec nous la saison passée", by=team, at=clock.ago(19)
    )


def _ask(home: Association, team: Actor, clock: Clock) -> None:
    """Two requests to read, one of which is already of the network under a near name; one where the team asked more."""
    communes = Commune.objects.in_bulk([row[-1] for row in _REQUESTS])
    asked = []
    for days, wish, name, kind, person, why, insee in _REQUESTS:
        email = f"{slugify(person.split()[0])}@{slugify(name)}.example.org"
        values = {
            "wish": JoinRequest.Wish(wish),
            "name": name,
            "kind": kind,
            "commune": communes[insee],
            "person": person,
        }
        values |= {"email": email, "why": why, "audiences": ["familles"]}
        request = operations.ask(home, values=values, by=Actor(label=person), at=clock.ago(days))
        asked.append(operations.confirm(request, by=Actor.link(request.email), at=clock.ago(days, -1)))
    question = "Combien de personnes accompagnez-vous, et quels jours êtes-vous ouverts ?"
    operations.ask_more(asked[0], question=question, by=team, at=clock.ago(4))
    operations.reply(
        asked[0], text="Trente familles, le mercredi et le samedi.", by=Actor.link(asked[0].email), at=clock.ago(2)
    )
