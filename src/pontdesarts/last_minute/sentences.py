"""What is said of a date that is near. Words only."""

from datetime import datetime, timedelta

from django.utils import timezone

from pontdesarts.bookings.rules import Party
from pontdesarts.ui import words

EVENING = 18


def when_said(starts_at: datetime, at: datetime) -> str:
    """« ce soir à 20 h 30 », « aujourd'hui à 15 h », « demain à 14 h », else « jeudi 3 décembre à 20 h »."""
    begins, today = timezone.localtime(starts_at), timezone.localtime(at).date()
    hour = words.french_hour(starts_at)
    if begins.date() == today:
        return f"ce soir à {hour}" if begins.hour >= EVENING else f"aujourd'hui à {hour}"
    if begins.date() == today + timedelta(days=1):
        return f"demain soir à {hour}" if begins.hour >= EVENING else f"demain à {hour}"
    return words.french_moment(starts_at, today=today)


def until_said(until: datetime, at: datetime) -> str:
    """« 17 h » today, « demain à 17 h », else the whole date: after « avant »."""
    said = when_said(until, at)
    return words.french_hour(until) if said.startswith(("ce soir", "aujourd'hui")) else said.replace(" soir", "")


def people_said(party: Party) -> str:
    """« 2 adultes, 1 enfant et 1 personne de l'équipe, dont 1 fauteuil roulant »."""
    counted = [
        (party.adults, "adulte", "adultes"),
        (party.under_6 + party.from_6_to_11, "enfant", "enfants"),
        (party.from_12_to_17, "jeune", "jeunes"),
        (party.workers, "personne de l'équipe", "personnes de l'équipe"),
    ]
    said = words.listed([words.counted(number, one, many) for number, one, many in counted if number])
    wheels = words.counted(party.wheelchair, "fauteuil roulant", "fauteuils roulants")
    return f"{said}, dont {wheels}" if party.wheelchair else said
