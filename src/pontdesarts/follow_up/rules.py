"""When somebody is to be called again. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# nothing happened before: an address or a form may name any year
FIRST: Final = date(2000, 1, 1)
# « silencieux depuis 3 mois » : thirteen weeks without a booking, an offer or a line of the log
SILENT_AFTER: Final = timedelta(weeks=13)
# fewer is a slow week; `outings` asks for each of them anyway
MANY_UNKNOWN: Final = 5
REMEMBERED: Final = timedelta(days=365)  # since it was booked: older outings are nobody's to tell any more
# the months before the end of a season when the next one is to be talked about, in days of the calendar: July, August
RENEWING: Final = (7, 8)


class Reason(StrEnum):
    """Why a structure is on the list « À relancer », the most pressing first."""

    BOUNCED = "adresse"
    ALONE = "sans-referent"
    UNKNOWN = "sans-nouvelles"
    MEMBERSHIP = "adhesion"
    SILENT = "silence"


SAID: Final = {
    Reason.BOUNCED: "Adresse qui ne marche plus",
    Reason.ALONE: "Plus de référent",
    Reason.UNKNOWN: "Sorties sans nouvelles",
    Reason.MEMBERSHIP: "Adhésion",
    Reason.SILENT: "Silence",
}
PRESSING: Final = tuple(Reason)


def renewal(at: datetime, season: int) -> tuple[int, int, str]:
    """Which membership a structure has, which one it lacks, and what is said of it, in the season of that moment.

    >>> renewal(datetime(2026, 7, 10, tzinfo=PARIS), 2025)
    (2025, 2026, "L'adhésion se termine le 31 août.")
    >>> renewal(datetime(2026, 9, 10, tzinfo=PARIS), 2026)
    (2025, 2026, "L'adhésion de l'an dernier compte jusqu'au 31 octobre.")
    >>> renewal(datetime(2026, 11, 10, tzinfo=PARIS), 2026)
    (2025, 2026, "L'adhésion de l'an dernier n'est pas renouvelée.")
    """
    month = at.astimezone(PARIS).month
    if month in RENEWING:
        return season, season + 1, "L'adhésion se termine le 31 août."
    if month in (9, 10):
        return season - 1, season, "L'adhésion de l'an dernier compte jusqu'au 31 octobre."
    return season - 1, season, "L'adhésion de l'an dernier n'est pas renouvelée."


def silence_said(last: datetime | None, at: datetime) -> str:
    """« Silence depuis 4 mois. »; without any sign ever, it says so.

    >>> silence_said(datetime(2026, 7, 1, tzinfo=PARIS), datetime(2026, 11, 21, tzinfo=PARIS))
    'Rien depuis 4 mois.'
    >>> silence_said(None, datetime(2026, 11, 21, tzinfo=PARIS))
    "Rien depuis son entrée, il y a plus de 3 mois."
    """
    if last is None:
        return "Rien depuis son entrée, il y a plus de 3 mois."
    months = int((at - last).days / 30.44)
    return f"Rien depuis {months} mois." if months < 24 else f"Rien depuis {months // 12} ans."


def months_back(day: date, months: int) -> date:
    """The first of the month, so many months before.

    >>> months_back(date(2026, 2, 14), 3)
    datetime.date(2025, 11, 1)
    """
    counted = day.year * 12 + day.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)
