"""From a template to the words of one convention."""

import hashlib

from pontdesarts.associations.models import Association
from pontdesarts.associations.rules import season_of
from pontdesarts.ui import words

from . import default_texts, rules
from .models import Agreement, Party, Promise, Template
from .refusals import TemplateRefused


def current(association: Association, kind: str) -> Template:
    """The version that conventions begin with today. Without a key when it is the proposed text."""
    written = Template.objects.filter(association=association, kind=kind).order_by("-version").first()
    return written or Template(association=association, kind=kind, version=0, text=default_texts.proposed(kind))


def parties_of(agreement: Agreement) -> list[Party]:
    """The association last, as conventions have it: the others come to it."""
    rows = agreement.parties.select_related("agreement__association", "structure__commune", "commune__department")
    return sorted(rows, key=lambda party: (party.is_the_association, party.pk))


def promises_of(agreement: Agreement) -> list[Promise]:
    every = Promise.objects.filter(agreement=agreement).order_by("pk")
    return list(
        every.select_related("agreement", "party__agreement__association", "party__structure", "party__commune")
    )


def values_of(agreement: Agreement) -> dict[str, str]:
    """What each field says for that convention; empty where there is nothing to say."""
    parties = parties_of(agreement)
    begins = season_of(agreement.starts_on)[0].year
    return {
        "titre": agreement.title,
        "association": agreement.association.name,
        "structure": words.listed(party.label for party in parties if party.structure_id),
        "commune": words.listed(_the_commune(party) for party in parties if party.commune_id),
        "parties": "\n".join(f"- {_described(party)}" for party in parties),
        "saison": f"{begins}-{begins + 1}",
        "debut": words.full_date(agreement.starts_on),
        "fin": words.full_date(agreement.ends_on),
        "promesses": "\n".join(f"- {_promised(promise)}" for promise in promises_of(agreement)),
    }


def filled(agreement: Agreement) -> str:
    """The text as it would be signed today."""
    return rules.fill(agreement.text, values_of(agreement))


def example_of(association: Association) -> dict[str, str]:
    """What the preview of a template says in place of each field."""
    return {
        "titre": "Convention de la saison",
        "association": association.name,
        "structure": "Centre social Les Tilleuls",
        "commune": "la commune de Belleville",
        "parties": f"- Centre social Les Tilleuls, 3 rue des Lilas, Belleville\n- {association.name}, association",
        "saison": "2026-2027",
        "debut": "1er septembre 2026",
        "fin": "31 août 2027",
        "promesses": "- Centre social Les Tilleuls : 2 rencontres\n- un théâtre : 60 places avant le 30 juin 2027",
    }


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def cleaned(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def refuse(text: str) -> None:
    """Raises `TemplateRefused` for an empty text, and for a field that no convention has."""
    if not text:
        raise TemplateRefused("Le texte est vide.", "Écrivez ce que les parties veulent ensemble.")
    if wrong := rules.unknown_fields(text):
        names = ", ".join(name if name in {"{{", "}}"} else f"{{{{{name}}}}}" for name in wrong)
        known = ", ".join(f"{{{{{name}}}}}" for name in rules.FIELDS)
        raise TemplateRefused(f"Ce champ n'existe pas : {names}.", f"Les champs possibles : {known}.")


def _the_commune(party: Party) -> str:
    label = party.label
    return f"la {label[0].lower()}{label[1:]}"


def _described(party: Party) -> str:
    if party.is_the_association:
        return f"{party.label}, association"
    if party.commune is not None:
        return f"{party.label} ({party.commune.department.name})"
    structure = party.structure
    town = structure.commune.name if structure and structure.commune else ""
    return ", ".join(filter(None, [party.label, structure.address if structure else "", town]))


def _promised(promise: Promise) -> str:
    due = f", avant le {words.full_date(promise.due_on)}" if promise.due_on else ""
    return f"{promise.party.label} : {promise.said}{due}"
