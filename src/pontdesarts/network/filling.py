"""What the registry says of a SIRET, put in what is being typed: only where nothing is, and read again by a person."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from pontdesarts.accounts.http import typed
from pontdesarts.incoming.asking import NoAnswer
from pontdesarts.territory import geocoding
from pontdesarts.territory.models import Commune
from pontdesarts.ui import words

from . import registry, rules

LABELS = {
    "name": "le nom",
    "address": "l'adresse",
    "postal_code": "le code postal",
    "commune": "la commune",
    "rna": "le numéro RNA",
    "latitude": "la position",
}


def is_asked(request: HttpRequest) -> bool:
    """Somebody asked to fill the form, not to save it."""
    return "fill" in request.POST and registry.may_ask()


def filled(request: HttpRequest) -> QueryDict | None:
    """What was typed, and what the registry adds when it is asked; what was found is said in a message."""
    given = typed(request)
    if given is None or not is_asked(request):
        return given
    try:
        found = registry.find(rules.read_siret(given.get("siret", "")))
    except rules.NumberRefused:
        return given  # the field says it
    except NoAnswer as reason:
        messages.warning(request, f"L'annuaire des entreprises {reason}. Remplissez la fiche à la main, ou réessayez.")
        return given
    if found is None:
        messages.warning(request, "L'annuaire des entreprises ne connaît pas ce SIRET.")
        return given
    if not found.is_open:
        messages.warning(request, "L'annuaire des entreprises dit que cet établissement est fermé.")
    return _with(request, given, _values(found))


def _values(found: registry.Registered) -> dict[str, str]:
    commune = Commune.objects.filter(pk=found.insee).first()
    told = {
        "name": found.name,
        "address": found.address,
        "postal_code": found.postal_code,
        "commune": commune.label if commune else "",
        "rna": found.rna,
    }
    if found.latitude is not None and found.longitude is not None:
        return told | {"latitude": str(found.latitude), "longitude": str(found.longitude)}
    return told | _located(found)


def _located(found: registry.Registered) -> dict[str, str]:
    """By the address base, where the registry gives no position and the base is sure of its own."""
    if not geocoding.may_ask() or not found.address:
        return {}
    try:
        place = geocoding.locate(found.address, postal_code=found.postal_code, insee=found.insee)
    except NoAnswer:
        return {}
    if place is None or place.trust is not geocoding.Trust.SURE:
        return {}
    return {"latitude": str(place.point.latitude), "longitude": str(place.point.longitude)}


def _with(request: HttpRequest, given: QueryDict, values: dict[str, str]) -> QueryDict:
    made = given.copy()
    added = [name for name, value in values.items() if value and not given.get(name, "").strip()]
    if "latitude" in added or "longitude" in added:  # together, or neither
        whole = {"latitude", "longitude"} <= set(added)
        added = [name for name in added if whole or name not in ("latitude", "longitude")]
    for name in added:
        made[name] = values[name]
    said = words.listed([LABELS[name] for name in added if name in LABELS])
    done = f"L'annuaire donne {said}. Relisez, puis enregistrez." if added else "L'annuaire ne donne rien de plus."
    messages.success(request, done)
    return made
