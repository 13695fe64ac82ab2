"""What a relay did in a season, as its renewal tells it; amounts as people write them."""

from dataclasses import dataclass
from decimal import Decimal

from pontdesarts.ui import words


@dataclass(frozen=True)
class Figures:
    """Of the outings behind: ``booked`` places, ``came`` people, ``unknown`` places without news."""

    booked: int = 0
    came: int = 0
    unknown: int = 0

    @property
    def said(self) -> str:
        """« 24 places réservées, 18 personnes venues, 4 places sans nouvelles »; "" when nothing was booked."""
        if not self.booked:
            return ""
        told = [words.counted(self.booked, "place réservée", "places réservées")]
        told.append(words.counted(self.came, "personne venue", "personnes venues"))
        if self.unknown:
            told.append(words.counted(self.unknown, "place sans nouvelles", "places sans nouvelles"))
        return ", ".join(told)


def euros(amount: Decimal) -> str:
    """« 20 € », « 12,50 € »."""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f} €" if whole else f"{amount:.2f} €".replace(".", ",")
