"""What one may see of conventions, and what only the team may do."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run as may_run_association

from .. import policies
from ..models import Agreement


def seen(request: Request, pk: int) -> Agreement:
    """The convention, when one may read it; 404 otherwise."""
    rows = Agreement.objects.visible_to(request.user).select_related("association", "template", "renews")
    return get_object_or_404(rows, pk=pk)


def run(request: Request, pk: int) -> Agreement:
    """The convention, when one may write it; 403 to whoever only reads."""
    agreement = seen(request, pk)
    if not policies.may_run(request.user, agreement):
        raise PermissionDenied
    return agreement


def part(request: Request, model: Any, path: str, pk: int) -> Any:
    """Something inside a convention that one runs: ``path`` leads from it to the convention."""
    rows = model.objects.filter(**{f"{path}__in": Agreement.objects.visible_to(request.user)})
    found = get_object_or_404(rows, pk=pk)
    agreement = found
    for name in path.split("__"):
        agreement = getattr(agreement, name)
    if not policies.may_run(request.user, agreement):
        raise PermissionDenied
    return found


def association(request: Request, slug: str) -> Association:
    """An association whose daily work one does."""
    found = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_run_association(request.user, found):
        raise PermissionDenied
    return found
