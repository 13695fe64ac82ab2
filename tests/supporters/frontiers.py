"""What stands behind the addresses of supporters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import JOB
from pontdesarts.supporters import notices, operations

from .factories import CircleFactory, IdeaFactory, SupporterFactory

Names = dict[str, Any]


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def circle(theirs: Association) -> Names:
    SupporterFactory(association=theirs)
    return association(theirs)


def idea(theirs: Association) -> Names:
    return {"pk": IdeaFactory(supporter__association=theirs).pk}


def letter(theirs: Association) -> Names:
    SupporterFactory(association=theirs)
    made = operations.prepare(
        theirs,
        interest="",
        subject="Nouvelles",
        text="Bonjour {personne}",
        reply_to="a@example.org",
        by=JOB,
        at=timezone.now(),
    )
    return {"pk": made.pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "supporters:act_on_letter": letter,
    "supporters:change_letter": letter,
    "supporters:circle": circle,
    "supporters:export": circle,
    "supporters:idea": idea,
    "supporters:ideas": association,
    "supporters:letter": letter,
    "supporters:settings": association,
    "supporters:write_letter": circle,
}

SECRETS: dict[str, Names] = {
    "supporters:confirm": {"token": "inventé"},
    "supporters:leave": {"token": "inventé"},
    "supporters:own": {"token": "inventé"},
}

# the form that anybody may send to an association, and the page that thanks them: they name it, and nobody else
SHARED = {
    "supporters:join": "the public page of an association, once it is open: see tests/supporters/test_joining.py",
    "supporters:joined": "the page that thanks: it shows nothing",
}


def by_link_to_confirm(theirs: Association) -> Names:
    asked, at = SupporterFactory(association=theirs, confirmed_at=None), timezone.now()
    return {"token": links.make(notices.CONFIRM_DOOR, asked.pk, expires_at=at + timedelta(days=1))}


def by_own_link(theirs: Association) -> Names:
    one = IdeaFactory(supporter__association=theirs).supporter
    return {"token": notices.own_link(one, at=timezone.now()).rstrip("/").rsplit("/", 1)[1]}


def open_to_all(theirs: Association) -> Names:
    CircleFactory(association=theirs)
    return association(theirs)


# as those who hold the link open them
OPENED: dict[str, Callable[[Association], Names]] = {
    "supporters:confirm": by_link_to_confirm,
    "supporters:join": open_to_all,
    "supporters:joined": association,
    "supporters:leave": by_own_link,
    "supporters:own": by_own_link,
}
