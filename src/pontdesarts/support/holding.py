"""A support held until the transaction ends, and refused when it is not where one believes."""

from .models import Support
from .refusals import SupportRefused


def held(support: Support) -> Support:
    """As it is now. Raises `SupportRefused` once it is ended."""
    found = Support.objects.select_for_update(of=("self",)).select_related("structure__association", "asked_by")
    support = found.get(pk=support.pk)
    if support.ended_at:
        raise SupportRefused("Cet accompagnement est terminé.", "Reprenez-le pour le modifier.")
    return support


def begun(support: Support) -> Support:
    """As it is now. Raises `SupportRefused` before it begins too."""
    support = held(support)
    if support.accepted_at is None:
        raise SupportRefused("Cet accompagnement n'est pas commencé.", "Commencez-le d'abord.")
    return support
