"""Whether a structure stands in a priority area: yes, no, or one cannot tell. Three answers, never two."""

from django.db.models import Case, CharField, Q, Value, When

from pontdesarts.network.models import Structure

INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"
SAID = {INSIDE: "en quartier prioritaire", OUTSIDE: "hors quartier prioritaire", UNKNOWN: "on ne peut pas dire"}

# the code that a person wrote on the relay's page corrects what the address said
is_inside = Q(area_state=INSIDE) | Q(relay__isnull=False) & ~Q(relay__priority_area="")


def area_state() -> Case:
    """The answer for each structure of a query."""
    return Case(
        When(is_inside, then=Value(INSIDE)),
        When(area_state=OUTSIDE, then=Value(OUTSIDE)),
        default=Value(UNKNOWN),
        output_field=CharField(),
    )


def area_of(structure: Structure) -> str:
    """The same answer, for a structure that came with its profiles."""
    corrected = structure.is_relay and bool(structure.relay.priority_area)
    return INSIDE if corrected else structure.area_state
