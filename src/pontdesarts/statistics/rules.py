"""Rates of a period, as the sector names them. Pure.

Unknown is neither present nor absent: it lowers the rate of return and of use, never the rate of presence.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Numbers of dates that are over. Places, but for ``bookings`` and ``reported``.

    ``offered`` is ``None`` where it has no meaning: nobody offers a place to one relay. ``known`` are the booked places
    of which somebody said what became; ``used`` people came, ``excused`` had told, ``absent`` had not. ``saved`` places
    were booked by whoever waited for them.
    """

    offered: int | None = 0
    booked: int = 0
    known: int = 0
    used: int = 0
    excused: int = 0
    absent: int = 0
    saved: int = 0
    bookings: int = 0
    reported: int = 0

    @property
    def unknown(self) -> int:
        """Booked places of which nobody has said what became."""
        return self.booked - self.known

    @property
    def booking_rate(self) -> float | None:
        """« Taux de réservation »: booked out of offered."""
        return _rate(self.booked, self.offered)

    @property
    def use_rate(self) -> float | None:
        """« Taux d'utilisation »: of the places offered, those that are known to be used. 40 % nationally."""
        return _rate(self.used, self.offered)

    @property
    def presence_rate(self) -> float | None:
        """« Taux de présence »: of the places booked whose outcome is known, those that were used."""
        return _rate(self.used, self.known)

    @property
    def known_rate(self) -> float | None:
        """« Taux de retour »: of the past bookings, those of which somebody said what became."""
        return _rate(self.reported, self.bookings)


def _rate(part: int, whole: int | None) -> float | None:
    """Percent; ``None`` of nothing."""
    return 100 * part / whole if whole else None
