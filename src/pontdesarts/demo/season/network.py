"""Associations, their people, their relays and partners, and the places."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from pontdesarts.accounts import operations as accounts
from pontdesarts.accounts.models import User
from pontdesarts.associations import operations as associations
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations as network
from pontdesarts.network.models import Invitation, RelayKind, Stage, Structure, Venue
from pontdesarts.territory import operations as territory
from pontdesarts.territory.area_files import read_areas
from pontdesarts.territory.models import Commune, Department
from pontdesarts.territory.perimeters import Perimeters
from pontdesarts.territory.rules import Perimeter, Point

from ..people import ACCOUNTS, DROME_ARDECHE, PASSPHRASE, SECRET, SEINE_SAINT_DENIS, VAL_DE_MARNE, Account, address
from .clock import Clock
from .kinds import kind_of_partner, received_by

DATA = Path(__file__).resolve().parents[1] / "data"

_FOUNDED = (
    (VAL_DE_MARNE, "Passerelle Val-de-Marne", ("94",), "01 99 00 94 00"),
    (DROME_ARDECHE, "Passerelle Drôme-Ardèche", ("26", "07"), "04 65 71 26 07"),
    (SEINE_SAINT_DENIS, "Passerelle Seine-Saint-Denis", ("93",), "01 99 00 93 00"),
)
_PHONES = {VAL_DE_MARNE: "01 99 00", SEINE_SAINT_DENIS: "01 99 00", DROME_ARDECHE: "04 65 71"}
CAME = (Stage.IN_DISCUSSION, Stage.ONBOARDING, Stage.ACTIVE)
# a public library lends books and accompanies people: one structure, two profiles
_BOTH = ("Bibliothèques de Montreuil", "Médiathèque d'Aubenas")


@dataclass
class Network:
    """What the rest of the season stands on."""

    associations: dict[str, Association] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    relays: dict[str, list[Structure]] = field(default_factory=dict)
    partners: dict[str, Structure] = field(default_factory=dict)
    venues: list[Venue] = field(default_factory=list)

    def acting(self, key: str, **on_behalf: str) -> Actor:
        return Actor.of(self.users[key], **on_behalf)

    def team(self, slug: str) -> Actor:
        """Who does the daily work of that association."""
        return self.acting({VAL_DE_MARNE: "equipe", DROME_ARDECHE: "direction-drome"}.get(slug, "direction-93"))


def read_data(name: str) -> Any:
    return json.loads((DATA / name).read_text())


def found_associations(clock: Clock) -> Network:
    """The three associations, a year and more ago, and those who work there."""
    made = Network()
    for slug, name, codes, phone in _FOUNDED:
        made.associations[slug] = associations.found(
            slug=slug,
            name=name,
            departments=Department.objects.filter(code__in=codes).order_by("code"),
            email=f"contact@{slug}.example.org",
            phone=phone,
            by=JOB,
            at=clock.ago(500),
        )
    for account in ACCOUNTS:
        made.users[account.key] = _open(account)
        if account.staff:
            association = made.associations[account.association]
            associations.give_role(
                association, user=made.users[account.key], role=account.staff, by=JOB, at=clock.ago(480)
            )
    terms = {"most_group": 12}
    direction = made.acting("direction-drome")
    associations.change_terms(made.associations[DROME_ARDECHE], terms=terms, by=direction, at=clock.ago(300))
    return made


def _open(account: Account) -> User:
    """An account with the shared passphrase; those that need it have a second factor that everybody knows."""
    if account.is_operator:
        user = User.objects.create_superuser(account.email, PASSPHRASE, name=account.name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    else:
        user = accounts.open_account(email=account.email, name=account.name, password=PASSPHRASE)
    if account.second_factor:
        TOTP.activate(user, SECRET)
    return user


def load_priority_areas() -> None:
    """A few perimeters of our own drawing, marked as simplified: they answer for their own communes only."""
    territory.load_priority_areas(
        read_areas(DATA / "priority_areas.geojson"), kind="qpv", vintage=2024, simplified=True
    )


def admit_relays(made: Network, clock: Clock, chance: Random) -> None:
    """Relays, the priority area where each stands, and its referents, who each opened the link that they received."""
    rows = read_data("relays.json")
    communes = Commune.objects.in_bulk([row["commune"] for row in rows])
    perimeters = Perimeters.in_force(clock.now.date())
    for number, row in enumerate(rows):
        slug = row["association"]
        # twelve of them are new this season
        new = number % 5 == 4
        at = clock.at_work(chance, 40 + number if new else 400 - 4 * number)
        values = _described(row, communes, phone=f"{_PHONES[slug]} {10 + number:02d} {20 + number % 70:02d}")
        kind = RelayKind(row["kind"])
        values["audiences"] = received_by(kind)
        stage = Stage.PROSPECT if new else Stage.ACTIVE
        relay = network.admit(made.associations[slug], values=values, stage=stage, by=made.team(slug), at=at)
        if new:
            come_in(relay, by=made.team(slug), at=at, last=clock.ago(1))
        area = _area_of(relay, perimeters)
        network.give_relay_profile(relay, kind=kind, priority_area=area, by=made.team(slug), at=at)
        made.relays.setdefault(slug, []).append(relay)
        for name in row["referents"]:
            join(made, relay, name, Invitation.Post.REFERENT, clock.at_work(chance, (clock.now - at).days - 3))


def come_in(structure: Structure, *, by: Actor, at: datetime, last: datetime) -> None:
    """From the first mail to active, a step a week."""
    for weeks, stage in enumerate(CAME, start=1):
        network.move(structure, stage=stage, by=by, at=min(at + timedelta(weeks=weeks), last))


def _described(row: Mapping[str, Any], communes: Mapping[str, Commune], *, phone: str) -> dict[str, Any]:
    return {
        "name": row["name"],
        "address": row["address"],
        "postal_code": row["postal_code"],
        "commune": communes[row["commune"]],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "email": f"accueil.{_short(row['name'])}@example.org",
        "phone": phone,
    }


def _short(name: str) -> str:
    return address(name).split("@")[0].replace(".", "-")[:40].strip("-")


def _area_of(relay: Structure, perimeters: Perimeters) -> str:
    """The code of the area in which the relay stands; empty when it is out, or when nobody can tell."""
    assert relay.commune is not None
    point = Point(relay.latitude, relay.longitude) if relay.latitude and relay.longitude else None
    answer = perimeters.of(point, relay.commune.insee)
    return answer.code if answer.state is Perimeter.INSIDE else ""


def join(made: Network, structure: Structure, name: str, post: Invitation.Post, at: Any) -> User:
    """Invite, and open the link of the mail, as the person did."""
    known = User.objects.filter(email=address(name)).first()
    user = known or accounts.open_account(email=address(name), name=name, password=None)
    slug = structure.association.slug
    network.invite(
        structure.association, email=user.email, post=post, structure=structure, name=name, by=made.team(slug), at=at
    )
    network.accept(secret_of(user.email), user=user, by=Actor.of(user), at=at)
    return user


def secret_of(email: str) -> str:
    """What the last invitation mailed to that address carries in its link."""
    mail = Message.objects.filter(kind="network.invitation", to=email).order_by("-pk").values_list("text", flat=True)[0]
    before, after = reverse("network:join", args=["SECRET"]).split("SECRET")
    found = re.search(rf"{re.escape(before)}([^/\s]+){re.escape(after)}", mail)
    assert found is not None, "the invitation carries no link"
    return found[1]


def admit_partners(made: Network, clock: Clock, chance: Random) -> None:
    """Partners with their venues; those of a few have an account, the others a link, or a volunteer who writes."""
    rows = read_data("partners.json")
    communes = Commune.objects.in_bulk([venue["commune"] for row in rows for venue in row["venues"]])
    for number, row in enumerate(rows):
        slug, name, first = row["association"], row["name"], row["venues"][0]
        at = clock.at_work(chance, 420 - 4 * number)
        phone = f"{_PHONES[slug]} {40 + number % 60:02d} {number % 100:02d}"
        values = _described({**first, "name": name}, communes, phone=phone)
        partner = network.admit(made.associations[slug], values=values, by=made.team(slug), at=at)
        network.give_partner_profile(
            partner,
            kind=kind_of_partner(name),
            list_email=f"billetterie.{_short(name)}@example.org" if number % 3 else "",
            by=made.team(slug),
            at=at,
        )
        if name in _BOTH:
            network.give_relay_profile(partner, kind=RelayKind.OTHER, by=made.team(slug), at=at)
        made.partners[name] = partner
        made.venues += list(_venues(made, partner, row["venues"], communes, phone, at))
        contact = {"name": "Relations avec le public", "role": "accueil des groupes", "phone": phone}
        network.add_contact(partner, values=contact, by=made.team(slug), at=at)


def _venues(
    made: Network,
    partner: Structure,
    rows: Iterable[Mapping[str, Any]],
    communes: Mapping[str, Commune],
    phone: str,
    at: Any,
) -> Iterable[Venue]:
    for row in rows:
        facts = {name: value for name, value in row.items() if name not in ("key", "commune")}
        values = {**facts, "commune": communes[row["commune"]], "partner": partner, "phone": phone}
        slug = partner.association.slug
        yield network.add_venue(partner.association, values=values, by=made.team(slug), at=at)


def appoint(made: Network, clock: Clock, chance: Random) -> None:
    """Coordinators, people who leave, invitations open, past their term and withdrawn, a relay suspended."""
    mac = made.partners["Maison des Arts de Créteil"]
    join(made, mac, "Marion Villette", Invitation.Post.COORDINATOR, clock.ago(390))
    comedie = made.partners["Comédie de Valence"]
    join(made, comedie, "Basile Fournier", Invitation.Post.COORDINATOR, clock.ago(350))
    home, team = made.associations[VAL_DE_MARNE], made.team(VAL_DE_MARNE)
    relays = {relay.name: relay for relays in made.relays.values() for relay in relays}
    boat = relays["Association Ensemble à Vitry"]
    leaving = boat.referents.current().get()
    network.hand_over(leaving, email=address("Lucie Armand"), name="Lucie Armand", by=team, at=clock.ago(4))
    for days, name, where in (
        (2, "Omar Fassi", "Résidence L'Escale"),
        (1, "Gaëlle Tanguy", "Foyer de l'enfance La Clairière"),
        (33, "Denis Chauvin", "Ateliers du Plateau"),
        (25, "Ève Lacroix", "Institut Les Coquelicots"),
    ):
        network.invite(
            home,
            email=address(name),
            post=Invitation.Post.REFERENT,
            structure=relays[where],
            name=name,
            by=team,
            at=clock.ago(days),
        )
    staff = {"post": Invitation.Post.STAFF, "staff_role": StaffRole.Role.PROGRAMMER, "name": "Rémi Jolivet"}
    unwanted = network.invite(home, email=address("Rémi Jolivet"), by=team, at=clock.ago(6), **staff)  # type: ignore[arg-type]
    network.withdraw_invitation(unwanted, by=team, at=clock.ago(5))
    network.suspend(
        relays["Centre d'accueil Passerelles santé"].relay,
        reason="quatre dates sans nouvelles : parlons-en avant de reprendre",
        until=(clock.now + timedelta(days=21)).date(),
        by=team,
        at=clock.ago(9),
    )
