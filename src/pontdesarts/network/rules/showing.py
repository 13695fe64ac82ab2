"""What of a structure leaves the house."""

from collections.abc import Collection

# what a structure may accept that the public reads, and how it is asked
SHOWABLE = {
    "address": "l'adresse",
    "phone": "le téléphone",
    "email": "l'adresse électronique",
    "website": "le site",
    "audiences": "les publics reçus",
    "kind": "le type de structure",
}

# A venue or the public that read one of these kinds (child protection, prison, addiction, asylum) would learn
# something of the people whom the relay receives.
SENSITIVE = frozenset({"ase", "justice", "addiction", "asile"})
# of what may be shown, what says the kind: whom a structure receives tells it as well
TELLS_THE_KIND = frozenset({"kind", "audiences"})


def may_show_kind(kind: str) -> bool:
    """Whether a structure of that kind may let the public, or a venue, read it. ``kind`` is "" for who has none."""
    return kind not in SENSITIVE


def shown(accepted: Collection[str], *, kind: str) -> frozenset[str]:
    """What the public may read, of what the structure once accepted: kinds change, and the answer with them."""
    hidden = frozenset() if may_show_kind(kind) else TELLS_THE_KIND
    return frozenset(accepted) & SHOWABLE.keys() - hidden
