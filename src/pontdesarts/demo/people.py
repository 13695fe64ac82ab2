"""The accounts that a visitor may take, one for each role of the product. Nobody real."""

import base64
from dataclasses import dataclass

from pontdesarts.associations.models import StaffRole
from pontdesarts.territory.rules import fold

PASSPHRASE = "une passerelle vers la scène"  # noqa: S105 - known to every visitor, worth nothing outside a demo
SECRET = base64.b32encode(b"pont-des-arts-demo!!").decode()
"""The second factor of every demo account: known to all, therefore worth nothing outside a demo."""

VAL_DE_MARNE, DROME_ARDECHE, SEINE_SAINT_DENIS = "val-de-marne", "drome-ardeche", "seine-saint-denis"
LINKED_PARTNER = "La Briqueterie"


def address(name: str) -> str:
    """« Nadia Belkacem » → nadia.belkacem@example.org"""
    return f"{fold(name).replace(' ', '.')}@example.org"


@dataclass(frozen=True)
class Account:
    """``key`` is what the door takes. ``staff``: a role in ``association``; ``structure``: a post in it."""

    key: str
    name: str
    role: str
    told: str
    association: str = ""
    staff: StaffRole.Role | None = None
    structure: str = ""

    @property
    def email(self) -> str:
        return address(self.name)

    @property
    def second_factor(self) -> bool:
        return self.staff is not None or self.is_operator or self.is_of_federation

    @property
    def is_of_federation(self) -> bool:
        return self.key == "federation"

    @property
    def is_operator(self) -> bool:
        return self.key == "exploitation"


ACCOUNTS = (
    Account(
        "referente",
        "Fatou Sylla",
        "Référente d'un relais",
        "Centre social du Mont aux Alouettes, à Créteil, dans un quartier prioritaire.",
        VAL_DE_MARNE,
        structure="Centre social du Mont aux Alouettes",
    ),
    Account(
        "deux-relais",
        "Nadia Belkacem",
        "Référente de deux relais",
        "Deux structures de Valenton : elle choisit pour laquelle elle réserve.",
        VAL_DE_MARNE,
        structure="Centre social Les Deux Fontaines",
    ),
    Account(
        "referente-drome",
        "Farida Cherif",
        "Référente en Drôme-Ardèche",
        "Centre social La Coupole des Hauts, à Valence : d'autres sorties, d'autres distances.",
        DROME_ARDECHE,
        structure="Centre social La Coupole des Hauts",
    ),
    Account(
        "partenaire",
        "Marion Villette",
        "Coordinatrice d'un partenaire",
        "Maison des Arts de Créteil : ses offres, ses dates, ses listes.",
        VAL_DE_MARNE,
        structure="Maison des Arts de Créteil",
    ),
    Account(
        "direction", "Claire Montaigu", "Direction", "Passerelle Val-de-Marne.", VAL_DE_MARNE, StaffRole.Role.DIRECTION
    ),
    Account(
        "equipe",
        "Idriss Benhamou",
        "Équipe",
        "Chargé de médiation, Passerelle Val-de-Marne.",
        VAL_DE_MARNE,
        StaffRole.Role.TEAM,
    ),
    Account(
        "benevole",
        "Monique Delaporte",
        "Bénévole à la programmation",
        "Saisit les offres pour les partenaires du Val-de-Marne.",
        VAL_DE_MARNE,
        StaffRole.Role.PROGRAMMER,
    ),
    Account(
        "lecture",
        "Paul Essomba",
        "Lecture seule",
        "Administrateur de Passerelle Val-de-Marne : voit tout, ne change rien.",
        VAL_DE_MARNE,
        StaffRole.Role.READER,
    ),
    Account(
        "direction-drome",
        "Hélène Chastang",
        "Direction, Drôme-Ardèche",
        "Une autre association, sur deux départements.",
        DROME_ARDECHE,
        StaffRole.Role.DIRECTION,
    ),
    Account(
        "direction-93",
        "Samira Oukaci",
        "Direction, Seine-Saint-Denis",
        "La voisine du Val-de-Marne.",
        SEINE_SAINT_DENIS,
        StaffRole.Role.DIRECTION,
    ),
    Account("federation", "Thierry Lacombe", "Fédération", "Lit une association le temps d'une visite, qu'elle voit."),
    Account("exploitation", "Alix Tournier", "Exploitation", "Tient la machine : courriels, tâches."),
)
BY_KEY = {account.key: account for account in ACCOUNTS}
