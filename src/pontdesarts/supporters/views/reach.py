"""What opens to whom: the public page once it is open, a person's page by their link, the circle for its team."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor

from ..models import Circle, Idea, Supporter

# the journal never says who
SOMEBODY = Actor(label="Une personne, par la page des sympathisants")


def open_circle(slug: str) -> Circle:
    circle = Circle.objects.select_related("association").filter(association__slug=slug).first()
    if circle is None or not circle.is_open:
        raise Http404
    return circle


def opened(token: str, door: str) -> Supporter:
    """Whose link it is. Raises `links.LinkRefused` when it is damaged, past its term, or when they left."""
    link = links.read(token, door, at=timezone.now())
    found = Supporter.objects.select_related("association", "commune").filter(pk=link.subject).first()
    if found is None:
        raise links.LinkRefused("Il n'y a plus rien derrière ce lien : tout est effacé.", "Vous pouvez revenir.")
    return found


def run(request: Request, slug: str) -> Association:
    """An association whose daily work one does: a supporter is a person, with an address."""
    return get_object_or_404(Association.objects.run_by(request.user), slug=slug)


def idea_run(request: Request, pk: int) -> Idea:
    known = Idea.objects.filter(supporter__association__in=Association.objects.run_by(request.user))
    return get_object_or_404(known.select_related("supporter__association", "answered_by"), pk=pk)
