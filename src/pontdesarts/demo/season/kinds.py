"""What the structures of the season are, by their names and kinds."""

from pontdesarts.network.models import PartnerKind, RelayKind

_KINDS = {
    "theatre": ("Théâtre", "Maison des Arts", "Comédie", "LUX", "MC93", "Bournot", "La Commune"),
    "cinema": ("Ciné", "Cinéma"),
    "musee": ("Musé", "MAC VAL", "Écomusée", "Château-musée"),
    "patrimoine": ("Château", "Palais", "Cité de la"),
    "mediatheque": ("Médiathèque", "Bibliothèque"),
    "sport": ("Stade", "Club de", "Piscine"),
    "loisirs": ("Île de loisirs",),
    "ecologie": ("Parcs", "Roseraie", "Réserve"),
    "danse": ("La Briqueterie", "Centre national de la danse"),
    "cirque": ("Académie Fratellini",),
    "sciences": ("Exploradôme",),
}
_RECEIVED = {
    RelayKind.SOCIAL_CENTRE: ["familles", "tous-publics"],
    RelayKind.CCAS: ["beneficiaires-des-minimas-sociaux", "seniors"],
    RelayKind.SHELTER: ["personnes-en-situation-durgence"],
    RelayKind.ASYLUM: ["personnes-exilees"],
    RelayKind.MISSION_LOCALE: ["jeunes", "demandeurs-emploi"],
    RelayKind.INSERTION: ["demandeurs-emploi"],
    RelayKind.ELDERLY: ["seniors"],
    RelayKind.ESAT: ["personnes-en-situation-de-handicap"],
    RelayKind.DISABILITY: ["personnes-en-situation-de-handicap"],
    RelayKind.CHILD_PROTECTION: ["jeunes"],
    RelayKind.NEIGHBOURHOOD: ["familles", "residents-qpv-frr"],
}


def kind_of_partner(name: str) -> PartnerKind:
    """What a partner is, by its name."""
    return next((PartnerKind(kind) for kind, begins in _KINDS.items() if name.startswith(begins)), PartnerKind.OTHER)


def received_by(kind: RelayKind) -> list[str]:
    """Whom a relay of that kind receives."""
    return list(_RECEIVED.get(kind, []))
