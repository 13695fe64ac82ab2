"""The page of somebody who signs from outside, without an account."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import typed
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.operations import Paper
from pontdesarts.ui.forms import add_refusal

from .. import notices, operations, paperwork, rules
from ..forms import SignForm
from ..models import Code, Signatory, Signature, Stage, Version


@dataclass(frozen=True)
class Opened:
    """What a link opens: somebody, the text that is out, and what they have signed of it."""

    signatory: Signatory
    version: Version
    signature: Signature | None

    @property
    def by(self) -> Actor:
        return Actor.link(self.signatory.email or self.signatory.name)


@login_not_required
@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Read the text, ask for a code, type it: signed."""
    try:
        opened = _open(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    asked = "ask" in request.POST
    form = SignForm(None if asked else typed(request))
    if request.method == "POST":
        try:
            if asked:
                operations.send_code(opened.signatory, version=opened.version, by=opened.by, at=timezone.now())
                messages.success(request, f"Un code est parti à {opened.signatory.email}. Il vaut un quart d'heure.")
                # the field for the code is under the whole text
                return redirect(f"{reverse('agreements:sign', args=[token])}#signing")
            if _was_read(request, opened, form) and form.is_valid():
                code = form.cleaned_data["code"]
                operations.sign_by_code(
                    opened.signatory, version=opened.version, typed=code, by=opened.by, at=timezone.now()
                )
                messages.success(request, "Vous avez signé. Merci.")
                return redirect("agreements:sign", token)
        except Refused as refusal:
            if asked:
                messages.error(request, str(refusal))
            else:
                add_refusal(form, refusal, field="code")
    return render(request, "agreements/sign.html", _context(opened, form, token))


@login_not_required
@never_cache
def sign_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF to read or to print; once the person has signed, with the traces."""
    try:
        opened = _open(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    pdf = paperwork.signed(opened.version) if opened.signature else paperwork.to_sign(opened.version)
    return answer(Paper("convention.pdf", "application/pdf", pdf))


def _open(token: str) -> Opened:
    """What is behind the link now. Raises `LinkRefused`, also when the text was replaced or the post has ended."""
    link = links.read(token, notices.DOOR, at=timezone.now())
    people = Signatory.objects.select_related("party__agreement__association", "party__structure", "party__commune")
    signatory = people.filter(pk=link.subject, link_epoch=link.epoch).first()
    if signatory is None:
        raise links.LinkRefused("Ce lien a été remplacé.", "Ouvrez le plus récent, ou écrivez à l'association.")
    version = signatory.party.agreement.versions.filter(replaced_at=None).select_related("agreement").first()
    if version is None:
        raise links.LinkRefused(
            "Le texte a changé depuis que ce lien est parti.", "Un autre courriel arrivera avec le nouveau texte."
        )
    signature = version.signatures.filter(signatory=signatory, struck_at=None).first()
    if signature is None and version.agreement.stage != Stage.SENT:
        raise links.LinkRefused("Cette convention n'est plus à signer.", "Écrivez à l'association pour la lire.")
    return Opened(signatory, version, signature)


def _was_read(request: HttpRequest, opened: Opened, form: SignForm) -> bool:
    """Nobody signs another text than the one on their page."""
    if request.POST.get("digest") == opened.version.digest:
        return True
    form.add_error(None, "Le texte a changé pendant que vous lisiez. Relisez-le, puis signez.")
    return False


def _context(opened: Opened, form: SignForm, token: str) -> dict[str, object]:
    at = timezone.now()
    code = Code.objects.filter(signatory=opened.signatory, version=opened.version).order_by("-sent_at", "-pk").first()
    agreement = opened.version.agreement
    return {
        "opened": opened,
        "agreement": agreement,
        "signatory": opened.signatory,
        "party": opened.signatory.party,
        "version": opened.version,
        "signature": opened.signature,
        "blocks": rules.blocks(opened.version.text),
        "live": code is not None and code.is_live(at, rules.MOST_TRIES),
        "until": code.expires_at if code else None,
        "form": form,
        "token": token,
        "everybody": agreement.stage != Stage.SENT,
    }
