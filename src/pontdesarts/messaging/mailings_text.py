"""The words of a letter to many: fields to merge, from a closed set, and the foot that says how to stop. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_FIELD = re.compile(r"\{\s*([^{}\n]{0,40}?)\s*\}")


@dataclass(frozen=True)
class Written:
    """A letter as one person will read it."""

    subject: str
    text: str


def unknown_fields(text: str, allowed: Collection[str]) -> list[str]:
    """What stands between braces and is no field, in the order of the text: an error to show before anything leaves.

    >>> unknown_fields("Bonjour {personne}, {prenom} { structure }", {"personne", "structure"})
    ['prenom']
    """
    found = [name for name in _FIELD.findall(text) if name not in allowed]
    return list(dict.fromkeys(found))


def merged(text: str, fields: Mapping[str, str]) -> str:
    """Each field replaced by what it is worth for this person. What a value says is never read again as a field.

    >>> merged("Bonjour {personne} !", {"personne": "{structure}", "structure": "CCAS"})
    'Bonjour {structure} !'
    """
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def with_gaps(text: str) -> str:
    """For a list of letters, where each field is a gap.

    >>> with_gaps("Vos sorties de l'hiver, {structure}")
    "Vos sorties de l'hiver, …"
    """
    return _FIELD.sub("…", text)


def in_one_line(text: str) -> str:
    """A subject holds on one line, whatever a name brings into it."""
    return " ".join(text.split())[:200]


def with_foot(text: str, *, family_said: str, link: str) -> str:
    """The text, and how to receive no more of this family of letters. Without a family, the text alone."""
    if not link:
        return text.rstrip() + "\n"
    return f"{text.rstrip()}\n\n-- \nPour ne plus recevoir {family_said}, ouvrez ce lien :\n{link}\n"
