"""Pages that a mailed link opens, without an account: renew, sign, join as a partner."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import typed
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import PartnerKind, Stage, Structure, Venue
from pontdesarts.ui.forms import add_refusal

from .. import charters, notices, operations
from ..forms import DeclineForm, PartnerJoinForm, SignForm
from ..models import Charter, Membership, Signature

WITHDRAWN = ("Ce lien a été retiré par l'association.", "Demandez-lui-en un nouveau.")


@login_not_required
@never_cache
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """One button renews for the season that the mail proposed; another says no, and takes a sentence."""
    at = timezone.now()
    try:
        link = links.read(token, notices.RENEW_DOOR, at=at)
        line = Membership.objects.select_related("structure__association").filter(pk=link.subject).first()
        if line is None or line.structure.link_epoch != link.epoch:
            raise links.LinkRefused(*WITHDRAWN)
        no = DeclineForm(request.POST if request.POST.get("do") == "decline" else None)
        if no.is_valid() or (request.method == "POST" and not no.is_bound):
            by, said = Actor.link(line.structure.name), {"season": line.season}
            if no.is_bound:
                line = operations.decline(line.structure, reason=no.cleaned_data["reason"], **said, by=by, at=at)
            else:
                line = operations.agree(line.structure, **said, by=by, at=at)
    except Refused as refusal:
        return _closed(request, refusal)
    context = {"line": line, "structure": line.structure, "association": line.structure.association, "no": no}
    return render(request, "membership/renew.html", context)


@login_not_required
@never_cache
def charter(request: HttpRequest, token: str) -> HttpResponse:
    """The charter on one page, and a name under it."""
    try:
        structure, audience = _signer(token)
    except links.LinkRefused as refusal:
        return _closed(request, refusal)
    text = charters.current(structure.association, audience)
    form = SignForm(typed(request), initial={"version": text.version})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("version", "name", "role")}
        by, at = Actor.link(structure.name), timezone.now()
        try:
            operations.sign(structure, audience=audience, mailed_to=structure.email, by=by, at=at, **said)
        except Refused as refusal:
            form.show_version(text.version)
            add_refusal(form, refusal)
        else:
            text = charters.current(structure.association, audience)
    signature = Signature.objects.filter(charter=text.pk, structure=structure).first() if text.pk else None
    context = {"structure": structure, "charter": text, "form": form, "signature": signature}
    return render(request, "membership/signed_charter.html", context)


def _signer(token: str) -> tuple[Structure, Charter.For]:
    for audience, door in notices.SIGN_DOORS.items():
        try:
            link = links.read(token, door, at=timezone.now())
        except links.LinkRefused as refusal:
            if "autre page" in refusal.sentence:
                continue
            raise
        return _holder(link), audience
    raise links.LinkRefused("Ce lien ouvre une autre page.", "Ouvrez-le depuis le courriel d'origine.")


def _holder(link: links.Link) -> Structure:
    known = Structure.objects.standing().select_related("association", "commune", "relay", "partner")
    structure = known.filter(pk=link.subject).first()
    if structure is None or structure.link_epoch != link.epoch:
        raise links.LinkRefused(*WITHDRAWN)
    return structure


@login_not_required
@never_cache
def partner(request: HttpRequest, token: str) -> HttpResponse:
    """A partner joins: one page, all of it filled with what is known."""
    try:
        structure = _holder(links.read(token, notices.PARTNER_DOOR, at=timezone.now()))
        if not structure.is_partner or structure.partner.suspended_at or structure.stage == Stage.LAPSED:
            raise links.LinkRefused(*WITHDRAWN)
    except links.LinkRefused as refusal:
        return _closed(request, refusal)
    text = charters.current(structure.association, Charter.For.PARTNERS)
    venue = structure.venues.select_related("commune").order_by("pk").first()
    form = PartnerJoinForm(typed(request), initial=_known(structure, venue, text))
    if request.method == "POST" and form.is_valid():
        try:
            onward = operations.join_partner(
                structure, _said(form, venue), by=Actor.link(structure.name), at=timezone.now()
            )
        except Refused as refusal:
            form.show_version(text.version)
            add_refusal(form, refusal)
        else:
            return render(request, "membership/partner_joined.html", {"structure": structure, "onward": onward})
    context = {"structure": structure, "association": structure.association, "charter": text, "form": form}
    return render(request, "membership/partner.html", context)


def _known(structure: Structure, venue: Venue | None, text: Charter) -> dict[str, object]:
    place = venue or structure
    return {
        "name": structure.name,
        "kind": structure.partner.kind,
        "email": structure.email,
        "phone": structure.phone,
        "website": structure.website,
        "place_name": venue.name if venue else structure.name,
        "place_address": place.address,
        "place_postal_code": place.postal_code,
        "place_commune": place.commune or "",
        "list_email": structure.partner.list_email,
        "shown": structure.shown_publicly,
        "version": text.version,
    }


def _said(form: PartnerJoinForm, venue: Venue | None) -> operations.Joining:
    said = form.cleaned_data
    return operations.Joining(
        structure=form.known,
        kind=PartnerKind(said["kind"]),
        list_email=said["list_email"],
        place=form.place,
        shown=said["shown"],
        venue=venue,
        name=said["signer"],
        role=said["role"],
        version=said["version"],
    )


def _closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return render(request, "membership/link_closed.html", {"refusal": refusal}, status=410)
