"""Who reads what the team keeps about joining: the team, and whoever visits for the federation, who changes nothing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.associations.policies import may_run


def read_by(request: Request) -> AssociationQuerySet:
    """Those of the person, by name. Raises `PermissionDenied` where there is none: an empty list would say that nobody
    joined."""
    found = Association.objects.confided_to(request.user).order_by("name", "pk")
    if not found.exists():
        raise PermissionDenied
    return found


def read_one(request: Request, slug: str) -> tuple[Association, bool]:
    """The association, and whether the person does its daily work. Raises `PermissionDenied` when something is sent
    by who only reads."""
    association = get_object_or_404(Association.objects.confided_to(request.user), slug=slug)
    runs = may_run(request.user, association)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    return association, runs
