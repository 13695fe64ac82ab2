"""Where a structure stands on its way in: what is done, what waits, and the one next thing to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from . import charters, rules, signals, verbs
from .figures import euros
from .models import Charter, Membership, Signature, Training
from .rules import State, Step


@dataclass(frozen=True)
class Standing:
    """``member`` is this season's line, if there is one; ``to_sign`` the charters in force that are not signed."""

    season: int
    member: Membership | None
    is_member: bool
    to_sign: tuple[Charter, ...]
    signed: tuple[Signature, ...]
    referents: int
    trained: int

    @property
    def has_signed(self) -> bool:
        return not self.to_sign


def standing(structure: Structure, at: datetime) -> Standing:
    """Some five queries; the structure comes with its association and its profiles."""
    season = rules.season_at(at)
    rows = list(Membership.objects.filter(structure=structure, season__in=(season, season - 1)).order_by("-season"))
    counting = [row for row in rows if row.is_up_to_date and row.season in rules.seasons_that_count(at)]
    asked = [charters.current(structure.association, audience) for audience in charters.audiences_of(structure)]
    signed = list(
        Signature.objects.filter(structure=structure, charter__in=[charter for charter in asked if charter.pk])
        .select_related("charter")
        .order_by("pk")
    )
    done = {signature.charter_id for signature in signed}
    posts = structure.referents.current()
    came = Training.objects.filter(association=structure.association_id, user=OuterRef("user"))
    return Standing(
        season=season,
        member=next((row for row in rows if row.season == season), None),
        is_member=bool(counting),
        to_sign=tuple(charter for charter in asked if charter.pk is None or charter.pk not in done),
        signed=tuple(signed),
        referents=posts.count(),
        trained=posts.filter(Exists(came)).count(),
    )


def steps_of(structure: Structure, user: User, at: datetime) -> list[Step]:
    """The lines of the page, in order, with what this person can do about each."""
    told, runs = standing(structure, at), associations.may_run(user, structure.association)
    steps = [
        _asked(structure, runs),
        _member(structure, told, runs),
        _charter(structure, told, runs),
        *_people(structure, told, runs, at),
    ]
    answers: list[tuple[Any, Any]] = signals.entry_steps.send(sender=Structure, structure=structure, user=user, at=at)
    steps += [answer for _, answer in answers if answer]
    if structure.is_partner and not structure.is_relay:
        steps = _by_link(steps, structure)
    return sorted(steps, key=lambda step: step.position)


def _by_link(steps: list[Step], structure: Structure) -> list[Step]:
    """A partner that holds its link does by itself what the link asks: the team waits."""
    sent = Entry.objects.about(structure).filter(verb=verbs.PARTNER_INVITED.name).order_by("-at", "-pk").first()
    if sent is None:
        return steps
    said = f"Son lien d'entrée le lui demande depuis le {words.full_date(sent.at)}."
    return [
        replace(step, state=State.WAITING, said=said) if step.state == State.TO_DO and step.position < 40 else step
        for step in steps
    ]


def _asked(structure: Structure, runs: bool) -> Step:
    request = structure.join_requests.order_by("-asked_at", "-pk").first()
    if request is None:
        since = words.full_date(structure.created_at)
        return Step(10, "Demande", State.DONE, f"L'équipe a inscrit la structure le {since}.")
    said = f"{request.person} l'a envoyée le {words.full_date(request.asked_at)}."
    href = reverse("membership:request", args=[request.pk]) if runs and request.confirmed_at else ""
    return Step(10, "Demande", State.DONE, said, "Relire la demande" if href else "", href)


def _member(structure: Structure, told: Standing, runs: bool) -> Step:
    href = reverse("membership:member", args=[structure.pk])
    title, season = "Adhésion", rules.season_said(told.season)
    if told.member and told.member.is_due:
        said = f"Acceptée pour la {season} ; {euros(told.member.fee)} à régler."
        return Step(20, title, State.WAITING, said, "Noter le règlement" if runs else "Voir comment régler", href)
    if told.member and told.member.is_up_to_date:
        return Step(20, title, State.DONE, f"À jour pour la {season}.", "Voir l'adhésion", href)
    if told.member and told.member.declined_at:
        said = f"La structure a dit qu'elle n'adhère pas pour la {season}."
        return Step(20, title, State.OFF, said, "Voir, ou changer d'avis", href)
    if told.is_member:
        said = f"Celle de l'an dernier compte jusqu'à la fin d'octobre ; la {season} est à renouveler."
        return Step(20, title, State.TO_DO, said, "Noter l'adhésion" if runs else "Renouveler l'adhésion", href)
    action = "Noter l'adhésion" if runs else "Adhérer"
    return Step(20, title, State.TO_DO, f"Pas encore d'adhésion pour la {season}.", action, href)


def _charter(structure: Structure, told: Standing, runs: bool) -> Step:
    href = reverse("membership:charter", args=[structure.pk])
    if told.to_sign:
        before = any(signature.charter.version for signature in structure.charter_signatures.all()[:1])
        said = "Une nouvelle version est à signer." if before else "Elle n'est pas encore signée."
        action = "Faire signer la charte" if runs else "Lire et signer la charte"
        return Step(30, "Charte", State.TO_DO, said, action, href)
    if not told.signed:
        return Step(30, "Charte", State.OFF, "La structure n'est encore ni relais ni partenaire.")
    last = told.signed[-1]
    said = f"Signée par {last.name} le {words.full_date(last.signed_at)}, version {last.charter.version}."
    return Step(30, "Charte", State.DONE, said, "Relire la charte", href)


def _people(structure: Structure, told: Standing, runs: bool, at: datetime) -> Iterator[Step]:
    if not structure.is_relay:
        return
    invite = reverse("network:invite", args=[structure.pk])
    title = "Référentes et référents"
    if told.referents:
        said = f"{words.counted(told.referents, 'personne réserve', 'personnes réservent')} pour le relais."
        yield Step(50, title, State.DONE, said, "Inviter une autre personne", invite)
    elif structure.invitations.open(at).exists():
        yield Step(50, title, State.WAITING, "Une invitation attend sa réponse.", "Inviter une autre personne", invite)
    else:
        yield Step(50, title, State.TO_DO, "Personne ne peut encore réserver.", "Inviter une personne", invite)
    yield _training(structure, told, runs)


def _training(structure: Structure, told: Standing, runs: bool) -> Step:
    title = "Café découverte ou atelier"
    href = reverse("membership:trainings", args=[structure.association.slug]) if runs else ""
    action = "Noter qui est venu" if href else ""
    if told.referents and told.trained == told.referents:
        everybody = "La personne qui réserve est venue." if told.referents == 1 else "Toutes et tous sont venus."
        return Step(60, title, State.DONE, everybody)
    asked = structure.association.needs_training
    must = "Avant de réserver, on vient une fois." if asked else "Conseillé, pas demandé avant de réserver."
    if told.trained:
        came = words.counted(told.trained, "personne est venue", "personnes sont venues")
        return Step(60, title, State.WAITING, f"{came} sur {told.referents}. {must}", action, href)
    state = State.TO_DO if asked else State.OFF
    return Step(60, title, state, must, action, href)
