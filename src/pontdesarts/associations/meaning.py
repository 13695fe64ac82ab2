"""What the terms of booking mean, on an example that anybody can picture: twenty places, one Thursday at 20 h."""

from datetime import datetime, timedelta

from django.utils import timezone

from pontdesarts.ui import words

from .rules import Terms

PLACES, WHEELCHAIRS = 20, 2
# a Thursday far from any change of hour
STARTS_AT = datetime(2026, 6, 11, 20, 0)  # noqa: DTZ001 - made aware below, where the time zone is known


def meaning(terms: Terms) -> list[str]:
    """One sentence for each group of terms, for an outing of 20 places of which 2 are for wheelchairs."""
    told = (_window, _most, _priority, _wheelchairs, _queue, _next_door, _news)
    return [say(terms) for say in told]


def _moment(hours: int) -> str:
    """« mardi à 20 h »: the day of the week, without a date."""
    at = timezone.make_aware(STARTS_AT) - timedelta(hours=hours)
    weeks = "" if hours < 7 * 24 else f", {words.counted(hours // 24, 'jour')} avant"
    return f"{words.WEEKDAYS[timezone.localtime(at).weekday()]} à {words.french_hour(timezone.localtime(at))}{weeks}"


def _window(terms: Terms) -> str:
    return (
        f"On réserve jusqu'au {_moment(terms.closes_hours)}. Le lieu reçoit alors sa liste, puis une liste à jour "
        f"{_moment(terms.fresh_list_hours)}."
    )


def _most(terms: Terms) -> str:
    each = (
        f"Une réservation compte {words.places(terms.most_alone)} au plus pour une sortie individuelle, "
        f"{terms.most_family} en famille, {terms.most_group} en groupe."
    )
    if not terms.most_per_relay:
        return f"{each} Un relais peut en faire plusieurs, sans limite."
    return f"{each} Un relais n'a jamais plus de {words.places(terms.most_per_relay)} d'une même sortie."


def _priority(terms: Terms) -> str:
    kept = -(-PLACES * terms.priority_share // 100)
    if not terms.priority_hours or not kept:
        return "Les relais des quartiers prioritaires n'ont pas d'avance sur les autres."
    return (
        f"Pendant {words.counted(terms.priority_hours, 'heure')} après l'ouverture, {kept} des {PLACES} places sont "
        "gardées aux relais des quartiers prioritaires ; ensuite, ce qui reste est à tous."
    )


def _wheelchairs(terms: Terms) -> str:
    return (
        f"Les {WHEELCHAIRS} places pour fauteuil et celles de qui accompagne ({2 * WHEELCHAIRS} en tout) sont gardées "
        f"jusqu'au {_moment(terms.wheelchair_hours)}, puis ouvertes à tous."
    )


def _queue(terms: Terms) -> str:
    skips = f"{terms.most_skips} fois au plus" if terms.most_skips else "jamais"
    hours = words.counted(terms.answer_hours, "heure")
    return (
        f"Une place rendue est proposée au premier de la liste d'attente, qui a {hours} pour répondre, moins à "
        f"l'approche de la date. Un grand groupe laisse passer plus petit que lui {skips}."
    )


def _next_door(terms: Terms) -> str:
    kept = -(-PLACES * terms.neighbour_share // 100)
    return f"Ouverte aux voisins, la sortie leur donne {words.places(kept)} sur {PLACES} au plus."


def _news(terms: Terms) -> str:
    due = f"Une sortie se raconte dans les {words.counted(terms.report_due_days, 'jour')} ; un rappel part sinon."
    if not terms.most_unreported:
        return f"{due} Les réservations ne s'arrêtent jamais pour cela."
    owed = words.counted(terms.most_unreported, "sortie", "sorties")
    return f"{due} À partir de {owed} sans nouvelles, le relais les raconte avant de réserver à nouveau."
