"""The ideas box: sent by a supporter, read, answered and marked by the team."""

from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import notices, verbs
from ..models import Idea, Supporter
from ..refusals import IdeaRefused

MANY = 5
A_DAY = timedelta(days=1)


@transaction.atomic
def send_idea(supporter: Supporter, *, text: str, by: Actor, at: datetime) -> Idea:
    """Put an idea in the box. The same one twice is one. Raises `IdeaRefused` when it is empty, or for the sixth of a
    day."""
    supporter = Supporter.objects.select_related("association").select_for_update(of=("self",)).get(pk=supporter.pk)
    text = text.strip()[:1500]
    if not text:
        raise IdeaRefused("L'idée est vide.", "Écrivez quelques mots.")
    lately = supporter.ideas.filter(sent_at__gt=at - A_DAY)
    if same := lately.filter(text=text).first():
        return same
    if lately.count() >= MANY:
        raise IdeaRefused(f"Vous avez envoyé {MANY} idées aujourd'hui.", "Gardez celle-ci pour demain.")
    idea = Idea.objects.create(supporter=supporter, text=text, sent_at=at)
    supporter.last_sign_at, supporter.asked_again_at = at, None
    supporter.save(update_fields=["last_sign_at", "asked_again_at"])
    journal.record(verbs.IDEA_SENT, supporter.association, by=by, at=at)
    return idea


@transaction.atomic
def answer(idea: Idea, *, text: str, by: Actor, at: datetime) -> Idea:
    """Mail the answer, and keep it on the person's page. Raises `IdeaRefused` without words, or when somebody of the
    team answered meanwhile."""
    idea = _locked(idea)
    if not text.strip():
        raise IdeaRefused("La réponse est vide.", "Écrivez quelques mots.")
    if idea.answered_at:
        raise IdeaRefused("Quelqu'un de l'équipe a déjà répondu.", "Sa réponse est sur cette page.")
    idea.answer, idea.answered_at, idea.answered_by_id = text.strip()[:1500], at, by.user_id
    idea.save(update_fields=["answer", "answered_at", "answered_by"])
    notices.idea_answered(idea, at=at)
    journal.record(verbs.IDEA_ANSWERED, idea.supporter.association, by=by, at=at)
    return idea


@transaction.atomic
def mark(idea: Idea, *, mark: str, by: Actor, at: datetime) -> Idea:
    """Say what becomes of it; the person reads it on their page. Said again, it changes; an empty one takes it back."""
    idea = _locked(idea)
    if mark and mark not in Idea.Mark.values:
        raise IdeaRefused("Cette suite n'existe pas.", "Choisissez-en une de la liste.")
    if idea.mark != mark:
        idea.mark = mark
        idea.save(update_fields=["mark"])
        said = idea.get_mark_display() if mark else "rien encore"
        journal.record(verbs.IDEA_MARKED, idea.supporter.association, by=by, at=at, mark=said)
    return idea


def _locked(idea: Idea) -> Idea:
    found = Idea.objects.select_related("supporter__association").select_for_update(of=("self",))
    found = found.filter(pk=idea.pk)
    if (kept := found.first()) is None:
        raise IdeaRefused("Cette idée n'est plus là.", "La personne est partie, et ses idées avec elle.")
    return kept
