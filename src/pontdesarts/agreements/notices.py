"""What signatories are written: the link to sign, the code, the signed copy."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.operations import Paper

from .models import Signatory, Version

DOOR = "agreements.sign"


def link(signatory: Signatory, *, expires_at: datetime) -> str:
    """The signed link of the page where that person signs, until it is withdrawn or past its term."""
    token = links.make(DOOR, signatory.pk, epoch=signatory.link_epoch, expires_at=expires_at)
    return settings.BASE_URL + reverse("agreements:sign", args=[token])


def ask_to_sign(signatory: Signatory, version: Version, *, expires_at: datetime, at: datetime) -> None:
    agreement = version.agreement
    messaging.send(
        kind="agreements.ask_to_sign",
        to=signatory.email,
        subject=f"À signer : {agreement.title}",
        template="agreements/notices/ask_to_sign.txt",
        context={
            "signatory": signatory,
            "agreement": agreement,
            "party": signatory.party.label,
            "association": agreement.association,
            "link": link(signatory, expires_at=expires_at),
            "until": expires_at,
        },
        at=at,
    )


def code(signatory: Signatory, version: Version, *, figures: str, expires_at: datetime, at: datetime) -> None:
    messaging.send(
        kind="agreements.code",
        to=signatory.email,
        subject=f"{figures} : votre code pour signer",
        template="agreements/notices/code.txt",
        context={
            "figures": figures,
            "agreement": version.agreement,
            "signatory": signatory,
            "until": expires_at,
            "association": version.agreement.association,
        },
        at=at,
    )


def signed(signatory: Signatory, version: Version, *, pdf: bytes, at: datetime) -> None:
    agreement = version.agreement
    messaging.send(
        kind="agreements.signed",
        to=signatory.email,
        subject=f"Signée par tous : {agreement.title}",
        template="agreements/notices/signed.txt",
        context={"agreement": agreement, "signatory": signatory, "association": agreement.association},
        at=at,
        papers=[Paper("convention-signee.pdf", "application/pdf", pdf)],
    )
