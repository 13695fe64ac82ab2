"""Joining, leaving, handing over; contacts."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pontdesarts.accounts import operations as accounts
from pontdesarts.accounts.http import Request, acting, sign_in, typed
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.associations.policies import may_direct
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from .. import operations, policies
from ..forms import ContactForm, HandOverForm, InviteForm, InviteStaffForm, JoinForm
from ..models import Coordinator, Invitation, Referent, Structure
from ..operations.people import find_invitation


@login_not_required
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation's link leads: accept with one's account, sign in first, or make an account here."""
    at = timezone.now()
    try:
        invitation = find_invitation(secret, at=at)
    except Refused as refusal:
        return render(request, "network/join_refused.html", {"refusal": refusal}, status=410)
    user = request.user if isinstance(request.user, User) else None
    if user and user.email.lower() != invitation.email:
        return render(request, "network/join_other_account.html", {"invitation": invitation, "user": user})
    known = User.objects.filter(email=invitation.email).exists()
    form = JoinForm(None if user else typed(request), initial={"name": invitation.name})
    if request.method == "POST" and (user or not known):
        try:
            joined = _accept(form, invitation, secret, user=user, at=at)
        except Refused as refusal:
            return render(request, "network/join_refused.html", {"refusal": refusal}, status=410)
        except IntegrityError:  # two clicks at once: the other made the account
            return redirect("network:join", secret)
        else:
            if joined:
                messages.success(request, f"Bienvenue à « {invitation.structure or invitation.association} ».")
                home = reverse("desk:home")
                return redirect(home) if user else sign_in(request, joined, then=home)
    context = {"invitation": invitation, "form": form, "known": known, "user": user}
    return render(request, "network/join.html", context)


@transaction.atomic
def _accept(form: JoinForm, invitation: Invitation, secret: str, *, user: User | None, at: datetime) -> User | None:
    """The account, made if there was none, holding the post; nobody when what was typed has to be seen again."""
    person = user or _new_account(form, invitation)
    if person:
        operations.accept(secret, user=person, by=Actor.of(person), at=at)
    return person


def _new_account(form: JoinForm, invitation: Invitation) -> User | None:
    if not form.is_valid():
        return None
    password = form.cleaned_data["password1"]
    if password:
        try:
            validate_password(password, User(email=invitation.email, name=form.cleaned_data["name"]))
        except ValidationError as refusal:
            form.add_error("password1", refusal)
            return None
    return accounts.open_account(email=invitation.email, name=form.cleaned_data["name"], password=password or None)


def invite(request: Request, pk: int) -> HttpResponse:
    structure = _visible(request, pk)
    if not policies.may_invite(request.user, structure):
        return _not_yours(request)
    form = InviteForm(typed(request), structure=structure)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.invite(
                structure.association,
                structure=structure,
                post=Invitation.Post(said["post"]),
                email=said["email"],
                name=said["name"],
                invited_by=request.user,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"L'invitation est partie à {said['email']}. Elle vaut 14 jours.")
            return redirect("network:structure", pk)
    return render(request, "network/invite.html", {"structure": structure, "form": form})


def invite_staff(request: Request, slug: str) -> HttpResponse:
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_direct(request.user, association):
        return _not_yours(request)
    form = InviteStaffForm(typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.invite(
                association,
                post=Invitation.Post.STAFF,
                staff_role=StaffRole.Role(said["staff_role"]),
                email=said["email"],
                name=said["name"],
                invited_by=request.user,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"L'invitation est partie à {said['email']}. Elle vaut 14 jours.")
            return redirect("associations:association", slug)
    return render(request, "network/invite_staff.html", {"association": association, "form": form})


@require_POST
def withdraw_invitation(request: Request, pk: int) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.visible_to(request.user)
        | Invitation.objects.filter(structure__in=Structure.objects.held_by(request.user)),
        pk=pk,
    )
    if invitation.structure:
        allowed = policies.may_invite(request.user, invitation.structure)
    else:
        allowed = may_direct(request.user, invitation.association)
    if not allowed:
        return _not_yours(request)
    operations.withdraw_invitation(invitation, by=acting(request), at=timezone.now())
    messages.success(request, "L'invitation est retirée : son lien n'ouvre plus rien.")
    if invitation.structure:
        return redirect("network:structure", invitation.structure.pk)
    return redirect("associations:association", invitation.association.slug)


def hand_over(request: Request, kind: str, pk: int) -> HttpResponse:
    """Somebody leaves: a successor is invited, or the post simply ends."""
    post = _post(request, kind, pk)
    if not policies.may_hand_over(request.user, post):
        return _not_yours(request)
    ending = request.POST.get("do") == "end"
    form = HandOverForm(None if ending else typed(request))
    if request.method == "POST":
        at, by = timezone.now(), acting(request)
        try:
            if ending:
                operations.end_post(post, by=by, at=at)
                messages.success(request, f"{post.user.get_full_name()} n'a plus accès à la structure.")
                return redirect(
                    "desk:home" if post.user == request.user else "network:structure", *_unless_left(request, post)
                )
            if form.is_valid():
                operations.hand_over(post, **form.cleaned_data, invited_by=request.user, by=by, at=at)
                messages.success(request, "La suite est assurée : l'invitation est partie.")
                return redirect(
                    "desk:home" if post.user == request.user else "network:structure", *_unless_left(request, post)
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "network/hand_over.html", {"post": post, "form": form, "kind": kind})


def _unless_left(request: Request, post: Referent | Coordinator) -> list[int]:
    return [] if post.user == request.user else [post.structure.pk]


def contact(request: Request, pk: int, contact_pk: int | None = None) -> HttpResponse:
    """Add somebody to call or write to, or correct them."""
    structure = _visible(request, pk)
    if not policies.may_describe(request.user, structure):
        return _not_yours(request)
    known = get_object_or_404(structure.contacts, pk=contact_pk) if contact_pk else None
    form = ContactForm(typed(request), instance=structure.contacts.get(pk=known.pk) if known else None)
    if request.method == "POST":
        at, by = timezone.now(), acting(request)
        if known and request.POST.get("do") == "remove":
            operations.remove_contact(known, by=by, at=at)
            messages.success(request, "Le contact est oublié.")
            return redirect("network:structure", pk)
        if form.is_valid():
            if known:
                operations.change_contact(known, values=form.cleaned_data, by=by, at=at)
            else:
                operations.add_contact(structure, values=form.cleaned_data, by=by, at=at)
            messages.success(request, "Le contact est enregistré.")
            return redirect("network:structure", pk)
    return render(request, "network/contact.html", {"structure": structure, "contact": known, "form": form})


def _post(request: Request, kind: str, pk: int) -> Referent | Coordinator:
    if kind not in {"referent", "partenaire"}:
        raise Http404
    model = Referent if kind == "referent" else Coordinator
    visible = model.objects.current().filter(structure__in=Structure.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("user", "structure__association"), pk=pk)
    return cast(Referent | Coordinator, found)


def _visible(request: Request, pk: int) -> Structure:
    found = Structure.objects.visible_to(request.user).select_related("association", "relay", "partner")
    return get_object_or_404(found, pk=pk)


def _not_yours(request: Request) -> HttpResponse:
    return render(request, "ui/errors/403.html", status=403)
