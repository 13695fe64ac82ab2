"""The season that an address names, when it is one."""

from django.http import Http404
from django.utils import timezone

from .. import rules


def chosen(said: str) -> int:
    """The season that a page asks for; the one that is prepared for anything else."""
    seasons = rules.seasons_to_read(timezone.now())
    return next((year for year in seasons if said == str(year)), seasons[0])


def to_write(year: int) -> int:
    """That season, when one may write for it; 404 otherwise."""
    if year not in rules.seasons_to_write(timezone.now()):
        raise Http404
    return year
