"""The charter in force: the association's latest version, or the proposed one, not written before somebody signs it."""

import hashlib

from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure

from . import default_charters
from .models import Charter

TEXTS = {Charter.For.RELAYS: default_charters.RELAYS, Charter.For.PARTNERS: default_charters.PARTNERS}


def current(association: Association, audience: str) -> Charter:
    """The version to sign today. Without a key when it is the proposed text, which nobody has signed yet."""
    written = Charter.objects.filter(association=association, audience=audience).order_by("-version").first()
    if written:
        return written
    text = TEXTS[Charter.For(audience)].strip()
    return Charter(association=association, audience=audience, version=1, text=text)


def audiences_of(structure: Structure) -> list[Charter.For]:
    """Which charters the structure signs: a public library that is both signs both."""
    asked = []
    if structure.is_relay:
        asked.append(Charter.For.RELAYS)
    if structure.is_partner:
        asked.append(Charter.For.PARTNERS)
    return asked


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
