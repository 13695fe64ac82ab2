"""Signing, by a code or on paper; taking a signature back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import codes, notices, paperwork, rules, scans, verbs
from ..models import Agreement, Code, Scan, Signatory, Signature, Stage, Version
from ..refusals import CodeRefused, SigningRefused
from .sending import set_stage


@transaction.atomic
def send_code(signatory: Signatory, *, version: Version, by: Actor, at: datetime) -> Code:
    """Mail six figures to the signatory's own address, for that text; those sent before sign nothing more.

    Raises `SigningRefused` when there is nothing to sign, `CodeRefused` after five codes in an hour.
    """
    _to_sign(signatory, version)
    if not signatory.email:
        raise SigningRefused("Nous n'avons pas votre adresse électronique.", "Demandez à signer sur papier.")
    recent = Code.objects.filter(signatory=signatory, sent_at__gt=at - timedelta(hours=1))
    if recent.count() >= rules.MOST_CODES_AN_HOUR:
        raise CodeRefused("Cinq codes sont déjà partis depuis une heure.", "Attendez une heure, puis recommencez.")
    Code.objects.filter(signatory=signatory, expires_at__gt=at).update(expires_at=at)
    figures = codes.make()
    code = Code.objects.create(
        signatory=signatory,
        version=version,
        digest=codes.digest(figures, signatory=signatory, version=version),
        sent_at=at,
        expires_at=at + rules.CODE_LASTS,
    )
    notices.code(signatory, version, figures=figures, expires_at=code.expires_at, at=at)
    journal.record(verbs.CODE_SENT, version.agreement, by=by, at=at)
    return code


def sign_by_code(signatory: Signatory, *, version: Version, typed: str, by: Actor, at: datetime) -> Signature:
    """Sign that text with the code that was mailed. The last signature makes the convention signed.

    A wrong code is counted before it is refused: five, and another must be sent. Raises `CodeRefused`, and
    `SigningRefused` when the text was replaced, the post has ended, or it was signed already.
    """
    code, matches = _try(signatory, version, typed, at)
    if not matches:
        left = rules.MOST_TRIES - code.tries
        said = f"Il reste {left} essai{'s' if left > 1 else ''}." if left else "Demandez un nouveau code."
        raise CodeRefused("Ce n'est pas le code que nous avons envoyé.", said)
    with transaction.atomic():
        locked = _to_sign(signatory, version)
        signature = Signature.objects.create(
            version=version,
            signatory=signatory,
            name=signatory.name,
            title=signatory.said[:160],
            means=Signature.Means.CODE,
            signed_at=at,
            digest=version.digest,
            mailed_to=signatory.email,
        )
        Code.objects.filter(pk=code.pk).update(expires_at=at)
        told = {"function": signatory.said, "party": signatory.party.label}
        journal.record(verbs.SIGNED_BY_CODE, locked, by=by, at=at, **told)
        settle(locked, version, on=timezone.localtime(at).date(), by=by, at=at)
    return signature


@transaction.atomic
def sign_on_paper(
    version: Version,
    signatories: Sequence[Signatory],
    *,
    content: bytes,
    on: date,
    by: Actor,
    at: datetime,
) -> Scan:
    """Keep the scan of the paper that those people signed on that day.

    Raises `ScanRefused` for a file that is no PDF and no picture, `SigningRefused` for somebody who has signed, who is
    of another convention, or a day to come.
    """
    read = scans.read(content)
    if not signatories:
        raise SigningRefused("Dites qui a signé ce papier.", "Cochez chaque nom.")
    # a post that has ended could sign until that day
    day = timezone.localtime(at).date()
    if not timezone.localtime(version.sent_at).date() <= on <= day:
        raise SigningRefused("Cette date ne va pas.", "Elle va de l'envoi du texte à aujourd'hui.")
    scan = Scan(
        version=version,
        content_type=read.content_type,
        content=content,
        digest=sha256(content).hexdigest(),
        pages=read.pages,
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    signed_at = at if on == day else timezone.make_aware(datetime.combine(on, time(12)))
    for signatory in signatories:
        locked = _to_sign(signatory, version)
        if scan.pk is None:
            scan.save()
        Signature.objects.create(
            version=version,
            signatory=signatory,
            name=signatory.name,
            title=signatory.said[:160],
            means=Signature.Means.PAPER,
            signed_at=signed_at,
            digest=version.digest,
            scan=scan,
        )
    functions = ", ".join(signatory.said for signatory in signatories)
    journal.record(verbs.SIGNED_ON_PAPER, locked, by=by, at=at, functions=functions)
    settle(locked, version, on=on, by=by, at=at)
    return scan


@transaction.atomic
def strike(signature: Signature, *, reason: str, by: Actor, at: datetime) -> Signature:
    """A paper was filed by mistake: its signature stays to be seen, and counts no more. Nobody takes back what somebody
    signed by a code. Raises `SigningRefused`, also without a reason or once the convention is over."""
    agreement = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=signature.version.agreement_id)
    if signature.means != Signature.Means.PAPER or not signature.is_valid:
        raise SigningRefused("Cette signature ne se retire pas.", "Dénoncez la convention, ou changez son texte.")
    if agreement.stage not in {Stage.SENT, Stage.SIGNED}:
        raise SigningRefused("Cette convention n'est plus en vigueur.", "")
    if not reason.strip():
        raise SigningRefused("Il manque la raison.", "Écrivez-la en quelques mots.")
    signature.struck_at, signature.struck_reason = at, reason.strip()[:200]
    signature.save(update_fields=["struck_at", "struck_reason"])
    told = {"function": signature.title, "party": signature.signatory.party.label, "reason": signature.struck_reason}
    journal.record(verbs.STRUCK, agreement, by=by, at=at, **told)
    if agreement.stage == Stage.SIGNED:
        set_stage(agreement, Stage.SENT, on=timezone.localtime(at).date(), by=by, at=at)
    return signature


@transaction.atomic
def _try(signatory: Signatory, version: Version, typed: str, at: datetime) -> tuple[Code, bool]:
    """Count a try, in a transaction of its own: what refuses a wrong code must not undo the count."""
    _to_sign(signatory, version)
    code = (
        Code.objects.select_for_update()
        .filter(signatory=signatory, version=version)
        .order_by("-sent_at", "-pk")
        .first()
    )
    if code is None:
        raise CodeRefused("Aucun code n'a été envoyé.", "Demandez-en un : il arrive par courriel.")
    if at >= code.expires_at:
        raise CodeRefused("Ce code n'est plus valable : il dure un quart d'heure.", "Demandez-en un nouveau.")
    if code.tries >= rules.MOST_TRIES:
        raise CodeRefused("Ce code a été essayé trop souvent.", "Demandez-en un nouveau.")
    Code.objects.filter(pk=code.pk).update(tries=F("tries") + 1)
    code.tries += 1
    return code, codes.matches(typed, code.digest, signatory=signatory, version=version)


def _to_sign(signatory: Signatory, version: Version) -> Agreement:
    """The convention, locked, when that person may sign that text now."""
    locked = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=version.agreement_id)
    if signatory.party.agreement_id != locked.pk:
        raise SigningRefused("Cette personne ne signe pas cette convention.", "")
    current = Version.objects.get(pk=version.pk)
    if Signature.objects.filter(version=current, signatory=signatory, struck_at=None).exists():
        raise SigningRefused(f"{signatory.name} a déjà signé ce texte.", "Rien n'est plus à faire.")
    if current.replaced_at is not None:
        raise SigningRefused("Le texte a changé depuis qu'il vous a été envoyé.", "Signez le nouveau texte, à venir.")
    if locked.stage != Stage.SENT:
        raise SigningRefused(f"La convention est {locked.get_stage_display()} : elle n'est plus à signer.", "")
    if Signatory.objects.filter(pk=signatory.pk).exclude(ended_on=None).exists():
        raise SigningRefused("Cette fonction a pris fin.", "La personne qui succède signera.")
    return locked


def settle(agreement: Agreement, version: Version, *, on: date, by: Actor, at: datetime) -> None:
    """Once everybody in post has signed, and somebody for each party: signed, and each receives a copy."""
    valid = Signature.objects.valid().filter(version=version)
    awaited = Signatory.objects.current().filter(party__agreement=agreement)
    if awaited.exclude(pk__in=valid.values("signatory")).exists():
        return
    if agreement.parties.exclude(pk__in=valid.values("signatory__party")).exists():
        return
    set_stage(agreement, Stage.SIGNED, on=on, by=None, at=at)
    journal.record(verbs.EVERYBODY_SIGNED, agreement, by=by, at=at)
    pdf = paperwork.signed(version)
    for signature in valid.select_related("signatory").order_by("pk"):
        if signature.signatory.email:
            notices.signed(signature.signatory, version, pdf=pdf, at=at)
