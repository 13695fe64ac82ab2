"""The papers of a convention: as it is written, as it is to sign, as it was signed."""

from datetime import datetime

from django.utils import timezone

from pontdesarts.ui import words

from . import wording
from .documents import Place, Sheet, Trace, agreement_pdf
from .models import Agreement, Party, Signatory, Signature, Version


def draft(agreement: Agreement) -> bytes:
    """The text as it is today, marked as a draft."""
    places = [(party.label, [Place(one.name, one.said) for one in _in_post(party)]) for party in _parties(agreement)]
    warning = "Projet : ce texte n'est pas à signer."
    return agreement_pdf(_sheet(agreement, wording.filled(agreement), places=places, warning=warning))


def to_sign(version: Version) -> bytes:
    """The text that was sent, with the signatures that it has so far and room for the others."""
    return _of_version(version, traced=False)


def signed(version: Version) -> bytes:
    """The same, with the page of traces: who signed, how, when, and the digest of what."""
    return _of_version(version, traced=True)


def _of_version(version: Version, *, traced: bool) -> bytes:
    agreement = version.agreement
    every = list(
        version.signatures.select_related(
            "signatory__party__agreement__association",
            "signatory__party__structure",
            "signatory__party__commune",
            "scan",
            "version",
        ).order_by("signed_at", "pk")
    )
    held = {one.signatory_id: one for one in every if one.struck_at is None}
    places = [(party.label, _places(party, held)) for party in _parties(agreement)]
    warning = ""
    if version.replaced_at is not None:
        warning = f"Texte remplacé le {words.full_date(version.replaced_at)} : ces signatures ne valent plus."
    sheet = _sheet(
        agreement,
        version.text,
        places=places,
        warning=warning,
        number=version.number,
        digest=version.digest,
        traces=[_trace(one) for one in every if one.struck_at is None] if traced else (),
        struck=[_struck(one) for one in every if one.struck_at is not None] if traced else (),
    )
    return agreement_pdf(sheet)


def _sheet(agreement: Agreement, text: str, *, number: int = 0, digest: str = "", **more: object) -> Sheet:
    return Sheet(
        title=agreement.title,
        association=agreement.association.name,
        period=f"Du {words.full_date(agreement.starts_on)} au {words.full_date(agreement.ends_on)}",
        text=text,
        number=number,
        digest=digest,
        **more,  # type: ignore[arg-type]
    )


def _parties(agreement: Agreement) -> list[Party]:
    return wording.parties_of(agreement)


def _in_post(party: Party) -> list[Signatory]:
    return list(party.signatories.current().order_by("since", "pk"))


def _places(party: Party, held: dict[int, Signature]) -> list[Place]:
    """Whoever has signed, under the name of that day; while it is to sign, whoever is in post too."""
    to_sign = party.agreement.is_open
    places = []
    for one in party.signatories.order_by("since", "pk"):
        if signature := held.get(one.pk):
            places.append(Place(signature.name, signature.title, f"{_how(signature)}, le {_day(signature)}"))
        elif one.ended_on is None and to_sign:
            places.append(Place(one.name, one.said))
    return places


def _how(signature: Signature) -> str:
    return "Signé par code" if signature.means == Signature.Means.CODE else "Signé sur papier"


def _day(signature: Signature) -> str:
    return words.full_date(signature.signed_at)


def _trace(signature: Signature) -> Trace:
    by_code = signature.means == Signature.Means.CODE
    if by_code:
        how, proof = "par un code à six chiffres", f"code envoyé à {signature.mailed_to}"
    else:
        how = "sur papier"
        proof = f"papier déposé, empreinte {signature.scan.digest}" if signature.scan else ""
    return Trace(
        name=signature.name,
        function=signature.title,
        party=signature.signatory.party.label,
        how=how,
        when=_moment(signature.signed_at) if by_code else words.full_date(signature.signed_at),
        proof=proof,
    )


def _struck(signature: Signature) -> str:
    when = words.full_date(signature.struck_at) if signature.struck_at else ""
    return f"{signature.name}, {signature.title} : retirée le {when} ({signature.struck_reason})"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{words.full_date(local)} à {words.french_hour(local)} ({local:%H:%M:%S %Z})"
